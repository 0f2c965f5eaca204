"""Export → import → export is the same, byte for byte, in every format and both ways in."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
import time_machine
from modelcluster.models import get_all_child_relations
from openpyxl import load_workbook

from marketplace.actions.importing import import_records
from marketplace.exchange.fields import (
    FACETS,
    LISTING,
    NOT_CARRIED,
    PARTS,
    RELATIONS,
    RELATIONS_NOT_CARRIED,
    SOURCE_PART,
    STRUCTURE,
    every_part,
)
from marketplace.exchange.reading import read
from marketplace.exchange.writing import FORMATS, write
from marketplace.models import Listing
from tests.factories import ListingFactory
from tests.marketplace.exchange.records import EVERYTHING, json_lines, simple


def exported(organisation, format_="jsonl") -> bytes:
    stream = io.BytesIO()
    write(Listing.objects.filter(organisation=organisation), format_, stream)
    return stream.getvalue()


def take(stream, name, house, **options):
    return import_records(
        read(stream, name), organisation=house.organisation, by=house.owner, as_operator=True,
        **options,
    )  # fmt: skip


@pytest.mark.parametrize("publish", [True, False], ids=["published", "draft"])
def test_record_with_every_field_comes_back_as_it_was(house, publish):
    report = take(json_lines(EVERYTHING), "a.jsonl", house, publish=publish)
    assert (report.created, report.problems) == (1, [])
    [line] = exported(house.organisation).splitlines()
    record = json.loads(line)
    assert record.pop("id")
    assert record.pop("organisation") == house.organisation.slug
    assert record == EVERYTHING


def test_example_uses_every_field():
    expected = {column.name for column in LISTING} | {group.name for group in FACETS}
    expected |= {part.name for part in PARTS} | {"source"}
    assert set(EVERYTHING) == expected
    for part in (*PARTS, SOURCE_PART):
        _assert_whole(part, EVERYTHING[part.name])


def _assert_whole(part, value):
    first = value[0] if part.many else value
    names = {column.name for column in part.columns} | {inner.name for inner in part.inside}
    assert set().union(*(value if part.many else [value])) == names, part.name
    for inner in part.inside:
        _assert_whole(inner, first[inner.name])


@pytest.mark.parametrize("publish", [True, False], ids=["published", "draft"])
@pytest.mark.parametrize("format_", FORMATS)
def test_export_import_export_is_identical(house, format_, publish):
    take(json_lines(EVERYTHING, simple(1), simple(2, kind="need", title="'=x")), "a.jsonl", house,
         publish=publish)  # fmt: skip
    first, lines = exported(house.organisation, format_), exported(house.organisation)
    again = take(io.BytesIO(first), f"a.{format_}", house, publish=publish)
    assert (again.unchanged, again.problems) == (3, [])
    Listing.objects.all().delete()
    anew = take(io.BytesIO(first), f"a.{format_}", house, publish=publish)
    assert (anew.created, anew.problems) == (3, [])
    assert exported(house.organisation) == lines
    # A workbook would hold the time at which it was written.
    with time_machine.travel(timedelta(days=1)):
        assert exported(house.organisation, format_) == first


def test_every_field_of_the_models_is_carried_or_left_out_with_a_reason():
    fields = {field.name for field in Listing._meta.local_concrete_fields} - STRUCTURE
    assert fields == {column.field.name for column in LISTING} | set(NOT_CARRIED)
    relations = {relation.get_accessor_name() for relation in get_all_child_relations(Listing)}
    assert relations == set(RELATIONS) | RELATIONS_NOT_CARRIED
    for part in every_part():
        names = {field.name for field in part.model._meta.local_concrete_fields} - STRUCTURE
        assert names == {column.field.name for column in part.columns}


def test_draft_is_exported_rather_than_what_is_public(house):
    take(json_lines(simple(1)), "a.jsonl", house, publish=True)
    listing = Listing.objects.get()
    listing.title = "Newer"
    listing.save_revision(user=house.owner, clean=False)
    assert json.loads(exported(house.organisation))["title"] == "Newer"


def test_signs_that_no_workbook_can_hold_are_blanks_in_it(house):
    ListingFactory(
        organisation=house.organisation, title="Pump\ufffe", summary="lifts\x0bwater\uffff"
    )
    sheet = load_workbook(io.BytesIO(exported(house.organisation, "xlsx"))).worksheets[0]
    head, line = sheet.iter_rows(values_only=True)
    told = dict(zip(head, line, strict=True))
    assert (told["title"], told["summary"]) == ("Pump ", "lifts water ")
