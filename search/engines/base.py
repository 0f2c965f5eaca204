"""What every engine answers, whatever stands behind it. Pages know nothing else of an engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from uuid import UUID

    from search.documents import Document
    from search.query import SearchQuery

PER_PAGE = 20
# Terms of a long need that are asked for (docs/search-quality.md).
NEED_TERMS = 100


class WhyKind(StrEnum):
    """Why a listing was found, from the plainest reason to the remotest."""

    WORDS = "words"  # of the query, in the title or the text
    SYNONYM = "synonym"  # another word for one of the query
    TRANSLATION = "translation"  # what a `QueryTranslator` made of one
    SPELLING = "spelling"  # a word that is written nearly the same
    LABEL = "label"  # a word in the name of a classification, a country, the institution


@dataclass(frozen=True, slots=True)
class Why:
    """One reason; `words` are as they stand in the query."""

    kind: WhyKind
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A listing that the engine found. `language` is that of the text which fits best.

    `share` says of a counterpart how much of the long text it answers, from 0 to 1: its score as a
    part of what a listing could reach that is about nothing else. So it compares between texts.
    """

    id: UUID
    score: float
    language: str
    why: tuple[Why, ...] = ()
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Results:
    """One page of hits and what belongs to the whole.

    `page` is the one answered: the last where one beyond it was asked for. `facets` maps the code
    of a facet to its values with more than nothing behind them; a facet in which something is
    chosen is counted as if nothing were chosen in it. `suggestion` is the query with words put
    right, or "". `marks` are the words to be marked in a text beside those of the query: synonyms,
    put right, completed.
    """

    hits: list[Hit]
    total: int
    page: int = 1
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    suggestion: str = ""
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Likeness:
    """What counterparts are sought for. `language` may be "" where it is not known."""

    title: str
    description: str
    language: str = ""


class EngineUnavailableError(Exception):
    """The engine does not answer, or not within its time; whoever asked may ask another."""


class IndexMissingError(EngineUnavailableError):
    """The engine answers but has no index: it is new, or it was wiped. A rebuild helps."""


class QuestionRefusedError(EngineUnavailableError):
    """The engine answers, but not this question; it is not what is wrong."""


class SupersededError(Exception):
    """Another rebuild was begun after this one."""


class Engine(Protocol):
    """An index of public listings. All of it can be made again from the database at any time."""

    name: str

    def search(
        self, query: SearchQuery, *, per_page: int = PER_PAGE, with_facets: bool = True
    ) -> Results:
        """One page; raises `EngineUnavailableError`, never anything for what was typed."""

    def similar(
        self,
        like: Likeness,
        *,
        kind: str = "",
        without_organisation: int | None = None,
        among: Collection[UUID] | None = None,
        limit: int = 100,
    ) -> list[Hit]:
        """The best for a long text, by its `NEED_TERMS` heaviest terms; `why` has the five that
        weigh most. `kind` limits them to offers or needs, `among` to these listings, each of them
        with the score that it has among all."""

    def nearness(self, likes: Sequence[Likeness], key: UUID) -> list[Hit | None]:
        """The one listing as each of the long texts finds it; None where they share no word."""

    def suggest(self, beginning: str, *, limit: int = 8) -> list[str]:
        """Words of the index that go on from the last word of `beginning`, each with what stands
        before it."""

    def index(self, documents: Iterable[Document]) -> None:
        """Add or replace; a document read earlier never replaces one read later (`version`)."""

    def delete(self, keys: Iterable[UUID], *, version: int) -> None:
        """Forget these listings; `version` as that of a document."""

    def rebuild(
        self,
        keys: Callable[[], Sequence[UUID]],
        documents_of: Callable[[list[UUID]], list[Document]],
        *,
        progress: Callable[[int], None] | None = None,
    ) -> int:
        """Build an index beside the one in use and put it in its place; returns how many.

        `keys` and `documents_of` read rows as they are when they are called. What `index` and
        `delete` are told once the new index has begun is in both; what they were told before that
        is in what `keys` reads then. Raises `SupersededError`.
        """

    def clear(self) -> None:
        """Forget everything."""

    def drop(self) -> None:
        """Forget everything, and leave nothing behind where the index was."""

    def wear(self) -> float:
        """How far what scores were made with has moved since the index was built, as a part of
        it: 0.2 is a fifth. Only a rebuild takes it back. 0 for an engine that knows no such thing.
        """

    def is_outdated(self) -> bool:
        """Whether the terms of the index were made by another version of `search.analysis`, and
        do not meet those of what is asked and written now. Raises `IndexMissingError`."""

    def count(self) -> int:
        """How many listings are in the index. Raises `IndexMissingError`."""

    def latest(self, keys: Sequence[UUID]) -> int:
        """The latest of the versions in which it holds these, or remembers them as deleted; or 0.
        What is told of them with an earlier one has no effect."""

    def ids_and_hashes(self) -> Iterator[tuple[UUID, str]]:
        """What is in the index, for `reconcile_index`."""
