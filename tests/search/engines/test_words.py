"""What words find, on every engine alike."""

from __future__ import annotations

import string

import pytest

from marketplace.models import Facet, ListingTranslation
from search.query import SearchQuery

pytestmark = pytest.mark.django_db


def test_empty_index_finds_nothing(titles):
    assert titles("pump") == titles("") == []


def test_words_find_title_and_text(listed, titles):
    listed("Solar pump")
    listed("A wheel", "Drives a pump by hand.")
    listed("Compost")

    assert titles("pump") == ["Solar pump", "A wheel"]


def test_more_of_the_words_is_better(listed, titles):
    listed("Diesel pump")
    listed("Solar pump")

    assert titles("solar pump") == ["Solar pump", "Diesel pump"]


def test_phrase_finds_words_in_a_row_alone(listed, titles):
    listed("Heat pump for dryers")
    listed("A pump that stands heat")
    listed("Heat that a pump makes")

    assert titles('"heat pump"') == ["Heat pump for dryers"]
    assert len(titles("heat pump")) == 3


def test_phrase_with_small_words_is_found(listed, titles):
    listed("State of the art in pumps")
    listed("The art of the State")

    assert titles('"state of the art"') == ["State of the art in pumps"]


def test_phrase_does_not_reach_from_title_to_text(listed, titles):
    listed("Store of heat", "Pump not needed.")

    assert titles('"heat pump"') == []


def test_phrase_and_words_together(listed, titles):
    listed("Heat pump for dryers")
    listed("Heat pump for houses")

    assert titles('dryers "heat pump"')[0] == "Heat pump for dryers"


def test_phrase_that_no_listing_has_gives_way_to_the_words_beside_it(listed, titles):
    listed("A dryer for heat")
    listed("A pump for wells")

    assert titles('dryer "heat pump"')[0] == "A dryer for heat"
    assert titles('"heat pump"') == []


def test_phrase_does_not_give_way_to_what_was_not_chosen(listed, titles):
    listed("Heat pump for dryers")
    listed("A dryer", kind="need")

    assert titles('dryers "heat pump"', kind=["need"]) == []


def test_phrase_in_a_sentence_asks_for_nothing(listed, titles):
    listed("Cold rooms for vegetables of small farms")
    sentence = 'we store vegetables of small farms in what is called "cool chain" rooms'
    listed("Cool chain")

    assert "Cold rooms for vegetables of small farms" in titles(sentence)


def test_phrase_counts_more_than_the_words_beside_it(listed, titles):
    listed("Heat pump for dryers")

    assert titles('fruit mango onion garlic "heat pump"') == ["Heat pump for dryers"]


def test_minus_keeps_a_word_out(listed, titles):
    listed("Solar pump")
    listed("Diesel pump")

    assert titles("pump -diesel") == ["Solar pump"]
    assert titles("-diesel") == ["Solar pump"]
    assert titles('pump -"diesel pump"') == ["Solar pump"]


def test_minus_and_star_keep_out_what_begins_so(listed, titles):
    listed("Pump with electrolyser")
    listed("Pump with electronics")
    listed("Pump with elephant")
    # Commoner ones, and more than would be asked for where they are wanted.
    many = " ".join(f"electrum{letter}x" for letter in string.ascii_lowercase)
    listed("Second pump", many)
    listed("Third pump", many)

    assert titles("pump -electr*") == ["Pump with elephant"]


def test_minus_inside_a_word_is_no_minus(listed, titles):
    listed("Wind-diesel hybrid")

    assert titles("wind-diesel") == ["Wind-diesel hybrid"]


def test_minus_before_words_written_as_one_keeps_out_what_has_them_so(listed, titles):
    listed("Wind-diesel hybrid")
    listed("Hybrid of wind and a diesel")
    listed("Wind hybrid")
    listed("太阳能水泵", language="zh-hans")
    listed("阳能与太阳水泵", language="zh-hans")

    assert sorted(titles("hybrid -wind-diesel")) == ["Hybrid of wind and a diesel", "Wind hybrid"]
    assert titles("水泵 -太阳能") == ["阳能与太阳水泵"]


def test_star_finds_what_begins_so(listed, titles):
    listed("Electrolyser")
    listed("Electronics")
    listed("Elephant")

    assert sorted(titles("electr*")) == ["Electrolyser", "Electronics"]


def test_unfinished_last_word_is_completed(listed, titles):
    listed("Photovoltaic roof")

    assert titles("roof photovol") == ["Photovoltaic roof"]
    assert titles("photovol") == ["Photovoltaic roof"]


@pytest.mark.parametrize("wrong", ["desalinaton", "desallination", "dealsination", "desalimation"])
def test_typing_error_is_seen_through(engine, listed, titles, wrong):
    listed("Desalination of brackish water")

    assert titles(wrong) == ["Desalination of brackish water"]
    results = engine.search(SearchQuery(words=f"{wrong} plant"))
    assert results.suggestion == "desalination plant"


def test_of_words_as_near_the_one_is_meant_of_which_a_letter_was_left_out(engine, listed, titles):
    for number in range(3):
        listed(f"Sol {number}")
        listed(f"Sobre {number}", language="es")
    listed("Solar drier")

    assert titles("solr") == ["Solar drier"]
    assert engine.search(SearchQuery(words="solr pump")).suggestion == "solar pump"


def test_known_words_are_not_put_right(engine, listed):
    listed("Desalination of brackish water")

    assert engine.search(SearchQuery(words="desalination")).suggestion == ""


def test_no_words_are_everything(listed, titles):
    listed("Solar pump")
    listed("Diesel pump")

    assert sorted(titles("")) == ["Diesel pump", "Solar pump"]


@pytest.mark.parametrize(
    ("language", "title", "words"),
    [
        ("fr", "Séchage solaire des récoltes", "sechage"),
        ("fr", "Énergie des déchets", "energie"),
        ("es", "Energía de las olas", "energia"),
        ("es", "Energía de las olas", "ENERGÍA"),
        ("fr", "Œufs sans cage", "oeufs"),
        ("de", "Wärmepumpen", "warmepumpen"),
    ],
)
def test_accents_may_be_left_out(listed, titles, language, title, words):
    listed(title, language=language)

    assert titles(words) == [title]


@pytest.mark.parametrize(
    ("language", "title", "words"),
    [
        ("en", "Heat pumps", "PUMP"),
        ("fr", "Panneaux solaires", "panneau solaire"),
        ("es", "Bombas de agua", "bomba"),
        ("ru", "Солнечные насосы", "солнечный насос"),
        ("ar", "الطاقة الشمسية", "طاقة شمسية"),
        ("zh-hans", "太阳能水泵", "水泵"),
    ],
)
def test_plural_and_case_do_not_matter(listed, titles, language, title, words):
    listed(title, language=language)
    listed("Something else")

    assert titles(words) == [title]


def test_single_chinese_character_finds_words_with_it(listed, titles):
    listed("太阳能水泵", language="zh-hans")
    listed("污水", language="zh-hans")
    listed("风力", language="zh-hans")

    assert sorted(titles("水")) == sorted(["太阳能水泵", "污水"])


def test_scripts_may_be_mixed(listed, titles):
    listed("LED照明系统", language="zh-hans")

    assert titles("LED 照明") == titles("led照明") == ["LED照明系统"]


@pytest.mark.parametrize(
    ("language", "title", "words"),
    [
        ("en", "Photovoltaic roof", "solar cell"),
        ("en", "Electric vehicle", "electric cars"),
        ("fr", "Traitement des eaux usées", "effluents"),
        ("zh-hans", "光伏组件", "太阳能电池"),
    ],
)
def test_synonym_is_found(engine, listed, titles, language, title, words):
    listed(title, language=language)

    assert titles(words) == [title]


def test_exact_word_goes_before_its_synonym(listed, titles):
    listed("Sewage plant")
    listed("Wastewater plant")

    assert titles("wastewater") == ["Wastewater plant", "Sewage plant"]


@pytest.mark.parametrize(
    "words", ["technologie environnementale", "tecnologías ambientales", "экологические технологии"]
)
def test_theme_is_found_by_its_name_in_other_languages(listed, titles, words):
    theme = Facet(scheme="theme", code="environmental_technology")
    listed("A filter", parts={"facets": [theme]})
    listed("A wheel")

    assert titles(words)[:1] == ["A filter"]


def test_country_is_found_by_its_name(listed, titles):
    listed("A filter")

    assert titles("肯尼亚") == titles("Кения") == ["A filter"]


def test_text_goes_before_label(listed, titles):
    theme = Facet(scheme="theme", code="robotics")
    listed("A hand of steel", parts={"facets": [theme]})
    listed("Robotics for farms")

    assert titles("robotics") == ["Robotics for farms", "A hand of steel"]


def test_translation_is_searched_in_its_language(engine, listed):
    part = ListingTranslation(language="fr", title="Une pompe solaire", summary="Élève l'eau.")
    listing = listed("Solar pump", parts={"translations": [part]})

    (hit,) = engine.search(SearchQuery(words="pompes")).hits
    assert (hit.id, hit.language) == (listing.pk, "fr")
    (hit,) = engine.search(SearchQuery(words="pumps")).hits
    assert (hit.id, hit.language) == (listing.pk, "en")


def test_hit_says_why(engine, listed):
    theme = Facet(scheme="theme", code="robotics")
    listed("Photovoltaic hand", parts={"facets": [theme]})

    (hit,) = engine.search(SearchQuery(words="hands robotics pv")).hits
    assert {(why.kind.value, why.words) for why in hit.why} == {
        ("words", ("hands",)),
        ("label", ("robotics",)),
        ("synonym", ("pv",)),
    }


@pytest.mark.parametrize(
    "words",
    [
        '"unbalanced', '"', "-", "*", '-"', '""', "((((", "pump AND", "title:pump", "a OR (b",
        "x" * 10_000, "pump " * 2_000, "'; DROP TABLE search_entry; --", "(a+)+$", "NEAR(a b)",
        "pump\0", "\u202epump", "😀", "\ud800", "<mark>pump</mark>", "%", "_", "\\", "&|!", "~1 ^2",
        "[pump TO *]", "a*" * 200, '-a ' * 200, "-" * 400, "«", "“x", "水" * 400, "\u0301" * 400,
    ],
)  # fmt: skip
def test_whatever_is_typed_gets_an_ordinary_answer(engine, listed, words):
    listed("Solar pump")

    results = engine.search(SearchQuery.from_json({"q": words, "page": 10_000_000}))
    assert results.total in (0, 1)
    assert len(results.hits) == results.total


def test_words_go_on_while_typing(engine, listed):
    listed("Photovoltaic roofs for photographers")

    found = engine.suggest("cheap photo")
    assert sorted(found) == ["cheap photographers", "cheap photovoltaic"]
    assert engine.suggest("") == engine.suggest("photo ") == engine.suggest("zzz") == []
