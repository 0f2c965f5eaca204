"""Filling an empty installation with the demo."""

from __future__ import annotations

import logging
import random
from contextlib import contextmanager
from datetime import timedelta
from itertools import chain, groupby
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.signal_handlers import disable_reference_index_auto_update

from core.mail import silence
from demo.clock import clock_at
from demo.contacts import Contact
from demo.people import create_members, create_staff
from demo.searches import SAVED_DAYS_AGO, keep_to_what_is_newer, save_searches
from demo.signins import REVIEWER, VERIFIER
from demo.stories import read_requests, read_stories
from demo.telling import Telling
from partners.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from accounts.models import User
    from demo.listing_life import Event
    from demo.stories import Story

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
    with transaction.atomic(), silence(), _aside():
        now = timezone.now()
        stories = read_stories()
        people = create_members(stories, joined=_joined(now))
        saved_at = now - timedelta(days=SAVED_DAYS_AGO)
        with clock_at(saved_at):
            save_searches(people)
        for moment, event in _in_order(_events(stories, people, now), now):
            with clock_at(moment):
                event.happen()
        keep_to_what_is_newer(saved_at)
    return True


@contextmanager
def _aside() -> Iterator[None]:
    """Without what Wagtail does beside each change: a line of log, and an index of references.

    The index says where pages and pictures are used, which listings do not refer to; keeping it
    would be a good part of the loading time.
    """
    logging.disable(logging.INFO)
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        logging.disable(logging.NOTSET)


def _joined(now: datetime) -> datetime:
    return now - timedelta(days=ACCOUNTS_DAYS_AGO)


def _events(stories: list[Story], people: Mapping[str, User], now: datetime) -> list[Event]:
    staff = create_staff(joined=_joined(now))
    rng = random.Random(SEED)  # noqa: S311 - chooses colours
    of_organisations = [
        event
        for story in stories
        for event in Telling(
            story,
            people=people,
            verifier=staff[VERIFIER],
            reviewer=staff[REVIEWER],
            today=now.date(),
            rng=rng,
        ).events()
    ]
    contacts = (Contact(told, people).events() for told in read_requests())
    return [*of_organisations, *chain.from_iterable(contacts)]


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
