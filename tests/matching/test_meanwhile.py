"""What changes while pairs are computed, and before they are computed anew."""

from __future__ import annotations

import io
import json
import uuid

import pytest
from django.db import OperationalError
from django_tasks_db.models import DBTaskResult

from marketplace.actions import life, reviewing
from marketplace.actions.importing import import_records
from marketplace.exchange.reading import read
from marketplace.models import Facet, LicenceTerms, Listing, OfferDetails
from matching import keeping, tasks
from matching.models import Match
from matching.side_cache import SideCache
from partners.actions import organisations
from partners.models import Organisation
from search.engines.base import EngineUnavailableError
from tests.marketplace.listings import decide, new_reviewer, published, revise

pytestmark = pytest.mark.django_db

SAME = {
    "title": "Solar pump for deep wells",
    "summary": "It lifts water from deep wells by the sun.",
}


@pytest.fixture
def reviewer():
    return new_reviewer()


@pytest.fixture
def need(listed, seekers, ballast):
    """It is to be used in Kenya."""
    return listed("need", seekers, parts=[Facet(scheme="place", code="KE")])


@pytest.fixture
def offer(need, owners, reviewer):
    """Written, reviewed and published by people; it may be used in Kenya."""
    offer = published(owners, reviewer, **SAME)
    assert pairs() == {(need.pk, offer.pk)}
    return offer


@pytest.fixture
def limit_to(offer, owners, reviewer):
    """A function: the owner has other countries of use published, and every task has run."""

    def change(*countries):
        terms = LicenceTerms(
            kinds=["non_exclusive"], territory_scope="listed", territories=countries
        )
        draft = revise(offer, owners.editor, licence_terms=[terms])
        reviewing.submit(draft, by=owners.editor)
        decide(offer, reviewer, "approve")

    return change


def pairs() -> set:
    return set(Match.objects.values_list("need", "offer"))


def test_match_all_does_not_bring_back_what_it_read_less_than_a_minute_ago(need, offer, limit_to):
    sides = SideCache()
    keeping.refresh(need.pk, sides)
    limit_to("PE")
    assert pairs() == set()

    keeping.refresh(need.pk, sides)
    assert pairs() == set()


def test_match_all_does_not_take_what_has_become_possible_since_it_read(need, offer, limit_to):
    limit_to("PE")
    sides = SideCache()
    keeping.refresh(need.pk, sides)
    limit_to("KE", "PE")
    assert pairs() == {(need.pk, offer.pk)}

    keeping.refresh(need.pk, sides)
    assert pairs() == {(need.pk, offer.pk)}


def test_match_all_does_not_take_what_has_become_public_since_it_read(need, offer, owners):
    life.pause(offer, by=owners.editor)
    sides = SideCache()
    keeping.refresh(offer.pk, sides)
    life.renew(offer, by=owners.editor)
    assert pairs() == {(need.pk, offer.pk)}

    keeping.refresh(need.pk, sides)
    assert pairs() == {(need.pk, offer.pk)}


def while_it_is_compared(monkeypatch, change) -> None:
    """`change` comes when somebody has compared and not yet written."""
    pairs_of, first = keeping.pairs_of, iter([True])

    def compare(*args):
        found = pairs_of(*args)
        if next(first, False):
            change()
        return found

    monkeypatch.setattr(keeping, "pairs_of", compare)


@pytest.mark.parametrize("computed", ["need", "offer"])
def test_other_worker_does_not_write_what_it_compared_before_the_change(
    need, offer, limit_to, monkeypatch, computed
):
    while_it_is_compared(monkeypatch, lambda: limit_to("PE"))
    keeping.refresh({"need": need, "offer": offer}[computed].pk)
    assert pairs() == set()


def test_what_has_not_changed_is_written_all_the_same(
    need, offer, listed, owners, limit_to, monkeypatch
):
    other = listed("offer", owners)
    while_it_is_compared(monkeypatch, lambda: limit_to("PE"))
    keeping.refresh(need.pk)
    assert pairs() == {(need.pk, other.pk)}


def imported(owners, **terms) -> Listing:
    """As an operator imports it, again and again."""
    record = {
        "kind": "offer", "language": "en", **SAME, "licence_terms": terms,
        "source": {"name": "Register", "external_id": "1", "date": "2026-11-01"},
    }  # fmt: skip
    import_records(
        read(io.BytesIO(json.dumps(record).encode()), "offers.jsonl"), organisation=owners.organisation,
        by=owners.owner, publish=True, as_operator=True,
    )  # fmt: skip
    return Listing.objects.get(source__external_id="1")


def test_import_that_comes_between_is_a_change(need, owners, monkeypatch):
    offer = imported(owners)
    assert pairs() == {(need.pk, offer.pk)}
    only_peru = {"territory_scope": "listed", "territories": ["PE"]}
    while_it_is_compared(monkeypatch, lambda: imported(owners, **only_peru))
    keeping.refresh(need.pk)
    assert pairs() == set()


@pytest.fixture
def controlled(offer, owners, reviewer):
    """It may not leave its country, which is that of the need."""
    details = OfferDetails(export_control="controlled")
    reviewing.submit(revise(offer, owners.editor, offer_details=[details]), by=owners.editor)
    decide(offer, reviewer, "approve")
    assert Match.objects.count() == 1
    return offer


def move(house) -> None:
    organisation = Organisation.objects.get(pk=house.organisation.pk)
    organisations.revise(
        organisation, by=house.owner, revision=organisation.revision, changes={"country_id": "PE"}
    )


def test_organisation_that_moves_meanwhile_is_a_change(need, controlled, owners, monkeypatch):
    while_it_is_compared(monkeypatch, lambda: move(owners))
    keeping.refresh(need.pk)
    assert pairs() == set()


# --- Before they are computed anew --------------------------------------------------------------


@pytest.fixture
def engine_away(index, offer, monkeypatch):
    """Nothing is indexed, and nothing computed."""

    def away(*_args, **_options):
        raise EngineUnavailableError

    for name in ("index", "delete", "similar", "search", "nearness"):
        monkeypatch.setattr(type(index), name, away)


@pytest.mark.parametrize("side", ["need", "offer"])
def test_pair_that_runs_into_a_limit_is_gone_though_no_engine_answers(
    need, offer, seekers, limit_to, engine_away, side
):
    if side == "offer":
        limit_to("PE")
    else:
        Facet.objects.filter(listing=need).update(code="ZA")
        life.renew(need, by=seekers.editor)
    assert pairs() == set()


def test_pair_that_runs_into_none_stays_as_it_was_though_no_engine_answers(
    need, offer, limit_to, engine_away
):
    before = Match.objects.values().get()
    limit_to("KE", "PE")
    assert Match.objects.values().get() == before


def test_pair_that_is_hidden_for_a_while_stays_though_no_engine_answers(
    need, offer, owners, engine_away
):
    life.pause(offer, by=owners.editor)
    assert not Match.objects.proposed().exists()
    life.renew(offer, by=owners.editor)
    assert Match.objects.proposed().count() == 1


def test_what_an_import_limits_is_gone_though_no_engine_answers(need, owners, index, monkeypatch):
    imported(owners)
    assert len(pairs()) == 1

    def away(*_args, **_options):
        raise EngineUnavailableError

    monkeypatch.setattr(type(index), "index", away)
    imported(owners, territory_scope="listed", territories=["PE"])
    assert pairs() == set()


def test_what_may_not_leave_its_country_is_gone_once_its_organisation_has_moved(
    need, controlled, owners, engine_away
):
    move(owners)
    assert pairs() == set()


def test_limits_are_looked_at_before_pairs_are_and_many_together(need, offer, tasks_wait):
    tasks.terms_changed([offer.pk, *(uuid.uuid4() for _number in range(300))])
    (row,) = DBTaskResult.objects.all()
    assert len(row.args_kwargs["kwargs"]["keys"]) == tasks.LIMITED_AT_ONCE
    assert row.priority > tasks.AFTER_OTHERS


def test_limits_are_looked_at_later_where_the_database_is_away(
    need, offer, tasks_wait, monkeypatch
):
    def cut_off(_keys):
        raise OperationalError("database is locked")

    monkeypatch.setattr(keeping, "sides_of", cut_off)
    tasks.forget_limited.func([str(offer.pk)], failures=1)
    assert DBTaskResult.objects.get().args_kwargs["kwargs"] == {
        "keys": [str(offer.pk)], "failures": 2,
    }  # fmt: skip
