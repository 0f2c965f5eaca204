"""The page of results: what it finds, says, offers to choose, and what it costs."""

from __future__ import annotations

import re
import time
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.models import Facet, LicenceTerms, Listing, ListingTranslation
from search import standing_in
from search.documents import documents_of
from search.engines.base import EngineUnavailableError
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    VerificationFactory,
)
from tests.full_listings import COUNTRIES, full_offer
from tests.marketplace.pages import page

SCRIPT = "<script>alert(1)</script>"


def titles(response) -> list[str]:
    found = re.findall(r"<h2><a [^>]*>(.*?)</a></h2>", page(response))
    return [unescape(re.sub(r"</?mark>", "", title)) for title in found]


def links(response, pattern: str) -> list[str]:
    return [unescape(a) for a in re.findall(rf'href="({pattern})"', page(response))]


def test_words_find_and_are_marked(results, listed):
    listed("Solar pump", "Lifts water by sunlight.")
    listed("Wind mill")
    answer = results(q="pumps")
    assert titles(answer) == ["Solar pump"]
    html = page(answer)
    assert "Solar <mark>pump</mark>" in html
    assert "1 result" in html
    assert "Found by “pumps”." in html
    assert 'name="robots" content="noindex' in html


def test_words_are_quoted_as_the_language_of_the_page_does(client, listed):
    listed("Solar pump", "Lifts water by sunlight.")
    html = client.get("/fr/search/?q=pump").content.decode()
    assert "<title>«\u00a0pump\u00a0» – " in html
    assert "“" not in html


def test_without_words_everything_is_there_newest_first(results, listed):
    for title in ("First", "Second", "Third"):
        listed(title)
    answer = results()
    assert titles(answer) == ["Third", "Second", "First"]
    assert 'aria-current="true">Newest' in page(answer)
    assert "Relevance" not in page(answer)


def test_line_tells_kind_organisation_country_readiness_licence_language(results, listed):
    listed("Pump", kind="need", readiness=6, language="fr",
           parts={"terms": [LicenceTerms(kinds=["exclusive"])]})  # fmt: skip
    html = page(results(q="pump"))
    for told in ("kind-need", "Institute of Levers", "Kenya", "Readiness 6", "Exclusive",
                 "French", 'class="verified"', 'lang="fr"'):  # fmt: skip
        assert told in html, told


def test_translation_that_fits_is_shown_in_its_language(results, listed):
    translation = ListingTranslation(
        language="fr", title="Pompe solaire", summary="Élève l'eau.", origin="human"
    )
    listed("Solar device", parts={"translations": [translation]})
    html = page(results(q="pompe"))
    assert "<mark>Pompe</mark> solaire</a>" in html
    assert 'lang="fr" dir="ltr"><mark>' in html


def test_facets_have_counts_and_several_choices_each(results, listed):
    listed("A", readiness=3)
    listed("B", readiness=6)
    listed("C", kind="need")
    answer = results(readiness=["3", "6"], kind="offer")
    assert set(titles(answer)) == {"A", "B"}
    html = page(answer)
    assert re.search(
        r'name="kind" value="offer" checked><span>Offer</span><span class="count">2<', html
    )
    # Counted as if nothing were chosen in its own facet: no need has such a readiness.
    assert 'name="kind" value="need"' not in html
    assert re.search(r'value="3" checked><span>3 – [^<]*</span><span class="count">1<', html)


def test_chosen_filters_can_be_taken_away_one_by_one(results, listed):
    listed("Pump", readiness=3)
    answer = results(q="pump", readiness=["3", "6"], country="KE", page="1")
    rest = {one.address for one in answer.context["chosen"]}
    assert rest == {
        "?readiness=3&readiness=6&country=KE",
        "?q=pump&readiness=3&readiness=6",
        "?q=pump&readiness=6&country=KE",
        "?q=pump&readiness=3&country=KE",
    }
    assert rest <= set(links(answer, r"\?[^\"]*"))


def test_my_country_opens_its_facets(results, listed):
    listed("Pump")
    without = page(results(q="pump"))
    assert 'name="no_right"' not in without
    chosen = page(results(q="pump", my_country="KE"))
    assert 'name="no_right"' in chosen
    assert "No right declared in my country" in chosen
    assert re.search(r'value="KE" selected', chosen)


def test_long_facet_is_cut_and_can_be_shown_whole(results, engine, house):
    for number in range(1, 26):
        full = full_offer(organisation=house, countries=(), title=f"Pump {number}")
        Facet.objects.filter(listing=full, scheme="field").delete()
        Facet.objects.create(listing=full, scheme="field", code=str(number))
    engine.index(documents_of(Listing.objects.values_list("pk", flat=True)))
    answer = results(q="pump")
    assert page(answer).count('name="field"') == 18
    (more,) = links(answer, r"\?[^\"]*show=field[^\"]*")
    assert more == "?q=pump&show=field#facet-field"
    assert page(results(q="pump", show="field")).count('name="field"') == 25


def test_pages_sorts_and_exports_keep_what_was_asked(results, listed):
    for number in range(21):
        listed(f"Pump {number}")
    first = results(q="pump", kind="offer", unknown="x")
    assert len(titles(first)) == 20
    assert "?q=pump&kind=offer&page=2" in links(first, r"\?[^\"]*")
    assert "?q=pump&kind=offer&sort=newest" in links(first, r"\?[^\"]*")
    export = reverse("export_results", args=["csv"])
    assert f"{export}?q=pump&kind=offer" in links(first, rf"{export}[^\"]*")
    assert len(titles(results(q="pump", kind="offer", page="2"))) == 1
    # Beyond the last page is the last page.
    assert len(titles(results(q="pump", page="10000000"))) == 1


def test_what_is_not_public_any_more_is_not_shown(results, listed):
    listing = listed("Pump")
    Listing.objects.filter(pk=listing.pk).update(live=False, status="paused")
    answer = results(q="pump")
    assert titles(answer) == []
    assert "Nothing fits" in page(answer)


# --- Nothing found ------------------------------------------------------------------------------


def test_empty_result_says_which_filter_to_drop_and_posts_it_as_a_need(results, listed):
    listed("Pump", readiness=3)
    listed("Pump again", readiness=3)
    answer = results(q="pump", readiness="9")
    assert [(way.address, way.number) for way in answer.context["ways"]] == [("?q=pump", 2)]
    assert "2 results" in page(answer)
    assert f"{reverse('start_need')}?title=pump" in links(answer, r"[^\"]*title=[^\"]*")
    offer = results(q="nowhere", kind="need")
    assert f"{reverse('start_offer')}?title=nowhere" in links(offer, r"[^\"]*title=[^\"]*")


def test_empty_result_of_a_slow_engine_does_not_keep_its_reader_waiting(
    engine, results, settings, monkeypatch
):
    asked, search = [], engine.search

    def slowly(query, **options):
        asked.append(query)
        time.sleep(0.4)
        return search(query, **options)

    monkeypatch.setattr(engine, "search", slowly)
    settings.ELASTICSEARCH = {**settings.ELASTICSEARCH, "timeout": 1.0}
    results(q="pump", readiness="9", type="know_how", kind="need", sdg="6")
    # The answer and one way, or the other way would be late.
    assert len(asked) <= 2


def test_words_are_taken_over_into_the_need(signed_in, house):
    person = UserFactory()
    MembershipFactory(organisation=house, user=person)
    other = OrganisationFactory()
    member = signed_in(person)
    html = page(member.get(reverse("start_need"), {"title": 'water "pump"'}))
    assert 'value="water &quot;pump&quot;"' in html
    MembershipFactory(organisation=other, user=person)
    html = page(member.get(reverse("start_need"), {"title": "pump"}))
    assert f"?title=pump&amp;organisation={other.slug}" in html


def test_misspelt_word_is_put_right(results, listed):
    for title in ("Desalination of wells", "Desalination plant"):
        listed(title)
    answer = results(q="desalinatoin")
    assert "?q=desalination" in links(answer, r"\?[^\"]*")
    assert "Did you mean" in page(answer)


def test_engine_that_does_not_answer_is_told(results, listed, monkeypatch, settings):
    listed("Pump")
    listed("Mill", kind="need")

    def refuse(self, *_args, **_options):
        raise EngineUnavailableError("down")

    monkeypatch.setattr("search.engines.embedded.engine.EmbeddedEngine.search", refuse)
    answer = results(q="pump", kind="offer")
    assert answer.status_code == 200
    assert titles(answer) == ["Pump"]
    assert unescape(standing_in.StandIn.LIST.notice)[:40] in page(answer)
    # Nobody counted, yet the short lists can be chosen from.
    assert 'name="kind" value="need"' in page(answer)


# --- Bad input ----------------------------------------------------------------------------------

BAD = [
    '"unbalanced', "x" * 10_000, "a\0b", "' OR 1=1; DROP TABLE x;--", "title:(a AND *) || ~2^3",
    'NEAR("a" "b", 5) AND col:x', "(a+)+$" * 50, "\u202eevil\u202c", "🚰" * 30, "<mark>pump</mark>",
    SCRIPT, "%00%ff", "-", "*", "- - -", '"" "" ""', "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("words", BAD, ids=range(len(BAD)))
def test_bad_words_get_an_ordinary_page(results, listed, words):
    listed(f"Pump {SCRIPT}")
    answer = results(q=words.encode("utf-8", "surrogatepass"))
    assert answer.status_code == 200
    html = page(answer)
    assert "<script>alert" not in html
    assert "\0" not in html
    assert html.count("<mark>") == html.count("</mark>")


@pytest.mark.parametrize(
    "asked",
    [
        {"kind": "nonsense"}, {"country": ["XX", SCRIPT]}, {"page": "10000000"}, {"page": "-1"},
        {"page": "²"}, {"in": "xx-klingon"}, {"sort": SCRIPT}, {"readiness_from": "99"},
        {"my_country": "XX"}, {"show": SCRIPT}, {"available": "yes"}, {"date": "99999999"},
        {"readiness_from": "9", "readiness_to": "1"},
        {"type": ["technology", *map(str, range(500))]},
    ],
    ids=lambda asked: next(iter(asked)),
)  # fmt: skip
def test_bad_parameters_get_an_ordinary_page(results, listed, asked):
    listed("Pump")
    answer = results(q="pump", **asked)
    assert answer.status_code == 200
    assert SCRIPT not in page(answer)
    if asked != {"readiness_from": "9", "readiness_to": "1"}:
        assert titles(answer) == ["Pump"]


def test_raw_bytes_in_the_address_get_an_ordinary_page(client, listed):
    listed("Pump")
    for query in (
        "q=%ED%A0%80pump",
        "q=%FF%FE",
        "q=%00",
        "q=pump&country=%ED%A0%80",
        "%00=1&q=pump",
    ):
        assert client.get(f"{reverse('search_listings')}?{query}").status_code == 200


# --- Cost ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["", "?q=pump&kind=offer&my_country=KE&region=002&country=KE"])
def test_page_costs_the_same_for_one_result_and_for_thirty(client, engine, query):
    address, costs = reverse("search_listings") + query, []
    for rows in (1, 29):
        for number in range(rows):
            country = COUNTRIES[number % len(COUNTRIES)]
            organisation = OrganisationFactory(country_id=country, country=None)
            VerificationFactory(organisation=organisation)
            full_offer(organisation=organisation, title=f"Pump {rows} {number}", countries=("KE",))
        engine.index(documents_of(Listing.objects.values_list("pk", flat=True)))
        client.get(address)  # what is kept between requests is kept now
        with CaptureQueriesContext(connection) as queries:
            assert titles(client.get(address))
        costs.append(len(queries))
    assert costs[0] == costs[1], costs


# --- While typing -------------------------------------------------------------------------------


def test_suggestions_go_on_from_what_is_typed(client, listed):
    listed("Desalination plant")
    answer = client.get(reverse("suggest_words"), {"q": "big desal"})
    assert answer.json() == {"words": ["big desalination"]}
    for nothing in ("", " ", "desal ", "\0", "zzz", '"', "x" * 5000):
        assert client.get(reverse("suggest_words"), {"q": nothing}).json() == {"words": []}


def test_head_of_every_page_leads_to_the_search(client, db):
    html = page(client.get(reverse("show_components")))
    assert f'href="{reverse("search_listings")}"' in html
