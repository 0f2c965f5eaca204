"""Thousands of real records: every collection is converted, taken over, and given back the same."""

from __future__ import annotations

import io
import json
from contextlib import suppress

import pytest
from django.core.management import call_command

from marketplace.exchange.writing import write
from marketplace.models import Listing, ListingSource
from partners.models import Organisation
from tests.factories import UserFactory
from tests.real_data import FOLDER, needs_real_data
from tools.convert import COLLECTIONS

pytestmark = [
    pytest.mark.django_db,
    needs_real_data,
]
# Records of each, all of which can be used.
EXPECTED = {
    "public-goods": 228,
    "clean-technology": 1732,
    "software-catalogue": 1304,
    "licence-notices": 123,
    "agency-needs": 1016,
}


def take_over(name: str, path) -> str:
    out = io.StringIO()
    with path.open("w", encoding="utf-8") as file:
        for record in COLLECTIONS[name].records(FOLDER):
            file.write(json.dumps(record) + "\n")
    options = {"source": COLLECTIONS[name].source, "country": COLLECTIONS[name].country}
    with suppress(SystemExit):  # rows were refused, which the answer says
        call_command("import_listings", path, publish=True, stdout=out, **options)
    return out.getvalue().strip()


def exported() -> bytes:
    stream = io.BytesIO()
    write(Listing.objects.all(), "jsonl", stream)
    return stream.getvalue()


def test_all_collections_are_taken_over_and_given_back_the_same(tmp_path, tasks_wait):
    # Indexing and matching thousands is the worker's part, for minutes, and tested elsewhere.
    UserFactory(is_superuser=True)
    for name, number in EXPECTED.items():
        told = take_over(name, tmp_path / f"{name}.jsonl")
        assert told == f"{number} created, 0 updated, 0 unchanged, 0 refused.", name
    total = sum(EXPECTED.values())
    assert Listing.objects.public().count() == ListingSource.objects.count() == total >= 4000

    again = take_over("public-goods", tmp_path / "again.jsonl")
    assert again == "0 created, 0 updated, 228 unchanged, 0 refused."

    # Of the two large ones nothing would come that the smaller ones have not.
    small = [
        COLLECTIONS[name].source for name in ("public-goods", "licence-notices", "agency-needs")
    ]
    first = exported()
    for slug in Organisation.objects.filter(name__in=small).values_list("slug", flat=True):
        lines = [line for line in first.splitlines() if f'"{slug}"'.encode() in line]
        path = tmp_path / f"{slug}.jsonl"
        path.write_bytes(b"\n".join(lines))
        Listing.objects.filter(organisation__slug=slug).delete()
        call_command("import_listings", path, organisation=slug, publish=True, by="", verbosity=0,
                     stdout=io.StringIO())  # fmt: skip
    assert exported() == first
