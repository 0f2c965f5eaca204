"""Asking: the engine finds, the database decides what may be shown. Pages, alerts and the
evaluation all come this way."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from core.prepared import prepared, several
from marketplace.light import COUNTRY, LISTING, NAMES, ORGANISATION
from marketplace.models import Listing
from search import standing_in
from search.documents import main_text
from search.engines.base import PER_PAGE, Likeness
from search.standing_in import StandIn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

    from search.engines.base import Engine, Hit, Results
    from search.query import SearchQuery


# What a line of a list and a row of an export tell; making fields of the others takes as long.
OWN = (
    "kind", "type", "language", "title", "summary", "readiness", "first_published_at", "expires_on",
)  # fmt: skip
OF_ORGANISATION = ("name", "slug")
SHOWN = (
    *OWN,
    *(f"organisation__{column}" for column in OF_ORGANISATION),
    "organisation__country__code",
    *(f"organisation__country__{column}" for column in NAMES),
)


@dataclass(frozen=True)
class Found:
    """A hit and its listing, which the reader may see: a Listing with the fields in SHOWN and
    `verified_until`, or the same of a row (`marketplace.light`)."""

    listing: Any
    hit: Hit


@dataclass(frozen=True)
class Answer:
    query: SearchQuery
    found: list[Found]
    results: Results
    pages: int
    stand_in: StandIn = StandIn.NOBODY


def ask(
    query: SearchQuery,
    user: Any,
    *,
    engine: Engine | None = None,
    per_page: int = PER_PAGE,
    with_facets: bool = True,
) -> Answer:
    """One page of what fits, from the site's engine or from what stands in for it.

    A given `engine` is asked alone; raises `EngineUnavailableError` if it does not answer.
    """
    stand_in = StandIn.NOBODY
    if engine:
        results = engine.search(query, per_page=per_page, with_facets=with_facets)
    else:
        results, stand_in = standing_in.search(query, per_page=per_page, with_facets=with_facets)
    pages = max(-(-results.total // per_page), 1)
    return Answer(query, hydrated(results.hits, user), results, pages, stand_in)


def counterparts(
    listing: Listing, user: Any, *, engine: Engine | None = None, limit: int = 100
) -> list[Found]:
    """What fits a need among offers, or an offer among needs, of other institutions; by its text."""
    other = "need" if listing.is_offer else "offer"
    similar = engine.similar if engine else standing_in.similar
    hits = similar(
        likeness_of(listing),
        kind=other,
        without_organisation=listing.organisation_id,
        limit=limit,
    )
    return hydrated(hits, user)


def likeness_of(listing: Listing) -> Likeness:
    text = "\n".join(main_text(listing.summary, listing.description))
    return Likeness(listing.title, text, listing.language)


def hydrated(hits: Sequence[Hit], user: Any) -> list[Found]:
    """The hits whose listings `user` may see, in their order, with what an entry of a list needs."""
    keys = [hit.id for hit in hits]
    rows = {listing.pk: listing for listing in _listings(keys, user)} if keys else {}
    return [Found(rows[hit.id], hit) for hit in hits if hit.id in rows]


def _listings(keys: Sequence[UUID], user: Any) -> Iterable[Any]:
    if user.is_authenticated or len(keys) > PER_PAGE:
        return _visible(keys, user)
    return map(_of_row, _one_page(timezone.now().date(), **several(keys, PER_PAGE)))


def _visible(keys: Sequence[UUID], user: Any) -> QuerySet[Listing]:
    listings = Listing.objects.visible_to(user).with_organisation()
    return listings.filter(pk__in=keys).only(*SHOWN).order_by()


@prepared
def _one_page(_today: date, **keys: UUID) -> QuerySet:
    visible = _visible(list(keys.values()), AnonymousUser())
    return visible.values_list("pk", "verified_until", *SHOWN)


def _of_row(row: Sequence[Any]) -> Any:
    values = iter(row)
    listing = LISTING(("pk", "verified_until", *OWN), islice(values, 2 + len(OWN)))
    owner = islice(values, len(OF_ORGANISATION) + 1)
    listing.organisation = ORGANISATION((*OF_ORGANISATION, "country_id"), owner)
    listing.organisation.country = COUNTRY(NAMES, values)
    return listing
