"""Keeping an index true: a task row for every change, in the transaction of the change.

The task reads the rows again. Which change it was does not matter, nor how often it is told: what
is public is written, what is not, or not there, is deleted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django_tasks import task

from core.changes import changed
from core.retrying import come_back
from marketplace.models import Listing
from search.documents import documents_of, now
from search.engines import engine, kept
from search.engines.base import EngineUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

AT_ONCE = 250
# What those above are told once the index that is asked has followed a change of listings.
INDEXED = "search.listing"


def listings_changed(keys: Sequence[UUID]) -> None:
    for start in range(0, len(keys), AT_ONCE):
        batch = [str(key) for key in keys[start : start + AT_ONCE]]
        for name in kept():
            index_listings.enqueue(keys=batch, engine_name=name)


def organisations_changed(keys: Sequence[int]) -> None:
    """Their names and countries stand in every one of their listings."""
    shown_once = Listing.objects.filter(organisation__in=keys, first_published_at__isnull=False)
    if shown_once.exists():
        index_organisations.enqueue(keys=list(keys))


@task()
def index_organisations(keys: list[int]) -> None:
    listings = Listing.objects.filter(organisation__in=keys, first_published_at__isnull=False)
    listings_changed(list(listings.order_by("pk").values_list("pk", flat=True)))


@task()
def index_listings(keys: list[str], engine_name: str, failures: int = 0) -> None:
    """Bring these listings up to date in one index; where it does not answer, come back later."""
    wanted = [UUID(key) for key in keys]
    try:
        bring_up_to_date(wanted, engine_name)
    except EngineUnavailableError:
        come_back(index_listings, failures, keys=keys, engine_name=engine_name)
        return
    if engine_name == settings.SEARCH_ENGINE:
        with transaction.atomic():
            changed(INDEXED, wanted)


def bring_up_to_date(keys: Iterable[UUID], engine_name: str = "") -> None:
    """Write those that are public, delete the others. Raises `EngineUnavailableError`."""
    wanted = list(keys)
    version = now()
    documents = documents_of(wanted)
    index = engine(engine_name)
    if documents:
        index.index(documents)
    if gone := set(wanted) - {document.id for document in documents}:
        index.delete(sorted(gone), version=version)


def public_keys() -> list[UUID]:
    """All that belong in an index now, in the order of their keys, which is that of their making."""
    return list(Listing.objects.public().order_by("pk").values_list("pk", flat=True))
