"""Addresses that pages show by the dozen, each pattern looked up once per language."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.urls import reverse

from core.languages import current

if TYPE_CHECKING:
    from uuid import UUID

# A key and a name in one: what no row has.
UNUSED = {"uuid": "ffffffff-ffff-ffff-ffff-ffffffffffff", "slug": "unused-unused-unused"}


def of_view(view: str) -> str:
    """As `reverse(view)` in the active language."""
    return _plain(view, current())


@lru_cache(maxsize=256)
def _plain(view: str, _language: str) -> str:
    return reverse(view)


def of_key(view: str, key: UUID) -> str:
    """As `reverse(view, args=[key])` in the active language, for views that take a UUID alone."""
    return _pattern(view, "uuid", current()) % key


def of_slug(view: str, slug: str) -> str:
    """As `reverse(view, args=[slug])` in the active language, for views that take a slug alone."""
    return _pattern(view, "slug", current()) % slug


@lru_cache(maxsize=128)
def _pattern(view: str, kind: str, _language: str) -> str:
    return reverse(view, args=[UNUSED[kind]]).replace("%", "%%").replace(UNUSED[kind], "%s")
