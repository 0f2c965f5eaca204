"""An unnamed sender who answers by e-mail stays unnamed, whatever their program adds."""

from __future__ import annotations

import logging

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from negotiations.enums import MailOutcome, Side
from negotiations.models import Message, MessageAttachment
from negotiations.replying import receive
from tests.negotiations.parties import in_state
from tests.negotiations.replying.letters import address, answers_to, letter
from tests.negotiations.sending import pdf
from tests.negotiations.test_anonymity import leaks, secrets, unnamed

pytestmark = pytest.mark.django_db

__all__ = ["unnamed"]


@pytest.fixture
def asked(unnamed):
    return in_state("information_requested", unnamed, visibility="anonymous")


def reply(request, person, text: str, *, sender: str = ""):
    """With the name, the address and a file whose name tells them."""
    EmailAddress.objects.get_or_create(user=person, email=person.email, defaults={"verified": True})
    message = letter(address(request, person), sender=sender or person.email, text=text)
    del message["From"]
    message["From"] = f"Zephyra Writer, Zephyrine Tokenworks <{sender or person.email}>"
    message["Organization"] = "Zephyrine Tokenworks"
    message.add_attachment(pdf(), "application", "pdf", filename="zephyr-alias plan.pdf")
    return receive(bytes(message))


SIGNED = [
    "It does.",
    "It does.\n\nZephyra",
    "It does.\n\nZephyra Writer\nZephyrine Tokenworks",
    "It does.\n-- \nZephyra Writer\nZephyrine Tokenworks\nzephyra@zephyr-mail.example",
    "It does.\n\nKind regards,\nZephyra Writer\nzephyra@zephyr-mail.example",
    "It does.\n\nOn 26 Nov 2026, Zephyra <n@x.example> wrote:\n> To Zephyra Writer:\n> Old",
    "It does.\n\nFrom: TechAccord <n@x.example>\nSent: today\nTo: Zephyra Writer\nSubject: Q\n\nOld",
]


@pytest.mark.parametrize("text", SIGNED, ids=range(len(SIGNED)))
def test_signature_name_address_and_files_do_not_reach_the_other_side(
    unnamed, asked, signed_in, caplog, text
):
    caplog.set_level(logging.DEBUG)
    assert reply(asked, unnamed.sender.editor, text) == MailOutcome.TAKEN
    assert Message.objects.get(kind="answer").body == "It does."
    assert not MessageAttachment.objects.exists()
    assert leaks(unnamed, signed_in, asked) == []
    assert not [word for word in secrets(unnamed) if word in caplog.text.casefold()]
    [answer] = answers_to(unnamed.sender.editor)
    assert "Files can be sent once they have accepted" in answer.body


NAMING = [
    "Zephyra Writer here: it does.",
    "It does, says Zephyrine Tokenworks.",
    "See https://zephyr-site.example/pump for it.",
    "Write to zephyra@zephyr-mail.example.",
    "Write to private@zephyr-home.example.",
]


@pytest.mark.parametrize("text", NAMING, ids=range(len(NAMING)))
def test_text_that_names_its_writer_goes_back(unnamed, asked, signed_in, text):
    person = unnamed.sender.editor
    EmailAddress.objects.create(user=person, email="private@zephyr-home.example", verified=True)
    assert reply(asked, person, text) == MailOutcome.RETURNED
    assert not Message.objects.filter(kind="answer").exists()
    assert leaks(unnamed, signed_in, asked) == []
    [answer] = answers_to(person)
    assert "You want to stay unnamed" in answer.body
    assert f"> {text}" in answer.body


def test_refusal_is_told_to_its_writer_alone(unnamed, asked):
    mail.outbox.clear()
    reply(asked, unnamed.sender.editor, "Zephyra Writer here.")
    assert [message.to for message in mail.outbox] == [[unnamed.sender.editor.email]]


def test_colleague_answers_without_being_named(unnamed, asked, signed_in):
    assert reply(asked, unnamed.sender.owner, "It does.") == MailOutcome.TAKEN
    assert leaks(unnamed, signed_in, asked) == []


def test_named_writer_may_sign(unnamed):
    request = in_state("information_requested", unnamed)
    assert reply(request, unnamed.sender.editor, "It does.\n\nZephyra") == MailOutcome.TAKEN
    assert Message.objects.get(kind="answer").body == "It does.\n\nZephyra"


def test_recipient_may_name_itself(unnamed):
    accepted = in_state("acknowledged", unnamed, visibility="anonymous")
    assert not accepted.names_are_open
    content = letter(address(accepted, unnamed.recipient.owner, Side.RECIPIENT),
                     sender=unnamed.recipient.owner.email, text="Osaka Pump Institute agrees.")  # fmt: skip
    assert receive(bytes(content)) == MailOutcome.TAKEN
