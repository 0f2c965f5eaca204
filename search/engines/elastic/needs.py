"""Counterparts for a long text: its heaviest terms, asked for together.

What `more_like_this` does with `boost_terms`, in two requests instead of one, because it does not
tell which terms it took: those are the reasons that are shown.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from elasticsearch.dsl import Q

from search.analysis import normalise
from search.engines.base import NEED_TERMS
from search.engines.elastic.mapping import group_of
from search.engines.elastic.units import part, units_of
from search.engines.likeness import REASONS, language_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from elasticsearch.dsl.query import Query

    from search.engines.base import Likeness

MOST_CHARACTERS = 100_000


class Heavy(NamedTuple):
    """A term of the text; `word` is as it stands there, `rarity` its idf among all listings."""

    field: str
    term: str
    weight: float
    word: str
    rarity: float


def fields_of(like: Likeness, present: Iterable[str]) -> dict[str, str]:
    """The text as a document of its own: in the fields of its language, else of all present."""
    language = language_of(like)
    text = normalise(text_of(like), language)
    groups = [group_of(language)] if language else present
    return {f"{group}_all": text[:MOST_CHARACTERS] for group in groups}


def request_of(fields: Mapping[str, str]) -> dict[str, Any]:
    return {
        "doc": fields,
        "fields": list(fields),
        "term_statistics": True,
        "field_statistics": True,
        "positions": False,
        "payloads": False,
        "offsets": True,
        "filter": {
            # Those that no listing has are among them; they are left out afterwards.
            "max_num_terms": 4 * NEED_TERMS,
            "min_term_freq": 1,
            "min_doc_freq": 1,
        },
    }


def heaviest(answer: Mapping[str, Any], fields: Mapping[str, str]) -> list[Heavy]:
    found = []
    for field, vector in answer.get("term_vectors", {}).items():
        units = units_of(fields[field])
        for term, told in vector["terms"].items():
            if not told.get("doc_freq"):
                continue
            first = (told.get("tokens") or [{}])[0]
            word = part(units, first.get("start_offset", 0), first.get("end_offset", 0))
            rarity = _idf(told["doc_freq"], vector["field_statistics"]["doc_count"])
            found.append(Heavy(field, term, told["score"], word or term, rarity))
    found.sort(key=lambda heavy: (-heavy.weight, heavy.field, heavy.term))
    return found[:NEED_TERMS]


def _idf(frequency: int, documents: int) -> float:
    # As BM25Similarity has it.
    found = min(frequency, documents)
    return math.log(1 + (documents - found + 0.5) / (found + 0.5))


def highest(terms: list[Heavy]) -> float:
    """Where the score of `query_of` tends to for a listing that says these words again and again."""
    most = terms[0].weight
    return sum(term.weight / most * term.rarity for term in terms)


def query_of(terms: list[Heavy]) -> Query:
    """Any of the terms, each as much as it weighs beside the heaviest."""
    most = terms[0].weight
    should = [
        Q("term", **{t.field: {"value": t.term, "boost": t.weight / most, "_name": str(number)}})
        for number, t in enumerate(terms)
    ]
    return Q("bool", should=should, minimum_should_match=1)


def reasons(terms: list[Heavy], matched: Any) -> tuple[str, ...]:
    """The words that weigh most among those a hit shares."""
    shared = [terms[number] for number in sorted(int(name) for name in matched)]
    return tuple(dict.fromkeys(term.word for term in shared))[:REASONS]
