"""The bench of the search compares like with like, and says below where it is below."""

from __future__ import annotations

from collections import Counter

import pytest

from bench import corpus
from bench.corpus import Original
from bench.load import asking, latencies, request_bytes
from bench.search_baselines import EIGHT, Asked, FullText
from bench.searching import verdicts
from marketplace.models import Listing
from search.documents import documents_of
from search.engines.base import PER_PAGE
from search.indexing import public_keys

SENTENCES = ("A pump lifts water.", "The filter holds sand back.", "Heat dries the crop.")


@pytest.fixture
def records() -> list[Original]:
    found: list[Original] = []
    for number in range(12):
        kind = "need" if number % 3 == 0 else "offer"
        sentences = (f"Record {number} speaks of water.", *SENTENCES[number % 3 :])
        found.append(Original(kind, f"Solar pumping method {number}", sentences, found))
    return found


def rows() -> list[tuple]:
    columns = ("title", "description", "kind", "type", "readiness", "organisation__name")
    return list(Listing.objects.order_by("pk").values_list(*columns))


@pytest.mark.django_db
def test_listings_are_public_and_the_same_every_time(records):
    corpus.fill(records, 30)
    first = rows()
    assert len(public_keys()) == len(first) == 30
    again = [
        (one.title, one.description, one.kind, one.type, one.readiness, one.organisation.name)
        for one, _parts in corpus._listings(records, list(_makers()), range(30))
    ]
    assert again == first


@pytest.mark.django_db
def test_market_has_so_many_of_each_kind(records):
    corpus.fill_market(records, needs=5, offers=12)

    kinds = Counter(Listing.objects.values_list("kind", flat=True))
    assert kinds == {"need": 5, "offer": 12}
    assert len(public_keys()) == 17


def _makers():
    return corpus.Organisation.objects.order_by("pk")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "chosen", [{}, {"kind": ("offer",)}, {"kind": ("need",), "readiness": ("1", "2", "3", "4")}]
)
def test_query_by_hand_counts_a_chosen_facet_as_if_nothing_were_chosen(records, tmp_path, chosen):
    corpus.fill(records, 40)
    documents = documents_of(public_keys())
    table = FullText(tmp_path / "by_hand.sqlite3")
    table.add(documents)
    table.finish()

    answer = table.ask(Asked("sand crop", chosen))

    matching = [d.tokens for d in documents if any(w in d.texts[0].body for w in ("sand", "crop"))]
    expected: Counter[tuple[str, str]] = Counter()
    for code in EIGHT:
        others = [_tokens(other, values) for other, values in chosen.items() if other != code]
        for tokens in matching:
            if all(set(tokens) & wanted for wanted in others):
                expected.update(_pairs(tokens, code))
    fitting = [t for t in matching if all(set(t) & _tokens(*one) for one in chosen.items())]
    assert {(code, value): n for code, value, n in answer if code} == dict(expected)
    assert sum(not code for code, _id, _score in answer) == min(len(fitting), PER_PAGE) > 0


def _tokens(code: str, values: tuple[str, ...]) -> set[str]:
    return {f"{code}:{value}" for value in values}


def _pairs(tokens: tuple[str, ...], code: str) -> list[tuple[str, str]]:
    return [(code, token.partition(":")[2]) for token in tokens if token.startswith(f"{code}:")]


def test_every_request_has_its_turn_and_its_time(answering):
    requests = [request_bytes(f"/{number}", {}) for number in range(3)]
    took = latencies(answering(OK), requests, seconds=0.2, connections=1)
    assert len(took) > 3
    assert all(0 < seconds < 0.2 for seconds in took)


def test_one_connection_asks_again_and_again(answering):
    with asking(answering(OK[:30], OK[30:])) as ask:
        for _number in range(3):
            ask(request_bytes("/", {}))


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nanswer"


def measured(name: str, page: float, alone: float, by_hand: float, built: int = 500) -> dict:
    times = {"page": page, "engine": alone, "by_hand": by_hand}
    return {
        "name": name,
        "listings": 10_000,
        "rebuild": {"per_second": built, "plain_per_second": 1000},
        **{what: {"p50": value} for what, value in times.items()},
    }


@pytest.mark.parametrize(
    ("one", "met"),
    [
        (measured("embedded", 20, 10, 4), [True, True]),
        (measured("embedded", 21, 10, 3), [False, False]),
        (measured("elasticsearch", 20, 15, 10), [True, True]),
        (measured("elasticsearch", 21, 5, 10, built=499), [False, False]),
    ],
)
def test_verdict_is_by_the_targets(one, met):
    assert [verdict["met"] for verdict in verdicts(one)] == met
