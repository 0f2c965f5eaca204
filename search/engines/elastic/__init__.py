"""Elasticsearch 9, for more listings than the database searches quickly."""
