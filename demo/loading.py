"""Filling an empty installation with the demo."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.mail import silence
from demo.clock import clock_at
from demo.people import create_members, create_staff
from demo.signins import STAFF
from demo.stories import read_stories
from demo.telling import Telling
from partners.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from demo.telling import Event

# The year of the plan this product comes from; any number would do, but always the same.
SEED = 2016
# Accounts are older than everything that is told.
ACCOUNTS_DAYS_AGO = 500


class NotADemoError(Exception):
    """Invented organisations do not belong into an installation for real ones."""


def load_demo() -> bool:
    """Create everything, in one transaction and without any mail; False if it was there already.

    Raises `NotADemoError` unless settings.DEMO.
    """
    if not settings.DEMO:
        raise NotADemoError("The demo is loaded only where settings.DEMO is set.")
    if Organisation.objects.filter(is_demo=True).exists():
        return False
    with transaction.atomic(), silence():
        now = timezone.now()
        for moment, event in _in_order(_events(now), now):
            with clock_at(moment):
                event.happen()
    return True


def _events(now: datetime) -> list[Event]:
    stories = read_stories()
    joined = now - timedelta(days=ACCOUNTS_DAYS_AGO)
    people = create_members(stories, joined=joined)
    verifier = create_staff(joined=joined)[STAFF[0].email]
    rng = random.Random(SEED)  # noqa: S311 - chooses colours
    return [
        event
        for story in stories
        for event in Telling(
            story, people=people, verifier=verifier, today=now.date(), rng=rng
        ).events()
    ]


def _in_order(events: list[Event], now: datetime) -> Iterator[tuple[datetime, Event]]:
    """The events from the first day to the last, those of a day spread over its working hours."""
    rng = random.Random(SEED)  # noqa: S311 - chooses minutes
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    events = sorted(events, key=lambda event: -event.days_ago)
    for days_ago, of_the_day in groupby(events, key=lambda event: event.days_ago):
        happening = list(of_the_day)
        minutes = sorted(rng.randrange(6 * 60, 17 * 60) for _event in happening)
        day = midnight - timedelta(days=days_ago)
        for minute, event in zip(minutes, happening, strict=True):
            yield day + timedelta(minutes=minute), event
