"""What one query costs does not grow with what is typed into it, however many listings there are."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import re
import uuid
from dataclasses import dataclass, field
from itertools import permutations
from string import ascii_lowercase
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.utils import timezone

from search.documents import Document, Text
from search.engines.elastic import asking
from search.engines.elastic.client import client
from search.engines.embedded import phrases, unwanted
from search.models import Posting, Term
from search.parsing import parse
from search.query import SearchQuery
from tests.search.conftest import ENGINES

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db
EMBEDDED_ALONE = pytest.mark.parametrize("engine", ENGINES[:1], indirect=True)

LISTINGS = 240
# Each of these is in a third of the listings.
COMMON = [f"{letter}{letter}{number}" for letter in ascii_lowercase for number in range(3)]


def document(title: str, body: str = "") -> Document:
    return Document(
        id=uuid.uuid4(),
        kind="offer",
        organisation=1,
        texts=(Text("en", title, body),),
        labels={},
        tokens=("kind:offer",),
        published_at=timezone.now(),
        closes_on=dt.date(2040, 1, 1),
        hash="x",
        version=1,
    )


@pytest.fixture
def many(engine):
    """All of them have the words of a common phrase, half of them the phrase."""
    phrase = ["New use of a thing", "Use of a new thing"]
    engine.index(
        document(phrase[number % 2], " ".join(COMMON[number % 3 :: 3]))
        for number in range(LISTINGS)
    )


@pytest.fixture
def found(engine):
    """A function: how many listings there are for words."""
    return lambda words: engine.search(SearchQuery(words=words)).total


@dataclass
class Effort:
    """What was asked of an engine: how often, with how many values or clauses; and of the embedded
    one, how many postings were read, how many rows of them it was given at most, and in how many
    listings it was looked where words stand."""

    times: int = 0
    values: int = 0
    postings: int = 0
    most_rows: int = 0
    looked_at: int = 0
    _read: list[tuple] = field(default_factory=list, compare=False)

    def statement(self, execute, sql, params, many, context):
        # Of a table of values each row is one.
        rows = [int(term) for term in re.findall(r"\((\d+),\d+,\d+\)", sql)]
        self.times += 1
        self.values += len(params or ()) + len(rows)
        if '"search_entry"."words"' in sql:
            self.looked_at += len(params) - 1
        elif "search_posting" in sql and '"number" IN' not in sql:
            self._read.append((rows or params, sql, params))
        return execute(sql, params, many, context)

    def request(self, body) -> None:
        self.times += 1
        self.values += len(
            re.findall('"(?:multi_match|match_bool_prefix|match)"', json.dumps(body))
        )

    def read_again(self) -> None:
        for terms, sql, params in self._read:
            self.postings += Posting.objects.filter(term__in=terms).count()
            with connection.cursor() as cursor:
                cursor.execute(sql, params)
                self.most_rows = max(self.most_rows, len(cursor.fetchall()))


@pytest.fixture
def effort(engine, monkeypatch) -> Callable[[str], Effort]:
    """A function: what the engine is asked for words."""
    now: list[Effort] = []
    if engine.name == "elasticsearch":
        perform = client().transport.perform_request

        def counted(method, target, **options):
            now[-1].request(options.get("body"))
            return perform(method, target, **options)

        monkeypatch.setattr(client().transport, "perform_request", counted)

    def of(words: str) -> Effort:
        now.append(Effort())
        with contextlib.ExitStack() as stack:
            if engine.name == "embedded":
                stack.enter_context(connection.execute_wrapper(now[-1].statement))
            engine.search(SearchQuery(words=words), with_facets=False)
        now[-1].read_again()
        return now[-1]

    return of


UNWANTED = {
    "words": [f"-{word}" for word in COMMON],
    "beginnings": [f"-{letter}*" for letter in ascii_lowercase],
    "phrases": [f'-"use of {word}"' for word in COMMON],
    "all": [f'-{letter}* -"new use of {letter}{letter}1"' for letter in ascii_lowercase],
}


@pytest.mark.parametrize("kind", UNWANTED)
@pytest.mark.parametrize("beside", ["", "thing "])
def test_no_more_is_asked_for_many_with_a_minus_than_for_those_that_count(
    many, effort, kind, beside
):
    pieces = UNWANTED[kind]
    those = effort(beside + " ".join(pieces[: 8 if kind == "all" else 16]))

    assert effort(beside + " ".join(pieces)) == those
    assert effort(beside + " ".join([*pieces] * 3)) == those


def test_beginnings_with_a_minus_are_three_at_most(many, effort):
    three = "-a* -b* -c* "
    assert effort(f"{three}-d*").times <= effort(three).times


def test_no_more_is_asked_for_many_phrases_than_for_those_that_count(many, effort):
    # Of few words, which are looked for one by one as well.
    pieces = [f'"{one} {other}"' for one, other in permutations(COMMON[:18:3], 2)]
    those = effort(" ".join(pieces[:16]))

    assert effort(" ".join(pieces)) == those
    assert effort(" ".join(pieces[:16] * 3)) == those


def test_first_sixteen_with_a_minus_are_kept_out(engine, found):
    engine.index(document(f"Pump {word}") for word in COMMON[:20])

    assert found("pump " + " ".join(f"-{word}" for word in COMMON[:20])) == 4
    assert found("pump " + "-aa0 " * 100 + "-aa1") == 18


def test_fourth_beginning_with_a_minus_is_a_word(engine, found):
    engine.index(document(f"Pump {word}") for word in ("aax", "bbx", "ccx", "ddx", "dd"))

    assert found("pump -aa* -bb* -cc* -dd*") == 1
    assert found("pump " + "-aa* " * 100 + "-bb* -cc*") == 2


def test_phrase_said_twice_is_one_phrase(engine, found):
    engine.index([document("A dryer for heat"), document("A heat pump"), document("Solar pump")])

    assert found('"heat pump" ' * 2) == found('"heat pump"') == 1
    assert found('"solar dryer" ' * 2) == found('"solar dryer"') == 0


def test_every_phrase_is_required(engine, found):
    engine.index(
        [
            document("Heat pump", "It has a solar cell"),
            document("Heat pump", "It has a cell that is solar"),
            document("Pump of heat", "It has a solar cell"),
        ]
    )

    assert found('"heat pump" "solar cell"') == 1
    assert found('"heat pump"') == found('"solar cell"') == 2
    assert found('pump -"heat pump" -"solar cell"') == 0
    assert found('pump -"heat pump"') == 1


def test_phrase_of_one_word_is_in_all_that_have_it(many, found, monkeypatch):
    assert found('"new use"') == found('-"new use"') == LISTINGS // 2

    monkeypatch.setattr(phrases, "CANDIDATES", 9)
    assert found('"thing"') == LISTINGS
    assert found('-"thing"') == 0


# --- The index in the database ------------------------------------------------------------------


@EMBEDDED_ALONE
@pytest.mark.parametrize("kind", UNWANTED)
def test_no_more_postings_are_read_for_what_is_unwanted(many, effort, monkeypatch, kind):
    words = " ".join(UNWANTED[kind])
    whole = effort(words)
    assert whole.postings > 2 * LISTINGS
    assert whole.most_rows <= LISTINGS

    monkeypatch.setattr(unwanted, "MOST_POSTINGS", 2 * LISTINGS)
    assert 0 < effort(words).postings <= 2 * LISTINGS


@EMBEDDED_ALONE
def test_words_are_kept_out_before_what_begins_so(many, found, monkeypatch):
    monkeypatch.setattr(unwanted, "MOST_POSTINGS", LISTINGS // 3)

    assert found("bb1") == LISTINGS // 3
    assert found("bb1 -a* -bb1") == found("bb1 -bb1 -a*") == 0


@EMBEDDED_ALONE
@pytest.mark.parametrize(
    "words",
    [
        '"new use"',
        '"use of a new thing"',
        '"new use" "use of a"',
        '-"new use"',
        " ".join(f'-"new use" -"{word} thing" -"new {word}"' for word in COMMON),
    ],
)
def test_words_are_looked_for_in_so_many_listings(many, effort, monkeypatch, words):
    page = effort("thing").looked_at
    assert effort(words).looked_at > page + 60

    monkeypatch.setattr(phrases, "CANDIDATES", 60)
    assert page < effort(words).looked_at <= page + 60


@EMBEDDED_ALONE
def test_long_phrase_is_looked_up_by_its_rarest_words(many, effort):
    """Two postings a listing for the words, as many for the phrase, two words of it at least."""
    long = f'"{" ".join(COMMON[::3] * 4)}"'

    assert Posting.objects.filter(term__in=Term.objects.values("pk")).count() > 20 * LISTINGS
    assert effort(long).postings <= 4 * LISTINGS


@EMBEDDED_ALONE
def test_phrase_with_an_unknown_word_reads_nothing(many, effort):
    known, unknown = effort('"new use"'), effort('"new use" "new qqqqq"')

    assert unknown.looked_at == 0
    assert unknown.postings < known.postings + LISTINGS


# --- Elasticsearch ------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", ["-", ""])
def test_request_has_a_bounded_number_of_clauses(sign):
    """No node is needed: too many clauses are refused, which every reader would feel."""
    pieces = [f'{sign}"heat pump{number}"' for number in range(190)]
    pieces += [f"-{word}" for word in UNWANTED["beginnings"]] if sign else []
    question = asking.asked(parse(" ".join(pieces)), "", ("en", "fr", "ar"))
    told = asking.query_of(question).to_dict()["bool"]

    assert len(told.get("must_not", [])) <= 16 + 3
    assert len([one for one in told["must"] if "multi_match" in one]) <= 16
