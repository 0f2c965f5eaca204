"""The names under which a listing is found in all six languages: classes, country, institution."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import override

from marketplace.enums import FacetScheme
from marketplace.vocabulary.labels import LANGUAGES, Vocabulary
from marketplace.vocabulary.sdg import GOALS, TARGETS
from marketplace.vocabulary.technology_fields import FIELDS
from marketplace.vocabulary.themes import THEMES
from partners import isic
from search.reading import COUNTRY_COLUMNS

if TYPE_CHECKING:
    from search.reading import Read

VOCABULARIES: dict[str, Vocabulary] = {FacetScheme.THEME: THEMES, FacetScheme.FIELD: FIELDS}
NAMED = frozenset({*VOCABULARIES, FacetScheme.SDG, FacetScheme.DIVISION})


def labels_of(read: Read) -> dict[str, str]:
    """By language, on one line a name; the institution's own name is under its own language."""
    found: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    for facet in read.facets:
        for names in _names(facet.scheme, facet.code) if facet.scheme in NAMED else ():
            for language, name in names.items():
                found[language].append(name)
    for language, column in COUNTRY_COLUMNS.items():
        found[language].append(getattr(read.row, column))
    own = found.setdefault(read.row.organisation__language, [])
    own.append(read.row.organisation__name)
    own += read.codes(FacetScheme.IPC)
    return {language: "\n".join(filter(None, names)) for language, names in found.items()}


@lru_cache(maxsize=1024)
def _names(scheme: str, code: str) -> tuple[dict[str, str], ...]:
    if scheme == FacetScheme.SDG:
        return TARGETS.labels_of(code), GOALS.labels_of(TARGETS.parent(code) or code)
    if scheme == FacetScheme.DIVISION:
        return (_division(code),)
    return (VOCABULARIES[scheme].labels_of(code),)


def _division(code: str) -> dict[str, str]:
    names = {}
    for language in LANGUAGES:
        with override(language):
            names[language] = str(isic.DIVISIONS.get(code, ""))
    return names
