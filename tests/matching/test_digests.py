"""The weekly message: to both sides, in their language, of each pair once."""

from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts import mailing, personal_data
from accounts.mailing import MailKind
from marketplace.models import Listing, NeedConditions
from matching import digests, keeping
from matching.models import Abstention, Match, Told
from tests.matching.conftest import new_house

pytestmark = pytest.mark.django_db


def send() -> str:
    out = StringIO()
    call_command("send_match_digests", stdout=out)
    return out.getvalue()


def a_week_later() -> None:
    Told.objects.update(at=timezone.now() - dt.timedelta(days=7))


def test_both_sides_are_told_once(pair, seekers, owners):
    assert send() == "4 people were told of new matches.\n"
    to = {message.to[0]: message for message in mail.outbox}
    people = (seekers.owner, seekers.editor, owners.owner, owners.editor)
    assert set(to) == {person.email for person in people}
    told = to[seekers.editor.email].body
    assert f"For your need “{pair.need.title}”:" in told
    assert f"{pair.offer.title} (Institute of Levers, Kenya)" in told
    assert f"http://testserver/en/listings/{pair.need.pk}/matches/" in told
    assert f"For your offer “{pair.offer.title}”:" in to[owners.owner.email].body

    a_week_later()
    assert send() == "0 people were told of new matches.\n"


def test_pair_that_comes_back_is_not_told_again(pair):
    send()
    a_week_later()
    Match.objects.all().delete()
    keeping.refresh(pair.need.pk)
    assert Match.objects.count() == 1
    assert send() == "0 people were told of new matches.\n"


def test_what_is_new_waits_for_the_next_week(pair, listed, seekers, owners):
    send()
    listed("offer", owners, "Solar pump for deep wells, larger")
    keeping.refresh(pair.need.pk)
    assert send() == "0 people were told of new matches.\n"

    a_week_later()
    mail.outbox.clear()
    assert send() == "4 people were told of new matches.\n"
    assert all("larger" in message.body for message in mail.outbox)
    told = next(m.body for m in mail.outbox if m.to == [seekers.owner.email])
    assert f"{pair.offer.title} (" not in told


def test_one_message_that_cannot_be_written_keeps_back_no_other(pair, seekers, monkeypatch, caplog):
    write_to = digests.write_to

    def broken_for_one(person, *args, **options):
        if person == seekers.owner:
            raise ValueError("a message that cannot be made")
        return write_to(person, *args, **options)

    monkeypatch.setattr(digests, "write_to", broken_for_one)
    with pytest.raises(CommandError, match="^1 of them failed"):
        send()
    assert len(mail.outbox) == 3
    assert "a message that cannot be made" in caplog.text
    assert not Told.objects.filter(person=seekers.owner).exists()


def test_message_is_in_the_person_s_language_and_says_how_it_is_stopped(pair, seekers):
    type(seekers.owner).objects.filter(pk=seekers.owner.pk).update(language="fr")
    send()
    message = next(m for m in mail.outbox if m.to == [seekers.owner.email])
    assert f"http://testserver/fr/listings/{pair.need.pk}/matches/" in message.body
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_who_does_not_want_them_is_not_written_to(pair, seekers):
    mailing.switch(seekers.owner, MailKind.MATCHES, off=True)
    assert send() == "3 people were told of new matches.\n"
    assert not Told.objects.filter(person=seekers.owner).exists()


@pytest.mark.parametrize("hidden", ["withdrawn", "abstains", "not wanted"])
def test_nothing_is_told_of_what_is_not_proposed(pair, seekers, hidden):
    if hidden == "withdrawn":
        Listing.objects.filter(pk=pair.offer.pk).update(live=False, status="withdrawn")
    elif hidden == "abstains":
        Abstention.objects.create(listing=pair.need, by=seekers.owner, at=timezone.now())
    else:
        NeedConditions.objects.create(listing=pair.need, wanted_by="2020-01-01")
    assert send() == "0 people were told of new matches.\n"
    assert mail.outbox == []


def test_one_message_has_all_listings_and_the_best_of_each(pair, listed, seekers, owners):
    for number in range(7):
        listed("offer", new_house(f"House {number}"), f"Solar pump for deep wells {number}")
    second = listed("need", seekers, "Deep wells: a solar pump")
    for need in (pair.need, second):
        keeping.refresh(need.pk)
    send()
    (message,) = [m for m in mail.outbox if m.to == [seekers.owner.email]]
    assert message.body.count("What fits, and what does not:") == 2
    assert message.body.count("\n– ") == 12
    assert message.body.count("and 3 more") == 2
    assert "16 new matches" in message.subject


def test_what_is_held_of_a_person_is_exported_and_forgotten(pair, seekers):
    send()
    Abstention.objects.create(listing=pair.offer, by=seekers.owner, at=timezone.now())
    held = personal_data.export(seekers.owner)
    assert [row["need"] for row in held["matches told by e-mail"]] == [pair.need.title]
    assert [row["listing"] for row in held["listings without matching"]] == [pair.offer.title]
    assert held["proposals set aside"] == []

    eraser = next(e for e in personal_data.erasers() if e.name == "matches told by e-mail")
    eraser.erase(seekers.owner)
    assert not Told.objects.filter(person=seekers.owner).exists()
    assert Told.objects.count() == 3
