"""What people decide: who may, what follows, and what a refusal leaves alone."""

from __future__ import annotations

import pytest

from audit.models import AuditEntry
from core.errors import ActionRefused
from matching import keeping
from matching.actions import judging, taking_part
from matching.models import Abstention, Dismissal, Match
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def refused(code, action, *args, **values):
    before = [list(m.objects.values()) for m in (Match, Dismissal, Abstention, AuditEntry)]
    with pytest.raises(ActionRefused) as refusal:
        action(*args, **values)
    assert refusal.value.code == code
    assert [list(m.objects.values()) for m in (Match, Dismissal, Abstention, AuditEntry)] == before


@pytest.mark.parametrize("side", ["need", "offer"])
def test_pair_set_aside_by_either_side_is_proposed_to_neither(pair, seekers, owners, side):
    house = {"need": seekers, "offer": owners}[side]
    listing, other = getattr(pair, side), {"need": pair.offer, "offer": pair.need}[side]
    judging.dismiss(listing, other.pk, by=house.editor, reason="known", note="Last year.")

    assert not Match.objects.visible_to(seekers.viewer).exists()
    assert not Match.objects.visible_to(owners.viewer).exists()
    keeping.refresh(pair.need.pk)
    keeping.refresh(pair.offer.pk)
    assert not Match.objects.proposed().exists()
    row = Dismissal.objects.get()
    assert (row.organisation, row.reason, row.note, row.by) == (
        house.organisation, "known", "Last year.", house.editor,
    )  # fmt: skip
    entry = AuditEntry.objects.get(action="match.dismissed")
    assert entry.data == {"other": str(other.pk), "reason": "known"}


def test_what_is_taken_back_is_proposed_again(pair, seekers):
    judging.dismiss(pair.need, pair.offer.pk, by=seekers.owner, reason="cost")
    keeping.refresh(pair.need.pk)
    assert not Match.objects.proposed().exists()
    judging.restore(pair.need, pair.offer.pk, by=seekers.owner)
    assert Match.objects.proposed().count() == 1
    assert AuditEntry.objects.filter(action="match.restored").count() == 1


def test_word_of_the_other_side_is_not_taken_back(pair, seekers, owners):
    judging.dismiss(pair.offer, pair.need.pk, by=owners.owner, reason="cost")
    refused("not_dismissed", judging.restore, pair.need, pair.offer.pk, by=seekers.owner)


def test_what_is_not_proposed_cannot_be_set_aside(pair, seekers, listed, owners):
    other = listed("offer", owners, "Glass", summary="Glass.")
    refused("not_proposed", judging.dismiss, pair.need, other.pk, by=seekers.owner, reason="known")
    judging.dismiss(pair.need, pair.offer.pk, by=seekers.owner, reason="known")
    refused(
        "not_proposed", judging.dismiss, pair.need, pair.offer.pk, by=seekers.owner, reason="cost"
    )


@pytest.mark.parametrize("role", ["viewer", "signatory"])
def test_only_editors_and_owners_decide(pair, seekers, owners, role):
    stranger, member = UserFactory(), getattr(seekers, role)
    for person in (stranger, member, owners.owner):
        refused("not_allowed", judging.dismiss, pair.need, pair.offer.pk, by=person, reason="known")
        refused("not_allowed", judging.restore, pair.need, pair.offer.pk, by=person)
        refused("not_allowed", taking_part.abstain, pair.need, by=person)
        refused("not_allowed", taking_part.take_part, pair.need, by=person)


def test_listing_that_takes_no_part_is_proposed_to_nobody(pair, seekers):
    taking_part.abstain(pair.need, by=seekers.editor)
    assert not Match.objects.proposed().exists()
    assert Abstention.objects.get().by == seekers.editor
    refused("no_part", taking_part.abstain, pair.need, by=seekers.editor)

    taking_part.take_part(pair.need, by=seekers.editor)
    assert Match.objects.proposed().count() == 1
    refused("takes_part", taking_part.take_part, pair.need, by=seekers.editor)
    actions = AuditEntry.objects.filter(action__startswith="matching.").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == ["matching.left", "matching.joined"]
