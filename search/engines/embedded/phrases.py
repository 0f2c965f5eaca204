"""Words that have to follow each other: looked for by their rarest words, then where they stand."""

from __future__ import annotations

from array import array
from collections import defaultdict
from heapq import nlargest
from typing import TYPE_CHECKING, NamedTuple

from search.analysis import STOP_WORDS, asked_of
from search.engines.base import NEED_TERMS
from search.engines.embedded.explaining import Texts
from search.engines.embedded.lookup import Group, known_terms, within_budget
from search.engines.embedded.scoring import summed
from search.engines.embedded.writing import STOP
from search.models import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from search.models import Generation

# In so many listings at most is looked where the words stand, the best ones first, however many
# phrases there are.
CANDIDATES = 5000


class Phrase(NamedTuple):
    """`places` are the keys of what may stand at each place; of each of `groups`, rarest first, an
    entry has a term in which the phrase stands."""

    places: list[set[int]]
    groups: list[Group]

    @property
    def is_one_word(self) -> bool:
        """It stands wherever the word does, in a name as well."""
        return len(self.places) == 1

    def stands_in(self, words: array) -> bool:
        first, size = self.places[0], len(self.places)
        return any(
            word in first
            and all(w in s for w, s in zip(words[at : at + size], self.places, strict=False))
            for at, word in enumerate(words[: len(words) - size + 1])
        )


def read(generation: Generation, phrases: Sequence[str], language: str) -> list[Phrase | None]:
    """In one statement; None stands for a phrase that no entry can have."""
    every = [asked_of(phrase, language, generation.languages, every=True) for phrase in phrases]
    known = known_terms(generation, [t for asked in every for one in asked for t in one.terms])
    found: list[Phrase | None] = []
    for asked in every:
        places: list[set[int]] = []
        groups: dict[frozenset[int], Group] = {}
        for one in asked:
            terms = [known[t] for t in one.terms if t in known]
            places.append({term.id for term in terms})
            if one.word in STOP_WORDS:
                places[-1].add(STOP)
            elif terms:
                # The same word again has nothing more to be looked up.
                groups[frozenset(places[-1])] = Group(one.word, terms)
        is_known = bool(groups) and all(places)
        found.append(Phrase(places, _rarest(groups.values())) if is_known else None)
    return found


def _rarest(groups: Iterable[Group]) -> list[Group]:
    return sorted(groups, key=lambda group: (group.frequency, group.word))[:NEED_TERMS]


def with_all(generation: Generation, phrases: Sequence[str], language: str) -> set[int]:
    """Entries in whose texts all of the phrases stand, each in one of the languages."""
    found = [phrase for phrase in read(generation, phrases, language) if phrase]
    if not found or len(found) < len(phrases):
        return set()
    groups = {tuple(g.terms): g for phrase in found for g in phrase.groups}
    rarest = [(group, 1) for group in _rarest(groups.values())]
    taken = within_budget(rarest, generation.documents)
    rows = summed(taken, len(taken))
    if len(taken) == len(groups) and all(phrase.is_one_word for phrase in found):
        return {number for number, _score in rows}
    numbers = [number for number, _score in nlargest(CANDIDATES, rows, key=lambda row: row[1])]
    return {
        number
        for number, words in _words(generation, numbers)
        if all(phrase.stands_in(words) for phrase in found)
    }


def with_any(generation: Generation, phrases: Sequence[str], language: str, most: int) -> set[int]:
    """Entries in whose texts one of the phrases stands, of several words each. No more than `most` postings are read; of a
    phrase for which that is too few nothing is found."""
    known = [phrase for phrase in read(generation, phrases, language) if phrase]
    known.sort(key=lambda phrase: phrase.groups[0].frequency)
    rows: list[tuple[Phrase, list[int]]] = []
    for place, phrase in enumerate(known):
        taken = _within(phrase.groups, most, most // (len(known) - place))
        if not taken:
            continue
        most -= sum(group.frequency for group in taken)
        found = summed([(group, 1) for group in taken], len(taken))
        found.sort(key=lambda row: -row[1])
        rows.append((phrase, [number for number, _score in found]))
    return _standing(generation, rows)


def _within(groups: Sequence[Group], most: int, share: int) -> list[Group]:
    """The rarest that are within the share; one of them if it is within `most`."""
    taken: list[Group] = []
    for group in groups:
        if group.frequency > (share if taken else most):
            break
        share -= group.frequency
        taken.append(group)
    return taken


def _standing(generation: Generation, rows: Sequence[tuple[Phrase, Sequence[int]]]) -> set[int]:
    """Of the candidates of each phrase those in which it stands. Few of them are all looked at;
    what they leave is shared by the others."""
    looked_for: dict[int, list[Phrase]] = defaultdict(list)
    left = CANDIDATES
    for place, (phrase, numbers) in enumerate(sorted(rows, key=lambda row: len(row[1]))):
        taken = numbers[: left // (len(rows) - place)]
        left -= len(taken)
        for number in taken:
            looked_for[number].append(phrase)
    return {
        number
        for number, words in _words(generation, list(looked_for))
        if any(phrase.stands_in(words) for phrase in looked_for[number])
    }


def _words(generation: Generation, numbers: Sequence[int]) -> Iterator[tuple[int, array]]:
    if numbers:
        rows = Entry.objects.filter(generation=generation.pk, number__in=numbers)
        for number, languages, words in rows.values_list("number", "languages", "words"):
            yield number or 0, array("I", Texts(bytes(words), languages.split(",")).alone)
