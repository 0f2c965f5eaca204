"""Messages that came back: what is believed of it, what follows, how it is mended."""

from __future__ import annotations

import io
import re
from types import SimpleNamespace

import pytest
from anymail.signals import AnymailTrackingEvent, tracking
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from accounts import reachability
from accounts.delivery_reports import dead_addresses
from accounts.mailing import MailKind, is_wanted, switched_off
from accounts.models import MailFailure
from audit.models import AuditEntry
from core import message_ids
from core.errors import ActionRefused
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

ADDRESS = "reader@people.example"


@pytest.fixture
def person():
    return UserFactory(email=ADDRESS)


def report(
    address: str = ADDRESS,
    *,
    message_id: str = "",
    status: str = "5.1.1",
    action: str = "failed",
    returned: str = "message/rfc822",
    field: str = "Final-Recipient",
) -> bytes:
    """As RFC 3464 has it, with the returned message as the third part."""
    return f"""From: MAILER-DAEMON@mail.example
Subject: Undelivered Mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

Sorry.
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

{field}: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 no
  such   user

--B
Content-Type: {returned}

Message-ID: {message_id or message_ids.new(address)}
Subject: New finds

text
--B--
""".replace("\n", "\r\n").encode()


def received(raw: bytes, monkeypatch) -> str:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
    out = io.StringIO()
    call_command("receive_bounce", stdout=out)
    return out.getvalue()


# --- Reports on standard input ------------------------------------------------------------------


@pytest.mark.parametrize(
    "returned", ["message/rfc822", "text/rfc822-headers", "message/rfc822-headers"]
)
def test_lasting_failure_of_our_message_stops_messages(person, monkeypatch, returned):
    told = received(report(returned=returned), monkeypatch)
    assert told == "Messages to 1 address(es) are stopped.\n"
    failure = MailFailure.objects.get()
    assert (failure.person, failure.address) == (person, ADDRESS)
    assert failure.reason == "550 5.1.1 no such user"
    assert not is_wanted(person, MailKind.ALERTS)


@pytest.mark.parametrize("status", ["5.1.1", "5.1.10", "5.2.1", "5.0.0", "5.4.4", "5.1.1 (gone)"])
def test_status_of_an_address_that_is_dead_counts(status):
    assert dead_addresses(report(status=status)) != []


@pytest.mark.parametrize("status", ["4.1.1", "4.2.2", "5.2.2", "5.3.4", "5.7.1", "5.1", "", "x"])
def test_status_that_says_nothing_against_the_address_does_not_count(status):
    assert dead_addresses(report(status=status)) == []


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", ""])
def test_action_other_than_failed_does_not_count(action):
    assert dead_addresses(report(action=action)) == []


def test_address_written_to_may_be_another_than_the_one_that_failed():
    forwarded = report(field="Original-Recipient")
    assert [one.address for one in dead_addresses(forwarded)] == [ADDRESS]


FORGED = [
    "<1.2.3@testserver>",
    "<1.2.3.000000000000000000000000@testserver>",
    message_ids.new("forger@people.example"),
    message_ids.new(ADDRESS).replace(".", "1.", 1),
    f"{message_ids.new('forger@people.example')} {message_ids.new('other@people.example')}",
]


@pytest.mark.parametrize("message_id", FORGED, ids=range(len(FORGED)))
def test_forged_report_silences_nobody(person, monkeypatch, message_id):
    told = received(report(message_id=message_id), monkeypatch)
    assert told.startswith("Nothing to do")
    assert not MailFailure.objects.exists()


def test_id_of_a_message_proves_its_recipient_under_earlier_keys_too(settings):
    known = message_ids.new("Reader@People.example")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert message_ids.is_ours(known, ADDRESS)
    settings.SECRET_KEY_FALLBACKS = []
    assert not message_ids.is_ours(known, ADDRESS)


NONSENSE = [
    b"",
    b"\x00\xff" * 500,
    b"Subject: hello\r\n\r\nA letter, not a report.",
    b"Content-Type: multipart/report; boundary=B\r\n\r\n--B",
    b"Content-Type: multipart/report\r\n\r\n--B\r\nContent-Type: message/delivery-status\r\n\r\nx",
    report()[:400],
    report().replace(b"message/delivery-status", b"text/plain"),
    report().replace(b"multipart/report", b"multipart/mixed"),
    report().replace(b"rfc822; " + ADDRESS.encode(), b"rfc822"),
    report().replace(b"Status: 5.1.1", b"Status: =?utf-8?b?////?="),
    b"Content-Type: multipart/report; boundary=B\r\n\r\n" + b"--B\r\n\r\n" * 20000,
]


@pytest.mark.parametrize("raw", NONSENSE, ids=range(len(NONSENSE)))
def test_malformed_report_is_passed_over(person, monkeypatch, raw):
    assert received(raw, monkeypatch).startswith("Nothing to do")
    assert not MailFailure.objects.exists()


def test_ten_megabytes_are_read_to_the_end_and_judged_by_their_beginning(person, monkeypatch):
    large = report().replace(b"text\r\n--B--", b"x" * 10_000_000 + b"\r\n--B--")
    stream = io.BytesIO(large)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=stream))
    call_command("receive_bounce", stdout=io.StringIO())
    assert MailFailure.objects.count() == 1
    assert stream.read() == b""


def test_report_about_an_address_of_nobody_here_is_passed_over(monkeypatch):
    assert received(report(), monkeypatch).startswith("Nothing to do")


# --- Reports of a provider ----------------------------------------------------------------------


def told_by_provider(**facts) -> None:
    facts = {"event_type": "bounced", "reject_reason": "bounced", "recipient": ADDRESS, **facts}
    tracking.send(sender=None, event=AnymailTrackingEvent(**facts), esp_name="Any")


def test_provider_that_reports_a_dead_address_stops_messages(person):
    told_by_provider(mta_response="550 unknown\x00\nuser", recipient=ADDRESS.upper())
    assert MailFailure.objects.get().reason == "550 unknown user"


PASSING = [
    {"event_type": "deferred"},
    {"event_type": "complained", "reject_reason": "spam"},
    {"reject_reason": "blocked"},
    {"reject_reason": "timed_out"},
    {"reject_reason": None},
    {"recipient": None},
    {"esp_event": {"Type": "SoftBounce"}},
    {"esp_event": {"event": "soft_bounce"}},
    {"description": "Transient: General"},
    {"esp_event": {"event": "bounce", "hard_bounce": False}},
    {"esp_event": {"bounce_class": "20"}},
]


@pytest.mark.parametrize("facts", PASSING, ids=str)
def test_provider_that_reports_something_else_stops_nothing(person, facts):
    told_by_provider(**facts)
    assert not MailFailure.objects.exists()


def test_provider_that_reports_a_complaint_stops_what_one_may_do_without(person):
    other = UserFactory()
    for _time in range(2):
        told_by_provider(event_type="complained", reject_reason="spam", recipient=ADDRESS.upper())
    assert switched_off(person) == set(MailKind.values)
    assert switched_off(other) == set()
    assert AuditEntry.objects.filter(action="account.mail_chosen").count() == 1
    assert not MailFailure.objects.exists()
    reachability.note_failure(ADDRESS, "550 gone")
    reachability.ask(person)
    assert len(mail.outbox) == 1


def test_provider_that_reports_anything_but_a_complaint_switches_nothing_off(person):
    for kind in ("bounced", "rejected", "deferred", "delivered", "opened", "unknown"):
        told_by_provider(event_type=kind)
    told_by_provider(event_type="complained", recipient=None)
    told_by_provider(event_type="complained", recipient="nobody@people.example")
    assert switched_off(person) == set()


# --- Mended by the person -----------------------------------------------------------------------


@pytest.fixture
def unreached(person):
    reachability.note_failure(ADDRESS, "550 <b>no</b> such user")
    return person


def link_in_message() -> str:
    [message] = mail.outbox
    return re.search(r"http://testserver(\S+)", message.body)[1]


def test_account_says_what_happened_and_how_to_mend_it(signed_in, unreached):
    page = signed_in(unreached).get(reverse("show_account")).content.decode()
    assert "Messages to your address come back" in page
    assert "550 &lt;b&gt;no&lt;/b&gt; such user" in page
    assert reverse("ask_whether_reached") in page


def test_link_that_arrives_mends_the_address(client, signed_in, unreached):
    signed_in(unreached).post(reverse("ask_whether_reached"))
    link = link_in_message()
    assert client.get(link).status_code == 200
    assert MailFailure.objects.exists()
    client.post(link)
    assert not MailFailure.objects.exists()
    assert is_wanted(unreached, MailKind.ALERTS)
    assert client.post(link).status_code == 404


def test_link_is_sent_once_in_two_minutes(unreached, time_machine):
    time_machine.move_to("2026-11-26 12:00:00+00:00", tick=False)
    reachability.ask(unreached)
    with pytest.raises(ActionRefused) as refusal:
        reachability.ask(unreached)
    assert refusal.value.code == "too_soon"
    assert len(mail.outbox) == 1
    time_machine.shift(121)
    reachability.ask(unreached)
    assert len(mail.outbox) == 2


def test_link_is_not_sent_where_nothing_is_wrong(person):
    with pytest.raises(ActionRefused) as refusal:
        reachability.ask(person)
    assert refusal.value.code == "reached"
    assert mail.outbox == []


def test_link_ends_after_three_days(client, unreached, time_machine):
    time_machine.move_to("2026-11-26 12:00:00+00:00", tick=False)
    reachability.ask(unreached)
    link = link_in_message()
    time_machine.shift(3 * 24 * 3600 + 1)
    assert client.post(link).status_code == 404
    assert MailFailure.objects.exists()


def test_forged_link_mends_nothing(client, unreached):
    for token in ("x", "WzEsICJhIl0:1:x", "%00"):
        assert client.post(reverse("confirm_reached", args=[token])).status_code == 404
    assert MailFailure.objects.exists()


def test_failure_is_over_with_another_address(signed_in, unreached):
    unreached.email = "other@people.example"
    unreached.save()
    assert reachability.failure_of(unreached) is None
    page = signed_in(unreached).get(reverse("show_account")).content.decode()
    assert "come back" not in page
