"""The names under which a listing is found in all six languages: classes, country, institution."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import override

from countries.models import NAME_COLUMNS
from marketplace.enums import FacetScheme
from marketplace.vocabulary.labels import LANGUAGES, Vocabulary
from marketplace.vocabulary.sdg import GOALS, TARGETS
from marketplace.vocabulary.technology_fields import FIELDS
from marketplace.vocabulary.themes import THEMES
from partners import isic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from marketplace.models import Listing

VOCABULARIES: dict[str, Vocabulary] = {FacetScheme.THEME: THEMES, FacetScheme.FIELD: FIELDS}


def labels_of(listing: Listing) -> dict[str, str]:
    """By language, on one line a name; the institution's own name is under its own language."""
    found: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    for facet in listing.facets.all():
        for names in _names(facet.scheme, facet.code):
            for language, name in names.items():
                found[language].append(name)
    country = listing.organisation.country
    for language, column in NAME_COLUMNS.items():
        found[language].append(getattr(country, column))
    own = found.setdefault(listing.organisation.language, [])
    own.append(listing.organisation.name)
    own += listing.codes(FacetScheme.IPC)
    return {language: "\n".join(filter(None, names)) for language, names in found.items()}


def _names(scheme: str, code: str) -> Iterator[dict[str, str]]:
    if scheme == FacetScheme.SDG:
        yield TARGETS.labels_of(code)
        yield GOALS.labels_of(TARGETS.parent(code) or code)
    elif scheme == FacetScheme.DIVISION:
        yield _division(code)
    elif scheme in VOCABULARIES:
        yield VOCABULARIES[scheme].labels_of(code)


@lru_cache(maxsize=200)
def _division(code: str) -> dict[str, str]:
    names = {}
    for language in LANGUAGES:
        with override(language):
            names[language] = str(isic.DIVISIONS.get(code, ""))
    return names
