"""Keeping an index true: a task row for every change, in the transaction of the change.

The task reads the rows again. Which change it was does not matter, nor how often it is told: what
is public is written, what is not, or not there, is deleted.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import Exists, OuterRef
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from core.changes import changed
from core.retrying import DATABASE_AWAY, come_back, repeatable
from marketplace.models import Listing
from search.documents import documents_of, now
from search.engines import engine, kept
from search.engines.base import EngineUnavailableError
from search.models import Leaving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from search.engines.base import Engine

AT_ONCE = 250
LEAVING_AT_ONCE = 1000
# In the cache; for longer than a million listings take, and shorter than a night if the one who
# builds is killed.
BUILDING, LONGEST_BUILD = "search-building", 3 * 3600
# What those above are told once the index that is asked has followed a change of listings.
INDEXED = "search.listing"


def listings_changed(keys: Sequence[UUID]) -> None:
    for start in range(0, len(keys), AT_ONCE):
        batch = keys[start : start + AT_ONCE]
        public = Listing.objects.public().filter(pk__in=batch).order_by()
        _leave(set(batch).difference(public.values_list("pk", flat=True)))
        for name in kept():
            index_listings.enqueue(keys=[str(key) for key in batch], engine_name=name)


def organisations_changed(keys: Sequence[int]) -> None:
    """Their names and countries stand in every one of their listings."""
    shown_once = Listing.objects.filter(organisation__in=keys, first_published_at__isnull=False)
    if shown_once.exists():
        public = Listing.objects.public().filter(pk=OuterRef("pk")).order_by()
        hidden: Any = shown_once.filter(~Exists(public), live__in=[True]).order_by()
        _leave(hidden.values_list("pk", flat=True))
        index_organisations.enqueue(keys=list(keys))


def _leave(keys: Iterable[UUID]) -> None:
    """From now on no answer tells of these, whatever the indices say."""
    rows = [Leaving(engine=name, listing=key) for key in keys for name in kept()]
    Leaving.objects.bulk_create(rows, batch_size=LEAVING_AT_ONCE)


@repeatable
@task()
def index_organisations(keys: list[int], failures: int = 0) -> None:
    listings = Listing.objects.filter(organisation__in=keys, first_published_at__isnull=False)
    try:
        listings_changed(list(listings.order_by("pk").values_list("pk", flat=True)))
    except DATABASE_AWAY:
        come_back(index_organisations, failures, keys=keys)


@repeatable
@task()
def index_listings(keys: list[str], engine_name: str, failures: int = 0) -> None:
    """Bring these listings up to date in one index; where that or the database does not answer,
    come back later."""
    wanted = [UUID(key) for key in keys]
    try:
        bring_up_to_date(wanted, engine_name)
        tell_indexed(wanted, engine_name)
    except (EngineUnavailableError, *DATABASE_AWAY):
        come_back(index_listings, failures, keys=keys, engine_name=engine_name)


def tell_indexed(keys: Sequence[UUID], engine_name: str) -> None:
    """Tell those above, if it is the index that is asked."""
    if engine_name == settings.SEARCH_ENGINE:
        with transaction.atomic():
            changed(INDEXED, keys)


def bring_up_to_date(keys: Iterable[UUID], engine_name: str = "") -> None:
    """Write those that are public, delete the others. Raises `EngineUnavailableError`."""
    wanted = list(keys)
    index = engine(engine_name)
    # Before the rows are read: what is changed later is not done by this.
    left = Leaving.objects.filter(engine=index.name, listing__in=wanted)
    done = list(left.values_list("pk", flat=True))
    version = now()
    documents = documents_of(wanted)
    if documents:
        index.index(documents)
    if gone := set(wanted) - {document.id for document in documents}:
        index.delete(sorted(gone), version=version)
    _have_left(done)


def build(index: Engine, *, progress: Callable[[int], None] | None = None) -> int:
    """A whole index of all that is public; returns how many.

    Raises `EngineUnavailableError`, and `SupersededError` if somebody else builds one.
    """
    done = list(Leaving.objects.filter(engine=index.name).values_list("pk", flat=True))
    sign, mine = f"{BUILDING}-{index.name}", secrets.token_hex(8)
    cache.set(sign, mine, LONGEST_BUILD)
    try:
        number = index.rebuild(public_keys, documents_of, progress=progress)
    finally:
        # Not that of another, which has taken the place of this one.
        if cache.get(sign) == mine:
            cache.delete(sign)
    _have_left(done)
    return number


def is_being_built(engine_name: str) -> bool:
    """Whether a whole index is being built; another that begins would take its place."""
    return cache.get(f"{BUILDING}-{engine_name}") is not None


def waiting(engine_name: str) -> int:
    """How many listings tasks are yet to look at for this index, at most."""
    tasks = DBTaskResult.objects.filter(
        status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING]
    )

    def given(one: Any) -> list[dict[str, Any]]:
        found = tasks.filter(task_path=one.module_path)
        return [told["kwargs"] for told in found.values_list("args_kwargs", flat=True)]

    listings = {
        key
        for told in given(index_listings)
        if told["engine_name"] == engine_name
        for key in told["keys"]
    }
    organisations = {key for told in given(index_organisations) for key in told["keys"]}
    theirs = Listing.objects.public().filter(organisation__in=organisations)
    return len(listings) + theirs.count()


def _have_left(done: Sequence[int]) -> None:
    for start in range(0, len(done), LEAVING_AT_ONCE):
        Leaving.objects.filter(pk__in=done[start : start + LEAVING_AT_ONCE]).delete()


def public_keys() -> list[UUID]:
    """All that belong in an index now, in the order of their keys, which is that of their making."""
    return list(Listing.objects.public().order_by("pk").values_list("pk", flat=True))
