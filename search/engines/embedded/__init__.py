"""An inverted index in ordinary tables, with the same SQL on SQLite and PostgreSQL.

Ranking is BM25 with what can be known beforehand kept in each posting, so that a query sums up one
number a posting. Facets are counted on bitmaps. docs/search-quality.md has the figures.
"""
