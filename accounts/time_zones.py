"""The time zones a person may choose, as people call them."""

from __future__ import annotations

import zoneinfo
from datetime import time
from functools import lru_cache
from typing import TYPE_CHECKING

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location
from django.utils.translation import get_language, gettext, to_locale

if TYPE_CHECKING:
    from datetime import date, datetime

UTC = "UTC"
# When people begin to work, by their own clock.
MORNING = time(7)


@lru_cache(maxsize=1)
def names() -> frozenset[str]:
    """IANA names that may be stored."""
    return frozenset(
        zone
        for zone in zoneinfo.available_timezones()
        if zone == UTC or zone.partition("/")[0] in _REGIONS
    )


def choices() -> list[tuple[str, str | list[tuple[str, str]]]]:
    """Options for a select: by part of the world, cities in the reader's language."""
    return _choices(get_language() or "en")


def label(name: str) -> str:
    """The name of a zone in the reader's language."""
    if name == UTC:
        return gettext("Universal time (UTC)")
    known = get_global("zone_aliases").get(name, name)
    return _city(known, Locale.parse(to_locale(get_language() or "en")))


def zone(name: str) -> zoneinfo.ZoneInfo:
    """The zone of that name; UTC when this machine no longer knows it."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo(UTC)


def day_begun(name: str, now: datetime) -> date | None:
    """Which day it is in that zone, once its morning has come."""
    local = now.astimezone(zone(name))
    return local.date() if local.time() >= MORNING else None


_REGIONS = frozenset(
    {
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    }
)


@lru_cache(maxsize=1)
def _places() -> list[tuple[str, str]]:
    """(name to store, name that CLDR knows) of each place once.

    The zone database also lists places under what they were once called.
    """
    aliases = get_global("zone_aliases")
    places = []
    for known in sorted({aliases.get(name, name) for name in names()} - {UTC, "Etc/UTC"}):
        region = known.partition("/")[0]
        modern = f"{region}/{_city(known, 'en').replace(' ', '_')}"
        name = modern if modern in names() else known
        if name in names():
            places.append((name, known))
    return places


def _city(known: str, locale: Locale | str) -> str:
    return get_timezone_location(known, locale, return_city=True).rpartition("/")[2]


@lru_cache(maxsize=12)
def _choices(language: str) -> list[tuple[str, str | list[tuple[str, str]]]]:
    locale = Locale.parse(to_locale(language))
    labels = _region_labels()
    groups: dict[str, list[tuple[str, str]]] = {label: [] for label in labels.values()}
    for name, known in _places():
        groups[labels[name.partition("/")[0]]].append((name, _city(known, locale)))
    return [
        (UTC, gettext("Universal time (UTC)")),
        *((label, sorted(groups[label], key=lambda option: option[1])) for label in sorted(groups)),
    ]


def _region_labels() -> dict[str, str]:
    return {
        "Africa": gettext("Africa"),
        "America": gettext("America"),
        "Antarctica": gettext("Antarctica"),
        "Arctic": gettext("Arctic"),
        "Asia": gettext("Asia"),
        "Atlantic": gettext("Atlantic Ocean"),
        "Australia": gettext("Australia"),
        "Europe": gettext("Europe"),
        "Indian": gettext("Indian Ocean"),
        "Pacific": gettext("Pacific Ocean"),
    }
