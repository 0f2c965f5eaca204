"""Both indices are looked after: the one that is asked, and the one that stands in for it."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from search import engines
from search.engines.elastic.client import client
from tests.factories import ListingFactory

pytestmark = pytest.mark.django_db
COMMANDS = [("rebuild_index",), ("reconcile_index", "--fix")]


@pytest.fixture
def embedded():
    """An empty index."""
    index = engines.engine("embedded")
    index.clear()
    return index


@pytest.fixture
def pump(house):
    return ListingFactory(organisation=house, status="published", title="Pump")


@pytest.fixture
def beside_one_that_is_away(settings, embedded):
    """The site asks an Elasticsearch at whose address nobody listens."""
    settings.SEARCH_ENGINE, settings.SEARCH_KEEP_EMBEDDED = "elasticsearch", True
    settings.ELASTICSEARCH = {**settings.ELASTICSEARCH, "urls": ["http://127.0.0.1:9"]}
    client.cache_clear()
    yield embedded
    client().close()
    client.cache_clear()


def keys(index) -> list:
    return [key for key, _hash in index.ids_and_hashes()]


@pytest.mark.parametrize("command", COMMANDS)
def test_index_that_stands_in_is_mended_where_the_other_is_away(
    command, beside_one_that_is_away, pump
):
    with pytest.raises(CommandError, match="does not answer: ConnectionError"):
        call_command(*command, stdout=StringIO())
    assert keys(beside_one_that_is_away) == [pump.pk]


@pytest.mark.elasticsearch
@pytest.mark.parametrize("command", COMMANDS)
def test_both_are_mended(command, settings, elasticsearch, embedded, pump):
    settings.SEARCH_ENGINE, settings.SEARCH_KEEP_EMBEDDED = "elasticsearch", True
    other = engines.engine("elasticsearch")
    other.drop()
    out = StringIO()
    call_command(*command, stdout=out)

    assert keys(embedded) == keys(other) == [pump.pk]
    assert out.getvalue().index("index of elasticsearch") < out.getvalue().index("of embedded")
    call_command("reconcile_index", "--check", stdout=StringIO())


def test_only_one_is_checked_where_that_is_asked_for(beside_one_that_is_away, pump):
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("reconcile_index", "--check", "--engine=embedded", stdout=out)
    assert "elasticsearch" not in out.getvalue()
    assert f"missing {pump.pk}" in out.getvalue()


@pytest.mark.parametrize("command", COMMANDS)
def test_elasticsearch_without_an_address_is_told(command, settings):
    settings.ELASTICSEARCH = {**settings.ELASTICSEARCH, "urls": []}
    client.cache_clear()
    with pytest.raises(CommandError, match="ELASTICSEARCH_URL is not set"):
        call_command(*command, "--engine=elasticsearch", stdout=StringIO())
