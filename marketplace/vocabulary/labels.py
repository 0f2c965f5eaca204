"""Lists of codes with labels in the six languages, read from marketplace/data.

Labels of classifications are data, not messages: docs/adr/0009.
"""

from __future__ import annotations

import csv
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from core.languages import current

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DATA = Path(__file__).parents[1] / "data"
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh-hans")
FALLBACK = "en"


class Vocabulary:
    """Codes in the order of their file, each with a label per language; nothing can change it.

    The file has the columns code, one per language, and optionally `parent`. Raises ValueError
    when a code stands there twice or a label is missing.
    """

    __slots__ = ("_labels", "_parents", "codes")

    codes: tuple[str, ...]
    _labels: Mapping[str, Mapping[str, str]]
    _parents: Mapping[str, str]

    def __init__(self, file_name: str) -> None:
        with (DATA / file_name).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        codes = tuple(row["code"] for row in rows)
        if len(set(codes)) != len(codes):
            raise ValueError(f"{file_name} has a code twice")
        if any(not row.get(language) for row in rows for language in LANGUAGES):
            raise ValueError(f"{file_name} lacks a label")
        labels = {
            row["code"]: MappingProxyType({language: row[language] for language in LANGUAGES})
            for row in rows
        }
        parents = {row["code"]: row.get("parent") or "" for row in rows}
        for name, value in (
            ("codes", codes),
            ("_labels", MappingProxyType(labels)),
            ("_parents", MappingProxyType(parents)),
        ):
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("A vocabulary does not change.")

    def __contains__(self, code: object) -> bool:
        return code in self._labels

    def __len__(self) -> int:
        return len(self.codes)

    def __iter__(self) -> Iterator[str]:
        return iter(self.codes)

    def label(self, code: str) -> str:
        """The label in the active language, else in English; an unknown code is its own label."""
        if code not in self._labels:
            return code
        return self._labels[code].get(_spoken(), self._labels[code][FALLBACK])

    def labels_of(self, code: str) -> dict[str, str]:
        """The label per language, for a search that finds all of them; {} for an unknown code."""
        return dict(self._labels.get(code, {}))

    def choices(self) -> list[tuple[str, str]]:
        return [(code, self.label(code)) for code in self.codes]

    def parent(self, code: str) -> str:
        """The code above it, in this vocabulary or another; "" at the top or for an unknown one."""
        return self._parents.get(code, "")


def _spoken() -> str:
    """The active language; a regional form such as fr-ca speaks as its language does."""
    language = current().lower()
    return language if language in LANGUAGES else language.split("-")[0]
