"""Listings as records of files: docs/formats says what a record looks like."""
