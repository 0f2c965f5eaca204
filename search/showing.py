"""What a line of the results tells of each listing, in a fixed number of queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from core.prepared import prepared, several
from marketplace.models import LicenceTerms, ListingTranslation
from search.engines.base import PER_PAGE
from search.highlighting import Marker
from search.reasons import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from django.db.models import QuerySet
    from django.utils.safestring import SafeString

    from search.asking import Answer, Found


class Line(NamedTuple):
    """`title` and `summary` are marked, in `language`: of the text that fits best."""

    listing: Any
    title: SafeString
    plain_title: str
    summary: SafeString
    language: str
    licence_kinds: tuple[str, ...]
    why: str


def lines(answer: Answer) -> list[Line]:
    marker = Marker(answer.query, answer.results)
    kinds, texts = licence_kinds(answer.found), _translations(answer.found)
    return [_line(found, marker, kinds, texts) for found in answer.found]


def _line(found: Found, marker: Marker, kinds: Any, texts: Any) -> Line:
    listing = found.listing
    language, title, summary = listing.language, listing.title, listing.summary
    if found.hit.language != language and (listing.pk, found.hit.language) in texts:
        language = found.hit.language
        title, summary = texts[listing.pk, language]
    return Line(
        listing=listing,
        title=marker.mark(title, language),
        plain_title=title,
        summary=marker.mark(summary, language),
        language=language,
        licence_kinds=kinds.get(listing.pk, ()),
        why=sentences(found.hit.why),
    )


def licence_kinds(found: Sequence[Found]) -> dict[Any, tuple[str, ...]]:
    """The codes of the terms of each listing, by its key."""
    keys = [each.listing.pk for each in found]
    return {key: tuple(kinds) for key, kinds in _rows(_kinds, keys)}


@prepared
def _kinds(**keys: UUID) -> QuerySet:
    terms = LicenceTerms.objects.filter(listing__in=list(keys.values()))
    return terms.order_by().values_list("listing", "kinds")


def _translations(found: Sequence[Found]) -> dict[tuple[Any, str], tuple[str, str]]:
    """Title and summary of those that are found by another text than their own."""
    keys = [each.listing.pk for each in found if each.hit.language != each.listing.language]
    rows = _rows(_texts, keys)
    return {(key, language): (title, summary) for key, language, title, summary in rows}


@prepared
def _texts(**keys: UUID) -> QuerySet:
    rows = ListingTranslation.objects.filter(listing__in=list(keys.values()))
    return rows.order_by().values_list("listing", "language", "title", "summary")


def _rows(of: prepared, keys: Sequence[UUID]) -> Iterable[Any]:
    if not keys:
        return []
    if len(keys) > PER_PAGE:
        return of.build(**several(keys, len(keys)))
    return of(**several(keys, PER_PAGE))
