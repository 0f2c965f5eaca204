"""When an answer is due: ten working days, by the weekends and public holidays of a country."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import holidays

ANSWER_DAYS = 10
# At the last of these the second contact is written to as well.
REMINDER_DAYS = (5, 8)
# The last places to begin a day, and to end it, are twelve hours behind UTC.
FURTHEST_WEST = timedelta(hours=12)
LAST_MIDNIGHT = time(12, tzinfo=UTC)
# Where nothing is known of a country's week.
SATURDAY, SUNDAY = 5, 6


class Schedule(NamedTuple):
    """When the turn began, when each reminder is due, and when it is too late."""

    since: datetime
    reminders: tuple[datetime, ...]
    due_at: datetime

    def next_step(self, reminders_sent: int) -> datetime:
        return (*self.reminders, self.due_at)[reminders_sent]


def schedule(since: datetime, country: str) -> Schedule:
    """For an answer from somebody in the country with this code who was asked at `since`."""
    reminders = tuple(after_working_days(since, days, country) for days in REMINDER_DAYS)
    last = after_working_days(since, ANSWER_DAYS, country).date()
    return Schedule(since, reminders, end_of(last))


def after_working_days(since: datetime, days: int, country: str) -> datetime:
    """The same time of day that many working days later; the day of asking is not counted.

    Days are those of UTC: an organisation's own time zone is not known.
    """
    since = since.astimezone(UTC)
    day = since.date()
    while days:
        day += timedelta(days=1)
        days -= is_working_day(day, country)
    return datetime.combine(day, since.timetz())


def end_of(day: date) -> datetime:
    """When no place on earth has that day any more: whoever is told a day has all of it."""
    return datetime.combine(day + timedelta(days=1), LAST_MIDNIGHT)


def last_day(end: datetime) -> date:
    """The day of which `end` is the end."""
    return (end.astimezone(UTC) - FURTHEST_WEST - timedelta.resolution).date()


def is_working_day(day: date, country: str) -> bool:
    calendar = _calendar(country)
    if calendar is None:
        return day.weekday() not in {SATURDAY, SUNDAY}
    return calendar.is_working_day(day)


@lru_cache(maxsize=300)
def _calendar(country: str) -> Any | None:
    """Public holidays of the whole country; those of its parts are not known to us."""
    try:
        return holidays.country_holidays(country)
    except NotImplementedError:
        return None
