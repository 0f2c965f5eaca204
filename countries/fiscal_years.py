"""The World Bank's year: fiscal year N runs from 1 July N-1 to 30 June N."""

from __future__ import annotations

import datetime as dt

FIRST = 1989  # the Bank has classified economies by income since then


def fiscal_year_on(day: dt.date) -> int:
    return day.year + (day.month >= 7)


def fiscal_year_days(fiscal_year: int) -> tuple[dt.date, dt.date]:
    """First and last day."""
    return dt.date(fiscal_year - 1, 7, 1), dt.date(fiscal_year, 6, 30)
