"""One letter to a person for all that is due of all their searches; no listing in it twice, ever."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, Max, Min, OuterRef, Q, Value, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django_tasks import task

from accounts import time_zones
from accounts.mailing import MailKind, is_wanted, write_to
from accounts.models import User
from alerts import stopping
from alerts.enums import Frequency
from alerts.models import Find, SavedSearch, Telling
from alerts.querysets import is_public
from core.actions import lock
from core.languages import supported
from core.one_by_one import OneByOne
from marketplace.models import Listing
from marketplace.showing import in_readers_language
from partners.models import Membership

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from django.db.models import QuerySet

# What appears meanwhile is told in the same letter.
BUNDLE = timedelta(minutes=2)
MOST_LISTED = 25
KEPT = timedelta(days=90)
IN_ORDER = ("search__created_at", "-score", "pk")


class Part(NamedTuple):
    """What one search found; what was found by several is with the first of them."""

    name: str
    listings: list[Any]
    address: str
    stop: str


# --- When ---------------------------------------------------------------------------------------


def struck(frequency: str, zone: str, now: datetime) -> datetime:
    """The morning at which daily or weekly letters went out last; weekly ones go out on Mondays."""
    local = now.astimezone(time_zones.zone(zone))
    day = local.date()
    if frequency == Frequency.WEEKLY:
        day -= timedelta(days=day.weekday())
    morning = datetime.combine(day, time_zones.MORNING, local.tzinfo)
    if morning > local:
        step = 7 if frequency == Frequency.WEEKLY else 1
        morning = datetime.combine(day - timedelta(days=step), time_zones.MORNING, local.tzinfo)
    return morning


def is_due(frequency: str, found_at: datetime, zone: str, now: datetime) -> bool:
    """Whether it is time to tell what was found then: what can wait is told once the morning has
    come that came next after the find."""
    if frequency in (Frequency.INSTANT, Frequency.PAUSED):
        return frequency == Frequency.INSTANT
    return found_at < struck(frequency, zone, now)


def due(zone: str, now: datetime) -> Q:
    """The finds of which `is_due` says so."""
    finds = Q(search__frequency=Frequency.INSTANT)
    for each in (Frequency.DAILY, Frequency.WEEKLY):
        finds |= Q(search__frequency=each, found_at__lt=struck(each, zone, now))
    return finds


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
    present is told once it is again, when it would be had it been found now. There may be a hundred
    thousand finds: all but what the letter names stays in the database. What is found, or becomes
    public, between two statements is in the next letter.
    """
    person = lock(User(pk=person_id))
    waiting = Find.objects.filter(
        due(person.time_zone, now), is_handled=False, search__person=person
    )
    waiting.filter(~is_public("listing")).update(found_at=now)
    public = waiting.filter(is_public("listing"))
    if not is_wanted(person, MailKind.ALERTS):
        public.update(is_handled=True)
        return False
    told = Telling.objects.filter(person=person)
    before = told.aggregate(last=Max("pk"))["last"] or 0
    number = _tell(person, public.filter(~(_was_told(person) | _is_own(person))))
    if number:
        new = waiting.filter(Exists(told.filter(pk__gt=before, listing=OuterRef("listing"))))
        context = _letter(person, number, _shown(new))
        write_to(person, MailKind.ALERTS, template="alerts/digest", context=context)
    own = _is_own(person) & is_public("listing")
    waiting.filter(_was_told(person) | own).update(is_handled=True)
    return number > 0


def _was_told(person: User) -> Exists:
    return Exists(Telling.objects.filter(person=person, listing=OuterRef("listing")))


def _is_own(person: User) -> Exists:
    seats = Membership.objects.filter(user=person, organisation=OuterRef("listing__organisation"))
    return Exists(seats)


def _tell(person: User, finds: QuerySet[Find]) -> int:
    """Note that the person was told of all that these have found; returns how many listings."""
    rows = finds.order_by().values_list(Value(person.pk), "listing", Value(timezone.now()))
    listings, values = rows.distinct().query.sql_with_params()
    into = f"INSERT INTO {Telling._meta.db_table} (person_id, listing_id, told_at) "
    with connection.cursor() as cursor:
        cursor.execute(into + listings, values)
        return cursor.rowcount


def _shown(finds: QuerySet[Find]) -> list[tuple[int, UUID]]:
    """(search, listing) of what there is room for, each listing with the first that found it."""
    place = Window(RowNumber(), partition_by="listing", order_by=IN_ORDER)
    first = finds.annotate(place=place).filter(place=1).order_by(*IN_ORDER)
    return list(first.values_list("search", "listing")[:MOST_LISTED])


def _letter(person: User, number: int, shown: list[tuple[int, UUID]]) -> dict[str, Any]:
    with override(supported(person.language)):
        parts = list(_parts(shown))
        everything = settings.SITE_URL + reverse("list_searches")
    more = number - sum(len(part.listings) for part in parts)
    return {"parts": parts, "number": number, "more": more, "searches": everything}


def _parts(shown: list[tuple[int, UUID]]) -> Iterator[Part]:
    public: Any = Listing.objects.public().select_related("organisation__country")
    listings = in_readers_language(public.filter(pk__in=[listing for _search, listing in shown]))
    by_search: dict[int, list[Any]] = defaultdict(list)
    for finder, listing in shown:
        if listing in listings:
            by_search[finder].append(_line(listings[listing]))
    searches = SavedSearch.objects.defer("compiled").in_bulk(by_search)
    for key, lines in by_search.items():
        search = searches[key]
        address = settings.SITE_URL + search.results_address
        yield Part(search.name, lines, address, stopping.address(search))


def _line(listing: Any) -> dict[str, Any]:
    address = settings.SITE_URL + reverse("show_listing", args=[listing.pk])
    return {"listing": listing, "address": address}


def forget_old() -> None:
    """Finds that nobody will ask for any more; who was told what is kept."""
    Find.objects.filter(is_handled=True, found_at__lt=timezone.now() - KEPT).delete()
