"""Text becomes terms, in six languages and in none."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import LONGEST_TERM, SNOWBALL, asked_of, fold, tokens_of, words_of


def terms(text: str, language: str) -> list[str]:
    return [token.term for token in tokens_of(text, language) if token.term]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "Heat pumps", "heat pump"),
        ("fr", "Énergies solaires", "énergie solaire"),
        ("es", "Bombas de agua", "BOMBA DE AGUA"),
        ("ru", "солнечные насосы", "солнечный насос"),
        ("ar", "الطاقة", "طاقة"),
        ("de", "Wärmepumpen", "wärmepumpe"),
        ("hi", "सौर ऊर्जा", "सौर ऊर्जा"),
    ],
)
def test_forms_of_a_word_are_one_term(language, one, other):
    assert terms(one, language) == terms(other, language) != []


def test_chinese_becomes_pairs():
    assert terms("太阳能水泵", "zh-hans") == ["太阳", "阳能", "能水", "水泵"]


def test_single_character_is_itself():
    assert terms("水", "zh-hans") == ["水"]


def test_last_character_of_a_run_is_found_alone():
    assert [token.also for token in tokens_of("污水", "zh-hans")] == [("水",)]


def test_scripts_in_one_text_are_each_treated_as_such():
    assert terms("LED照明 5kW", "zh-hans") == ["led", "照明", "5kw"]


def test_digits_of_all_scripts_are_the_same():
    assert terms("٢٠٢٦", "ar") == terms("2026", "en")


def test_combining_marks_stay_in_their_words():
    assert words_of("हिन्दी") == ["हिन्दी"]


def test_accents_go_after_stemming():
    assert fold("énergie") == "energie"
    assert fold("эмаль") == "эмаль"
    assert terms("séchage", "fr") == terms("sechage", "fr")


def test_word_typed_without_accents_finds_the_accented_one():
    found = [term for token in tokens_of("energía", "es") for term in (token.term, *token.also)]
    assert set(asked_of("energia", "es")[0].terms) & set(found)


def test_turkish_i_is_two_letters():
    assert terms("ISI İSTANBUL'da", "tr")[0] == terms("ısı", "tr")[0]
    assert terms("İSTANBUL'da", "tr") == terms("istanbul", "tr")


def test_only_english_has_stop_words():
    assert terms("the state of the art", "en") == ["state", "art"]
    assert "de" in terms("l'état de l'art", "fr")


def test_query_in_no_language_is_looked_for_in_all_of_its_script():
    assert set(asked_of("pumps")[0].terms) == {"pump", "pumps"}
    assert asked_of("насосы")[0].terms == asked_of("насосы", "en")[0].terms == ("насос",)


def test_query_in_a_language_has_its_stem_alone():
    assert asked_of("pumps", "en")[0].terms == ("pump",)


def test_stop_words_go_only_where_something_is_left():
    assert [asked.word for asked in asked_of("water for all of us")] == ["water", "all", "us"]
    assert [asked.word for asked in asked_of("to be")] == ["to", "be"]


@given(st.text(max_size=300), st.sampled_from(["", "xx", "en-gb", *SNOWBALL, "zh-hans"]))
def test_any_text_has_terms_that_can_be_kept(text, language):
    for token in tokens_of(text, language):
        assert len(token.term) <= LONGEST_TERM
        assert not any(c.isspace() for c in token.term)
    assert len(asked_of(text, language)) <= 2 * len(unicodedata.normalize("NFKC", text))


@given(st.text(alphabet=st.characters(whitelist_categories=["Ll", "Lu", "Lo"]), max_size=60))
def test_query_equal_to_the_text_meets_it(text):
    asked = {term for one in asked_of(text, "fr") for term in one.terms}
    assert set(terms(text, "fr")) <= asked or any(ord(c) > 0x24F for c in text)
