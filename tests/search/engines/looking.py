"""Readers before a site whose Elasticsearch fails, and how long they wait."""

from __future__ import annotations

import time
from typing import Any

from django.contrib.auth.models import AnonymousUser

from marketplace.models import Listing
from search.asking import ask
from search.query import SearchQuery
from search.standing_in import StandIn
from tests.factories import ListingFactory

# What a reader may wait: one time-out, and what an ordinary answer takes.
TIMEOUT = 2.0
USUAL = 3.0
PAUSE = 0.5


def publish(house, title: str) -> Listing:
    return ListingFactory(organisation=house, title=title, status="published")


def look(words: str = "pump", **query: Any) -> tuple[list[str], StandIn, float]:
    """Titles, who answered, and how many seconds it took."""
    began = time.monotonic()
    answer = ask(SearchQuery(words=words, **query), AnonymousUser())
    took = time.monotonic() - began
    return [found.listing.title for found in answer.found], answer.stand_in, took
