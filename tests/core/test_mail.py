"""One message to one person: rendered once, queued with the change, tried again when it fails."""

from __future__ import annotations

import smtplib
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from core.mail import RETRY_MINUTES, GivenUpError, deliver, send, silence
from tests.factories import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

ROLE_CHANGED = "partners/role_changed"


def changed(organisation: str = "Wells", *, language: str = "en", **context) -> None:
    values = {"organisation": organisation, "by": "Olga", "role": "editor", "link": "http://x/"}
    send(
        to="reader@people.example",
        language=language,
        template=ROLE_CHANGED,
        context={**values, **context},
    )


def sent() -> mail.EmailMultiAlternatives:
    [message] = mail.outbox
    return message


def parsed(message: mail.EmailMultiAlternatives):
    """As the reader's program understands the bytes on the wire."""
    return message_from_bytes(message.message().as_bytes(), policy=policy.default)


# --- The message ----------------------------------------------------------------------------


def test_send_gives_text_and_the_same_as_html():
    changed()
    message = sent()
    assert message.to == ["reader@people.example"]
    assert message.subject == "Your role in Wells has changed"
    assert message.body.startswith("Olga has made you editor in “Wells”.")
    [html] = message.alternatives
    assert html.mimetype == "text/html"
    assert "Olga has made you editor in “Wells”." in html.content


def test_send_says_that_a_machine_wrote_and_gives_an_id_of_the_site():
    changed()
    headers = parsed(sent())
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Message-ID"].endswith("@testserver>")


@pytest.mark.parametrize(
    ("language", "code"), [("fr", "fr"), ("zh-hans", "zh-Hans"), ("tlh", "en"), ("", "en")]
)
def test_send_speaks_the_readers_language_and_then_the_writers_again(language, code):
    with translation.override("es"):
        changed(language=language)
        assert translation.get_language() == "es"
    assert f'<html lang="{code}"' in sent().alternatives[0].content


def test_send_does_not_escape_plain_text():
    changed("O'Neill & <Söhne>")
    assert sent().subject == "Your role in O'Neill & <Söhne> has changed"
    assert "“O'Neill & <Söhne>”" in sent().body
    assert "&lt;Söhne&gt;" in sent().alternatives[0].content


# --- Headers --------------------------------------------------------------------------------

INJECTIONS = [
    "Wells\nBcc: victim@people.example",
    "Wells\r\nBcc: victim@people.example",
    "Wells\rBcc: victim@people.example",
    "Wells\r\n\r\n<html>new body",
    "Wells\n\tfolded",
    "Wells\x0bBcc: victim@people.example",
    "Wells\x0cBcc: victim@people.example",
    "Wells\x85Bcc: victim@people.example",
    "Wells\u2028Bcc: victim@people.example",
    "Wells\u2029Bcc: victim@people.example",
    "=?utf-8?q?Wells=0ABcc:_victim@people.example?=",
    "Wells\x00Bcc: victim@people.example",
]


@pytest.mark.parametrize("name", INJECTIONS)
def test_send_adds_no_header_for_a_line_break_in_a_name(name):
    changed(name)
    message = parsed(sent())
    assert sorted(key.lower() for key in message) == [
        "auto-submitted", "content-type", "date", "from", "message-id", "mime-version",
        "subject", "to",
    ]  # fmt: skip
    assert message["To"] == "reader@people.example"
    assert sent().subject.splitlines() == [sent().subject]
    assert message.get_body(("plain",)).get_content().startswith("Olga has made you editor")


@pytest.mark.parametrize("sign", ["w", "é", "水", "😀", "ب", " w"])
def test_send_folds_a_long_subject_and_it_unfolds_whole(sign):
    changed(sign * 200)
    raw = sent().message().as_bytes()
    assert max(len(line) for line in raw.split(b"\n\n")[0].splitlines()) <= 998
    assert parsed(sent())["Subject"].strip() == sent().subject
    assert sent().subject.count(sign.strip()) == 200 + (
        "Your role in  has changed".count(sign.strip())
    )


# --- Together with the change ---------------------------------------------------------------


@pytest.fixture
def queue(tasks_wait):
    """The queue of production, in the database."""
    return DBTaskResult.objects


def test_send_waits_in_the_queue_until_a_worker_comes(queue):
    changed()
    assert mail.outbox == []
    [task] = queue.all()
    assert task.args_kwargs["kwargs"]["message"]["to"] == "reader@people.example"


def test_send_is_undone_with_its_transaction(queue):
    def change_and_fail():
        with transaction.atomic():
            OrganisationFactory()
            changed()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_and_fail()
    assert not queue.exists()


def test_send_does_nothing_while_silenced():
    with silence():
        changed()
        with silence():
            pass
        changed()
    assert mail.outbox == []
    changed()
    assert len(mail.outbox) == 1


def test_send_renders_at_once_what_may_be_gone_later(queue):
    person = UserFactory(name="Olga")
    changed(by=person)
    person.delete()
    assert "Olga has made you" in queue.get().args_kwargs["kwargs"]["message"]["text"]


# --- Delivery -------------------------------------------------------------------------------

MESSAGE = {
    "to": "reader@people.example",
    "subject": "Subject",
    "text": "Text",
    "html": "<p>Text</p>",
    "message_id": "<1@testserver>",
}


@pytest.fixture
def broken_server(monkeypatch):
    """A function: let the mail server fail with this error."""

    def fail(error: Exception) -> None:
        def send_messages(self, messages):
            raise error

        monkeypatch.setattr(
            "django.core.mail.backends.locmem.EmailBackend.send_messages", send_messages
        )

    return fail


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPServerDisconnected("gone"),
        smtplib.SMTPRecipientsRefused({"reader@people.example": (450, b"later")}),
        ConnectionRefusedError(),
        TimeoutError(),
    ],
    ids=lambda error: type(error).__name__,
)
@pytest.mark.parametrize(("failures", "minutes"), list(enumerate(RETRY_MINUTES)))
def test_deliver_comes_back_later_with_the_same_message(
    queue, broken_server, time_machine, error, failures, minutes
):
    time_machine.move_to("2026-11-23 12:00:00+00:00", tick=False)
    broken_server(error)
    deliver.func(message=MESSAGE, failures=failures)
    [task] = queue.all()
    assert task.run_after == timezone.now() + timedelta(minutes=minutes)
    assert task.args_kwargs["kwargs"] == {"message": MESSAGE, "failures": failures + 1}


def test_deliver_fails_for_good_after_the_last_try(queue, broken_server):
    broken_server(smtplib.SMTPServerDisconnected("gone"))
    with pytest.raises(GivenUpError, match="^gone$"):
        deliver.func(message=MESSAGE, failures=len(RETRY_MINUTES))
    assert not queue.exists()


def test_deliver_does_not_repeat_a_fault_of_ours(queue, broken_server):
    broken_server(ValueError("bug"))
    with pytest.raises(ValueError, match="bug"):
        deliver.func(message=MESSAGE)
    assert not queue.exists()
