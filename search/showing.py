"""What a line of the results tells of each listing, in a fixed number of queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from marketplace.models import LicenceTerms, ListingTranslation
from search.highlighting import Marker
from search.reasons import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    terms = LicenceTerms.objects.filter(listing__in=[each.listing.pk for each in found])
    return {key: tuple(kinds) for key, kinds in terms.values_list("listing", "kinds")}


def _translations(found: Sequence[Found]) -> dict[tuple[Any, str], tuple[str, str]]:
    rows = ListingTranslation.objects.filter(listing__in=[each.listing.pk for each in found])
    columns = rows.values_list("listing", "language", "title", "summary")
    return {(key, language): (title, summary) for key, language, title, summary in columns}
