"""Messages through a real mail server that refuses, delays and hangs up: none lost, none doubled
but with the id by which a mailbox knows that it is the same."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from accounts import mailing, undelivered
from accounts.mailing import MailKind, is_wanted
from accounts.models import DeadLetter, MailFailure
from accounts.reachability import note_failure
from core import mail
from core.mail import RETRY_MINUTES, deliver
from tests.factories import UserFactory
from tests.mail_server import Server, running

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


@pytest.fixture(scope="module")
def one_server():
    with running() as server:
        yield server


@pytest.fixture
def server(one_server, settings, tasks_wait, time_machine, monkeypatch):
    # The worker would part with the connection in whose transaction the test is.
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)
    time_machine.move_to("2026-11-26 12:00:00+00:00", tick=False)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", one_server.port
    settings.EMAIL_TIMEOUT = 0.3
    one_server.said = {"MAIL": [], "RCPT": [], "DATA": []}
    one_server.box, one_server.tried = [], []
    return one_server


@pytest.fixture
def reader(db):
    return UserFactory(email="reader@people.example")


def write(to: str = "reader@people.example") -> None:
    context = {"organisation": "Wells", "by": "Olga", "role": "editor", "link": "http://x/"}
    mail.send(to=to, language="en", template="partners/role_changed", context=context)


def work() -> None:
    """What the worker does with all that is due."""
    db_worker.Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="test",
        excluded_queue_names=[],
    ).run()


def wait(time_machine, minutes: float) -> None:
    time_machine.shift(timedelta(minutes=minutes))
    work()


def states() -> list[str]:
    return sorted(DBTaskResult.objects.values_list("status", flat=True))


def test_message_that_is_taken_arrives_once(server, time_machine):
    write()
    work()
    for minutes in RETRY_MINUTES:
        wait(time_machine, minutes)
    [message] = server.box
    assert message["To"] == "reader@people.example"
    assert states() == ["SUCCESSFUL"]


# --- Refused --------------------------------------------------------------------------------

# stage, what is said, whether that ends it, whether nobody is at that address
ANSWERS = [
    ("RCPT", "550 5.1.1 No such user", True, True),
    ("RCPT", "550 no mailbox here", True, True),
    ("RCPT", "553 not a name of ours", True, True),
    ("RCPT", "550 5.2.1 Mailbox disabled", True, True),
    ("RCPT", "550 5.7.1 Blocked by policy", True, False),
    ("RCPT", "552 5.2.2 Mailbox full", True, False),
    ("RCPT", "450 4.2.1 Greylisted", False, False),
    ("RCPT", "451 try later", False, False),
    ("MAIL", "550 5.7.1 Not from you", False, False),
    ("MAIL", "451 4.3.0 Busy", False, False),
    ("DATA", "554 5.6.0 Looks like spam", True, False),
    ("DATA", "554 no", True, False),
    ("DATA", "550 5.1.1 No such user", True, True),
    ("DATA", "452 4.3.1 Disk full", False, False),
    ("DATA", "421 4.3.2 Shutting down", False, False),
]


@pytest.mark.parametrize(("stage", "said", "is_final", "is_dead"), ANSWERS)
def test_refusal_counts_for_what_it_says(server, reader, stage, said, is_final, is_dead):
    server.said[stage] = [said]
    write()
    work()
    assert states() == (["FAILED"] if is_final else ["READY", "SUCCESSFUL"])
    assert MailFailure.objects.filter(person=reader).exists() is is_dead
    assert is_wanted(reader, MailKind.CONTACT) is not is_dead
    if is_final:
        assert undelivered.reason_of(DeadLetter.objects.get()) == (
            f"The mail server refuses it: {said}"
        )
    if is_dead:
        assert MailFailure.objects.get().reason == said


def test_refused_address_of_nobody_here_is_a_dead_letter_all_the_same(server):
    server.said["RCPT"] = ["550 5.1.1 No such user"]
    write(to="guest@elsewhere.example")
    work()
    assert states() == ["FAILED"]
    assert not MailFailure.objects.exists()


# --- Not answered, or only half -------------------------------------------------------------

TROUBLE = [
    ("RCPT", "450 4.2.1 Greylisted", 0),
    ("RCPT", Server.DROP, 0),
    ("RCPT", Server.SLEEP, 0),
    ("DATA", "451 4.3.0 Later", 0),
    ("DATA", Server.DROP, 0),
    # It was taken, but nobody could tell us: the repeat is known by its id.
    ("DATA", Server.TAKE_AND_DROP, 1),
    ("DATA", Server.TAKE_AND_SLEEP, 1),
]


@pytest.mark.parametrize(("stage", "trouble", "taken_unheard"), TROUBLE)
def test_message_is_tried_until_it_is_taken(
    server, reader, time_machine, stage, trouble, taken_unheard
):
    server.said[stage] = [trouble] * 3
    write()
    work()
    for minutes in RETRY_MINUTES[:3]:
        before = len(server.tried)
        wait(time_machine, minutes - 0.1)
        assert len(server.tried) == before
        wait(time_machine, 0.2)
    assert len(server.box) == 1 + 3 * taken_unheard
    assert len({message["Message-ID"] for message in server.box}) == 1
    assert set(server.tried) == {server.box[0]["Message-ID"]}
    assert states() == ["SUCCESSFUL"] * 4
    assert not MailFailure.objects.exists()


@pytest.mark.parametrize("trouble", ["451 4.3.0 Later", Server.DROP])
def test_message_is_a_dead_letter_after_the_last_attempt_and_can_be_sent_again(
    server, superuser, time_machine, trouble
):
    server.said["DATA"] = [trouble] * (len(RETRY_MINUTES) + 1)
    write()
    work()
    for minutes in RETRY_MINUTES:
        assert not DeadLetter.objects.visible_to(superuser).exists()
        wait(time_machine, minutes + 1)
    [letter] = DeadLetter.objects.visible_to(superuser)
    assert letter.attempts == len(server.tried) == len(RETRY_MINUTES) + 1
    assert undelivered.reason_of(letter).startswith("The last attempt failed as well: ")
    wait(time_machine, 60 * 24 * 3)
    assert server.box == []
    undelivered.send_again(letter, by=superuser)
    work()
    assert [message["Message-ID"] for message in server.box] == [server.tried[0]]
    assert not DeadLetter.objects.visible_to(superuser).exists()


def test_no_server_at_all_is_waited_for(server, settings, time_machine):
    settings.EMAIL_PORT = 1
    write()
    work()
    assert states() == ["READY", "SUCCESSFUL"]
    settings.EMAIL_PORT = server.port
    wait(time_machine, RETRY_MINUTES[0] + 1)
    assert len(server.box) == 1


# --- Not wanted any more --------------------------------------------------------------------


def unsubscribed(reader) -> None:
    mailing.switch(reader, MailKind.MATCHES, off=True)


def refused_meanwhile(reader) -> None:
    note_failure(reader.email, "550 gone")


def deactivated(reader) -> None:
    reader.is_active = False
    reader.save()


def removed(reader) -> None:
    reader.delete()


@pytest.mark.parametrize("change", [unsubscribed, refused_meanwhile, deactivated, removed])
def test_what_one_may_do_without_is_asked_about_again_before_it_is_sent(
    server, reader, time_machine, change
):
    server.said["RCPT"] = ["451 4.3.0 Later"] * 3
    letter = {"organisation": "Wells", "by": "Olga", "role": "editor", "link": "http://x/"}
    for kind in (MailKind.MATCHES, MailKind.CONTACT):
        mailing.write_to(reader, kind, template="partners/role_changed", context=letter)
    write()
    work()
    change(reader)
    wait(time_machine, RETRY_MINUTES[0])
    arrived = [message["List-Unsubscribe"] for message in server.box]
    # What has no kind arrives, whatever became of the reader.
    assert len(arrived) == (2 if change is unsubscribed else 1)
    assert None in arrived
    assert states() == ["SUCCESSFUL"] * 6


# --- The worker is killed -------------------------------------------------------------------


def taken_up() -> DBTaskResult:
    row = DBTaskResult.objects.get(status=TaskResultStatus.READY)
    row.claim("killed")
    return row


def killed_before_sending() -> None:
    taken_up()


def killed_after_sending() -> None:
    deliver.func(**taken_up().args_kwargs["kwargs"])


def killed_after_queueing_the_repeat(server) -> None:
    server.said["DATA"] = ["451 4.3.0 Later"]
    deliver.func(**taken_up().args_kwargs["kwargs"])


def test_message_of_a_killed_worker_is_sent_by_the_next(server, time_machine):
    write()
    killed_before_sending()
    work()
    assert server.box == []
    time_machine.shift(mail.LONGEST_ATTEMPT + SECOND)
    assert mail.resume() == 1
    work()
    assert len(server.box) == 1
    assert mail.resume() == 0


def test_message_of_a_worker_killed_after_sending_is_repeated_with_its_id(server, time_machine):
    write()
    killed_after_sending()
    time_machine.shift(mail.LONGEST_ATTEMPT + SECOND)
    assert mail.resume() == 1
    work()
    assert len(server.box) == 2
    assert len({message["Message-ID"] for message in server.box}) == 1


def test_message_whose_repeat_was_queued_already_is_not_doubled(server, time_machine):
    write()
    time_machine.shift(SECOND)
    killed_after_queueing_the_repeat(server)
    time_machine.shift(mail.LONGEST_ATTEMPT + SECOND)
    assert mail.resume() == 0
    work()
    assert len(server.box) == 1
    assert states() == ["SUCCESSFUL", "SUCCESSFUL"]


def test_message_that_is_being_sent_is_left_alone(server, time_machine):
    write()
    killed_before_sending()
    time_machine.shift(mail.LONGEST_ATTEMPT - SECOND)
    assert mail.resume() == 0
    assert states() == ["RUNNING"]
    DBTaskResult.objects.update(started_at=timezone.now() - timedelta(days=1), task_path="x.y")
    assert mail.resume() == 0
