from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from negotiations.actions import answering, asking, safety
from negotiations.enums import Side
from negotiations.models import ContactRequest, Intention
from partners.models import Organisation, OrganisationIdentifier, OrganisationName
from tests.factories import MembershipFactory
from tests.negotiations.parties import again, drafted, in_state, need_of, offer_of, party, sent
from tests.partners.conftest import recorded, refused, unchanged

pytestmark = pytest.mark.django_db


# --- Drafts ---------------------------------------------------------------------------------


def test_draft_is_kept_once_for_author_and_listing(deal):
    first = drafted(deal, proposal="One")
    second = drafted(deal, proposal="Two", cooperation=[])
    assert first.pk == second.pk
    assert again(first).intention.proposal == "Two"
    assert not mail.outbox
    assert recorded("contact_request.drafted").about == [deal.sender.organisation, first]


def test_two_colleagues_have_a_draft_each(deal):
    assert drafted(deal).pk != drafted(deal, by=deal.sender.owner).pk


def test_draft_about_an_own_listing_is_refused(deal):
    with refused("own_listing"):
        drafted(deal, by=deal.recipient.owner, sender=deal.recipient.organisation)


@pytest.mark.parametrize("role", ["viewer", "stranger"])
def test_draft_by_somebody_without_the_role_is_refused(deal, role):
    by = deal.stranger if role == "stranger" else deal.sender.viewer
    with refused("not_allowed"):
        drafted(deal, by=by)


def test_too_many_drafts_are_refused(deal, monkeypatch):
    monkeypatch.setattr(asking, "MOST_DRAFTS", 1)
    drafted(deal)
    second = offer_of(deal.recipient)
    with refused("too_many_drafts"):
        drafted(deal, listing=second)
    drafted(deal, proposal="The same draft again")


def test_discarded_draft_is_gone(deal):
    draft = drafted(deal)
    asking.discard(draft, by=deal.sender.editor)
    assert not ContactRequest.objects.exists()
    assert not Intention.objects.exists()
    with refused("gone"):
        asking.discard(draft, by=deal.sender.editor)


def test_what_was_sent_is_not_discarded(deal):
    request = sent(deal)
    with refused("too_late"):
        asking.discard(request, by=deal.sender.editor)


def test_draft_of_a_colleague_is_neither_discarded_nor_sent(deal):
    draft = drafted(deal)
    with refused("too_late"):
        asking.discard(draft, by=deal.sender.owner)
    with refused("too_late"):
        asking.send(draft, by=deal.sender.owner)


# --- Sending --------------------------------------------------------------------------------


def test_sent_request_waits_for_the_recipient(deal):
    request = sent(deal)
    assert request.status == "submitted"
    assert request.intention.principles == asking.PRINCIPLES
    assert request.due_at - request.sent_at >= timedelta(days=14)
    assert request.next_step_at < request.due_at
    assert [event.status for event in request.events.all()] == ["submitted"]
    assert recorded("contact_request.sent").about == [deal.sender.organisation, request]
    (message,) = mail.outbox
    assert message.to == [deal.recipient.owner.email]
    assert f"/requests/{request.pk}/" in message.body
    assert "Build your pump" not in message.body


def test_form_sent_twice_sends_once(deal):
    request = sent(deal)
    with unchanged():
        assert asking.send(request, by=deal.sender.editor) == request
        assert drafted(deal) == request
    assert drafted(deal, proposal="Something else").is_draft
    answering.decline(request, by=deal.recipient.editor, code="too_early")
    with refused("too_late"):
        asking.send(request, by=deal.sender.editor)


@pytest.mark.parametrize("state", ["paused", "withdrawn", "expired"])
def test_listing_no_longer_public_keeps_the_draft(deal, state):
    draft = drafted(deal)
    deal.listing.status, deal.listing.live = state, False
    deal.listing.save()
    with refused("not_public"):
        asking.send(draft, by=deal.sender.editor)


def test_own_listing_no_longer_public_keeps_the_draft(deal):
    own = need_of(deal.sender)
    draft = drafted(deal, own_listing=own)
    own.live = False
    own.save()
    with refused("own_not_public"):
        asking.send(draft, by=deal.sender.editor)


def test_blocked_sender_is_refused(deal):
    safety.block(sent(deal), by=deal.recipient.editor, side=Side.RECIPIENT)
    draft = drafted(deal, listing=offer_of(deal.recipient))
    with refused("blocked"):
        asking.send(draft, by=deal.sender.editor)


def test_unverified_sender_is_refused(deal):
    draft = drafted(deal)
    deal.sender.organisation.verifications.update(
        expires_on=timezone.now().date() - timedelta(days=1)
    )
    with refused("not_verified"):
        asking.send(draft, by=deal.sender.editor)


@pytest.mark.parametrize("question", Intention.REQUIRED)
def test_question_left_open_is_refused(deal, question):
    empty = [] if question == "cooperation" else "  "
    draft = drafted(deal, **{question: "" if question == "use" else empty})
    with refused("incomplete"):
        asking.send(draft, by=deal.sender.editor)


def test_role_lost_while_writing_is_refused_and_keeps_the_draft(deal):
    draft = drafted(deal)
    deal.sender.organisation.memberships.filter(user=deal.sender.editor).update(role="viewer")
    with refused("not_allowed"):
        asking.send(draft, by=deal.sender.editor)


def test_second_open_request_is_refused_by_action_and_by_database(deal):
    sent(deal)
    other = drafted(deal, by=deal.sender.owner)
    with refused("open_already"):
        asking.send(other, by=deal.sender.owner)
    facts = {"status": "submitted", "sent_at": timezone.now(), "due_at": timezone.now(),
             "next_step_at": timezone.now()}  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactRequest.objects.filter(pk=other.pk).update(**facts)


@pytest.mark.parametrize("state", ["declined", "withdrawn", "expired_no_reply", "closed_no_deal"])
def test_after_the_end_another_can_be_sent(deal, state):
    in_state(state, deal)
    assert sent(deal).status == "submitted"


# --- Unnamed --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "tank\nmakers   NAIROBI", "Tank Ma\u0301kers Nairobi", "Tank\u00adMakers-Nairobi",
        "Tank_Makers_Nairobi", "Ｔａｎｋ Makers Nairobi", "/organisations/well-lane-4/",
        "Viewer of Tank Makers", "水泵厂在肯尼亚", "张伟写的", "the Eclair",
    ],
)  # fmt: skip
def test_name_is_known_again_however_it_is_written(deal, written):
    organisation = deal.sender.organisation
    OrganisationName.objects.create(organisation=organisation, kind="alias", value="水泵厂")
    OrganisationName.objects.create(organisation=organisation, kind="alias", value="Éclair")
    Organisation.objects.filter(pk=organisation.pk).update(slug="well-lane-4")
    User.objects.filter(pk=deal.sender.owner.pk).update(name="张伟")
    User.objects.filter(pk=deal.sender.viewer.pk).update(name="Viewer of Tank Makers")
    draft = drafted(deal, visibility="anonymous", capacity=f"Ask {written}.")
    with refused("names_itself"):
        asking.send(draft, by=deal.sender.editor)


def test_word_that_only_begins_as_a_short_name_does_is_none(deal):
    organisation = deal.sender.organisation
    OrganisationName.objects.create(organisation=organisation, kind="acronym", value="Pum")
    draft = drafted(deal, visibility="anonymous", capacity="Pumps, and nothing but pumps.")
    assert asking.send(draft, by=deal.sender.editor).status == "submitted"


def test_unnamed_sender_who_names_themselves_is_refused(deal):
    organisation = deal.sender.organisation
    organisation.website = "https://www.tanks.example/about"
    organisation.save()
    OrganisationName.objects.create(organisation=organisation, kind="acronym", value="TMN")
    OrganisationIdentifier.objects.create(organisation=organisation, scheme="lei", value="LEI99")
    for word in (
        "tank makers nairobi", "TMN", "LEI99", "tanks.example", deal.sender.editor.name,
        deal.sender.editor.email,
    ):  # fmt: skip
        draft = drafted(deal, visibility="anonymous", capacity=f"Ask {word}, please.")
        with refused("names_itself"):
            asking.send(draft, by=deal.sender.editor)


def test_acronym_within_a_word_is_no_name(deal):
    OrganisationName.objects.create(
        organisation=deal.sender.organisation, kind="acronym", value="TER"
    )
    assert sent(deal, visibility="anonymous").visibility == "anonymous"


def test_sender_with_a_name_may_say_it(deal):
    assert sent(deal, about="We are Tank Makers Nairobi.").status == "submitted"


# --- Limits ---------------------------------------------------------------------------------


def test_limit_of_a_person_counts_over_organisations(deal, monkeypatch):
    monkeypatch.setattr(asking, "MOST_A_DAY_FOR_A_PERSON", 1)
    sent(deal)
    second = party("Second House")
    MembershipFactory(organisation=second.organisation, user=deal.sender.editor, role="editor")
    draft = drafted(deal, sender=second.organisation)
    with refused("too_many_of_person"):
        asking.send(draft, by=deal.sender.editor)
    ContactRequest.objects.update(sent_at=timezone.now() - timedelta(days=1, minutes=1))
    assert asking.send(draft, by=deal.sender.editor)


@pytest.mark.parametrize(
    ("limit", "code"),
    [
        ("MOST_A_DAY_FOR_AN_ORGANISATION", "too_many_of_organisation"),
        ("MOST_UNDECIDED", "too_many_undecided"),
    ],
)
def test_limit_of_an_organisation_counts_over_people(deal, monkeypatch, limit, code):
    monkeypatch.setattr(asking, limit, 1)
    sent(deal)
    draft = drafted(deal, by=deal.sender.owner, listing=offer_of(deal.recipient))
    with refused(code):
        asking.send(draft, by=deal.sender.owner)
