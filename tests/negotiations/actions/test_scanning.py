"""Quarantine: held until the scanner has looked, however often it does not answer."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from core.files import private_storage
from core.retrying import RETRY_MINUTES
from negotiations.actions import scanning
from negotiations.actions.scanning import scan_attachment
from negotiations.models import Message, MessageAttachment
from tests.clamd import CLAMD, real_clamd, speaking_clamd
from tests.negotiations.parties import in_state
from tests.negotiations.sending import sent_file
from tests.partners.conftest import recorded, unchanged

pytestmark = pytest.mark.django_db

NOWHERE = "unix:/nowhere/clamd.ctl"


@pytest.fixture
def held(deal, settings, tasks_wait):
    """A function: a file that waits for a scanner which is not there."""
    request = in_state("accepted", deal)
    settings.CLAMD_URL = NOWHERE
    mail.outbox.clear()
    DBTaskResult.objects.all().delete()
    return lambda **values: sent_file(request, deal.sender.editor, **values)


@pytest.fixture
def scanner(settings):
    """A scanner that finds something in what holds "virus"."""
    said = {True: b"stream: Test.Virus FOUND\0", False: b"stream: OK\0"}
    with speaking_clamd(lambda content: said[b"virus" in content]) as clamd:
        yield clamd


def newest(attachment: MessageAttachment) -> MessageAttachment:
    return MessageAttachment.objects.get(pk=attachment.pk)


def waiting() -> list[DBTaskResult]:
    path = "negotiations.actions.scanning.scan_attachment"
    return list(DBTaskResult.objects.filter(task_path=path))


def test_with_a_scanner_a_file_is_held_and_its_scan_queued(held):
    attachment = held()
    assert (attachment.state, attachment.scanned_at) == ("held", None)
    assert not attachment.is_available
    (row,) = waiting()
    assert row.args_kwargs["kwargs"] == {"key": str(attachment.pk)}


def test_file_in_which_nothing_is_found_is_let_through(held, scanner, settings):
    attachment = held(content=b"%PDF harmless")
    settings.CLAMD_URL = scanner.url
    scan_attachment.func(key=str(attachment.pk))
    row = newest(attachment)
    assert (row.state, row.is_available) == ("clean", True)
    assert timezone.now() - row.scanned_at < timedelta(minutes=1)
    assert scanner.seen == [b"%PDF harmless"]
    assert mail.outbox == []


def test_infected_file_is_deleted_its_row_stays_and_the_sender_is_told(
    held, scanner, settings, deal, django_capture_on_commit_callbacks
):
    attachment = held(name="Amina.pdf", content=b"%PDF virus")
    name, settings.CLAMD_URL = attachment.file.name, scanner.url
    DBTaskResult.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        scan_attachment.func(key=str(attachment.pk))
    row = newest(attachment)
    assert (row.state, row.file.name, row.is_available) == ("infected", "", False)
    assert row.scanned_at is not None
    assert not private_storage().exists(name)
    entry = recorded("attachment.infected")
    assert (entry.actor, entry.about) == (None, [row.message.request])
    assert entry.data == {"sha256": row.sha256, "virus": "Test.Virus"}
    (letter,) = DBTaskResult.objects.filter(task_path="core.mail.deliver")
    message = letter.args_kwargs["kwargs"]["message"]
    assert message["to"] == deal.sender.editor.email
    assert "was deleted" in message["subject"]
    assert "Amina.pdf" not in str(message)


def test_sender_who_is_gone_gets_no_letter(held, scanner, settings):
    attachment = held(content=b"%PDF virus")
    settings.CLAMD_URL = scanner.url
    User.objects.filter(pk=attachment.message.author_id).update(is_active=False)
    DBTaskResult.objects.all().delete()
    scan_attachment.func(key=str(attachment.pk))
    assert newest(attachment).state == "infected"
    assert not DBTaskResult.objects.exists()


def test_bytes_stay_until_the_verdict_is_certain(held, scanner, settings):
    attachment = held(content=b"%PDF virus")
    settings.CLAMD_URL = scanner.url
    scan_attachment.func(key=str(attachment.pk))  # within the transaction of the test
    assert private_storage().exists(attachment.file.name)


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_the_scanner_in_a_transaction(held, monkeypatch, settings):
    """On SQLite, all who write would."""
    inside = []
    attachment = held()
    monkeypatch.setattr(
        "core.scanning.virus_in", lambda content: inside.append(connection.in_atomic_block) or ""
    )
    scan_attachment.func(key=str(attachment.pk))
    assert inside == [False]
    assert newest(attachment).state == "clean"


@pytest.mark.skipif(CLAMD is None, reason="needs ClamAV (apt install clamav-daemon)")
def test_real_scanner_tells_infected_from_clean(held, settings, tmp_path):
    one, other = held(content=b"%PDF with pestilence in it"), held(content=b"%PDF without")
    with real_clamd(tmp_path, {"Pestilence": b"pestilence"}) as settings.CLAMD_URL:
        for attachment in (one, other):
            scan_attachment.func(key=str(attachment.pk))
    assert (newest(one).state, newest(other).state) == ("infected", "clean")


@pytest.mark.parametrize(("failures", "minutes"), [*enumerate(RETRY_MINUTES), (99, 60)])
def test_while_the_scanner_is_away_the_file_stays_held_and_the_task_comes_back(
    held, failures, minutes
):
    attachment = held()
    DBTaskResult.objects.all().delete()
    scan_attachment.func(key=str(attachment.pk), failures=failures)
    assert newest(attachment).state == "held"
    (row,) = waiting()
    assert row.args_kwargs["kwargs"] == {"key": str(attachment.pk), "failures": failures + 1}
    wait = row.run_after - timezone.now()
    assert timedelta(minutes=minutes - 1) < wait <= timedelta(minutes=minutes)


def test_what_was_settled_meanwhile_is_left_alone(held, scanner, settings, monkeypatch):
    attachment = held(content=b"%PDF virus")
    settings.CLAMD_URL = scanner.url
    stale = newest(attachment)
    MessageAttachment.objects.update(state="clean", scanned_at=timezone.now())
    with unchanged():
        scanning.scan(stale)
        scan_attachment.func(key=str(attachment.pk))


def test_file_that_is_gone_meanwhile_is_no_error(held, scanner, settings):
    attachment = held()
    settings.CLAMD_URL = scanner.url
    stale = newest(attachment)
    attachment.delete()
    with unchanged():
        scanning.scan(stale)
        scan_attachment.func(key=str(stale.pk))


def test_where_the_scanner_was_taken_away_held_files_are_let_through(held, settings):
    attachment = held()
    settings.CLAMD_URL = ""
    scan_attachment.func(key=str(attachment.pk))
    row = newest(attachment)
    assert (row.state, row.scanned_at) == ("unscanned", None)


# --- prune_attachments ----------------------------------------------------------------------


def prune() -> str:
    out = StringIO()
    call_command("prune_attachments", stdout=out)
    return out.getvalue()


@pytest.fixture
def older(monkeypatch):
    """A function: everything in storage, and every message, came that much earlier."""

    def make(**by) -> None:
        ago = timedelta(**by)
        kind = type(private_storage())
        moment = kind.get_modified_time
        monkeypatch.setattr(kind, "get_modified_time", lambda self, name: moment(self, name) - ago)
        Message.objects.update(at=F("at") - ago)

    return make


def test_bytes_without_a_row_are_deleted_after_a_day(deal, older):
    request = in_state("accepted", deal)
    kept = sent_file(request, deal.sender.editor).file.name
    lost = sent_file(request, deal.sender.editor).file.name
    MessageAttachment.objects.filter(file=lost).delete()
    prune()
    assert private_storage().exists(lost)  # the transaction could still be running
    older(days=1, minutes=1)
    prune()
    assert not private_storage().exists(lost)
    assert private_storage().exists(kept)


def test_files_whose_task_was_lost_are_scanned_after_an_hour(held, scanner, settings, older):
    one, other = held(content=b"%PDF virus"), held()
    settings.CLAMD_URL = scanner.url
    assert "Scanned 0." in prune()
    older(hours=1, minutes=1)
    assert "Scanned 2." in prune()
    assert (newest(one).state, newest(other).state) == ("infected", "clean")


def test_scanner_that_is_away_ends_the_command_with_its_reason(held, older):
    held()
    older(hours=2)
    with pytest.raises(CommandError, match="does not answer"):
        prune()


def test_lost_bytes_hold_nothing_up(held, scanner, settings, older, caplog):
    lost, other = held(), held()
    private_storage().delete(lost.file.name)
    settings.CLAMD_URL = scanner.url
    older(hours=2)
    assert "Scanned 1." in prune()
    assert (newest(lost).state, newest(other).state) == ("held", "clean")
    assert f"The bytes of {lost} are lost." in caplog.text
