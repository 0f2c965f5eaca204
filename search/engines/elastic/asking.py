"""From the words of a query to what Elasticsearch is asked. Pure: nothing here connects."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from elasticsearch.dsl import Q
from elasticsearch.dsl.query import Query

from search.analysis import (
    LONGEST_TERM,
    asked_of,
    fold,
    is_cjk,
    normalise,
    word_spans,
    words_of,
)
from search.engines.base import WhyKind
from search.engines.elastic.mapping import (
    CJK,
    GROUPS,
    LABEL_GROUPS,
    LONGEST_BEGINNING,
    group_of,
)
from search.engines.elastic.units import part, units_of
from search.parsing import required_phrases, starts_of
from search.synonyms import synonyms_of
from search.translating import translator

if TYPE_CHECKING:
    from collections.abc import Mapping

    from search.parsing import Parsed

# Measured: docs/search-quality.md. The others are as in the embedded engine.
UNSTEMMED, LABEL = 0.3, 0.3
SYNONYM, COMPLETED, CORRECTED, TRANSLATED = 0.4, 0.8, 0.6, 0.5
# From five words on a listing has to have two of them.
TWO_OF_MANY, ONE = "0<1 4<2", "1"
MOST_WORDS = 40
MOST_BEGINNINGS = 3
# Names of parts of a query, by which the answer says which of them a hit fits.
IN = "in:"
# What a completed word adds: a prefix has no rarity of its own.
OF_A_BEGINNING = 3.0
LABELS = [f"{group}_label" for group in LABEL_GROUPS]


@dataclass(frozen=True)
class Other:
    """What else is asked for in the place of `word`, a part of the query."""

    kind: WhyKind
    word: str
    text: str
    boost: float
    language: str = ""


@dataclass
class Asked:
    """The words of a query, normalised, and what stands for them; `groups` are those that there
    are texts in, `phrases` what every hit has to have."""

    parsed: Parsed
    text: str
    words: tuple[str, ...]
    groups: tuple[str, ...]
    phrases: tuple[str, ...] = ()
    others: list[Other] = field(default_factory=list)
    beginnings: list[str] = field(default_factory=list)

    def texts(self) -> list[str]:
        return [f"{group}_all" for group in self.groups]


def asked(parsed: Parsed, language: str, groups: tuple[str, ...]) -> Asked:
    text = bounded(normalise(parsed.text, language))
    words = tuple(dict.fromkeys(one.word for one in asked_of(text, language)))
    starred = [
        w
        for part in parsed.beginnings
        for w in words_of(part, language)[-1:]
        if len(w) <= LONGEST_TERM
    ]
    beginnings = list(dict.fromkeys(starred))[:MOST_BEGINNINGS]
    others, phrases = others_of(words, language), required_phrases(parsed)
    return Asked(parsed, text, words, groups, phrases, others, beginnings)


def bounded(text: str) -> str:
    """So much of it as has `MOST_WORDS` words: each becomes a clause in every group."""
    left = MOST_WORDS
    for word in word_spans(text):
        cost = len(word[0]) if is_cjk(word[0]) else 1
        if cost >= left:
            return text[: word.start() + left if cost > left else word.end()]
        left -= cost
    return text


def others_of(words: tuple[str, ...], language: str) -> list[Other]:
    """Synonyms, and what a translator knows."""
    found = [Other(WhyKind.SYNONYM, word, synonym, SYNONYM) for word, synonym in synonyms_of(words)]
    for unit in translator().expand(words, language, list(GROUPS)):
        found += [
            Other(
                WhyKind.TRANSLATION, " ".join(unit.source), target.word,
                TRANSLATED * target.weight, target.language,
            )
            for target in unit.targets
        ]  # fmt: skip
    return found[:MOST_WORDS]


def query_of(question: Asked, *, enough: str = TWO_OF_MANY) -> Query:
    """What fits the words, best first; everything where nothing is asked for."""
    parts = [
        Q(
            "dis_max",
            queries=[_in_group(question.text, group, enough) for group in question.groups],
        ),
        _in_labels(question.text, enough, LABEL),
        *(_single(word) for word in question.words if is_cjk(word) and len(word) == 1),
        *(stands_for(other, question) for other in question.others),
        *(beginning(word) for word in question.beginnings),
    ]
    must = [_phrase(phrase, question) for phrase in question.phrases]
    if question.text:
        must.append(Q("bool", should=parts, minimum_should_match=1))
    return Q("bool", must=must or [Q("match_all")], must_not=without(question))


def with_phrases(question: Asked) -> Query:
    """What has all of the phrases, and nothing that is unwanted."""
    must = [_phrase(phrase, question) for phrase in question.phrases]
    return Q("bool", must=must, must_not=without(question))


def without(question: Asked) -> list[Query]:
    fields = [*question.texts(), *LABELS]
    words = [_one(normalise(word), fields) for word in question.parsed.without]
    words += [begins(start) for start in starts_of(question.parsed.without)]
    return [*words, *(_phrase(phrase, question) for phrase in question.parsed.without_phrases)]


def _in_group(text: str, group: str, enough: str) -> Query:
    words = Q(
        "combined_fields",
        query=text,
        fields=[f"{group}_title", f"{group}_body"],
        minimum_should_match=enough,
    )
    as_written = Q("match", **{f"{group}_all.plain": {"query": text, "boost": UNSTEMMED}})
    return Q("bool", must=[words], should=[as_written])


def _in_labels(text: str, enough: str, boost: float) -> Query:
    return Q(
        "multi_match",
        query=text,
        fields=LABELS,
        type="best_fields",
        minimum_should_match=enough,
        boost=boost,
    )


def stands_for(other: Other, question: Asked) -> Query:
    """All words of a synonym or of a translation, in the texts of its language or of any."""
    groups = [group_of(other.language)] if other.language else question.groups
    return Q(
        "multi_match",
        query=normalise(other.text, other.language),
        fields=[f"{group}_all" for group in groups],
        type="best_fields",
        operator="and",
        boost=other.boost,
    )


def begins(word: str) -> Query:
    """Of a word that begins so, whatever accents it has; what is longer than a beginning in the
    index is cut."""
    start = part(units_of(word), 0, LONGEST_BEGINNING)
    # Without accents it may be longer: "ß" is then "ss".
    while len(fold(start)) > LONGEST_BEGINNING:
        start = start[:-1]
    if is_cjk(word):
        # Analysed it would be single characters, in any order.
        return Q("prefix", spell={"value": start})
    return Q("match_bool_prefix", spell={"query": start})


def beginning(word: str) -> Query:
    return Q(
        "constant_score",
        filter=begins(word),
        boost=OF_A_BEGINNING * COMPLETED,
    )


def _single(character: str) -> Query:
    """The language's fields hold pairs; the unstemmed ones hold every character."""
    return Q("match", **{f"{CJK}_all.plain": {"query": character, "boost": COMPLETED}})


def _phrase(phrase: str, question: Asked) -> Query:
    """In the texts alone; one word in quotes is that word, wherever it stands."""
    if len(asked_of(phrase, every=True)) == 1:
        return _one(normalise(phrase), [*question.texts(), *LABELS])
    return Q("multi_match", query=normalise(phrase), fields=question.texts(), type="phrase")


def known(word: str, question: Asked) -> Query:
    """Whether any listing has the word, in any language, in any of its forms."""
    return _one(word, [*question.texts(), *LABELS, "spell"])


# --- Why ----------------------------------------------------------------------------------------


class Reason(NamedTuple):
    """What to say when `query` fits: `word` is as it stands in what was asked."""

    kind: WhyKind
    word: str
    query: Query


def reasons(question: Asked) -> dict[str, Reason]:
    """By a short name: all there may be."""
    texts = question.texts()
    found: list[Reason] = []
    for word in question.words:
        single = is_cjk(word) and len(word) == 1
        fields = [f"{field}.plain" for field in texts] if single else texts
        found += [
            Reason(WhyKind.WORDS, word, _one(word, fields)),
            Reason(WhyKind.LABEL, word, _one(word, LABELS)),
        ]
    found += [Reason(WhyKind.WORDS, word, beginning(word)) for word in question.beginnings]
    found += [
        Reason(other.kind, other.word, stands_for(other, question)) for other in question.others
    ]
    return {str(number): reason for number, reason in enumerate(found)}


def _one(word: str, fields: list[str]) -> Query:
    return Q("multi_match", query=word, fields=fields, type="best_fields", operator="and")


def named(question: Asked, parts: Mapping[str, Reason]) -> list[Query]:
    """All of them, each under its name; and the texts of each group under its own, where there are
    several: in which language a listing is found is a question only then."""
    queries = [Q("bool", must=[part.query], _name=name) for name, part in parts.items()]
    if len(question.groups) > 1:
        queries += [
            Q("bool", must=[_in_group(question.text, group, ONE)], _name=f"{IN}{group}")
            for group in question.groups
        ]
    return queries
