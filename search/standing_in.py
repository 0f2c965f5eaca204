"""What answers while the engine does not: the index in the database where it is kept, else the list.

Readers are told so, and do not wait for more than one time-out: the engine's breaker sees to that.
"""

from __future__ import annotations

import datetime as dt
import logging
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from django.core.cache import cache
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext
from django_tasks import task

from marketplace.enums import FacetScheme
from marketplace.models import Facet, Listing, ListingTranslation
from marketplace.vocabulary.sdg import TARGETS
from search.engines import EMBEDDED, engine, kept
from search.engines.base import EngineUnavailableError, Hit, IndexMissingError, Results
from search.facets import asker_of, conditions
from search.indexing import build, is_being_built
from search.models import Generation

if TYPE_CHECKING:
    from collections.abc import Callable

    from search.engines.base import Engine, Likeness
    from search.facets import Condition
    from search.query import SearchQuery

log = logging.getLogger(__name__)
T = TypeVar("T")

# A larger index `reconcile_index --count` makes again: a worker that does has no time for mail.
MOST_BY_ITSELF = 50_000
ONCE_IN_SECONDS = 600


class StandIn(StrEnum):
    NOBODY = ""
    EMBEDDED = "embedded"
    LIST = "list"

    @property
    def notice(self) -> str:
        """What to tell readers."""
        if self == StandIn.EMBEDDED:
            return gettext(
                "The usual search does not answer at the moment. These results come from a "
                "simpler one; their order may differ."
            )
        if self == StandIn.LIST:
            return gettext(
                "The search does not answer at the moment. These are all listings that fit your "
                "filters, newest first; your words, and filters about licences, rights and "
                "know-how, have no effect until it does."
            )
        return ""


def search(
    query: SearchQuery, *, per_page: int, with_facets: bool = True
) -> tuple[Results, StandIn]:
    """The answer of the site's engine, or of what stands in for it. Raises nothing of the kind."""
    return _answer(
        lambda index: index.search(query, per_page=per_page, with_facets=with_facets),
        otherwise=lambda: listed(query, per_page),
    )


def similar(like: Likeness, **limits: Any) -> list[Hit]:
    """As `Engine.similar`; nothing where nothing can stand in."""
    hits, _from = _answer(lambda index: index.similar(like, **limits), otherwise=list[Hit])
    return hits


def suggest(beginning: str, *, limit: int = 8) -> list[str]:
    """As `Engine.suggest`; nothing where nothing can stand in."""
    words, _from = _answer(lambda index: index.suggest(beginning, limit=limit), otherwise=list[str])
    return words


def _answer(ask: Callable[[Engine], T], *, otherwise: Callable[[], T]) -> tuple[T, StandIn]:
    """Of the site's engine; where that is away, of the index in the database, if it is kept."""
    try:
        return ask(engine()), StandIn.NOBODY
    except EngineUnavailableError as error:
        make_good(error)
    if has_embedded():
        return ask(engine(EMBEDDED)), StandIn.EMBEDDED
    return otherwise(), StandIn.LIST


def has_embedded() -> bool:
    """Whether the index in the database is kept, and has anything in it."""
    whole = Generation.objects.filter(state=Generation.State.CURRENT, documents__gt=0)
    return EMBEDDED in kept() and settings.SEARCH_ENGINE != EMBEDDED and whole.exists()


# --- The list -----------------------------------------------------------------------------------

COLUMNS = {
    "kind": "kind", "type": "type", "readiness": "readiness", "country": "organisation__country",
    "institution": "organisation__kind",
}  # fmt: skip
SCHEMES = {
    "theme": FacetScheme.THEME, "field": FacetScheme.FIELD, "sector": FacetScheme.DIVISION,
    "target": FacetScheme.SDG, "sdg": FacetScheme.SDG, "partner": FacetScheme.PARTNER,
}  # fmt: skip


def listed(query: SearchQuery, per_page: int) -> Results:
    """Public listings, newest first, by those filters that their own tables answer quickly."""
    rows: Any = Listing.objects.public()
    for condition in conditions(query, asker_of(query)).values():
        rows = _narrowed(rows, condition)
    total = rows.count()
    page = min(query.page, max(-(-total // per_page), 1))
    start = (page - 1) * per_page
    shown = rows.order_by("-first_published_at", "pk")[start : start + per_page]
    hits = [Hit(key, 0.0, language) for key, language in shown.values_list("pk", "language")]
    return Results(hits, total, page)


def _narrowed(rows: Any, condition: Condition) -> Any:
    code = condition.any_of[0].partition(":")[0]
    values = [token.partition(":")[2] for token in condition.any_of]
    if condition.none_of:
        return rows
    if code in COLUMNS:
        return rows.filter(**{f"{COLUMNS[code]}__in": [v for v in values if v]})
    if code in SCHEMES:
        if code == "sdg":
            values += [target for target in TARGETS if TARGETS.parent(target) in values]
        carried = Facet.objects.filter(
            listing=OuterRef("pk"), scheme=SCHEMES[code], code__in=values
        )
        return rows.filter(Exists(carried))
    if code == "day":
        since = dt.datetime.fromisoformat(min(values)).replace(tzinfo=dt.UTC)
        return rows.filter(first_published_at__gte=since)
    if code == "language":
        told = ListingTranslation.objects.filter(listing=OuterRef("pk"), language__in=values)
        return rows.filter(Q(language__in=values) | Exists(told))
    if code == "sme":
        return rows.filter(organisation__is_sme=True)
    return rows


# --- An index that is gone ----------------------------------------------------------------------


def make_good(error: EngineUnavailableError) -> None:
    """Have an index that is gone made again, if that is not too much to do in passing."""
    if not isinstance(error, IndexMissingError):
        return
    name = settings.SEARCH_ENGINE
    if cache.add(f"search-rebuild-{name}", True, ONCE_IN_SECONDS):
        log.error("The index of %s is gone.", name)
        make_index.enqueue(engine_name=name)


@task()
def make_index(engine_name: str) -> None:
    """Only if it is gone still: a task may run twice, and somebody may have been faster."""
    index = engine(engine_name)
    try:
        if _is_gone(index) and not is_being_built(engine_name):
            _make(index)
    except EngineUnavailableError:
        # Whoever asks next notices again.
        cache.delete(f"search-rebuild-{engine_name}")


def _is_gone(index: Engine) -> bool:
    try:
        index.count()
    except IndexMissingError:
        return True
    return False


def _make(index: Engine) -> None:
    number = Listing.objects.public().count()
    if number <= MOST_BY_ITSELF:
        build(index)
    else:
        log.error("%s listings are to be indexed: manage.py reconcile_index --count", number)
