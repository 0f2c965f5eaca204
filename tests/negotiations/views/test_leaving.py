"""Those who may no longer do what they are about, and those who are on both sides."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from negotiations.models import ContactRequest, Message
from tests.factories import MembershipFactory
from tests.negotiations.parties import again, in_state, sent
from tests.negotiations.views.test_pages import FORM, page

if TYPE_CHECKING:
    from types import SimpleNamespace

pytestmark = pytest.mark.django_db

LOST = "Sentences of an hour's work."


@pytest.mark.parametrize("left", ["role", "seat"])
def test_text_is_given_back_to_whoever_may_no_longer_ask(deal, signed_in, left):
    start = reverse("start_request", args=[deal.listing.pk])
    client = signed_in(deal.sender.editor)
    client.get(start)
    lose(deal.sender, left)
    shown = unescape(client.post(start, {**FORM, "proposal": LOST}).text)
    assert LOST in shown
    assert "Found an organisation" in shown
    assert not ContactRequest.objects.exists()


def lose(house: SimpleNamespace, what: str) -> None:
    seat = house.organisation.memberships.filter(user=house.editor)
    seat.delete() if what == "seat" else seat.update(role="viewer")


@pytest.mark.parametrize(("left", "status"), [("role", 403), ("seat", 404)])
@pytest.mark.parametrize(
    ("view", "state", "field"),
    [
        ("write_message", "accepted", "body"), ("write_note", "accepted", "note"),
        ("ask_for_more", "submitted", "body"), ("decline_request", "submitted", "note"),
        ("decline_request", "submitted", "suggestion"), ("report_request", "submitted", "text"),
    ],
)  # fmt: skip
def test_text_is_given_back_to_whoever_may_no_longer_send_it(
    deal, signed_in, view, state, field, left, status
):
    request = in_state(state, deal)
    client = signed_in(deal.recipient.editor)
    lose(deal.recipient, left)
    answer = client.post(reverse(view, args=[request.pk]), {field: LOST})
    assert (answer.status_code, LOST in unescape(answer.text)) == (status, True)
    assert again(request).status == state
    assert not Message.objects.filter(body=LOST).exists()


def test_text_given_back_is_shown_as_text(deal, signed_in):
    client = signed_in(deal.stranger)
    answer = client.post(
        reverse("write_note", args=[in_state("accepted", deal).pk]),
        {"note": "</textarea><script>alert(1)</script>"},
    )
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_who_is_on_both_sides_reads_as_the_one_that_needs_them(deal, signed_in, role):
    request = sent(deal)
    both = deal.recipient.editor
    MembershipFactory(organisation=deal.sender.organisation, user=both, role=role)
    client, decline = signed_in(both), reverse("decline_request", args=[request.pk])
    assert decline in page(client, request.get_absolute_url())
    client.post(decline, {"code": "too_early"})
    assert again(request).status == "declined"


def test_who_only_reads_for_the_recipient_goes_on_for_the_sender(deal, signed_in):
    request = sent(deal)
    MembershipFactory(
        organisation=deal.recipient.organisation, user=deal.sender.editor, role="viewer"
    )
    html = page(signed_in(deal.sender.editor), request.get_absolute_url())
    assert reverse("withdraw_request", args=[request.pk]) in html


def test_who_is_on_both_sides_answers_for_the_sender_when_it_is_their_turn(deal, signed_in):
    request = in_state("information_requested", deal)
    MembershipFactory(
        organisation=deal.recipient.organisation, user=deal.sender.editor, role="owner"
    )
    client = signed_in(deal.sender.editor)
    client.post(reverse("write_message", args=[request.pk]), {"body": "The blue one."})
    assert again(request).status == "submitted"


@pytest.mark.parametrize("left", ["seat", "account"])
def test_contact_is_somebody_who_is_still_there(deal, signed_in, left):
    request = in_state("accepted", deal)
    gone = deal.sender.editor
    if left == "seat":
        deal.sender.organisation.memberships.filter(user=gone).delete()
    else:
        type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    client = signed_in(deal.recipient.owner)
    kept = client.get(reverse("export_request", args=[request.pk])).json()["contacts"]
    shown = page(client, request.get_absolute_url())
    assert kept[0]["email"] == deal.sender.owner.email
    assert f"mailto:{deal.sender.owner.email}" in shown
    assert gone.email not in shown
