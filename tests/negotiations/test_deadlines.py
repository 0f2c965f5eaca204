from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from negotiations.deadlines import (
    ANSWER_DAYS,
    REMINDER_DAYS,
    after_working_days,
    end_of,
    is_working_day,
    last_day,
    schedule,
)


def at(*day: int) -> datetime:
    return datetime(*day, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("country", "since", "due"),
    [
        # Thursday 26 November 2026; the United Arab Emirates celebrate on 2 and 3 December.
        ("AE", at(2026, 11, 26), date(2026, 12, 14)),
        ("KE", at(2026, 11, 26), date(2026, 12, 10)),
        # The turn of the year and Coming of Age Day.
        ("JP", at(2026, 12, 25), date(2027, 1, 12)),
        # A Friday and Saturday weekend.
        ("EG", at(2026, 11, 26), date(2026, 12, 10)),
        # Nothing is known of this one.
        ("BV", at(2026, 11, 26), date(2026, 12, 10)),
        # Asked on a Sunday: Monday is the first day.
        ("BV", at(2026, 11, 29), date(2026, 12, 11)),
    ],
)
def test_ten_working_days_by_country(country, since, due):
    end = schedule(since, country).due_at
    assert (last_day(end), end) == (due, end_of(due))


def test_weekend_is_that_of_the_country():
    friday, sunday = date(2026, 11, 27), date(2026, 11, 29)
    assert not is_working_day(friday, "EG")
    assert is_working_day(sunday, "EG")
    assert is_working_day(friday, "KE")
    assert not is_working_day(sunday, "KE")


def test_reminders_come_in_order_before_the_end():
    times = schedule(at(2026, 11, 26), "KE")
    assert list(times.reminders) == [
        after_working_days(times.since, days, "KE") for days in REMINDER_DAYS
    ]
    assert times.since < times.reminders[0] < times.reminders[1] < times.due_at
    assert times.next_step(0) == times.reminders[0]
    assert times.next_step(len(REMINDER_DAYS)) == times.due_at
    assert max(REMINDER_DAYS) < ANSWER_DAYS


def test_moment_in_another_zone_is_counted_from_its_day_in_utc():
    late = datetime.fromisoformat("2026-11-27T01:00:00+09:00")  # still the 26th in UTC
    assert after_working_days(late, 1, "KE").date() == date(2026, 11, 27)


@pytest.mark.parametrize(
    "zone", ["Pacific/Kiritimati", "Asia/Tokyo", "UTC", "America/Los_Angeles", "Etc/GMT+12"]
)
def test_a_day_that_was_promised_lasts_until_its_end_everywhere(zone):
    """Asked in the evening or in the morning, here or there: nobody loses an hour of the day."""
    for hour in (0, 9, 23):
        since = datetime(2026, 11, 26, hour, 59, tzinfo=UTC)
        end = schedule(since, "KE").due_at
        evening = datetime.combine(last_day(end), time(23, 59, 59), ZoneInfo(zone))
        assert evening < end
