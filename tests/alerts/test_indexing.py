"""What searches are kept under, with an index in the database and without."""

from __future__ import annotations

import pytest

from alerts.compiling import compiled, present_languages
from alerts.indexing import Frequencies, share
from alerts.keys import EVERY, keys_of
from alerts.models import Find, SearchKey
from marketplace.enums import ListingStatus
from marketplace.models import ListingTranslation
from search import indexing
from search.models import Generation, Term
from search.query import SearchQuery
from tests.factories import ListingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["none", "left behind"])
def elsewhere(request, db, house, monkeypatch):
    """The index is not in the database: there is none, or one that nobody keeps any more."""
    if request.param == "none":
        Generation.objects.all().delete()
    else:
        listing = ListingFactory(title="A loom", organisation=house, status="published")
        indexing.bring_up_to_date([listing.pk])
        assert Generation.objects.get(state="current").languages == ["en"]
    monkeypatch.setattr(indexing, "bring_up_to_date", lambda keys, engine_name: None)


def test_language_is_known_wherever_the_index_is(elsewhere, saved, publish):
    saved("q=Schaufeln")
    publish("Schaufel aus Stahl", language="de")
    assert Find.objects.get().listing.title == "Schaufel aus Stahl"


def test_languages_are_those_of_texts_that_were_public_once(house):
    ListingFactory(organisation=house, language="fi")
    paused = ListingFactory(organisation=house, language="de", status=ListingStatus.PAUSED)
    ListingTranslation.objects.create(listing=paused, language="pt", title="Bomba")
    assert present_languages() == ["de", "pt"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("kind=offer&theme=water", ["theme:water"]),
        ("q=pump&kind=offer&theme=water", ["pump"]),
        ("kind=need&region=002&country=KE", ["country:KE"]),
        ("available=yes&my_country=KE&sector=28", ["sector:28"]),
        ("royalty_free=yes&my_country=KE&sme=yes", ["royalty_free:*"]),
        ("kind=need&language=fr", ["language:fr"]),
        ("", [EVERY]),
    ],
)
def test_search_is_kept_under_what_is_rarer_by_its_kind(elsewhere, saved, asked, expected):
    search = saved(asked, name="x")
    keys = SearchKey.objects.filter(search=search).values_list("key", flat=True)
    assert sorted(keys) == expected


def test_index_that_knows_much_outweighs_the_guesses(saved, publish):
    publish(*(f"Pump {number}" for number in range(3)))
    Generation.objects.update(documents=100_000)
    Term.objects.filter(text="pump").update(frequency=90_000)
    search = saved("q=pump&theme=water", name="x")
    keys = SearchKey.objects.filter(search=search).values_list("key", flat=True)
    assert list(keys) == ["theme:water"]


def test_tokens_that_a_filter_only_means_are_counted_too(saved, publish):
    publish("Solar pump")
    form = compiled(SearchQuery.from_query_string("no_right=yes&my_country=KE"), [])
    [key] = keys_of(form, Frequencies([form]))
    assert Frequencies([form])(key) == 1 + 100 * share(key)
