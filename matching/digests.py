"""Once a week, to each person: what was found for all of their offers and needs."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts.mailing import MailKind, write_to
from accounts.models import User
from core.actions import lock
from core.languages import supported
from matching.models import Match, Told
from matching.showing import listings_of
from partners.enums import Role
from partners.models import Membership

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

# A command that runs every night, or on the same weekday a little earlier, still writes weekly.
APART = timedelta(days=6, hours=12)
# What does not fit into one message comes with the next.
MOST_PAIRS, MOST_OF_EACH = 500, 5
DECIDING = [Role.OWNER, Role.EDITOR]

Pair = tuple["UUID", "UUID"]


class Section(NamedTuple):
    """One of the person's listings: what was found for it, and the address of its matches."""

    listing: Any
    counterparts: list[Any]
    more: int
    link: str


def people() -> Iterator[User]:
    """Those who decide for a listing with matches; one after the other, however many."""
    seats = Membership.objects.filter(user=OuterRef("pk"), role__in=DECIDING)
    deciding = User.objects.filter(Exists(seats), is_active=True).order_by("pk")
    return deciding.iterator(chunk_size=500)


@transaction.atomic
def write(person: User) -> bool:
    """Write to the person if there is something new and the last message is a week old.

    A pair is told to a person once, whatever becomes of it later. False where nothing was sent.
    """
    person = lock(person)
    told = Told.objects.filter(person=person)
    if told.filter(at__gt=timezone.now() - APART).exists():
        return False
    pairs = _new_pairs(person)
    sections = _sections(person, pairs)
    if not sections:
        return False
    context = {"sections": sections, "number": len(pairs)}
    if not write_to(person, MailKind.MATCHES, template="matching/digest", context=context):
        return False
    now = timezone.now()
    Told.objects.bulk_create(
        Told(person=person, offer_id=offer, need_id=need, at=now) for offer, need in pairs
    )
    return True


def _new_pairs(person: User) -> list[Pair]:
    """(offer, need) of what the person decides about and was not told of, best first."""
    deciding = Membership.objects.filter(user=person, role__in=DECIDING).values("organisation")
    told = Told.objects.filter(person=person, offer=OuterRef("offer"), need=OuterRef("need"))
    visible = Match.objects.visible_to(person)
    own = visible.filter(offer__organisation__in=deciding) | visible.filter(
        need__organisation__in=deciding
    )
    rows = own.filter(~Exists(told)).best_first()
    return list(rows.values_list("offer", "need")[:MOST_PAIRS])


def _sections(person: User, pairs: list[Pair]) -> list[Section]:
    with override(supported(person.language)):
        found = listings_of([key for pair in pairs for key in pair], person)
    deciding = set(
        Membership.objects.filter(user=person, role__in=DECIDING).values_list(
            "organisation", flat=True
        )
    )
    by_own: dict[UUID, list[UUID]] = defaultdict(list)
    for pair in pairs:
        for own, other in (pair, pair[::-1]):
            if own in found and other in found and found[own].organisation_id in deciding:
                by_own[own].append(other)
    with override(supported(person.language)):
        return [
            Section(
                found[own],
                [found[key] for key in others[:MOST_OF_EACH]],
                max(len(others) - MOST_OF_EACH, 0),
                settings.SITE_URL + reverse("show_matches", args=[own]),
            )
            for own, others in by_own.items()
        ]
