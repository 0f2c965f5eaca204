"""One letter to a person: when it is due, what is in it, and that nothing is told twice."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts import mailing
from accounts.models import User
from accounts.reachability import note_failure
from alerts import digests
from alerts.models import Find, SavedSearch, Telling
from core.changes import changed
from core.one_by_one import OneByOne
from marketplace.enums import ListingStatus
from marketplace.models import Listing, ListingTranslation
from partners.enums import Role
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

THURSDAY = "2026-11-26"


def letters() -> list[str]:
    return [message.body for message in mail.outbox]


# --- When ---------------------------------------------------------------------------------------

DUE = [
    ("instant", "2026-11-26T12:00", "UTC", "2026-11-26T12:00", True),
    ("paused", "2026-11-01T12:00", "UTC", "2026-11-26T12:00", False),
    ("daily", "2026-11-26T06:30", "UTC", "2026-11-26T06:59", False),
    ("daily", "2026-11-26T06:30", "UTC", "2026-11-26T07:00", True),
    ("daily", "2026-11-26T07:30", "UTC", "2026-11-26T23:59", False),
    ("daily", "2026-11-26T07:30", "UTC", "2026-11-27T07:00", True),
    # 07:00 in Tokyo is 22:00 of the day before, in Los Angeles 15:00.
    ("daily", "2026-11-25T21:00", "Asia/Tokyo", "2026-11-25T22:00", True),
    ("daily", "2026-11-25T23:00", "Asia/Tokyo", "2026-11-26T12:00", False),
    ("daily", "2026-11-26T12:00", "America/Los_Angeles", "2026-11-26T14:59", False),
    ("daily", "2026-11-26T12:00", "America/Los_Angeles", "2026-11-26T15:00", True),
    # In winter and in summer at the same hour.
    ("daily", "2026-07-01T04:30", "Europe/Berlin", "2026-07-01T05:00", True),
    ("daily", "2026-01-01T05:30", "Europe/Berlin", "2026-01-01T05:45", False),
    ("weekly", "2026-11-24T12:00", "UTC", "2026-11-29T23:00", False),
    ("weekly", "2026-11-24T12:00", "UTC", "2026-11-30T06:59", False),
    ("weekly", "2026-11-24T12:00", "UTC", "2026-11-30T07:00", True),
    ("weekly", "2026-11-30T06:00", "UTC", "2026-11-30T06:30", False),
    ("weekly", "2026-11-20T06:00", "UTC", "2026-11-30T06:30", True),
    ("weekly", "2026-11-30T08:00", "UTC", "2026-12-06T23:00", False),
    ("daily", "2026-11-25T12:00", "Mars/Olympus", "2026-11-26T07:00", True),
]


@pytest.mark.parametrize(("frequency", "found", "zone", "now", "expected"), DUE)
def test_letter_is_due(frequency, found, zone, now, expected):
    found_at, at = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (found, now))
    assert digests.is_due(frequency, found_at, zone, at) is expected


# --- What ---------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(f"{THURSDAY} 12:00:00+00:00", tick=False)
    return time_machine


def send_due() -> int:
    letters = OneByOne()
    sent = digests.send_due(letters)
    letters.complain()
    return sent


def test_letter_names_what_was_found_for_each_search(saved, publish, person):
    saved("q=pump", frequency="instant", name="Pumps")
    saved("q=loom", frequency="instant", name="Looms")
    publish("Solar pump", "Hand loom", "Bread oven")
    assert send_due() == 1
    [letter] = mail.outbox
    assert letter.to == [person.email]
    assert letter.subject == "2 new finds of your saved searches"
    assert letter.body.index("Pumps") < letter.body.index("Solar pump")
    assert letter.body.index("Solar pump") < letter.body.index("Looms")
    assert letter.body.index("Looms") < letter.body.index("Hand loom")
    assert "Bread oven" not in letter.body
    assert "Institute of Levers⁩, Kenya" in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_letter_is_in_the_readers_language(saved, publish, person):
    User.objects.filter(pk=person.pk).update(language="fr")
    saved("q=pump", frequency="instant")
    publish("Solar pump")
    send_due()
    [body] = letters()
    assert "http://testserver/fr/listings/" in body
    assert "http://testserver/fr/searches/stop/" in body
    assert '<html lang="fr"' in mail.outbox[0].alternatives[0].content


def test_letter_names_a_listing_as_it_is_called_in_the_readers_language(saved, publish, person):
    User.objects.filter(pk=person.pk).update(language="fr")
    saved("", frequency="instant")
    pump, _loom = publish("Solar pump", "Hand loom")
    texts = {"fr": "Pompe solaire", "es": "Bomba solar"}
    for language, title in texts.items():
        ListingTranslation.objects.create(
            listing=pump, language=language, title=title, summary=title
        )
    send_due()
    [body] = letters()
    assert ("Pompe solaire" in body, "Hand loom" in body) == (True, True)
    assert "Bomba" not in body
    assert "Solar pump" not in body


def test_listing_found_by_two_searches_is_told_once(saved, publish):
    saved("q=pump", frequency="instant")
    saved("q=solar", frequency="instant")
    publish("Solar pump")
    send_due()
    [body] = letters()
    assert body.count("Solar pump") == 1
    assert Telling.objects.count() == 1


def test_listing_told_by_one_search_is_not_told_by_another_later(saved, publish, noon):
    saved("q=pump", frequency="instant")
    saved("q=solar", frequency="daily")
    publish("Solar pump")
    send_due()
    noon.shift(24 * 3600)
    assert send_due() == 0
    assert len(mail.outbox) == 1
    assert not Find.objects.filter(is_handled=False).exists()


def test_what_can_wait_is_bundled_until_the_morning(saved, publish, noon):
    saved("q=pump", frequency="daily")
    for number in range(3):
        publish(f"Pump {number}")
    assert send_due() == 0
    noon.move_to("2026-11-27 07:00:00+00:00", tick=False)
    assert send_due() == 1
    assert mail.outbox[0].subject == "3 new finds of your saved searches"
    assert send_due() == 0


def test_each_person_has_a_letter_of_their_own(saved, publish):
    other = UserFactory()
    saved("q=pump", frequency="instant", name="Mine")
    saved("q=pump", frequency="instant", name="Other", by=other)
    publish("Solar pump")
    assert send_due() == 2
    assert {message.to[0]: "Mine" in message.body for message in mail.outbox} == {
        "amina@people.example": True,
        other.email: False,
    }


def test_what_is_not_public_any_more_is_not_told(saved, publish):
    saved("q=pump", frequency="instant")
    [listing] = publish("Solar pump")
    Listing.objects.filter(pk=listing.pk).update(status=ListingStatus.PAUSED, live=False)
    assert send_due() == 0
    assert letters() == []


def rest(listing, *, live: bool = False) -> None:
    status = ListingStatus.PUBLISHED if live else ListingStatus.PAUSED
    Listing.objects.filter(pk=listing.pk).update(status=status, live=live)


def test_what_was_not_public_when_it_was_due_is_told_the_next_morning(saved, publish, noon):
    saved("q=pump", frequency="daily")
    [listing] = publish("Solar pump")
    rest(listing)
    noon.move_to("2026-11-27 07:10:00+00:00", tick=False)
    assert send_due() == 0
    rest(listing, live=True)
    noon.move_to("2026-11-27 12:00:00+00:00", tick=False)
    assert send_due() == 0
    noon.move_to("2026-11-28 07:10:00+00:00", tick=False)
    assert [send_due(), send_due()] == [1, 0]
    assert "Solar pump" in letters()[0]


def test_what_is_public_is_told_and_what_is_not_waits(saved, publish, noon):
    saved("q=pump", frequency="daily")
    _solar, wind = publish("Solar pump", "Wind pump")
    rest(wind)
    for day in (27, 28, 29):
        noon.move_to(f"2026-11-{day} 07:10:00+00:00", tick=False)
        send_due()
        rest(wind, live=True)
    assert [("Solar" in body, "Wind" in body) for body in letters()] == [
        (True, False),
        (False, True),
    ]


def test_what_is_wanted_at_once_waits_without_being_looked_at(saved, publish, noon, monkeypatch):
    saved("q=pump", frequency="instant")
    [listing] = publish("Solar pump")
    rest(listing)
    with monkeypatch.context() as patch:
        patch.setattr(digests, "send", None)
        assert send_due() == 0
    rest(listing, live=True)
    assert send_due() == 1


def test_what_is_hidden_while_the_letter_is_written_is_not_named(saved, publish, monkeypatch):
    saved("q=pump", frequency="instant")
    _solar, wind = publish("Solar pump", "Wind pump")
    shown = digests._shown

    def shown_just_before(finds):
        found = shown(finds)
        rest(wind)
        return found

    monkeypatch.setattr(digests, "_shown", shown_just_before)
    assert send_due() == 1
    [body] = letters()
    assert "Solar pump" in body
    assert "Wind pump" not in body


def test_who_joined_the_organisation_meanwhile_is_not_told(saved, publish, person, house):
    saved("q=pump", frequency="instant")
    publish("Solar pump")
    MembershipFactory(organisation=house, user=person, role=Role.VIEWER)
    assert send_due() == 0
    assert letters() == []


def test_who_wants_no_such_messages_is_not_told_then_or_later(saved, publish, person):
    saved("q=pump", frequency="instant")
    mailing.switch(person, mailing.MailKind.ALERTS, off=True)
    publish("Solar pump")
    assert send_due() == 0
    mailing.switch(person, mailing.MailKind.ALERTS, off=False)
    assert send_due() == 0
    publish("Wind pump")
    assert send_due() == 1
    assert "Solar pump" not in letters()[0]


def test_nothing_is_sent_to_a_dead_address(saved, publish, person):
    saved("q=pump", frequency="instant")
    note_failure(person.email, "550 gone")
    publish("Solar pump")
    assert send_due() == 0
    assert letters() == []


def test_long_letter_is_cut_and_says_so(saved, publish):
    saved("q=pump", frequency="instant")
    publish(*(f"Pump {number:02}" for number in range(digests.MOST_LISTED + 3)))
    send_due()
    [body] = letters()
    assert body.count("/listings/") == digests.MOST_LISTED
    assert "And 3 more" in body
    assert Telling.objects.count() == digests.MOST_LISTED + 3


def test_what_has_more_of_the_words_comes_first(saved, publish):
    saved("q=solar pump village", frequency="instant")
    publish("Pump alone", "Solar pump for the village", "Solar pump")
    send_due()
    [body] = letters()
    titles = re.findall(r"Offer: ⁨(.+)⁩", body)
    assert titles == ["Solar pump for the village", "Solar pump", "Pump alone"]


def test_letter_that_fails_to_be_written_is_written_next_time(saved, publish, monkeypatch):
    saved("q=pump", frequency="instant")
    publish("Solar pump")

    def stopped(*_args, **_options) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(digests, "write_to", stopped)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        send_due()
    assert Find.objects.filter(is_handled=False).count() == 1
    assert not Telling.objects.exists()
    monkeypatch.undo()
    assert send_due() == 1


def test_one_letter_that_cannot_be_written_keeps_back_no_other(saved, publish, monkeypatch, caplog):
    first, second = sorted([UserFactory(), UserFactory()], key=lambda user: user.pk)
    for person in (first, second):
        saved("q=pump", frequency="daily", by=person)
    publish("Solar pump")
    Find.objects.update(found_at="2026-11-20T00:00Z")
    write_to = digests.write_to

    def broken_for_one(person, *args, **options):
        if person == first:
            raise ValueError("a letter that cannot be made")
        return write_to(person, *args, **options)

    monkeypatch.setattr(digests, "write_to", broken_for_one)
    with pytest.raises(CommandError, match="^1 of them failed"):
        call_command("send_alerts")
    assert [message.to for message in mail.outbox] == [[second.email]]
    assert "a letter that cannot be made" in caplog.text
    assert Find.objects.get(is_handled=False).search.person == first


def test_old_finds_are_forgotten_but_not_what_was_told(saved, publish, noon):
    saved("q=pump", frequency="instant")
    [listing] = publish("Solar pump")
    send_due()
    noon.shift(91 * 24 * 3600)
    call_command("send_alerts")
    assert not Find.objects.exists()
    assert Telling.objects.count() == 1
    with transaction.atomic():
        changed("marketplace.listing", [listing.pk])
    assert len(mail.outbox) == 1


# --- Stopped from the letter --------------------------------------------------------------------


@pytest.fixture
def link(saved, publish):
    saved("q=pump", frequency="weekly", name="Pumps")
    search = saved("q=solar", frequency="instant", name="Sun")
    publish("Solar oven")
    send_due()
    [body] = letters()
    assert search.name in body
    return re.search(r"http://testserver(/en/searches/stop/\S+)", body)[1]


def frequencies() -> dict[str, str]:
    return dict(SavedSearch.objects.values_list("name", "frequency"))


def test_link_stops_one_search_without_sign_in(client, link):
    assert client.get(link).status_code == 200
    assert frequencies() == {"Pumps": "weekly", "Sun": "instant"}
    for _time in range(2):
        assert client.post(link).status_code == 200
    assert frequencies() == {"Pumps": "weekly", "Sun": "paused"}


def test_link_brings_the_search_back_as_it_was(client, link):
    page = client.post(link).content.decode()
    again = re.search(r'name="again" value="(\w+)"', page)[1]
    client.post(link, {"again": again})
    assert frequencies()["Sun"] == "instant"


def test_forged_link_stops_nothing(client, link):
    token = link.rstrip("/").rpartition("/")[2]
    key, signature = token.split(".")
    for forged in (f"{int(key) - 1}.{signature}", f"{key}.{signature[:-1]}x", key, "x.y"):
        assert client.post(link.replace(token, forged)).status_code == 404
    assert frequencies() == {"Pumps": "weekly", "Sun": "instant"}
