"""One letter to a person for all that is due of all their searches; no listing in it twice, ever."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django_tasks import task

from accounts import time_zones
from accounts.mailing import MailKind, write_to
from accounts.models import User
from alerts import stopping
from alerts.enums import Frequency
from alerts.models import Find, Telling
from alerts.querysets import is_public
from core.actions import lock
from core.languages import supported
from core.one_by_one import OneByOne
from marketplace.models import Listing
from partners.models import Membership

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from alerts.models import SavedSearch

# What appears meanwhile is told in the same letter.
BUNDLE = timedelta(minutes=2)
MOST_LISTED = 25
KEPT = timedelta(days=90)


class Part(NamedTuple):
    """What one search found; what was found by several is with the first of them."""

    name: str
    listings: list[Any]
    address: str
    stop: str


# --- When ---------------------------------------------------------------------------------------


def is_due(frequency: str, found_at: datetime, zone: str, now: datetime) -> bool:
    """Whether it is time to tell what was found then: daily and weekly letters go out once the
    morning has come that came next after the find; weekly ones go out on Mondays."""
    if frequency in (Frequency.INSTANT, Frequency.PAUSED):
        return frequency == Frequency.INSTANT
    local = now.astimezone(time_zones.zone(zone))
    day = local.date()
    if frequency == Frequency.WEEKLY:
        day -= timedelta(days=day.weekday())
    struck = datetime.combine(day, time_zones.MORNING, local.tzinfo)
    if struck > local:
        step = 7 if frequency == Frequency.WEEKLY else 1
        struck = datetime.combine(day - timedelta(days=step), time_zones.MORNING, local.tzinfo)
    return found_at < struck


def send_soon() -> None:
    """Have what is wanted at once sent in a moment. In the transaction that found it."""
    if send_digests.get_backend().supports_defer:
        send_digests.using(run_after=timezone.now() + BUNDLE).enqueue()


@task()
def send_digests() -> None:
    letters = OneByOne()
    send_due(letters)
    letters.complain()


def send_due(letters: OneByOne) -> int:
    """Write to everybody for whom something is due; returns how many letters that were."""
    now = timezone.now()
    # A find of a listing that is not public waits for it; what is daily or weekly does so by itself.
    can_wait = ~Q(search__frequency=Frequency.INSTANT)
    waiting = (
        Find.objects.filter(can_wait | Q(is_public("listing")), is_handled=False)
        .values_list("search__person", "search__person__time_zone", "search__frequency")
        .annotate(first=Min("found_at"))
        .order_by("search__person")
    )
    people = {
        person for person, zone, frequency, first in waiting if is_due(frequency, first, zone, now)
    }
    return letters.each(lambda person: send(person, now), sorted(people))


# --- What ---------------------------------------------------------------------------------------


@transaction.atomic
def send(person_id: int, now: datetime) -> bool:
    """Write to this person what is due; False where there is nothing, or nothing may be sent.

    Letter, and the note that the person was told, are of one transaction. What is not public at
    present is told once it is again, when it would be had it been found now.
    """
    person = lock(User(pk=person_id))
    waiting = Find.objects.filter(is_handled=False, search__person=person)
    finds = [
        find
        for find in waiting.select_related("search").order_by("search__created_at", "-score", "pk")
        if is_due(find.search.frequency, find.found_at, person.time_zone, now)
    ]
    public = _public({find.listing_id for find in finds})
    listings = _to_be_told(person, public)
    sent = bool(listings) and write_to(
        person, MailKind.ALERTS, template="alerts/digest", context=_letter(person, finds, listings)
    )
    if sent:
        Telling.objects.bulk_create([Telling(person=person, listing_id=key) for key in listings])
    hidden = [find.pk for find in finds if find.listing_id not in public]
    Find.objects.filter(pk__in=hidden).update(found_at=now)
    done = [find.pk for find in finds if find.listing_id in public]
    Find.objects.filter(pk__in=done).update(is_handled=True)
    return sent


def _public(keys: Iterable[UUID]) -> dict[UUID, Any]:
    """Those of the listings that anybody may see now."""
    listings: Any = Listing.objects.public().filter(pk__in=list(keys))
    return {listing.pk: listing for listing in listings.select_related("organisation__country")}


def _to_be_told(person: User, public: dict[UUID, Any]) -> dict[UUID, Any]:
    """Those of the listings that the person has neither written nor been told of."""
    seats = Membership.objects.filter(user=person)
    own = set(seats.values_list("organisation", flat=True))
    tellings = Telling.objects.filter(person=person, listing__in=list(public))
    told = set(tellings.values_list("listing", flat=True))
    return {
        key: listing
        for key, listing in public.items()
        if key not in told and listing.organisation_id not in own
    }


def _letter(person: User, finds: Iterable[Find], listings: dict[UUID, Any]) -> dict[str, Any]:
    with override(supported(person.language)):
        parts = list(_parts(finds, dict(listings)))
        everything = settings.SITE_URL + reverse("list_searches")
    shown = sum(len(part.listings) for part in parts)
    return {
        "parts": parts,
        "number": len(listings),
        "more": len(listings) - shown,
        "searches": everything,
    }


def _parts(finds: Iterable[Find], left: dict[UUID, Any]) -> Iterable[Part]:
    by_search: dict[SavedSearch, list[Any]] = {}
    room = MOST_LISTED
    for find in finds:
        listing = left.pop(find.listing_id, None)
        if listing and room:
            by_search.setdefault(find.search, []).append(_line(listing))
            room -= 1
    for search, lines in by_search.items():
        yield Part(
            search.name, lines, settings.SITE_URL + search.results_address, stopping.address(search)
        )


def _line(listing: Any) -> dict[str, Any]:
    address = settings.SITE_URL + reverse("show_listing", args=[listing.pk])
    return {"listing": listing, "address": address}


def forget_old() -> None:
    """Finds that nobody will ask for any more; who was told what is kept."""
    Find.objects.filter(is_handled=True, found_at__lt=timezone.now() - KEPT).delete()
