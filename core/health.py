"""Two questions an operator's monitor asks. Neither answer tells an outsider anything more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

if TYPE_CHECKING:
    from django.http import HttpRequest

PLAIN = "text/plain; charset=utf-8"


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process answers; touches nothing else."""
    return HttpResponse("ok\n", content_type=PLAIN)


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when requests can be served: database reached, migrated, shared cache reached.

    503 with the name of the first thing that is not ready.
    """
    for name, check in (("database", _migrated), ("cache", _cache_answers)):
        try:
            ready = check()
        except (DatabaseError, OSError):
            ready = False
        if not ready:
            return HttpResponse(f"not ready: {name}\n", status=503, content_type=PLAIN)
    return HttpResponse("ready\n", content_type=PLAIN)


def _migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _cache_answers() -> bool:
    cache.set("readyz", 1, 30)
    return cache.get("readyz") == 1
