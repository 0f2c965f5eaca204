"""What the search is compared with: one query each, written by hand, with the same words and filters
and the counts of the same eight facets.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from elasticsearch.helpers import bulk

from search.documents import Document
from search.engines.base import PER_PAGE
from search.engines.elastic import mapping, writing
from search.engines.elastic.client import client, patient

EIGHT = ("kind", "type", "theme", "field", "sdg", "sector", "readiness", "country")
# More than any of them has.
MOST_VALUES = 300


class Asked(NamedTuple):
    """Words, and what is chosen in some of the eight facets."""

    words: str
    chosen: dict[str, tuple[str, ...]]


# --- SQLite -------------------------------------------------------------------------------------

TABLES = """
CREATE VIRTUAL TABLE text USING fts5(title, body, content='', tokenize='porter unicode61');
CREATE TABLE facet (id INTEGER, code TEXT, value TEXT, PRIMARY KEY (id, code, value)) WITHOUT ROWID;
"""


class FullText:
    """FTS5 beside a table of facets, in a file of its own."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path)
        self.connection.executescript(TABLES)
        self.documents = 0

    def add(self, documents: Iterable[Document]) -> None:
        with self.connection:
            for document in documents:
                self.documents += 1
                number, text = self.documents, document.texts[0]
                self.connection.execute(
                    "INSERT INTO text (rowid, title, body) VALUES (?, ?, ?)",
                    (number, text.title, text.body),
                )
                tokens = (token.partition(":") for token in document.tokens)
                self.connection.executemany(
                    "INSERT INTO facet VALUES (?, ?, ?)",
                    [(number, code, value) for code, _colon, value in tokens if code in EIGHT],
                )

    def finish(self) -> None:
        with self.connection:
            self.connection.execute("INSERT INTO text (text) VALUES ('optimize')")
        self.connection.execute("ANALYZE")

    def ask(self, asked: Asked) -> list[tuple]:
        """The hits, as ("", id, score), and (facet, value, number)."""
        return self.connection.execute(*statement(asked)).fetchall()


def statement(asked: Asked) -> tuple[str, list[Any]]:
    """A facet in which something is chosen is counted as if nothing were."""
    fits, counted, values = [], [], [" OR ".join(asked.words.split())]
    for code, chosen in asked.chosen.items():
        marks = ",".join("?" * len(chosen))
        fits.append(
            "EXISTS (SELECT 1 FROM facet WHERE facet.id = found.id "  # noqa: S608 - as below
            f"AND code = '{code}' AND value IN ({marks})) AS fits_{code}"
        )
        values += chosen
    for code in EIGHT:
        others = [f"fits_{other}" for other in asked.chosen if other != code]
        counted.append(" AND ".join([f"code = '{code}'", *others]))
    every = " AND ".join(f"fits_{code}" for code in asked.chosen) or "1"
    sql = f"""
        WITH found AS MATERIALIZED (
            SELECT rowid AS id, bm25(text, 2.0, 1.0) AS score FROM text WHERE text MATCH ?
        ), judged AS MATERIALIZED (SELECT {", ".join(["id", "score", *fits])} FROM found)
        SELECT * FROM (SELECT '', id, score FROM judged WHERE {every} ORDER BY score LIMIT {PER_PAGE})
        UNION ALL
        SELECT code, value, COUNT(*) FROM judged JOIN facet USING (id)
        WHERE {" OR ".join(f"({one})" for one in counted)} GROUP BY code, value
    """  # noqa: S608 - codes of facets
    return sql, values


# --- Elasticsearch ------------------------------------------------------------------------------


def request(asked: Asked) -> dict[str, Any]:
    filters = {
        code: {"terms": {f"facet_{code}": list(values)}} for code, values in asked.chosen.items()
    }
    counts = {}
    for code in EIGHT:
        others = [one for other, one in filters.items() if other != code]
        values = {"terms": {"field": f"facet_{code}", "size": MOST_VALUES}}
        counts[code] = {"filter": {"bool": {"filter": others}}, "aggs": {"values": values}}
    words = {"query": asked.words, "fields": ["en_title", "en_body"]}
    return {
        "query": {"combined_fields": words},
        "post_filter": {"bool": {"filter": list(filters.values())}},
        "aggs": counts,
        "size": PER_PAGE,
        "track_total_hits": True,
        "docvalue_fields": ["key"],
    }


def ask_elasticsearch(asked: Asked) -> dict[str, Any]:
    return client().search(index=writing.alias(), body=request(asked)).body


def plain_bulk(documents: Sequence[Document]) -> float:
    """Documents per second of the client's own helper, into an index laid out as ours is."""
    name = f"{writing.alias()}_plain"
    settings = {**mapping.settings(replicas=0, shards=1), "refresh_interval": "-1"}
    patient().indices.create(index=name, settings=settings, mappings=mapping.mappings())
    sources = [(str(document.id), writing.source(document)) for document in documents]
    try:
        began = time.perf_counter()
        bulk(patient(), ({"_index": name, "_id": key, "_source": one} for key, one in sources))
        patient().indices.refresh(index=name)
        return len(sources) / (time.perf_counter() - began)
    finally:
        patient().indices.delete(index=name)
