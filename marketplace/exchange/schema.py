"""The JSON Schema (2020-12) of a record, and the list of its fields for people.

Both are made from the table of fields; docs/formats holds a copy that a test compares.
"""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.utils.translation import override

from marketplace.enums import Asset, Cooperation, FacetScheme, PartnerKind
from marketplace.exchange.fields import (
    FACETS,
    LISTING,
    PARTS,
    SOURCE_PART,
    Column,
    FacetGroup,
    Kind,
    Part,
)
from marketplace.exchange.values import LONGEST_KEYWORD
from marketplace.models import Listing, RoyaltyTier
from marketplace.vocabulary.sdg import GOALS, TARGETS
from marketplace.vocabulary.themes import THEMES
from partners import isic

# What a record of its own has to have, and of which group it has to have one.
NEEDED = ("title", "language")
ONE_OF: dict[type[models.Model], tuple[str, ...]] = {
    Listing: ("description", "summary"),
    RoyaltyTier: ("rate", "amount"),
}
# Of these exactly one.
NOT_BOTH = {RoyaltyTier}
COUNTRY = {"type": "string", "pattern": "^[A-Z]{2}$", "description": "ISO 3166-1 alpha-2"}
# Codes that no list in the models holds, by the name of their field.
CODES: dict[str, dict[str, Any]] = {
    "currency": {"type": "string", "pattern": "^[A-Z]{3}$", "description": "ISO 4217"},
    "office": {"type": "string", "pattern": "^[A-Z]{2}$", "description": "WIPO ST.3"},
}
LANGUAGE = {"type": "string", "pattern": "^[a-z]{2,3}(-[a-z0-9]{2,8})*$", "description": "BCP 47"}
# What every database takes; Django's own limits are those of the one in use.
LARGEST = {"PositiveSmallIntegerField": 2**15 - 1, "PositiveIntegerField": 2**31 - 1}


def schema() -> dict[str, Any]:
    """One record as export writes it; import is more forgiving (docs/formats/README.md)."""
    with override("en"):
        properties: dict[str, Any] = {
            "id": {"type": "string", "format": "uuid"},
            "organisation": {"type": "string"},
        }
        properties |= {column.name: value_schema(column) for column in LISTING}
        properties |= {group.name: _facets(group) for group in FACETS}
        properties |= {part.name: _part(part) for part in (*PARTS, SOURCE_PART)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An offer or a need of TechAccord",
        "type": "object",
        "properties": properties,
        "required": list(NEEDED),
        **_one_of(Listing),
        "additionalProperties": False,
    }


def schema_text() -> str:
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _one_of(model: type[models.Model]) -> dict[str, Any]:
    names = ONE_OF.get(model)
    word = "oneOf" if model in NOT_BOTH else "anyOf"
    return {word: [{"required": [name]} for name in names]} if names else {}


def value_schema(column: Column) -> dict[str, Any]:
    maximum = getattr(column.field, "max_length", None)
    described = {"title": str(column.field.verbose_name)}
    if column.name in CODES:
        return described | CODES[column.name]
    if column.kind in (Kind.CODE, Kind.CODES):
        codes = [code for code, _label in column.choices]
        one: dict[str, Any] = {"enum": codes}
        return described | (one if column.kind == Kind.CODE else _list(one))
    if column.kind == Kind.INTEGER:
        return described | _integer(column)
    plain: dict[Kind, dict[str, Any]] = {
        Kind.COUNTRY: COUNTRY,
        Kind.COUNTRIES: _list(COUNTRY),
        Kind.LANGUAGE: LANGUAGE,
        Kind.BOOLEAN: {"type": "boolean"},
        Kind.DATE: {"type": "string", "format": "date"},
        Kind.DECIMAL: {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?$"},
        Kind.URL: {"type": "string", "format": "uri", "maxLength": maximum},
        Kind.TEXT: {"type": "string", "maxLength": maximum},
    }
    return described | plain[column.kind]


def _integer(column: Column) -> dict[str, Any]:
    if column.field.choices:
        return {"type": "integer", "enum": [int(code) for code, _label in column.choices]}
    largest = LARGEST[column.field.get_internal_type()]
    limits: dict[str, Any] = {"type": "integer", "minimum": 0, "maximum": largest}
    for validator in column.field.validators:
        if validator.code == "max_value":
            limits["maximum"] = min(validator.limit_value, limits["maximum"])
        if validator.code == "min_value":
            limits["minimum"] = max(validator.limit_value, limits["minimum"])
    return limits


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items, "uniqueItems": True}


def _facets(group: FacetGroup) -> dict[str, Any]:
    return {"title": str(group.scheme.label), **_list(facet_schema(group.scheme))}


def facet_schema(scheme: FacetScheme) -> dict[str, Any]:
    enums = {
        FacetScheme.THEME: list(THEMES.codes),
        FacetScheme.SDG: [*GOALS.codes, *TARGETS.codes],
        FacetScheme.DIVISION: list(isic.DIVISIONS),
        FacetScheme.COOPERATION: Cooperation.values,
        FacetScheme.ASSET: Asset.values,
        FacetScheme.PARTNER: PartnerKind.values,
    }
    if scheme in enums:
        return {"enum": enums[scheme]}
    if scheme == FacetScheme.PLACE:
        return COUNTRY
    if scheme == FacetScheme.IPC:
        return {"type": "string", "pattern": "^[A-HY][0-9]{2}[A-Z]( [0-9]{1,4}/[0-9]{2,6})?$"}
    return {"type": "string", "maxLength": LONGEST_KEYWORD}


def _part(part: Part) -> dict[str, Any]:
    properties = {column.name: value_schema(column) for column in part.columns}
    properties |= {inner.name: _part(inner) for inner in part.inside}
    required = [column.name for column in part.columns if column.is_required]
    one: dict[str, Any] = {"type": "object", "properties": properties}
    if required and part.many:
        one["required"] = required
    one |= _one_of(part.model)
    one["additionalProperties"] = False
    return {"type": "array", "items": one} if part.many else one


# --- For people ------------------------------------------------------------------------------


def fields_text() -> str:
    """Markdown: every column of a table, what it means and what may stand in it."""
    with override("en"):
        lines = ["# Fields of a record", "", INTRODUCTION]
        lines += ["", "## The listing", "", *HEAD, *IDENTITY_LINES]
        lines += [_line("", column, _needed_of_listing(column)) for column in LISTING]
        lines += ["", "## What it is found by", "", *HEAD]
        lines += [f"| `{g.name}` | {g.scheme.label} | list: {_codes(g)} | |" for g in FACETS]
        for part in (*PARTS, SOURCE_PART):
            lines += _lines_of(part, "")
    return "\n".join(lines) + "\n"


INTRODUCTION = (
    "Made from the models by `manage.py export_listings docs/formats/fields.md --format fields`; "
    "change it there. In tables, `n` is the number of a repeated part, from 1."
)
IDENTITY_LINES = (
    "| `id` | which listing it is | UUID, as an export writes it |  |",
    "| `organisation` | whose listing it is | end of the address of the institution's page |  |",
)
HEAD = ["| field | meaning | allowed | needed |", "|---|---|---|---|"]


def _lines_of(part: Part, before: str) -> list[str]:
    path = f"{before}{part.name}.{'n.' if part.many else ''}"
    title = str(part.model._meta.verbose_name)
    lines = ["", f"## {title[0].upper()}{title[1:]}: `{path.rstrip('.')}`", "", *HEAD]
    lines += [_line(path, column, _needed_of_part(part, column)) for column in part.columns]
    for inner in part.inside:
        lines += _lines_of(inner, path)
    return lines


def _line(path: str, column: Column, needed: str) -> str:
    return (
        f"| `{path}{column.name}` | {column.field.verbose_name} | {_allowed(column)} | {needed} |"
    )


def _needed_of_listing(column: Column) -> str:
    return "yes" if column.name in NEEDED else _needed_beside(Listing, column)


def _needed_of_part(part: Part, column: Column) -> str:
    # What a record leaves out of its source, the import knows.
    if column.is_required and part is not SOURCE_PART:
        return "yes"
    return _needed_beside(part.model, column)


def _needed_beside(model: type[models.Model], column: Column) -> str:
    names = ONE_OF.get(model, ())
    others = " or ".join(f"`{name}`" for name in names if name != column.name)
    return f"this or {others}" if column.name in names else ""


def _allowed(column: Column) -> str:
    if column.name in CODES:
        letters = {"currency": "three", "office": "two"}[column.name]
        return f"{column.name}, {CODES[column.name]['description']}, {letters} letters"
    if column.kind in (Kind.CODE, Kind.CODES) or column.field.choices:
        codes = [code for code, _label in column.choices]
        return ("list: " if column.kind == Kind.CODES else "") + _joined(codes)
    words = {
        Kind.COUNTRY: "country, ISO 3166-1, two letters",
        Kind.COUNTRIES: "list: countries, ISO 3166-1, two letters",
        Kind.LANGUAGE: "language, BCP 47, such as `en`",
        Kind.BOOLEAN: "`true` or `false`",
        Kind.DATE: "date, `2026-03-31`",
        Kind.DECIMAL: "number, such as `1200.50`",
        Kind.INTEGER: "whole number",
        Kind.URL: "address, `https://…`",
    }
    if column.kind in words:
        return words[column.kind]
    lines = "text" if isinstance(column.field, models.TextField) else "text on one line"
    return f"{lines}, at most {getattr(column.field, 'max_length', 0):,} characters"


def _codes(group: FacetGroup) -> str:
    allowed = facet_schema(group.scheme)
    if "enum" in allowed:
        return _joined(allowed["enum"])
    return {
        FacetScheme.IPC: "symbols of the IPC or CPC, such as `C02F 1/44`",
        FacetScheme.PLACE: "countries, ISO 3166-1, two letters",
    }.get(group.scheme, f"words, each at most {LONGEST_KEYWORD} characters")


def _joined(codes: list[str]) -> str:
    if len(codes) > 50:
        return f"one of {len(codes)} codes: `{codes[0]}`, `{codes[1]}` … `{codes[-1]}`"
    return ", ".join(f"`{code}`" for code in codes)
