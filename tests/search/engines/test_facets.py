"""What the facets find and count, on every engine alike."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from marketplace.models import (
    Facet,
    KnowHowItem,
    LicenceTerms,
    Listing,
    ListingTranslation,
    NeedBrief,
    Remuneration,
    RightsEntry,
    RightsStatus,
    RoyaltyTier,
)
from search.engines.elastic import question
from search.engines.embedded import scoring
from search.query import SearchQuery
from tests.factories import OrganisationFactory, VerificationFactory

pytestmark = pytest.mark.django_db


def org(country: str = "KE", **values):
    house = OrganisationFactory(country_id=country, **values)
    VerificationFactory(organisation=house)
    return house


def carries(*codes: tuple[str, str]) -> dict:
    return {"facets": [Facet(scheme=scheme, code=code) for scheme, code in codes]}


def right(country: str = "", **values) -> dict:
    entry = RightsEntry(kind="patent", **values)
    status = [RightsStatus(right=entry.pk, country=country, state="in_force")] if country else []
    return {"rights": [entry], "rights_statuses": status}


# For each facet: the value, what has it, what has not, and from which country is asked.
CASES = {
    "kind": ("need", {"kind": "need"}, {}),
    "type": ("know_how", {"type": "know_how"}, {}),
    "theme": ("robotics", {"parts": carries(("theme", "robotics"))}, {}),
    "field": ("27", {"parts": carries(("field", "27"))}, {"parts": carries(("field", "28"))}),
    "sdg": ("6", {"parts": carries(("sdg", "6.1"))}, {"parts": carries(("sdg", "9.4"))}),
    "target": ("6.1", {"parts": carries(("sdg", "6.1"))}, {"parts": carries(("sdg", "6"))}),
    "sector": ("28", {"parts": carries(("division", "28"))}, {}),
    "readiness": ("7", {"readiness": 7}, {"readiness": 3}),
    "institution": ("ngo", {"organisation": {"kind": "ngo"}}, {}),
    "country": ("DE", {"organisation": {"country": "DE"}}, {}),
    "region": ("150", {"organisation": {"country": "DE"}}, {}),
    "income": ("high", {"organisation": {"country": "DE"}}, {}),
    "sme": ("yes", {"organisation": {"kind": "firm", "is_sme": True}}, {}),
    "licence": (
        "open", {"parts": {"licence_terms": [LicenceTerms(kinds=["open"])]}},
        {"parts": {"licence_terms": [LicenceTerms(kinds=["sole"])]}},
    ),
    "exclusivity": (
        "exclusive", {"parts": {"licence_terms": [LicenceTerms(kinds=["exclusive_in_field"])]}},
        {"parts": {"licence_terms": [LicenceTerms(kinds=["open"])]}},
    ),
    "know_how": (
        "yes", {"parts": {"know_how": [KnowHowItem(kind="drawings")]}},
        {"parts": {"know_how": [KnowHowItem(kind="drawings", state="unavailable")]}},
    ),
    "training": (
        "yes", {"parts": {"know_how": [KnowHowItem(kind="training")]}},
        {"parts": {"know_how": [KnowHowItem(kind="training", state="extra")]}},
    ),
    "partner": ("ngo", {"parts": carries(("partner", "ngo"))}, {}),
    "language": (
        "fr", {"parts": {"translations": [ListingTranslation(language="fr", title="Une pompe")]}},
        {},
    ),
    "date": (
        "30", {}, {"first_published_at": dt.datetime(2020, 1, 2, tzinfo=dt.UTC)},
    ),
}  # fmt: skip


def put(listed, title: str, values: dict):
    values = dict(values)
    about = values.pop("organisation", None)
    if about is not None:
        values["organisation"] = org(**about)
    values["parts"] = {
        relation: [_copy(row) for row in rows] for relation, rows in values.get("parts", {}).items()
    }
    if "first_published_at" in values:
        values["expires_on"] = timezone.now().date() + dt.timedelta(days=90)
    return listed(title, **values)


def _copy(row):
    fields = {f.attname: getattr(row, f.attname) for f in row._meta.fields}
    return type(row)(**{**fields, "listing_id": None})


@pytest.mark.parametrize("code", CASES)
def test_facet_finds_and_counts(engine, listed, code):
    value, having, lacking = CASES[code]
    wanted = put(listed, "Pump with", having)
    put(listed, "Pump without", lacking)

    everything = engine.search(SearchQuery(words="pump"))
    assert everything.total == 2
    assert everything.facets[code][value] == 1
    chosen = engine.search(SearchQuery(words="pump", facets={code: (value,)}))
    assert [hit.id for hit in chosen.hits] == [wanted.pk]
    assert chosen.total == 1


@pytest.mark.parametrize(
    ("scope", "in_", "out", "expected"),
    [
        ("worldwide", [], [], True), ("worldwide", [], ["KE"], False), ("listed", ["KE"], [], True),
        ("listed", ["UG"], [], False), ("", [], [], False), ("worldwide", [], ["UG"], True),
    ],
)  # fmt: skip
def test_available_is_as_the_terms_say(engine, listed, scope, in_, out, expected):
    terms = LicenceTerms(territory_scope=scope, territories=in_, excluded_territories=out)
    listed("Pump", parts={"licence_terms": [terms]})

    found = engine.search(SearchQuery(facets={"available": ("yes",)}, my_country="KE"))
    assert found.total == int(expected)
    counted = engine.search(SearchQuery(my_country="KE")).facets["available"]
    assert counted == ({"yes": 1} if expected else {})
    assert bool(terms.covers("KE")) == expected


@pytest.mark.parametrize(
    ("parts", "country", "expected"),
    [
        (right("KE", office="KE"), "KE", False), (right("KE", office="KE"), "UG", True),
        (right(office="AP"), "KE", False), (right(office="EP"), "KE", True),
        (right(office="WO", pct_phase="international"), "UG", False),
        (right(office="WO", pct_phase="lapsed"), "UG", True), ({}, "UG", True),
        ({"rights": [RightsEntry(kind="software")]}, "KE", True),
    ],
)  # fmt: skip
def test_no_right_is_as_the_page_says(engine, listed, parts, country, expected):
    put(listed, "Pump", {"parts": {**parts}})

    query = SearchQuery(facets={"no_right": ("yes",)}, my_country=country)
    assert engine.search(query).total == int(expected)


def test_need_is_nothing_that_rights_could_be_declared_for(engine, listed):
    listed("Pump", kind="need")

    query = SearchQuery(facets={"no_right": ("yes",)}, my_country="KE")
    assert engine.search(query).total == 0


@pytest.mark.parametrize("code", ["available", "royalty_free"])
def test_terms_of_a_need_offer_nothing(engine, listed, code):
    def pump(kind: str) -> Listing:
        terms = LicenceTerms(territory_scope="worldwide")
        parts = {"licence_terms": [terms], "remuneration": [Remuneration(kinds=["none"])]}
        return listed("Pump", kind=kind, parts=parts)

    pump("need")
    assert engine.search(SearchQuery(my_country="KE")).facets[code] == {}
    offer = pump("offer")

    found = engine.search(SearchQuery(facets={code: ("yes",)}, my_country="KE"))
    assert [hit.id for hit in found.hits] == [offer.pk]
    assert engine.search(SearchQuery(my_country="KE")).facets[code] == {"yes": 1}


@pytest.mark.parametrize(
    ("parts", "country", "expected"),
    [
        ({"remuneration": [Remuneration(kinds=["none"])]}, "DE", True),
        ({"licence_terms": [LicenceTerms(access_commitments=["ldc_royalty_free"])]}, "UG", True),
        ({"licence_terms": [LicenceTerms(access_commitments=["ldc_royalty_free"])]}, "KE", False),
        ({"royalty_tiers": [RoyaltyTier(rate=3), RoyaltyTier(rate=0, group="low")]}, "KE", False),
        ({"royalty_tiers": [RoyaltyTier(rate=0, group="lower_middle")]}, "KE", True),
        ({}, "KE", False),
    ],
)  # fmt: skip
def test_royalty_free_depends_on_the_country(engine, listed, parts, country, expected):
    put(listed, "Pump", {"parts": parts})

    query = SearchQuery(facets={"royalty_free": ("yes",)}, my_country=country)
    assert engine.search(query).total == int(expected)
    assert engine.search(SearchQuery(my_country=country)).facets["royalty_free"] == (
        {"yes": 1} if expected else {}
    )


def test_several_choices_in_one_facet_leave_its_counts_alone(engine, listed):
    listed("Pump", readiness=3, parts=carries(("theme", "robotics")))
    listed("Pump", readiness=4, parts=carries(("theme", "water")))
    listed("Pump", readiness=4)

    found = engine.search(SearchQuery(facets={"theme": ("robotics",)}))
    assert found.total == 1
    assert found.facets["theme"] == {"robotics": 1, "water": 1}
    assert found.facets["readiness"] == {"3": 1}
    both = engine.search(SearchQuery(facets={"theme": ("robotics", "water")}))
    assert both.total == 2
    assert both.facets["readiness"] == {"3": 1, "4": 1}
    two = engine.search(SearchQuery(facets={"theme": ("robotics", "water")}, readiness_from=4))
    assert two.total == 1
    assert two.facets["theme"] == {"water": 1}
    assert two.facets["readiness"] == {"3": 1, "4": 1}


def test_choice_leaves_what_its_count_says_where_two_of_many_words_are_asked_for(
    engine, listed, monkeypatch
):
    def few(number: int) -> None:
        for module in (question, scoring):
            monkeypatch.setattr(module, "FEW", number)

    few(3)
    for title in ("Copper", "Copper zinc", "Nickel cobalt", "Zinc silver"):
        listed(title)
    listed("Zinc copper", parts=carries(("theme", "water")))
    listed("Silver", parts=carries(("theme", "water")))
    words = "copper zinc nickel cobalt silver"

    found = engine.search(SearchQuery(words=words))
    assert (found.total, found.facets["theme"]) == (4, {"water": 1})
    chosen = engine.search(SearchQuery(words=words, facets={"theme": ("water",)}))
    assert (chosen.total, chosen.facets["theme"]) == (1, {"water": 1})
    few(5)
    chosen = engine.search(SearchQuery(words=words, facets={"theme": ("water",)}))
    assert (chosen.total, chosen.facets["theme"]) == (2, {"water": 2})


@pytest.mark.parametrize(
    ("from_", "to", "expected"), [(3, 5, 2), (None, 3, 1), (5, None, 1), (6, 9, 0), (5, 3, 0)]
)
def test_readiness_is_a_range(engine, listed, from_, to, expected):
    listed("Pump", readiness=3)
    listed("Pump", readiness=5)
    listed("Pump")

    query = SearchQuery(words="pump", readiness_from=from_, readiness_to=to)
    assert engine.search(query).total == expected


def test_newest_and_closing_are_sorted_so(engine, listed):
    today = timezone.now()
    days = {"A pump": 3, "B pump": 1, "C pump": 2}
    for title, ago in days.items():
        brief = NeedBrief(deadline=(today + dt.timedelta(days=10 - 3 * ago)).date())
        listed(
            title, kind="need", first_published_at=today - dt.timedelta(days=ago),
            parts={"need_brief": [brief]},
        )  # fmt: skip
    listings = {hit.id: hit for hit in engine.search(SearchQuery()).hits}
    assert len(listings) == 3

    def titles(**values):
        found = engine.search(SearchQuery.from_json(values)).hits
        return [Listing.objects.get(pk=hit.id).title[0] for hit in found]

    assert titles(sort="newest", q="pump") == ["B", "C", "A"]
    assert titles() == ["B", "C", "A"]
    assert titles(sort="closing") == ["A", "C", "B"]


def test_needs_past_their_day_for_answers_close_last_the_latest_first(engine, listed):
    today = timezone.now().date()
    # The last two differ by a day and lie far back.
    days = {"Tomorrow": 1, "Today": 0, "Gone": -1, "Long gone": -8_000, "Longest gone": -8_001}
    for title in sorted(days):
        brief = NeedBrief(deadline=today + dt.timedelta(days=days[title]))
        listed(title, kind="need", parts={"need_brief": [brief]})
    listed("Coming")

    hits = engine.search(SearchQuery.from_json({"sort": "closing"})).hits
    titles = [Listing.objects.get(pk=hit.id).title for hit in hits]
    assert titles == ["Today", "Tomorrow", "Coming", "Gone", "Long gone", "Longest gone"]


def test_pages_cut_one_list(engine, listed):
    for number in range(7):
        listed(f"Pump {number}")

    for sort in ("relevance", "newest", "closing"):
        whole = engine.search(SearchQuery.from_json({"q": "pump", "sort": sort})).hits
        pages = [
            engine.search(SearchQuery.from_json({"q": "pump", "sort": sort, "page": n}), per_page=3)
            for n in (1, 2, 3)
        ]
        assert [h.id for page in pages for h in page.hits] == [h.id for h in whole]
        assert [page.total for page in pages] == [7, 7, 7]


def test_page_beyond_the_last_is_the_last(engine, listed):
    listed("Pump")

    results = engine.search(SearchQuery.from_json({"page": 10_000_000}))
    assert (results.page, len(results.hits)) == (1, 1)
