"""Rows of the search, which is open to everybody; what each sees of it is told in tests/search."""

from __future__ import annotations

from tests.access.table import OK, Row, everybody

ROWS = [
    Row("search_listings", "GET", everybody(OK)),
    Row("suggest_words", "GET", everybody(OK)),
    Row("compare_listings", "GET", everybody(OK)),
    Row("export_results", "GET", everybody(OK), lambda world: ["csv"]),
]
