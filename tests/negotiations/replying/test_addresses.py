"""Reply addresses: on which letters, what they tell, and that none can be made up."""

from __future__ import annotations

import uuid
from base64 import b32decode

import pytest
from django.core import mail
from django.urls import reverse

from negotiations import reply_addresses
from negotiations.actions import answering, asking
from negotiations.enums import Side
from negotiations.reply_addresses import Destination
from partners.models import Membership
from tests.negotiations.parties import drafted, in_state, sent
from tests.negotiations.replying.letters import DOMAIN, address

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_(deal):
    return sent(deal)


def newest() -> mail.EmailMultiAlternatives:
    return mail.outbox[-1]


def test_address_says_who_answers_about_what(deal, request_):
    for side in (Side.SENDER, Side.RECIPIENT):
        made = address(request_, deal.sender.editor, side)
        expected = Destination(request_.pk, side, deal.sender.editor.pk)
        assert reply_addresses.read(made) == expected
        assert reply_addresses.read(f"<{made.upper()}>") == expected


def test_address_keeps_to_what_mail_servers_take(deal, request_):
    deal.sender.editor.pk = 2**40 - 1
    local_part, _at, domain = address(request_, deal.sender.editor).rpartition("@")
    assert len(local_part.encode()) <= 64
    assert local_part.isascii()
    assert local_part == local_part.lower()
    assert domain == DOMAIN


FORGERIES = {
    "other domain": lambda made: made.replace(DOMAIN, "elsewhere.example"),
    "no domain": lambda made: made.partition("@")[0],
    "no token": lambda made: f"reply+@{DOMAIN}",
    "short": lambda made: made.replace("reply+", "reply+", 1).replace(made[6], "", 1),
    "other prefix": lambda made: made.replace("reply+", "answer+"),
    "changed request": lambda made: _changed(made, 8),
    "changed person": lambda made: _changed(made, 40),
    "changed proof": lambda made: _changed(made, 55),
    "odd signs": lambda made: made.replace("reply+", "reply+é"),
    "nothing": lambda made: "",
}


def _changed(made: str, place: int) -> str:
    other = "a" if made[place] != "a" else "b"
    return made[:place] + other + made[place + 1 :]


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_forged_address_is_nobodys(deal, request_, forge):
    made = address(request_, deal.sender.editor)
    assert forge(made) != made
    assert reply_addresses.read(forge(made)) is None


def test_address_outlives_a_change_of_keys(deal, request_, settings):
    made = address(request_, deal.sender.editor)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert reply_addresses.read(made) is not None
    settings.SECRET_KEY_FALLBACKS = []
    assert reply_addresses.read(made) is None


def test_text_loses_reply_addresses(deal, request_):
    made = address(request_, deal.sender.editor)
    for one in (made, made.upper(), made.partition("@")[0]):
        assert reply_addresses.without_addresses(f"Write to <{one}>.") == "Write to <…>."


# --- On letters ---------------------------------------------------------------------------------


def test_letter_to_each_side_can_be_answered(deal):
    request = sent(deal)
    assert newest().to == [deal.recipient.owner.email]
    assert newest().extra_headers["Reply-To"] == address(
        request, deal.recipient.owner, Side.RECIPIENT
    )
    assert "Reply to this message to ask the other side something." in newest().body
    answering.ask(request, by=deal.recipient.editor, question="Which?", key=uuid.uuid4())
    assert newest().to == [deal.sender.editor.email]
    assert newest().extra_headers["Reply-To"] == address(request, deal.sender.editor)
    assert "Reply to this message to answer what was asked." in newest().body
    answering.answer(request, by=deal.sender.editor, body="The small one.", key=uuid.uuid4())
    answering.accept(request, by=deal.recipient.editor)
    assert "the other side reads it in your thread" in newest().body


def test_letter_says_what_is_true_now_only(deal):
    request = sent(deal)
    answering.acknowledge(request, by=deal.recipient.editor)
    assert "Reply-To" in newest().extra_headers
    assert "Reply to this message" not in newest().body


def test_unnamed_sender_is_told_to_stay_so(deal):
    request = sent(deal, visibility="anonymous")
    answering.ask(request, by=deal.recipient.editor, question="Which?", key=uuid.uuid4())
    assert "leave out your name" in newest().body


@pytest.mark.parametrize("state", ["declined", "withdrawn", "closed_no_deal"])
def test_letter_about_what_has_ended_cannot_be_answered(deal, state):
    in_state(state, deal)
    assert "Reply-To" not in newest().extra_headers
    assert "Reply to this message" not in newest().body


def test_letter_without_a_domain_cannot_be_answered(deal, settings):
    settings.REPLY_DOMAIN = ""
    sent(deal)
    assert "Reply-To" not in newest().extra_headers
    assert "Reply to this message" not in newest().body
    assert reply_addresses.read(f"reply+{'a' * 55}@") is None


def test_letter_to_who_may_not_act_cannot_be_answered(deal):
    Membership.objects.filter(user=deal.recipient.owner).update(role="viewer")
    asking.send(drafted(deal), by=deal.sender.editor)
    assert newest().to == [deal.recipient.owner.email]
    assert "Reply-To" not in newest().extra_headers


def test_address_of_the_recipient_tells_nothing_of_an_unnamed_sender(deal):
    request = sent(deal, visibility="anonymous")
    token = newest().extra_headers["Reply-To"].partition("+")[2].partition("@")[0]
    told = b32decode(token.upper() + "=")
    assert told[:16] == request.pk.bytes
    assert told[16:22] == b"\x01" + deal.recipient.owner.pk.to_bytes(5, "big")
    assert len(told) == 16 + 6 + 12  # the rest proves it
    assert reverse("show_request", args=[request.pk]) in newest().body
