"""The engines, by name; only modules of this package know what stands behind one."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from search.engines.base import Engine

EMBEDDED = "embedded"
ENGINES = {
    EMBEDDED: "search.engines.embedded.engine.EmbeddedEngine",
    "elasticsearch": "search.engines.elastic.engine.ElasticEngine",
}


def engine(name: str = "") -> Engine:
    """The engine of this name, or the one that the site is set up with (SEARCH_ENGINE)."""
    return _made(name or settings.SEARCH_ENGINE)


@cache
def _made(name: str) -> Engine:
    return import_string(ENGINES[name])()


def kept() -> list[str]:
    """The names of the engines that are told of every change: the one that is asked, and the one
    that answers while the other does not."""
    names = [settings.SEARCH_ENGINE]
    if settings.SEARCH_KEEP_EMBEDDED and EMBEDDED not in names:
        names.append(EMBEDDED)
    return names
