"""What people keep from being proposed: it is computed and kept like all else, and only not shown."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.utils import timezone

from marketplace.models import LicenceTerms, Listing
from matching import keeping, tasks
from matching.actions import judging, taking_part
from matching.models import Abstention, Dismissal, Match
from tests.matching.conftest import new_house

pytestmark = pytest.mark.django_db


def proposed(need) -> set:
    return set(Match.objects.proposed().filter(need=need).values_list("offer", flat=True))


def set_aside(need, offer, house) -> None:
    """As `judging.dismiss`, in no matter which place the pair stands."""
    Dismissal.objects.create(
        offer=offer, need=need, organisation=house.organisation, reason="known", by=house.owner,
        at=timezone.now(),
    )  # fmt: skip


def compute(*listings) -> None:
    for listing in listings:
        keeping.refresh(listing.pk)
    call_command("match_all")


@pytest.mark.parametrize("side", ["need", "offer"])
def test_what_was_set_aside_comes_back_though_others_are_nearer(crowd, seekers, owners, side):
    need, offer = crowd
    house, own, other = (
        (seekers, need, offer) if side == "need" else (owners, offer, need)
    )  # fmt: skip
    judging.dismiss(own, other.pk, by=house.editor, reason="known")
    compute(need, offer)
    assert offer.pk not in proposed(need)

    judging.restore(own, other.pk, by=house.editor)
    assert offer.pk in proposed(need)
    compute(need, offer)
    assert offer.pk in proposed(need)


@pytest.mark.parametrize("side", ["need", "offer"])
def test_what_takes_part_again_has_its_matches_though_others_are_nearer(
    crowd, seekers, owners, side
):
    need, offer = crowd
    house, own = (seekers, need) if side == "need" else (owners, offer)
    taking_part.abstain(own, by=house.editor)
    compute(need, offer)
    assert offer.pk not in proposed(need)

    taking_part.take_part(own, by=house.editor)
    assert offer.pk in proposed(need)


def test_pair_whose_row_is_gone_is_found_from_either_side_when_it_is_brought_back(
    pair, seekers, tasks_wait, monkeypatch
):
    """As those that were set aside when their rows were still deleted."""
    judging.dismiss(pair.need, pair.offer.pk, by=seekers.editor, reason="known")
    told = []
    monkeypatch.setattr(judging, "listings_changed", told.append)
    judging.restore(pair.need, pair.offer.pk, by=seekers.editor)
    assert told == [[pair.need.pk, pair.offer.pk]]


def test_row_that_is_gone_comes_back_while_the_pair_is_set_aside(crowd, seekers):
    need, offer = crowd
    judging.dismiss(need, offer.pk, by=seekers.editor, reason="known")
    Match.objects.all().delete()
    keeping.refresh(need.pk)
    assert offer.pk not in proposed(need)
    judging.restore(need, offer.pk, by=seekers.editor)
    assert offer.pk in proposed(need)


@pytest.fixture
def three(listed, seekers, ballast, monkeypatch):
    """A need that keeps two offers, and three that fit it, of a house each; best first."""
    monkeypatch.setattr(keeping, "KEPT", 2)
    need = listed("need", seekers)
    found = []
    for words in ("and wind", "and wind or rain", "and wind or rain or hail"):
        house = new_house(f"House {words}")
        found.append((house, listed("offer", house, f"{need.title} {words}")))
    keeping.refresh(need.pk)
    assert proposed(need) == {found[0][1].pk, found[1][1].pk}
    return need, found


@pytest.mark.parametrize("how", ["set aside", "abstains"])
def test_what_is_hidden_takes_no_place_of_what_is_shown(three, seekers, how):
    need, found = three
    house, best = found[0]
    if how == "abstains":
        taking_part.abstain(best, by=house.editor)
    else:
        judging.dismiss(need, best.pk, by=seekers.editor, reason="known")
    keeping.refresh(need.pk)
    assert proposed(need) == {found[1][1].pk, found[2][1].pk}
    assert Match.objects.filter(need=need).count() == 3


def test_of_those_that_take_no_part_a_need_keeps_no_more_than_of_others(three):
    need, found = three
    for house, offer in found:
        Abstention.objects.create(listing=offer, by=house.owner, at=timezone.now())
        keeping.refresh(offer.pk)
    compute(need)
    assert set(Match.objects.values_list("offer", flat=True)) == {o.pk for _h, o in found[:2]}


def test_what_is_set_aside_stays_however_much_of_it(three, seekers):
    need, found = three
    for _house, offer in found:
        set_aside(need, offer, seekers)
    compute(need)
    assert Match.objects.count() == 3
    assert proposed(need) == set()


@pytest.mark.parametrize("how", ["set aside", "abstains"])
def test_what_is_hidden_goes_when_its_listing_does(pair, seekers, owners, how):
    if how == "abstains":
        taking_part.abstain(pair.offer, by=owners.editor)
    else:
        judging.dismiss(pair.need, pair.offer.pk, by=seekers.editor, reason="known")
    Listing.objects.filter(pk=pair.offer.pk).update(live=False, status="withdrawn")
    assert keeping.forget_impossible() == 1
    assert Match.objects.count() == 0


def test_limit_that_came_while_it_took_no_part_holds_when_it_does_again(pair, owners, tasks_wait):
    taking_part.abstain(pair.offer, by=owners.editor)
    LicenceTerms.objects.create(listing=pair.offer, kinds=["exclusive"])
    LicenceTerms.objects.create(listing=pair.need, kinds=["non_exclusive"])
    tasks.forget_limited.func([str(pair.offer.pk)])
    taking_part.take_part(pair.offer, by=owners.editor)
    assert proposed(pair.need) == set()
