"""Which pairs are found, in which order, and that it does not matter from which side."""

from __future__ import annotations

import random
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.enums import PartnerKind
from marketplace.models import Facet, LicenceTerms, Listing, NeedBrief, NeedConditions, Requirement
from matching import candidates, computing, keeping
from matching.computing import pairs_of
from matching.models import Match
from matching.side_cache import SideCache, needs_to_match
from matching.sides import sides_of
from partners.enums import OrganisationKind
from partners.models import Organisation
from search.asking import counterparts
from search.engines.base import Likeness
from search.engines.embedded import scoring
from tests.factories import UserFactory
from tests.matching.conftest import new_house

pytestmark = pytest.mark.django_db


def facets(*codes):
    return [Facet(scheme=scheme, code=code) for scheme, code in codes]


def stored() -> dict:
    rows = Match.objects.order_by("pk").values_list("need", "offer", "score", "parts")
    return {(need, offer): (score, parts) for need, offer, score, parts in rows}


@pytest.mark.parametrize(
    ("facts", "partner"),
    [
        ({"kind": "university"}, "university"),
        ({"kind": "firm", "is_sme": True}, "sme"),
        ({"kind": "firm", "size_class": "large"}, "large_firm"),
        ({"kind": "firm", "size_class": "small"}, ""),
    ],
)
def test_organisation_is_a_partner_of_its_kind_and_size(listed, seekers, facts, partner):
    need = listed("need", seekers)
    Organisation.objects.filter(pk=seekers.organisation.pk).update(**{"is_sme": False, **facts})
    assert sides_of([need.pk])[need.pk].partner == partner


def test_every_kind_of_organisation_but_a_firm_is_a_kind_of_partner():
    assert set(OrganisationKind.values) - {"firm"} < set(PartnerKind.values)


def test_offer_and_need_of_near_texts_are_a_pair_from_either_side(listed, seekers, owners, ballast):
    need, offer = listed("need", seekers), listed("offer", owners)
    sides = sides_of([need.pk, offer.pk])

    (from_need,), (from_offer,) = pairs_of(sides[need.pk]), pairs_of(sides[offer.pk])

    assert (from_need.need, from_need.offer) == (need.pk, offer.pk)
    assert from_need == from_offer
    assert {"solar", "pump", "wells"} <= set(from_need.findings[0].values["words"])


def test_own_institution_is_never_proposed(listed, seekers, ballast):
    need = listed("need", seekers)
    listed("offer", seekers)
    assert pairs_of(sides_of([need.pk])[need.pk]) == []


def test_pair_in_two_languages_is_found_by_its_classes(listed, seekers, owners, ballast):
    classes = (("theme", "water"), ("division", "36"), ("sdg", "6.1"))
    need = listed(
        "need", seekers, "Насос для колодцев", facets(*classes), summary="Вода.", language="ru"
    )
    offer = listed("offer", owners, parts=facets(*classes))
    for listing in (need, offer):
        (found,) = pairs_of(sides_of([listing.pk])[listing.pk])
        assert (found.need, found.offer) == (need.pk, offer.pk)
        assert found.findings[0].verdict == "open"


def test_too_few_classes_in_common_are_no_reason(listed, seekers, owners, ballast):
    need = listed(
        "need",
        seekers,
        "Насос",
        facets(("theme", "water"), ("sdg", "6.1")),
        summary="Вода.",
        language="ru",
    )
    listed("offer", owners, parts=facets(("theme", "water"), ("sdg", "6.1")))
    assert pairs_of(sides_of([need.pk])[need.pk]) == []


@pytest.mark.parametrize("hidden", ["withdrawn", "too late", "not wanted"])
def test_pair_is_none_once_something_stands_in_the_way(pair, hidden):
    if hidden == "withdrawn":
        Listing.objects.filter(pk=pair.offer.pk).update(live=False, status="withdrawn")
    elif hidden == "too late":
        NeedBrief.objects.create(listing=pair.need, deadline="2020-01-01")
    else:
        NeedConditions.objects.create(listing=pair.need, wanted_by="2020-01-01")
    assert not Match.objects.proposed().exists()

    keeping.refresh(pair.need.pk)
    assert Match.objects.count() == 0


def test_what_is_stored_is_what_was_computed(pair):
    match = Match.objects.get()
    (computed,) = pairs_of(sides_of([pair.need.pk])[pair.need.pk])
    assert match.parts == [finding.to_json() for finding in computed.findings]

    Listing.objects.filter(pk=pair.offer.pk).update(readiness=9)
    Requirement.objects.create(listing=pair.need, text="Another")
    assert Match.objects.get().parts == match.parts


def test_order_is_the_engine_s_where_nothing_else_differs(listed, seekers, owners, ballast):
    need = listed("need", seekers)
    for number in range(6):
        words = " ".join(["wells", "solar", "pump", "deep", "sun", "water"][: number + 1])
        listed(
            "offer", owners, f"Pump {words}", summary=f"Solar pump and {words} " + "more " * number
        )
    stranger = UserFactory()
    engine_order = [found.listing.pk for found in counterparts(need, stranger)]

    found = pairs_of(sides_of([need.pk])[need.pk])

    proposed = {pair.offer for pair in found}
    assert [pair.offer for pair in found] == [key for key in engine_order if key in proposed]
    assert len(found) >= 4


def test_share_is_the_same_asked_among_all_or_among_few(listed, index, seekers, owners, ballast):
    need = listed("need", seekers)
    offers = [listed("offer", owners, f"Solar pump {n}", summary="Wells. " * n) for n in range(4)]
    like = Likeness(need.title, need.summary, "en")
    among_all = {hit.id: hit for hit in index.similar(like, kind="offer")}

    among_few = index.similar(like, kind="offer", among=[offers[1].pk, offers[3].pk, uuid.uuid4()])

    assert {hit.id for hit in among_few} == {offers[1].pk, offers[3].pk}
    for hit in among_few:
        assert (hit.score, hit.share, hit.why) == (
            among_all[hit.id].score, among_all[hit.id].share, among_all[hit.id].why,
        )  # fmt: skip
        assert 0 < hit.share < 1


@pytest.fixture
def small_world(listed, ballast):
    """Six needs and eight offers of five houses, some nearer than others."""
    chance = random.Random(5)  # noqa: S311 - chooses words
    words = ["solar", "pump", "well", "salt", "membrane", "filter", "valve", "panel", "battery"]
    themes = ["water", "robotics"]
    houses = [new_house(f"House {number}") for number in range(5)]
    made = []
    for number in range(14):
        made.append(
            listed(
                "need" if number < 6 else "offer",
                chance.choice(houses),
                " ".join(chance.sample(words, 4)),
                summary=" ".join(chance.choices(words, k=12)),
                readiness=chance.randint(1, 9),
                parts=facets(("theme", chance.choice(themes)), ("field", "23")),
            )  # fmt: skip
        )
    return made


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_one_after_the_other_in_any_order_gives_the_same_as_all(small_world, monkeypatch, seed):
    """On the same index, also where a need keeps fewer than fit."""
    monkeypatch.setattr(keeping, "KEPT", 3)
    order = list(small_world)
    random.Random(seed).shuffle(order)  # noqa: S311 - any order
    for listing in order:
        keeping.refresh(listing.pk)
    one_by_one = stored()
    Match.objects.all().delete()

    sides = SideCache(most=4)
    for key in needs_to_match():
        keeping.refresh(key, sides)

    assert one_by_one == stored()
    assert len(one_by_one) > 6
    assert max(sum(need == n for need, _o in one_by_one) for n in {n for n, _o in one_by_one}) == 3


def test_pair_stays_though_a_hundred_others_are_nearer(crowd):
    """Neither of the two would find the other now."""
    need, offer = crowd
    sides = sides_of([need.pk, offer.pk])
    assert need.pk not in candidates.needs_for(sides[offer.pk])
    assert offer.pk not in candidates.offers_for(sides[need.pk])

    keeping.refresh(offer.pk)
    found = stored()[need.pk, offer.pk]
    keeping.refresh(need.pk)
    assert stored()[need.pk, offer.pk] == found


def test_pair_that_stays_is_looked_at_again(crowd):
    need, offer = crowd
    Listing.objects.filter(pk=need.pk).update(readiness=4)
    Listing.objects.filter(pk=offer.pk).update(readiness=4)
    keeping.refresh(offer.pk)
    match = Match.objects.get(need=need, offer=offer)
    assert "readiness" in {part["part"] for part in match.parts if part["verdict"] == "fits"}

    NeedBrief.objects.create(listing=need, deadline="2020-01-01")
    keeping.refresh(offer.pk)
    assert not Match.objects.filter(need=need, offer=offer).exists()
    assert Match.objects.filter(offer=offer).exists()


def test_pair_that_a_counterpart_finds_meanwhile_stays(pair, monkeypatch):
    """The other side's task may store it while this one's computes."""
    (found,) = pairs_of(sides_of([pair.need.pk])[pair.need.pk])
    Match.objects.all().delete()

    def finds_nothing(*_args):
        keeping.keep([found], {})
        return []

    monkeypatch.setattr(keeping, "pairs_of", finds_nothing)
    keeping.refresh(pair.offer.pk)
    assert set(stored()) == {(pair.need.pk, pair.offer.pk)}


def test_needs_of_an_offer_are_the_same_in_however_many_steps(small_world, monkeypatch):
    offers = sides_of([listing.pk for listing in small_world if listing.kind == "offer"]).values()
    at_once = [pairs_of(offer) for offer in offers]
    monkeypatch.setattr(computing, "NEEDS_AT_ONCE", 2)
    assert [pairs_of(offer) for offer in offers] == at_once
    assert max(map(len, at_once)) > 2


def test_side_is_read_again_after_a_minute(pair):
    moment = 1000.0
    sides = SideCache(clock=lambda: moment)
    assert sides([pair.offer.pk])[pair.offer.pk].readiness is None
    Listing.objects.filter(pk=pair.offer.pk).update(readiness=4)
    moment += 59
    assert sides([pair.offer.pk])[pair.offer.pk].readiness is None
    moment += 1
    assert sides([pair.offer.pk])[pair.offer.pk].readiness == 4


def test_long_run_proposes_on_no_terms_of_long_ago(pair):
    """What the offer's own task has taken away, a later need does not bring back."""
    moment = 1000.0
    sides = SideCache(clock=lambda: moment)
    keeping.refresh(pair.need.pk, sides)
    LicenceTerms.objects.create(
        listing=pair.offer, territory_scope="listed", territories=["PE"], kinds=["exclusive"]
    )
    Facet.objects.create(listing=pair.need, scheme="place", code="KE")
    keeping.refresh(pair.offer.pk)
    assert stored() == {}

    moment += 3600
    keeping.refresh(pair.need.pk, sides)
    assert stored() == {}


def test_computing_takes_as_many_queries_for_many_counterparts(
    listed, seekers, owners, ballast, monkeypatch
):
    # Where less than that is found by many words, it is looked for once more by any of them.
    monkeypatch.setattr(scoring, "FEW", 0)
    need = listed("need", seekers)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            pairs_of(sides_of([need.pk])[need.pk])
        return len(captured)

    listed("offer", owners)
    few = queries()
    for number in range(12):
        listed("offer", owners, f"Solar pump for deep wells {number}")
    assert queries() == few


def test_candidates_of_an_offer_are_found_by_text_and_by_class(listed, seekers, owners, ballast):
    classes = (("theme", "water"), ("field", "23"))
    near = listed("need", seekers)
    far = listed("need", seekers, "Насос", facets(*classes), summary="Вода.", language="ru")
    offer = listed("offer", owners, parts=facets(*classes))
    assert set(candidates.needs_for(sides_of([offer.pk])[offer.pk])) == {near.pk, far.pk}
