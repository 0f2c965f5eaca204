"""Matches as pages show them: the counterpart, and the findings as sentences."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from core.words import label
from marketplace.enums import ListingKind
from marketplace.models import Listing
from marketplace.reading.places import places
from marketplace.showing import in_readers_language
from matching.enums import Part, Verdict
from matching.models import Match
from matching.sentences import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    Told = tuple[str, str]


class Entry(NamedTuple):
    """A counterpart that the reader may see; each finding is the name of its part and a sentence."""

    listing: Any
    fits: list[Told]
    clashes: list[Told]
    open: list[Told]


class Group(NamedTuple):
    """One of the reader's own listings with the counterparts that were found for it last."""

    listing: Any
    counterparts: list[Any]
    total: int


def entries_of(listing: Listing, matches: Iterable[Match], user: Any) -> list[Entry]:
    """In the order of the matches, in a fixed number of queries."""
    matches = list(matches)
    keys = [match.counterpart_of(listing) for match in matches]
    found, countries = listings_of(keys, user), places().names
    return [
        _entry(found[match.counterpart_of(listing)], match.parts, countries)
        for match in matches
        if match.counterpart_of(listing) in found
    ]


def _entry(listing: Any, parts: list[dict[str, Any]], countries: Mapping[str, str]) -> Entry:
    told: dict[str, list[Told]] = defaultdict(list)
    for found in parts:
        words = sentence(found["part"], found["verdict"], found["values"], countries)
        told[found["verdict"]].append((label(Part, found["part"]), words))
    return Entry(listing, told[Verdict.FITS], told[Verdict.DOES_NOT_FIT], told[Verdict.OPEN])


def listings_of(keys: Iterable[UUID], user: Any) -> dict[UUID, Any]:
    """Those that the reader may see, by key, with organisation and verification.

    Title and summary are in the reader's language where somebody has translated them.
    """
    visible: Any = Listing.objects.visible_to(user).with_organisation()
    return in_readers_language(visible.filter(pk__in=list(keys)))


def newest(user: Any, most: int) -> list[tuple[Any, Any]]:
    """(own listing, counterpart) of the matches found last for all of the person's listings."""
    matches = Match.objects.visible_to(user).order_by("-found_at", "-score", "pk")
    pairs = list(matches.values_list("offer", "need")[:most])
    found = listings_of([key for pair in pairs for key in pair], user)
    mine = _own(found.values(), user)
    told = []
    for offer, need in pairs:
        if offer in found and need in found:
            own, other = (offer, need) if offer in mine else (need, offer)
            told.append((found[own], found[other]))
    return told


def _own(listings: Iterable[Any], user: Any) -> set[UUID]:
    keys = [listing.pk for listing in listings]
    return set(Listing.objects.of_member(user).filter(pk__in=keys).values_list("pk", flat=True))


def groups_of(listings: Sequence[Any], user: Any, most: int) -> list[Group]:
    """Each listing with its newest counterparts; as many queries for one listing as for thirty."""
    by_listing: dict[UUID, list[UUID]] = defaultdict(list)
    for kind, other in ((ListingKind.OFFER, "need"), (ListingKind.NEED, "offer")):
        keys = [listing.pk for listing in listings if listing.kind == kind]
        rows = Match.objects.visible_to(user).filter(**{f"{kind.value}__in": keys})
        pairs = rows.order_by("-found_at", "-score", "pk").values_list(kind.value, other)
        for own, counterpart in pairs:
            by_listing[own].append(counterpart)
    shown = [key for keys in by_listing.values() for key in keys[:most]]
    found = listings_of(shown, user)
    return [
        Group(
            listing,
            [found[key] for key in by_listing[listing.pk][:most] if key in found],
            len(by_listing[listing.pk]),
        )
        for listing in listings
    ]
