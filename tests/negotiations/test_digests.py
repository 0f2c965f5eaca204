"""The letter of the morning: to whom, of what, once a day, and nothing where nothing waits."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from accounts import mailing, time_zones
from accounts.mailing import MailKind
from accounts.models import DailyLetter, User
from accounts.reachability import note_failure
from negotiations import digests
from negotiations.actions import answering, threads
from negotiations.actions.threads import mark_read
from negotiations.enums import Side
from negotiations.models import ContactRequest
from tests.factories import MembershipFactory
from tests.negotiations.parties import drafted, in_state, offer_of, sent
from tests.negotiations.test_chasing import pass_time

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def morning(days: int = 0) -> datetime:
    """Eight o'clock in UTC, today or on another day."""
    day = timezone.now().replace(hour=8, minute=0, second=0, microsecond=0)
    return day + timedelta(days=days)


def write(person: User, now: datetime | None = None) -> list:
    """The letters that this brings."""
    mail.outbox.clear()
    assert digests.write(person.pk, now or morning()) is bool(mail.outbox)
    return mail.outbox


def everybody(now: datetime) -> set[User]:
    return set(User.objects.filter(pk__in=digests.people(now)))


# --- When -----------------------------------------------------------------------------------

MORNINGS = [
    ("UTC", "2026-11-26T06:59", None),
    ("UTC", "2026-11-26T07:00", "2026-11-26"),
    ("UTC", "2026-11-26T23:59", "2026-11-26"),
    ("Asia/Tokyo", "2026-11-25T21:59", None),
    ("Asia/Tokyo", "2026-11-25T22:00", "2026-11-26"),
    ("America/Los_Angeles", "2026-11-26T14:59", None),
    ("America/Los_Angeles", "2026-11-26T15:00", "2026-11-26"),
    ("Europe/Berlin", "2026-07-01T05:00", "2026-07-01"),
    ("Europe/Berlin", "2026-12-01T05:00", None),
    ("Asia/Kolkata", "2026-11-26T01:30", "2026-11-26"),
    ("Mars/Olympus", "2026-11-26T07:00", "2026-11-26"),
]


@pytest.mark.parametrize(("zone", "now", "day"), MORNINGS)
def test_day_begins_with_the_persons_own_morning(zone, now, day):
    begun = time_zones.day_begun(zone, datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert (begun and begun.isoformat()) == day


def test_letter_comes_once_a_day(deal):
    sent(deal)
    owner = deal.recipient.owner
    assert len(write(owner)) == 1
    assert write(owner) == []
    assert write(owner, morning() + 10 * HOUR) == []
    assert len(write(owner, morning(days=1))) == 1
    assert write(owner, morning()) == []  # nor when somebody travels west


def test_who_was_looked_at_today_is_not_looked_at_again(deal):
    members = {deal.recipient.owner, deal.recipient.editor, deal.sender.viewer}
    assert members <= everybody(morning())
    assert deal.stranger not in everybody(morning())
    assert everybody(morning() - 3 * HOUR) == set()
    write(deal.recipient.owner)
    assert deal.recipient.owner not in everybody(morning())
    assert deal.recipient.owner in everybody(morning(days=1))


def test_what_comes_during_the_day_waits_for_the_next_morning(deal):
    assert write(deal.recipient.owner) == []
    sent(deal)
    assert write(deal.recipient.owner, morning() + 2 * HOUR) == []
    assert len(write(deal.recipient.owner, morning(days=1))) == 1


def test_letter_and_its_mark_are_undone_together(deal, tasks_wait):
    sent(deal)
    owner = deal.recipient.owner
    with transaction.atomic():
        assert digests.write(owner.pk, morning())
        transaction.set_rollback(True)
    assert not DailyLetter.objects.exists()
    assert digests.write(owner.pk, morning())


def test_command_writes_to_everybody_whose_morning_it_is(deal):
    sent(deal)
    User.objects.update(time_zone="UTC")
    User.objects.filter(pk=deal.recipient.owner.pk).update(
        time_zone=zone_where_it_is(timezone.now(), 9)
    )
    mail.outbox.clear()
    out = StringIO()
    call_command("send_request_digests", stdout=out)
    call_command("send_request_digests", stdout=out)
    assert [message.to for message in mail.outbox] == [[deal.recipient.owner.email]]
    assert "1 people" in out.getvalue()


def test_person_at_whom_it_fails_does_not_keep_the_letter_from_others(deal, monkeypatch, caplog):
    sent(deal)
    User.objects.update(time_zone=zone_where_it_is(timezone.now(), 9))
    mail.outbox.clear()
    write_to = digests.write

    def write_to_others(person: int, now: datetime) -> bool:
        if person == deal.sender.owner.pk:
            raise ZeroDivisionError
        return write_to(person, now)

    assert deal.sender.owner.pk < deal.recipient.owner.pk
    monkeypatch.setattr(digests, "write", write_to_others)
    with pytest.raises(CommandError, match="^1 of them failed"):
        call_command("send_request_digests")
    assert [message.to for message in mail.outbox] == [[deal.recipient.owner.email]]
    assert "ZeroDivisionError" in caplog.text


def zone_where_it_is(now: datetime, hour: int) -> str:
    zones = ("Pacific/Auckland", "Asia/Tokyo", "Asia/Kolkata", "Africa/Nairobi", "UTC",
             "America/New_York", "America/Los_Angeles", "Pacific/Honolulu")  # fmt: skip
    return min(zones, key=lambda zone: abs(now.astimezone(time_zones.zone(zone)).hour - hour))


# --- To whom, of what -----------------------------------------------------------------------


def test_draft_of_somebody_who_has_left_is_told_to_nobody(deal):
    drafted(deal)
    deal.sender.organisation.memberships.get(user=deal.sender.editor).delete()
    for person in (deal.sender.owner, deal.recipient.owner):
        assert not ContactRequest.objects.told_to(person).exists()


def test_new_request_is_told_to_the_first_contact_alone(deal):
    request = sent(deal)
    [letter] = write(deal.recipient.owner)
    assert letter.subject == "1 request waits for you"
    assert "A quiet pump" in letter.body
    assert "Tank Makers Nairobi" in letter.body
    assert f"http://testserver{request.get_absolute_url()}" in letter.body
    assert "Please answer by" in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for other in (deal.recipient.editor, deal.recipient.viewer, deal.sender.owner):
        assert write(other) == []


def test_request_is_told_to_whom_looks_after_it(deal):
    request = sent(deal)
    threads.assign(request, by=deal.recipient.owner, to=deal.recipient.editor)
    mark_read(request, by=deal.recipient.editor)
    assert len(write(deal.recipient.editor)) == 1
    assert write(deal.recipient.owner) == []
    deal.recipient.organisation.memberships.filter(user=deal.recipient.editor).delete()
    assert write(deal.recipient.editor, morning(days=1)) == []
    assert len(write(deal.recipient.owner, morning(days=1))) == 1


def test_without_a_contact_the_owners_are_told(deal):
    sent(deal)
    organisation = deal.recipient.organisation
    second = MembershipFactory(organisation=organisation, role="owner").user
    assert write(second) == []
    organisation.memberships.update(contact_rank=None)
    for owner in (deal.recipient.owner, second):
        assert len(write(owner, morning(days=1))) == 1
    assert write(deal.recipient.editor) == []


def test_question_waits_for_its_author_and_then_for_the_owner(deal):
    in_state("information_requested", deal)
    assert len(write(deal.sender.editor)) == 1
    assert write(deal.sender.owner) == []
    deal.sender.organisation.memberships.filter(user=deal.sender.editor).delete()
    assert len(write(deal.sender.owner, morning(days=1))) == 1


def test_what_was_read_is_told_again_only_when_it_is_due_soon(deal):
    request = sent(deal)
    mark_read(request, by=deal.recipient.owner)
    assert write(deal.recipient.owner) == []
    soon = ContactRequest.objects.get(pk=request.pk).due_at - digests.SOON
    assert write(deal.recipient.owner, soon.replace(hour=8) - 24 * HOUR) == []
    assert len(write(deal.recipient.owner, soon.replace(hour=8) + 24 * HOUR)) == 1


def test_message_is_told_until_it_is_read(deal):
    request = in_state("accepted", deal)
    threads.post(
        request,
        by=deal.recipient.editor,
        side=Side.RECIPIENT,
        body="private words",
        key=uuid.uuid4(),
    )
    [letter] = write(deal.sender.editor)
    assert "With news that you have not read:" in letter.body
    assert "Please answer" not in letter.body
    assert "private words" not in letter.body
    mark_read(request, by=deal.sender.editor)
    assert write(deal.sender.editor, morning(days=1)) == []


def test_old_news_is_not_told_for_ever(deal):
    in_state("declined", deal)
    assert len(write(deal.sender.editor)) == 1
    pass_time(days=8)
    assert write(deal.sender.editor, morning(days=1)) == []


@pytest.mark.parametrize("state", ["draft", "withdrawn", "expired_no_reply"])
def test_nothing_waits_for_its_sender(deal, state):
    request = in_state(state, deal)
    mark_read(request, by=deal.sender.editor)
    assert write(deal.sender.editor) == []


def test_unnamed_sender_stays_unnamed(deal):
    sent(deal, visibility="anonymous")
    [letter] = write(deal.recipient.owner)
    assert "A sender who is not named yet" in letter.body
    assert "Kenya" in letter.body
    for secret in ("Tank Makers", deal.sender.editor.name, deal.sender.editor.email):
        assert secret not in letter.body + letter.subject + letter.alternatives[0].content


def test_nothing_of_what_was_written_is_told(deal):
    request = sent(deal, proposal="private words")
    threads.add_note(request, by=deal.recipient.editor, side=Side.RECIPIENT, body="private words")
    answering.ask(request, by=deal.recipient.editor, question="private words", key=uuid.uuid4())
    [letter] = write(deal.sender.editor)
    assert "private words" not in letter.body + letter.subject + letter.alternatives[0].content


# --- How ------------------------------------------------------------------------------------


def test_letter_is_in_the_readers_language_and_direction(deal):
    sent(deal)
    User.objects.filter(pk=deal.recipient.owner.pk).update(language="ar")
    [letter] = write(deal.recipient.owner)
    assert "/ar/requests/" in letter.body
    assert 'dir="rtl"' in letter.alternatives[0].content


@pytest.mark.parametrize("why", ["off", "dead", "inactive"])
def test_who_does_not_want_it_gets_none(deal, why):
    sent(deal)
    owner = deal.recipient.owner
    if why == "off":
        mailing.switch(owner, MailKind.CONTACT, off=True)
    elif why == "dead":
        note_failure(owner.email, "550 no such user")
    else:
        User.objects.filter(pk=owner.pk).update(is_active=False)
        assert owner not in everybody(morning())
    assert write(owner) == []


def test_many_requests_make_one_letter_of_some(deal, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(digests, "MOST", 2)
    sent(deal)
    with django_assert_max_num_queries(100) as with_one:
        write(deal.recipient.owner)
    for number in range(5):
        sent(deal, listing=offer_of(deal.recipient, title=f"Pump {number}"))
    with django_assert_max_num_queries(len(with_one)):
        [letter] = write(deal.recipient.owner, morning(days=1))
    assert letter.subject == "6 requests wait for you"
    assert letter.body.count("Please answer by") == 2
    assert "And 4 more" in letter.body
