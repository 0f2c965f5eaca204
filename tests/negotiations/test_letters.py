"""Every letter about requests, one row each: to whom, in both parts, and what it keeps to itself."""

from __future__ import annotations

import inspect
import uuid

import pytest
from django.core import mail

from accounts import mailing
from accounts.mailing import MailKind
from accounts.models import User
from accounts.reachability import note_failure
from negotiations import emails
from negotiations.actions import answering, safety, threads
from negotiations.enums import Side
from negotiations.models import MessageAttachment
from tests.negotiations.parties import again, in_state

pytestmark = pytest.mark.django_db

SENDER, RECIPIENT = Side.SENDER, Side.RECIPIENT
# What no letter tells, wherever it is written.
SECRET = "zephyr-words"
WRITTEN = dict.fromkeys(("proposal", "unclear", "about", "capacity"), SECRET)

# letter, state of the request, further arguments, the sides that it goes to
LETTERS = [
    (emails.received, "submitted", {}, {RECIPIENT}),
    (emails.acknowledged, "acknowledged", {}, {SENDER}),
    (emails.asked, "information_requested", {}, {SENDER}),
    (emails.answered, "submitted", {}, {RECIPIENT}),
    (emails.accepted, "accepted", {}, {SENDER}),
    (emails.declined, "declined", {}, {SENDER}),
    (emails.withdrawn, "withdrawn", {}, {RECIPIENT}),
    (emails.closed, "closed_no_deal", {"by": SENDER}, {RECIPIENT}),
    (emails.closed, "closed_no_deal", {"by": RECIPIENT}, {SENDER}),
    (emails.message, "accepted", {"by": SENDER}, {RECIPIENT}),
    (emails.message, "accepted", {"by": RECIPIENT}, {SENDER}),
    (emails.assigned, "submitted", {"person": "editor"}, {RECIPIENT}),
    (emails.reminder, "submitted", {"is_last": False}, {RECIPIENT}),
    (emails.reminder, "acknowledged", {"is_last": True}, {RECIPIENT}),
    (emails.reminder, "information_requested", {"is_last": True}, {SENDER}),
    (emails.unanswered, "expired_no_reply", {}, {SENDER, RECIPIENT}),
    (emails.lapsed, "information_requested", {}, {SENDER, RECIPIENT}),
    (emails.closed_by_staff, "closed_no_deal", {}, {SENDER, RECIPIENT}),
    (emails.report_decided, "accepted", {}, {RECIPIENT}),
    (emails.infected, "accepted", {}, {RECIPIENT}),
]
# Gives a reply by e-mail back to whoever wrote it: tests/negotiations/replying holds it.
ELSEWHERE = {emails.reply_returned}
NAMED = {"accepted", "closed_no_deal"}
TABLE = pytest.mark.parametrize(("letter", "state", "arguments", "sides"), LETTERS)


def written(deal, letter, state: str, arguments: dict, **values) -> list:
    """The letters, about a request in which everything that could be told is a secret."""
    request = in_state(state, deal, **WRITTEN, **values)
    for side, party in ((SENDER, deal.sender), (RECIPIENT, deal.recipient)):
        threads.add_note(request, by=party.editor, side=side, body=SECRET)
    about = again(request)
    if letter is emails.report_decided:
        about = safety.report(about, by=deal.recipient.editor, side=RECIPIENT, text=SECRET)
        about.reason = SECRET
    if letter is emails.infected:
        sent = threads.post(
            about, by=deal.recipient.editor, side=RECIPIENT, body=SECRET, key=uuid.uuid4()
        )
        about = MessageAttachment(message=sent, name=f"{SECRET}.pdf")
    arguments = dict(arguments)
    if "person" in arguments:
        arguments["person"] = getattr(deal.recipient, arguments["person"])
    mail.outbox.clear()
    letter(about, **arguments)
    return list(mail.outbox)


def people_of(party) -> set[str]:
    return {party.owner.email, party.editor.email, party.viewer.email}


def test_table_has_every_letter():
    public = {
        function
        for name, function in inspect.getmembers(emails, inspect.isfunction)
        if function.__module__ == emails.__name__ and not name.startswith("_")
    }
    assert public == {letter for letter, *_rest in LETTERS} | ELSEWHERE


@TABLE
def test_letter_goes_to_its_side_in_text_and_html(deal, letter, state, arguments, sides):
    messages = written(deal, letter, state, arguments)
    to = {address for message in messages for address in message.to}
    assert {SENDER for _ in to & people_of(deal.sender)} | {
        RECIPIENT for _ in to & people_of(deal.recipient)
    } == sides
    for message in messages:
        [html] = message.alternatives
        assert html.mimetype == "text/html"
        assert "A quiet pump" in message.subject
        link = next(line for line in message.body.splitlines() if "/requests/" in line)
        assert link in message.body
        assert f'href="{link}"' in html.content
        assert "%(" not in message.subject + message.body


@TABLE
@pytest.mark.parametrize("visibility", ["full", "anonymous"])
def test_letter_tells_nothing_confidential(deal, letter, state, arguments, sides, visibility):
    messages = written(deal, letter, state, arguments, visibility=visibility)
    assert messages
    for message in messages:
        told = f"{message.subject}{message.body}{message.alternatives[0].content}"
        assert SECRET not in told
        if set(message.to) & people_of(deal.recipient) and state not in NAMED:
            assert ("Tank Makers Nairobi" in told) <= (visibility == "full")
            for person in vars(deal.sender).values():
                assert getattr(person, "email", "no address") not in told


@TABLE
def test_letter_is_in_arabic_from_right_to_left(deal, letter, state, arguments, sides):
    User.objects.update(language="ar")
    for person in (*vars(deal.sender).values(), *vars(deal.recipient).values()):
        person.refresh_from_db()
    for message in written(deal, letter, state, arguments):
        html = message.alternatives[0].content
        assert '<html lang="ar" dir="rtl"' in html
        assert "/ar/requests/" in message.body


@TABLE
def test_letter_is_essential(deal, letter, state, arguments, sides):
    """It comes whatever a person has switched off, and says nothing of switching it off."""
    for person in User.objects.all():
        for kind in MailKind:
            mailing.switch(person, kind, off=True)
    messages = written(deal, letter, state, arguments)
    assert messages
    for message in messages:
        assert "List-Unsubscribe" not in message.extra_headers


def test_request_and_decision_come_even_to_an_address_that_was_refused_once(deal):
    """Somebody may have mended it; the mail server then says so."""
    for party in (deal.sender, deal.recipient):
        for person in (party.owner, party.editor):
            note_failure(person.email, "550 no such user")
    request = in_state("submitted", deal)
    answering.decline(request, by=deal.recipient.editor, code="too_early", note=SECRET)
    assert len(mail.outbox) == 2


def test_question_itself_is_not_in_the_letter(deal):
    request = in_state("submitted", deal)
    mail.outbox.clear()
    answering.ask(request, by=deal.recipient.editor, question=SECRET, key=uuid.uuid4())
    [message] = mail.outbox
    assert SECRET not in message.subject + message.body + message.alternatives[0].content
