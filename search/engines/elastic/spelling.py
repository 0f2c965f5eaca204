"""Words that no listing has: how they might go on, and which one was meant."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from elasticsearch.dsl import A, Search

from search.analysis import LONGEST_TERM as LONGEST_WORD
from search.analysis import is_cjk
from search.engines.elastic import asking
from search.engines.elastic.accents import alike
from search.engines.elastic.requests import REMEMBERED_SECONDS, forgets
from search.engines.elastic.writing import alias
from search.engines.typed import MOST_RIGHT, SHORTEST, allowed, can_be_wrong

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from elasticsearch.dsl.aggs import Agg
    from elasticsearch.dsl.query import Query

# No more words are looked up than this.
MOST_WORDS = 16
MOST_COMPLETIONS = 20
# In so many listings at most are the words counted that go on.
SAMPLE = 20_000
# In so many it is looked up how a word is written.
FEW_LISTINGS = 1_000


def in_doubt(question: asking.Asked) -> list[str]:
    """Words of which it is asked whether any listing has them."""
    return [
        word
        for word in question.words
        if 2 < len(word) <= LONGEST_WORD and not is_cjk(word) and not word.isdigit()
    ][:MOST_WORDS]


_remembered: dict[tuple[str, str], float] = {}
MOST_REMEMBERED = 20_000


def without_known(words: Iterable[str]) -> list[str]:
    """Those of which it was not found within the last minute that a listing has them: whoever
    chooses a facet or turns a page asks for the same words again."""
    since = time.monotonic() - REMEMBERED_SECONDS
    if forgets():
        return list(words)
    return [word for word in words if _remembered.get((alias(), word), -1.0) < since]


def remember(words: Iterable[str]) -> None:
    """That there are listings with these words."""
    if len(_remembered) > MOST_REMEMBERED:
        _remembered.clear()
    _remembered.update(((alias(), word), time.monotonic()) for word in words)


def known(word: str, question: asking.Asked) -> Search:
    """Finds something if any listing has the word."""
    return any_of(asking.known(word, question))


def any_of(query: Query) -> Search:
    """Finds something if anything fits."""
    return Search().query(query).extra(size=0, terminate_after=1, track_total_hits=1)


def may_be_wrong(words: Sequence[str]) -> list[str]:
    return [word for word in words if can_be_wrong(word)][:MOST_RIGHT]


def with_suggestions(search: Search, words: Sequence[str]) -> Search:
    """Asks for the nearest word that there is: one change away, of long words two."""
    for number, word in enumerate(words):
        term = {
            "field": "spell", "size": 3, "suggest_mode": "always", "sort": "score",
            "prefix_length": 1, "max_edits": allowed(word), "min_word_length": SHORTEST,
        }  # fmt: skip
        search = search.suggest(f"right:{number}", word, term=term)
    return search


def suggested(words: Sequence[str], answer: Mapping[str, Any]) -> dict[str, list[str]]:
    """For each word those that may have been meant, the likeliest first; without accents."""
    found = {}
    for number, word in enumerate(words):
        entries = answer.get(f"right:{number}", ())
        options = [option for entry in entries for option in entry["options"]]
        # Of equally near ones the commonest.
        options.sort(key=lambda o: (-round(o["score"], 2), -o["freq"]))
        found[word] = [option["text"] for option in options]
    return found


def in_use(word: str) -> Search:
    """Finds something if a listing has the word, and how it is written there."""
    search = Search().query("term", spell=word)
    search.aggs.bucket("words", _vocabulary(alike(word), 1))
    return search.extra(size=0, terminate_after=FEW_LISTINGS, track_total_hits=1)


def as_written(answer: Mapping[str, Any]) -> list[str]:
    """The commonest way; none where no title and no name has the word."""
    return _words(answer["aggregations"])


def completing(search: Search, beginning: str) -> Search:
    """The commonest words of titles and names that begin so, whatever accents they have."""
    words = _vocabulary(alike(beginning) + ".*", MOST_COMPLETIONS)
    search = search.query(asking.begins(beginning))
    search.aggs.bucket("sample", A("sampler", shard_size=SAMPLE)).bucket("words", words)
    return search.extra(size=0, track_total_hits=1)


def completions(answer: Mapping[str, Any]) -> list[str]:
    return _words(answer["aggregations"]["sample"])


def _vocabulary(pattern: str, size: int) -> Agg:
    # Without the hint every word of the index would be numbered first.
    return A("terms", field="vocabulary", include=pattern, size=size, execution_hint="map")


def _words(aggregations: Mapping[str, Any]) -> list[str]:
    return [bucket["key"] for bucket in aggregations["words"]["buckets"]]
