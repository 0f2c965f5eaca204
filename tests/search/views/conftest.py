"""The site's own engine: pages know none but that."""

from __future__ import annotations

import pytest
from django.urls import reverse

from search import engines


@pytest.fixture
def engine(db, settings):
    settings.SEARCH_ENGINE = "embedded"
    index = engines.engine("embedded")
    index.clear()
    return index


@pytest.fixture
def results(client):
    """A function: the page of results, as it answers to these parameters."""

    def ask(**asked):
        return client.get(reverse("search_listings"), asked)

    return ask
