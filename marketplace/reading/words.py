"""What a reader calls a code of a scheme of classification; looked up once per language."""

from __future__ import annotations

from functools import lru_cache

from core.languages import current
from marketplace.enums import FacetScheme
from marketplace.vocabulary.sdg import TARGETS
from marketplace.vocabulary.technology_fields import FIELDS
from marketplace.vocabulary.themes import THEMES
from partners import isic

VOCABULARIES = {
    FacetScheme.THEME: THEMES,
    FacetScheme.FIELD: FIELDS,
    FacetScheme.SDG: TARGETS,
}


def facet_label(scheme: str, code: str) -> str:
    """What a reader calls a code of one of the schemes with a vocabulary of its own."""
    return _facet_label(scheme, code, current())


@lru_cache(maxsize=4096)
def _facet_label(scheme: str, code: str, _language: str) -> str:
    if scheme == FacetScheme.DIVISION:
        return isic.label(code)
    vocabulary = VOCABULARIES.get(FacetScheme(scheme))
    return vocabulary.label(code) if vocabulary else code
