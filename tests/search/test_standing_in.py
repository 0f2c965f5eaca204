"""While the engine does not answer, something else does, and says so."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache

from countries.models import Country
from marketplace.models import Facet
from search import engines, standing_in
from search.asking import ask, counterparts
from search.documents import documents_of
from search.engines.base import EngineUnavailableError, IndexMissingError, Results
from search.query import SearchQuery
from search.standing_in import StandIn
from tests.factories import ListingFactory, OrganisationFactory, VerificationFactory

pytestmark = pytest.mark.django_db


class Broken:
    """An engine that never answers, and remembers what it was given."""

    name = "elasticsearch"

    def __init__(self, error: type[Exception] = EngineUnavailableError) -> None:
        self.error, self.rebuilt = error, 0

    def search(self, *_args, **_kwargs) -> Results:
        raise self.error

    similar = suggest = count = search

    def rebuild(self, keys, documents_of, *, progress=None) -> int:
        self.rebuilt += len(documents_of(keys()))
        return self.rebuilt


@pytest.fixture
def broken(monkeypatch, settings):
    """A function: puts a broken engine in the place of the site's."""
    settings.SEARCH_ENGINE = "elasticsearch"
    embedded = engines.engine("embedded")
    embedded.clear()
    cache.clear()

    def put(error: type[Exception] = EngineUnavailableError) -> Broken:
        one = Broken(error)
        monkeypatch.setattr(
            standing_in, "engine", lambda name="": embedded if name == "embedded" else one
        )
        return one

    return put


@pytest.fixture
def listed(broken):
    house = OrganisationFactory(kind="university")
    VerificationFactory(organisation=house)

    def make(title: str, *, scheme: str = "", code: str = "", **values):
        values = {"organisation": house, "status": "published", **values}
        listing = ListingFactory(title=title, **values)
        if scheme:
            Facet.objects.create(listing=listing, scheme=scheme, code=code)
        engines.engine("embedded").index(documents_of([listing.pk]))
        return listing

    return make


def titles(answer) -> list[str]:
    return [found.listing.title for found in answer.found]


def test_embedded_index_answers(broken, listed):
    listed("Solar pump")
    listed("Compost")
    broken()

    answer = ask(SearchQuery(words="pumps"), AnonymousUser())
    assert titles(answer) == ["Solar pump"]
    assert answer.stand_in == StandIn.EMBEDDED
    assert "does not answer" in answer.stand_in.notice


def test_nothing_is_said_while_the_engine_answers(settings):
    settings.SEARCH_ENGINE = "embedded"
    engines.engine("embedded").clear()

    answer = ask(SearchQuery(words="pumps"), AnonymousUser())
    assert (answer.stand_in, answer.stand_in.notice) == (StandIn.NOBODY, "")


def test_without_it_the_filtered_list_answers_newest_first(broken, listed, settings):
    settings.SEARCH_KEEP_EMBEDDED = False
    listed("First pump", scheme="theme", code="robotics")
    listed("Second pump", scheme="theme", code="robotics", kind="need", type="technology")
    listed("Third pump", scheme="theme", code="robotics")
    listed("Draft of a pump", scheme="theme", code="robotics", status="draft")
    listed("Of another theme")
    broken()

    query = SearchQuery(words="x", facets={"theme": ("robotics",), "kind": ("offer",)})
    answer = ask(query, AnonymousUser())
    assert titles(answer) == ["Third pump", "First pump"]
    assert (answer.results.total, answer.stand_in) == (2, StandIn.LIST)
    assert "newest first" in answer.stand_in.notice


@pytest.mark.parametrize(
    "facets",
    [
        {"type": ("know_how",)}, {"sdg": ("6",)}, {"target": ("6.1",)}, {"country": ("KE",)},
        {"region": ("202",)}, {"income": ("lower_middle",)}, {"institution": ("university",)},
        {"language": ("en",)}, {"date": ("7",)}, {"readiness": ("6",)},
    ],
)  # fmt: skip
def test_list_is_filtered_by_what_its_tables_know(broken, listed, settings, facets):
    settings.SEARCH_KEEP_EMBEDDED = False
    listed("A pump", scheme="sdg", code="6.1", type="know_how", readiness=6)
    elsewhere = OrganisationFactory(country=Country.objects.get(pk="DE"), kind="firm")
    VerificationFactory(organisation=elsewhere)
    listed("Other", organisation=elsewhere, language="fr", type="technology", readiness=2)
    broken()
    code, values = next(iter(facets.items()))

    every = ask(SearchQuery(), AnonymousUser())
    answer = ask(SearchQuery(facets=facets), AnonymousUser())
    assert "A pump" in titles(answer)
    assert sorted(titles(every)) == ["A pump", "Other"]
    assert ("Other" in titles(answer)) == (code == "date")


def test_page_beyond_the_last_is_the_last(broken, listed, settings):
    settings.SEARCH_KEEP_EMBEDDED = False
    listed("A pump")
    broken()

    answer = ask(SearchQuery(page=1_000_000), AnonymousUser())
    assert (titles(answer), answer.results.page) == (["A pump"], 1)


def test_empty_embedded_index_does_not_pretend_that_there_is_nothing(broken, listed):
    listed("A pump")
    engines.engine("embedded").clear()
    broken()

    answer = ask(SearchQuery(words="pump"), AnonymousUser())
    assert (titles(answer), answer.stand_in) == (["A pump"], StandIn.LIST)


def test_counterparts_and_suggestions_have_a_stand_in_too(broken, listed, settings):
    other = OrganisationFactory()
    VerificationFactory(organisation=other)
    need = listed("A solar pump", kind="need", type="technology", organisation=other)
    listed("Solar pump")
    broken()

    assert [f.listing.title for f in counterparts(need, AnonymousUser())] == ["Solar pump"]
    assert standing_in.suggest("so") == ["solar"]
    settings.SEARCH_KEEP_EMBEDDED = False
    assert counterparts(need, AnonymousUser()) == standing_in.suggest("so") == []


def test_index_that_is_gone_is_made_again_once(broken, listed):
    listed("Solar pump")
    engine = broken(IndexMissingError)

    for _reader in range(3):
        assert titles(ask(SearchQuery(words="pump"), AnonymousUser())) == ["Solar pump"]
    assert engine.rebuilt == 1


def test_large_index_is_left_to_the_operator(broken, listed, monkeypatch, caplog):
    listed("Solar pump")
    monkeypatch.setattr(standing_in, "MOST_BY_ITSELF", 0)
    engine = broken(IndexMissingError)

    ask(SearchQuery(words="pump"), AnonymousUser())
    assert engine.rebuilt == 0
    assert "reconcile_index --count" in caplog.text


def test_only_what_is_public_makes_an_index_large(broken, listed, monkeypatch):
    listed("Solar pump")
    listed("Draft of a pump", status="draft")
    monkeypatch.setattr(standing_in, "MOST_BY_ITSELF", 1)
    engine = broken(IndexMissingError)

    ask(SearchQuery(words="pump"), AnonymousUser())
    assert engine.rebuilt == 1


def test_engine_that_is_only_down_is_not_made_again(broken, listed):
    listed("Solar pump")
    engine = broken()

    ask(SearchQuery(words="pump"), AnonymousUser())
    assert engine.rebuilt == 0
