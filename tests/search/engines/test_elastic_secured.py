"""A real node that speaks TLS and wants an API key: who may connect, and what the others are told."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command

from scripts.elasticsearch import private_server
from scripts.elasticsearch_files import installed
from scripts.elasticsearch_security import write_authority
from search import engines
from search.asking import ask
from search.documents import documents_of
from search.engines.base import Likeness
from search.engines.breaker import Breaker
from search.indexing import bring_up_to_date
from search.query import SearchQuery
from search.reconciling import compare
from search.standing_in import StandIn
from tests.factories import ListingFactory, OrganisationFactory, VerificationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def node():
    if installed() is None:
        pytest.skip("Elasticsearch was never fetched: python -m scripts.elasticsearch true")
    with private_server("512m", secured=True) as node:
        yield node


@pytest.fixture
def api_key(node) -> str:
    """With the privileges that operators are told to give, and no others."""
    text = (Path(django_settings.BASE_DIR) / "docs" / "operate.md").read_text()
    asked = re.search(r"POST /_security/api_key\n(\{.*?\n\})\n```", text, re.S)
    role = json.loads(asked[1])["role_descriptors"]["techaccord"]
    role["indices"][0]["names"] = [f"{django_settings.ELASTICSEARCH['prefix']}*"]
    return node.security.api_key(node.address, role)


@pytest.fixture
def connected(node, connected_to):
    """A function: the site's engine, connected so."""

    def connect(api_key: str, authority: Path):
        return connected_to(
            Breaker(), urls=[node.address], timeout=60.0, api_key=api_key,
            ca_certificate=str(authority),
        )  # fmt: skip

    return connect


@pytest.fixture
def solar(db):
    house = OrganisationFactory(name="Institute of Levers")
    VerificationFactory(organisation=house)
    listing = ListingFactory(organisation=house, title="Solar pump", status="published")
    bring_up_to_date([listing.pk], "embedded")
    return listing


def look() -> tuple[list[str], StandIn]:
    answer = ask(SearchQuery(words="pump"), AnonymousUser())
    return [found.listing.title for found in answer.found], answer.stand_in


def test_key_with_the_documented_privileges_is_enough(node, connected, api_key, solar):
    engine = connected(api_key, node.security.authority)

    assert engine.rebuild(lambda: [solar.pk], documents_of) == 1
    assert look() == (["Solar pump"], StandIn.NOBODY)
    assert [hit.id for hit in engine.similar(Likeness("Solar pump", "Lifts water."))] == [solar.pk]
    assert engine.suggest("sol") == ["solar"]
    solar.title = "Solar pump and battery"
    solar.save()
    bring_up_to_date([solar.pk], "elasticsearch")
    assert compare(engine).keys == []
    engine.delete([solar.pk], version=2**62)
    assert compare(engine).missing == [solar.pk]
    # Nothing is left to be read, and it was allowed to see to that.
    engine.drop()


def test_key_opens_no_other_index_of_the_cluster(node, connected, api_key, solar, settings):
    connected(api_key, node.security.authority)
    settings.ELASTICSEARCH = {**django_settings.ELASTICSEARCH, "prefix": "of_another_site_"}

    with pytest.raises(CommandError, match="403 security_exception.*privileges"):
        call_command("rebuild_index", "--engine", "elasticsearch")


def test_wrong_key_is_refused_and_the_page_answers(node, connected, solar):
    connected("d3Jvbmc6d3Jvbmc=", node.security.authority)

    assert look() == (["Solar pump"], StandIn.EMBEDDED)
    engines.engine("elasticsearch").breaker = Breaker()
    with pytest.raises(CommandError, match="401 security_exception.*ELASTICSEARCH_API_KEY"):
        call_command("reconcile_index", "--check", "--engine", "elasticsearch")


def test_untrusted_certificate_is_refused_and_the_page_answers(
    node, connected, api_key, solar, tmp_path, caplog
):
    write_authority(tmp_path / "other.pem", "Another authority")
    connected(api_key, tmp_path / "other.pem")

    assert look() == (["Solar pump"], StandIn.EMBEDDED)
    assert "certificate verify failed" in caplog.text
    with pytest.raises(CommandError, match="verify failed.*ELASTICSEARCH_CA_CERTIFICATE"):
        call_command("reconcile_index", "--check", "--engine", "elasticsearch")
