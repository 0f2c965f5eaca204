"""One engine at one size: what `bench.searching` runs in a process, database and index of its own."""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from django.db import connection
from django.urls import reverse

from bench import corpus
from bench.apart import own_memory
from bench.load import asking, latencies, request_bytes
from bench.rounds import HEADERS
from bench.search_baselines import EIGHT, Asked, FullText, ask_elasticsearch, plain_bulk
from bench.server import Cores, serving
from marketplace.models import Listing
from search.asking import likeness_of
from search.documents import Document, documents_of
from search.engines import engine
from search.engines.elastic import writing
from search.engines.elastic.client import client
from search.indexing import public_keys
from search.query import SearchQuery
from tools.convert import data_folder

QUERIES, NEEDS = 40, 20
# Documents for the plain helper: they are all in memory while it works.
SAMPLE = 10_000
WARM_UP_SECONDS, AT_ONCE = 3, 500


def measure(name: str, size: int, seconds: float) -> dict[str, Any]:
    """All figures, by name; milliseconds and megabytes."""
    records = corpus.originals(data_folder())
    corpus.fill(records, size)
    try:
        return figures(name, records, seconds)
    finally:
        engine(name).drop()


def figures(name: str, records: Sequence[corpus.Original], seconds: float) -> dict[str, Any]:
    before = database_bytes()
    found: dict[str, Any] = {"name": name, "listings": Listing.objects.count()}
    found["rebuild"] = rebuilt(name)
    if name == "elasticsearch":
        found["rebuild"]["plain_per_second"] = round(plain_bulk(some_documents(SAMPLE)))
        found["index_megabytes"] = megabytes(elasticsearch_bytes())
        count_anew()
        by_hand: Callable[[Asked], Any] = ask_elasticsearch
    else:
        found["index_megabytes"] = megabytes(database_bytes() - before)
        by_hand = filled_full_text().ask
        found["by_hand_megabytes"] = megabytes(full_text_path().stat().st_size)
    found["need"] = needs(name)
    return found | answers(name, queries(records), by_hand, seconds)


def answers(
    name: str, questions: Sequence[Asked], by_hand: Callable[[Asked], Any], seconds: float
) -> dict[str, Any]:
    asked = [SearchQuery(words=one.words, facets=one.chosen) for one in questions]
    place = reverse("search_listings")
    requests = [request_bytes(f"{place}?{one.to_query_string()}", HEADERS) for one in asked]
    with serving(dict(os.environ), Cores(None, None)) as server:
        latencies(server.port, requests, seconds=WARM_UP_SECONDS, connections=8)
        with asking(server.port) as page:
            in_turn = {
                "page": lambda number: page(requests[number]),
                "engine": lambda number: engine(name).search(asked[number]),
                "by_hand": lambda number: by_hand(questions[number]),
            }
            found = compared(in_turn, len(questions), seconds)
        eight = latencies(server.port, requests, seconds=seconds, connections=8)
        found["page_of_8"] = spread(eight) | {"per_second": round(len(eight) / seconds, 1)}
        found["server_megabytes"] = round(own_memory(server.worker))
    return found


# --- Building -----------------------------------------------------------------------------------


def rebuilt(name: str) -> dict[str, float]:
    keys = public_keys()
    most = before = own_memory()

    def look(_done: int) -> None:
        nonlocal most
        most = max(most, own_memory())

    began = time.perf_counter()
    number = engine(name).rebuild(lambda: keys, documents_of, progress=look)
    per_second = number / (time.perf_counter() - began)
    if number != len(keys):
        raise SystemExit(f"only {number} of {len(keys)} listings are in the index")
    return {
        "per_second": round(per_second),
        "megabytes_before": round(before),
        "most_megabytes": round(most),
    }


def some_documents(count: int) -> list[Document]:
    keys = public_keys()[:count]
    parts = (keys[at : at + AT_ONCE] for at in range(0, len(keys), AT_ONCE))
    return [document for part in parts for document in documents_of(part)]


def full_text_path() -> Path:
    return Path(os.environ["VAR_DIR"]) / "full_text.sqlite3"


def filled_full_text() -> FullText:
    keys, table = public_keys(), FullText(full_text_path())
    for at in range(0, len(keys), AT_ONCE):
        table.add(documents_of(keys[at : at + AT_ONCE]))
    table.finish()
    return table


def database_bytes() -> int:
    with connection.cursor() as cursor:
        sizes = []
        for what in ("page_count", "freelist_count", "page_size"):
            cursor.execute(f"PRAGMA {what}")
            sizes.append(cursor.fetchone()[0])
    pages, free, size = sizes
    return (pages - free) * size


def elasticsearch_bytes() -> int:
    told = client().indices.stats(index=writing.alias(), metric="store")
    return told["_all"]["primaries"]["store"]["size_in_bytes"]


def count_anew() -> None:
    """A node keeps the counts of a request that brings no hits, as ours does and the one by hand
    does not; the same forty questions again and again would hardly be counted."""
    client().indices.put_settings(
        index=writing.alias(), settings={"index.requests.cache.enable": False}
    )


def megabytes(size: int) -> float:
    return round(size / 1e6, 1)


# --- Asking -------------------------------------------------------------------------------------


def queries(records: Sequence[corpus.Original]) -> list[Asked]:
    """Words of real titles; of every four one has no filter, the others something in two facets."""
    chance = random.Random(corpus.SEED + 2)  # noqa: S311 - nothing secret
    values = {code: popular(code) for code in EIGHT}
    found = []
    for number, words in enumerate(corpus.titles_to_ask(records, QUERIES)):
        chosen = {}
        if number % 4:
            for code in chance.sample(EIGHT, 2):
                chosen[code] = tuple(chance.sample(values[code], min(2, len(values[code]))))
        found.append(Asked(words, chosen))
    return found


def popular(code: str) -> list[str]:
    """The values that many listings have."""
    query = SearchQuery()
    counts = engine().search(query, per_page=1).facets[code]
    return sorted(counts, key=lambda value: (-counts[value], value))[:6]


def compared(
    ask_in_turn: dict[str, Callable[[int], Any]], questions: int, seconds: float
) -> dict[str, Any]:
    """Everything is asked each question before the next one, so that all share the same minutes.

    Every question as often as the others; at least once, whatever `seconds` says. "cpu" is what
    this process computed meanwhile, which others do not take away.
    """
    took: dict[str, list[float]] = {name: [] for name in ask_in_turn}
    computed: dict[str, list[float]] = {name: [] for name in ask_in_turn}
    deadline = time.monotonic() + seconds
    for number in count():
        if number % questions == 0 and number and time.monotonic() > deadline:
            break
        for name, ask in ask_in_turn.items():
            began, busy = time.perf_counter(), time.process_time()
            ask(number % questions)
            took[name].append(time.perf_counter() - began)
            computed[name].append(time.process_time() - busy)
    return {
        name: spread(times) | {"cpu": round(statistics.median(computed[name]) * 1000, 1)}
        for name, times in took.items()
    }


def spread(times: Sequence[float]) -> dict[str, float]:
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    return {
        name: round(cuts[at - 1] * 1000, 1) for name, at in (("p50", 50), ("p95", 95), ("p99", 99))
    }


def needs(name: str) -> dict[str, float]:
    """Counterparts for the longest of many needs, as matching asks for them."""
    some = Listing.objects.filter(kind="need").order_by("pk")[: 50 * NEEDS]
    longest = sorted(some, key=lambda listing: -len(listing.description))[:NEEDS]
    likes = [likeness_of(listing) for listing in longest]
    in_turn = {"similar": lambda number: engine(name).similar(likes[number], kind="offer")}
    return compared(in_turn, len(likes), seconds=0)["similar"]
