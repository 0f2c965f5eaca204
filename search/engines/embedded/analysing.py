"""A document as terms, and what each of them is worth in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from search.analysis import tokens_of

if TYPE_CHECKING:
    from search.documents import Document, Text

# BM25 with the length weighing nearly fully: measured against 0.75, docs/search-quality.md.
K1, B = 1.2, 0.9
TITLE, BODY, LABEL = 2.0, 1.0, 0.3
SCALE = 100
# What an index begins with that has nothing in it yet to take an average of.
AVERAGE_LENGTH = 150.0


@dataclass
class Version:
    """One language of a document. `title` and `body` are terms in their order, "" a stop word."""

    language: str
    title: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    weights: Counter[str] = field(default_factory=Counter)
    length: float = 0


@dataclass
class Analysed:
    """`shown` has for each term a word that became it."""

    versions: list[Version]
    labels: list[str]
    shown: dict[str, str]

    @property
    def length(self) -> int:
        return round(self.versions[0].length)

    def impacts(self, average: float) -> dict[str, int]:
        """For each term its share of the score; of several languages, the one it is worth most in.

        So a translation makes a document no longer, and a listing is found once.
        """
        found: dict[str, int] = {}
        for version in self.versions:
            norm = K1 * (1 - B + B * version.length / average)
            # Few weights are different.
            worth = {weight: impact(weight, norm) for weight in set(version.weights.values())}
            for term, weight in version.weights.items():
                value = worth[weight]
                if value > found.get(term, 0):
                    found[term] = value
        norm = K1 * (1 - B + B * self.versions[0].length / average)
        of_label = impact(LABEL, norm)
        for term in self.labels:
            found.setdefault(term, of_label)
        return found


# Where an impact tends to when a word is all that a text says.
HIGHEST_IMPACT = round(SCALE * (K1 + 1))


def impact(weight: float, norm: float) -> int:
    return max(round(SCALE * weight * (K1 + 1) / (weight + norm)), 1)


def analyse(document: Document) -> Analysed:
    shown: dict[str, str] = {}
    versions = [_version(text, shown) for text in document.texts]
    labels: dict[str, None] = {}
    for language, names in document.labels.items():
        for name in names.split("\n"):
            for term, word in _named(name, language):
                labels[term] = None
                if word:
                    shown.setdefault(term, word)
    return Analysed(versions, list(labels), shown)


def length_of(document: Document) -> int:
    """As `Analysed.length`, for who wants no more of it."""
    return round(_version(document.texts[0], {}).length)


def _version(text: Text, shown: dict[str, str]) -> Version:
    version = Version(text.language)
    weights = version.weights
    for part, weight, where in (
        (text.title, TITLE, version.title),
        (text.body, BODY, version.body),
    ):
        tokens = list(tokens_of(part, text.language))
        where += [token.term for token in tokens]
        for token, times in Counter(tokens).items():
            if not token.term:
                continue
            version.length += weight * times
            for term in (token.term, *token.also):
                weights[term] += weight * times  # type: ignore[assignment]
                shown.setdefault(term, token.word[:64])
    return version


# The same names come up again and again: of classes, countries, institutions.
@lru_cache(maxsize=8192)
def _named(name: str, language: str) -> tuple[tuple[str, str], ...]:
    """The terms of a name, in order, each with the word that became it, if it is its own."""
    found = []
    for token in tokens_of(name, language):
        if token.term:
            found.append((token.term, token.word[:64]))
        found += [(term, "") for term in token.also]
    return tuple(found)
