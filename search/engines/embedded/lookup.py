"""From the words of a query to terms of the index with their weights."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection

from core.prepared import prepared
from search.analysis import Asked, asked_of, fold, is_cjk, words_of
from search.engines.base import NEED_TERMS, WhyKind
from search.engines.embedded import spelling
from search.engines.embedded.analysing import HIGHEST_IMPACT
from search.engines.typed import put_right
from search.models import Posting, Term
from search.synonyms import synonyms_of
from search.translating import translator

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from django.db.models import QuerySet

    from search.models import Generation
    from search.parsing import Parsed


# So many postings are read at most: for each listing, and in all. Two for each were measured to cost
# neither a page nor a need any quality (docs/search-quality.md).
POSTINGS_EACH, MOST_POSTINGS = 2, 400_000
SYNONYM, COMPLETED, CORRECTED, TRANSLATED = 0.4, 0.8, 0.6, 0.5
MOST_BEGINNINGS, MOST_COMPLETIONS = 3, 20
# A word with a star that is not wanted means every word that begins so; a bound all the same.
MOST_UNWANTED = 1000


class Known(NamedTuple):
    """A term that the index has."""

    id: int
    frequency: int
    shown: str


@dataclass
class Group:
    """Terms that stand for the same word of the query and are weighed as one.

    Where several words together stand for it, as those of a synonym, each is one of `parts`, and
    an entry has the group that has all of them; with each stands what it weighs.
    """

    word: str
    terms: list[Known]
    kind: WhyKind = WhyKind.WORDS
    times: int = 1
    factor: float = 1.0
    parts: list[tuple[Group, int]] = field(default_factory=list)

    @property
    def is_own(self) -> bool:
        """Of the query itself, and not something else that stands for it."""
        return self.kind not in (WhyKind.SYNONYM, WhyKind.TRANSLATION)

    @property
    def frequency(self) -> int:
        return sum(term.frequency for term in self.terms)

    def is_had(self, terms: Container[int]) -> bool:
        """Whether an entry with these terms has it."""
        if self.parts:
            return all(part.is_had(terms) for part, _weight in self.parts)
        return any(term.id in terms for term in self.terms)

    def rarity(self, documents: int) -> float:
        """Its idf."""
        found = min(self.frequency, documents)
        return math.log(1 + (documents - found + 0.5) / (found + 0.5))

    def weight(self, documents: int) -> int:
        if self.parts:
            return sum(weight for _part, weight in self.parts)
        return weight_of(self.times * self.factor, self.rarity(documents))


# PostgreSQL multiplies it with an impact in 32 bits. A text may say nothing but one rare word.
HIGHEST_WEIGHT = (2**31 - 1) // HIGHEST_IMPACT


def weight_of(times: float, rarity: float) -> int:
    return min(max(round(100 * times * rarity), 1), HIGHEST_WEIGHT)


@dataclass
class Lookup:
    """The groups to be asked for; the query with words put right, or ""; words to be marked."""

    groups: list[Group] = field(default_factory=list)
    suggestion: str = ""
    marks: list[str] = field(default_factory=list)


def look_up(generation: Generation, parsed: Parsed, language: str, hidden: int = 0) -> Lookup:
    """In a bounded number of statements, however many words. `hidden` are the bits of what must
    not be told of."""
    asked = asked_of(parsed.text, language, generation.languages)
    times = Counter(asked)
    others = others_of(list(times), language, generation.languages)
    known = known_terms(generation, [*(t for a in times for t in a.terms), *_texts(others)])
    found = Lookup()
    missing = []
    for one, number in times.items():
        if terms := [known[t] for t in one.terms if t in known]:
            found.groups.append(Group(one.word, terms, times=number))
        else:
            missing.append(one)
    for other in others:
        parts = [[known[t] for t in one.terms if t in known] for one in other.asked]
        if all(parts):
            found.groups.append(_standing_for(other, parts, generation.documents))
            found.marks += [one.word for one in other.asked]
    _complete(generation, found, parsed, missing)
    if missing:
        _correct(generation, found, parsed, missing, hidden)
    return found


class Other(NamedTuple):
    """What stands for `word` if all of `asked` do; each of them weighs by its factor."""

    kind: WhyKind
    word: str
    asked: tuple[Asked, ...]
    factors: tuple[float, ...]


def others_of(asked: list[Asked], language: str, present: Iterable[str]) -> list[Other]:
    """What else to ask for: synonyms, and what a translator knows."""
    words = [one.word for one in asked]
    found = [
        (WhyKind.SYNONYM, SYNONYM, word, asked_of(synonym, language, present))
        for word, synonym in synonyms_of(words)
    ]
    for unit in translator().expand(words, language, list(present)):
        for target in unit.targets:
            asked_for = asked_of(target.word, target.language, present)
            factor = TRANSLATED * target.weight
            found.append((WhyKind.TRANSLATION, factor, " ".join(unit.source), asked_for))
    own = {term for one in asked for term in one.terms}
    others = (_other(*one, own) for one in found)
    return [other for other in others if any(other.factors)]


def _other(kind: WhyKind, factor: float, word: str, asked: list[Asked], own: set[str]) -> Other:
    """A word of it that is asked for anyhow is needed, and has been weighed."""
    factors = (0 if own & set(one.terms) else factor / len(asked) for one in asked)
    return Other(kind, word, tuple(asked), tuple(factors))


def _standing_for(other: Other, parts: list[list[Known]], documents: int) -> Group:
    if len(parts) == 1:
        return Group(other.word, parts[0], other.kind, factor=other.factors[0])
    terms = [term for part in parts for term in part]
    groups = [
        Group(one.word, part, factor=factor)
        for one, part, factor in zip(other.asked, parts, other.factors, strict=True)
    ]
    weighed = [(part, part.weight(documents) if part.factor else 0) for part in groups]
    return Group(other.word, terms, other.kind, parts=weighed)


def _texts(others: list[Other]) -> list[str]:
    return [term for other in others for one in other.asked for term in one.terms]


def known_terms(generation: Generation, texts: Iterable[str]) -> dict[str, Known]:
    wanted = list(dict.fromkeys(texts))
    if not wanted:
        return {}
    places = ",".join(["%s"] * len(wanted))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT text, id, frequency, shown FROM search_term "  # noqa: S608 - places alone
            f"WHERE generation = %s AND text IN ({places}) AND frequency > 0",
            [generation.pk, *wanted],
        )
        return {text: Known(*row) for text, *row in cursor.fetchall()}


def _complete(generation: Generation, found: Lookup, parsed: Parsed, missing: list[Asked]) -> None:
    """Words with a star, single characters, and an unknown last word, which may be unfinished."""
    starred = {w for beginning in parsed.beginnings for w in words_of(beginning)[-1:]}
    wanted = {one.word for one in missing[-1:] if len(one.word) > 2} | starred
    wanted |= {group.word for group in found.groups if is_character(group.word)}
    wanted |= {one.word for one in missing if is_character(one.word)}
    if not wanted:
        return
    for word in sorted(wanted)[:MOST_BEGINNINGS]:
        terms = [Known(*row) for row in beginning_with(generation, word)]
        known = {term.id for group in found.groups for term in group.terms}
        if terms := [term for term in terms if term.id not in known]:
            found.groups.append(Group(word, terms, factor=COMPLETED))
            found.marks += [term.shown for term in terms]
            missing[:] = [one for one in missing if one.word != word]


def is_character(word: str) -> bool:
    """One of a script in which it may stand for any word that begins with it."""
    return len(word) == 1 and is_cjk(word)


def beginning_with(
    generation: Generation, start: str, most: int = MOST_COMPLETIONS
) -> list[tuple[int, int, str]]:
    """The commonest terms that begin so, or of which a word does: key, frequency, word.

    Terms have no accents; the word that is shown of each has those of whoever wrote it first.
    """
    plain = fold(start)
    asked = dict.fromkeys([("text", plain), ("shown", start), ("shown", plain)])
    rows = [row for column, each in asked for row in _between(generation, column, each, most)]
    return sorted(dict.fromkeys(rows), key=lambda row: -row[1])[:most]


def _between(
    generation: Generation, column: str, start: str, most: int
) -> list[tuple[int, int, str]]:
    end = start[:-1] + chr(min(ord(start[-1]) + 1, 0x10FFFF))
    return _beginning(column, most, generation=generation.pk, start=start, end=end)


@prepared
def _beginning(column: str, most: int, *, generation: int, start: str, end: str) -> QuerySet:
    bounds = {f"{column}__gte": start, f"{column}__lt": end}
    found = Term.objects.filter(generation=generation, frequency__gt=0, **bounds)
    return found.order_by("-frequency").values_list("pk", "frequency", "shown")[:most]


def in_sight(terms: Sequence[Known], hidden: int) -> set[int]:
    """The keys of those that a listing has which is not hidden."""
    most = hidden.bit_count()
    doubtful = {term.id for term in terms if term.frequency <= most}
    rows = Posting.objects.filter(term__in=doubtful).values_list("term", "number")
    seen = {term for term, number in rows if not hidden >> number & 1} if doubtful else set()
    return {term.id for term in terms if term.id not in doubtful or term.id in seen}


def _correct(
    generation: Generation, found: Lookup, parsed: Parsed, missing: list[Asked], hidden: int
) -> None:
    near = {word: Known(*row) for word, row in spelling.nearest(generation, missing).items()}
    seen = in_sight(list(near.values()), hidden)
    right = {word: term for word, term in near.items() if term.id in seen}
    if not right:
        return
    for word, term in right.items():
        found.groups.append(Group(word, [term], WhyKind.SPELLING, factor=CORRECTED))
        found.marks.append(term.shown)
    found.suggestion = put_right(parsed, {word: term.shown for word, term in right.items()})


# --- Bounds -------------------------------------------------------------------------------------


def affordable(groups: Sequence[Group], documents: int) -> list[tuple[Group, int]]:
    """The heaviest groups, then the rarest of them while there are not too many postings to read.

    Two are always taken. Never a fixed limit to how common a word may be: that was measured to
    cost a great deal.
    """
    return within_budget(weighed(groups, documents), documents)


def weighed(groups: Sequence[Group], documents: int) -> list[tuple[Group, int]]:
    """The heaviest groups with their weights, heaviest first."""
    every = [(group, group.weight(documents)) for group in groups]
    every.sort(key=lambda pair: (-pair[1], pair[0].word))
    return every[:NEED_TERMS]


def within_budget(heaviest: Sequence[tuple[Group, int]], documents: int) -> list[tuple[Group, int]]:
    """As `affordable`, of what `weighed` found."""
    rarest = sorted(heaviest, key=lambda pair: (pair[0].frequency, pair[0].word))
    left = min(POSTINGS_EACH * documents, MOST_POSTINGS)
    taken = []
    for group, weight in rarest:
        if len(taken) >= 2 and group.frequency > left:
            break
        left -= group.frequency
        taken.append((group, weight))
    return taken
