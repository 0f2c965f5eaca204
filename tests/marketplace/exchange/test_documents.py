"""The documents of the format say what the code does."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override
from jsonschema import Draft202012Validator, FormatChecker

from marketplace.exchange.flat import column_names
from marketplace.exchange.schema import fields_text, schema, schema_text
from marketplace.exchange.writing import write
from marketplace.models import Listing
from tests.marketplace.exchange.records import EVERYTHING, json_lines

FORMATS = Path(settings.BASE_DIR) / "docs" / "formats"


@pytest.mark.parametrize(
    ("name", "made"), [("listing.schema.json", schema_text), ("fields.md", fields_text)]
)
def test_document_is_up_to_date(name, made):
    assert (FORMATS / name).read_text() == made(), f"manage.py export_listings docs/formats/{name}"


def test_document_is_the_same_in_every_language():
    with override("ar"):
        assert schema_text() == (FORMATS / "listing.schema.json").read_text()


def validator() -> Draft202012Validator:
    Draft202012Validator.check_schema(schema())
    return Draft202012Validator(schema(), format_checker=FormatChecker())


def test_schema_takes_a_record_with_every_field():
    assert [error.message for error in validator().iter_errors(EVERYTHING)] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"readiness": 10},
        {"colour": "red"},
        {"type": "song"},
        {"title": "x" * 121},
        {"rights": [{"office": "KE"}]},
        {"licence_terms": {"kinds": ["eternal"]}},
        {"remuneration": {"upfront_amount": "much"}},
        {"places": ["Kenya"]},
        {"remuneration": {"currency": "usd"}},
        {"offer_details": {"currency": "€"}},
        {"rights": [{"kind": "patent", "office": "E1"}]},
        {"remuneration": {"royalty_tiers": [{"group": "low"}]}},
        {"description": None, "summary": None},
        {"title": None},
    ],
)
def test_schema_refuses_what_the_import_refuses(take, wrong):
    record = {name: value for name, value in EVERYTHING.items() if name != "source"} | wrong
    assert list(validator().iter_errors(record))
    assert take(json_lines(record)).refused == 1


@pytest.mark.django_db
def test_schema_takes_what_is_exported(take):
    take(json_lines(EVERYTHING), publish=True)
    stream = io.BytesIO()
    write(Listing.objects.all(), "jsonl", stream)
    errors = [error.message for error in validator().iter_errors(json.loads(stream.getvalue()))]
    assert errors == []


def test_list_of_fields_names_every_column():
    text = fields_text()
    named = [name.replace(".1.", ".n.") for name in column_names()]
    assert [name for name in named if f"| `{name}` |" not in text] == []


def needed(name: str) -> str:
    [line] = [line for line in fields_text().splitlines() if line.startswith(f"| `{name}` |")]
    return line.split("|")[-2].strip()


def test_list_of_fields_says_what_the_import_needs(take):
    least = {"title": "Pump", "language": "en", "summary": "Lifts water."}
    assert take(json_lines(least)).problems == []
    assert {name: needed(name) for name in ("id", "kind", *least)} == {
        "id": "", "kind": "", "title": "yes", "language": "yes", "summary": "this or `description`",
    }  # fmt: skip
    for name in least:
        assert take(json_lines({**least, name: ""})).refused == 1
    assert needed("remuneration.royalty_tiers.n.rate") == "this or `amount`"
    assert needed("rights.n.kind") == "yes"
    assert needed("source.name") == ""


def test_examples_of_the_guide_can_be_imported(take):
    text = (FORMATS / "README.md").read_text()
    blocks = [block.split("\n", 1)[1] for block in text.split("```json")[1:]]
    examples = [json.loads(block.split("```")[0]) for block in blocks]
    assert len(examples) >= 2
    assert take(json_lines(*examples)).problems == []
    tables = [block.split("\n", 1)[1].split("```")[0] for block in text.split("```csv")[1:]]
    assert len(tables) == 1
    assert take(io.BytesIO(tables[0].encode()), "a.csv").problems == []
