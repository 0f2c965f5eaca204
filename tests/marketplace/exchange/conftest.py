from __future__ import annotations

import pytest

from marketplace.actions.importing import import_records
from marketplace.exchange.reading import read


@pytest.fixture
def take(house):
    """A function: import a stream as a file of that name, as an operator unless told otherwise."""

    def run(stream, name="listings.jsonl", **options):
        given = {"organisation": house.organisation, "by": house.owner, "as_operator": True}
        return import_records(read(stream, name), **given | options)

    return run
