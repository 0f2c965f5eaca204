"""What a look at a public listing reads: two queries, however much belongs to it (ADR 11)."""

from __future__ import annotations

import datetime as dt
import json
from collections import namedtuple
from decimal import Decimal
from inspect import getattr_static
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.db import models
from django.db.models import F, Value
from django.utils import timezone

from core.functions import JSONArrayText
from core.prepared import prepared
from countries.models import NAME_COLUMNS, Country
from marketplace.models import Listing, ListingSource
from marketplace.reading.parts import Parts
from partners.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from django.db.models import QuerySet

    Convert = Callable[[Any], Any]

SHOWN = (
    "pk",
    "kind",
    "type",
    "language",
    "title",
    "summary",
    "description",
    "readiness",
    "content_licence",
    "status",
    "live",
    "expires_on",
    "first_published_at",
    "verified_until",
)
SHOWN_OF_OWNER = ("name", "slug", "language")
NAMES = tuple(NAME_COLUMNS.values())
FILE = ("name", "media_type", "size", "width", "height")
# What is asked of parts beside their properties.
METHODS = {"covers"}
MODELS: dict[str, type[models.Model]] = {
    name: ListingSource if name == "source" else getattr(Listing, name).rel.related_model
    for name in Parts._fields
}


class Light:
    """The values of a row as attributes; subclasses take properties and methods from a model."""

    organisation: Any
    country: Any

    def __init__(self, names: Iterable[str], values: Iterable[Any]) -> None:
        self.__dict__ = dict(zip(names, values, strict=True))


def _light(model: type[models.Model], *taken: str) -> type[Light]:
    return type(model.__name__, (Light,), {name: getattr_static(model, name) for name in taken})


LISTING = _light(Listing, "is_offer", "is_published", "is_past_its_day", "get_absolute_url")
ORGANISATION = _light(Organisation, "get_absolute_url")
COUNTRY = _light(Country, "name")


def public_listing(pk: UUID) -> Any | None:
    """The one that anybody may see, with `organisation`, its country and `verified_until`.

    It is no instance, but has SHOWN and what LISTING, ORGANISATION and COUNTRY take from theirs.
    """
    found = _public(timezone.now().date(), pk=pk)
    if not found:
        return None
    own, owner = len(SHOWN), len(SHOWN) + len(SHOWN_OF_OWNER)
    row = found[0]
    listing = LISTING(SHOWN, row[:own])
    listing.organisation = ORGANISATION(SHOWN_OF_OWNER, row[own:owner])
    listing.organisation.country = COUNTRY(NAMES, row[owner:])
    return listing


@prepared
def _public(_today: date, *, pk: UUID) -> QuerySet:
    listings = Listing.objects.public().with_verified_until()
    owners = (f"organisation__{column}" for column in SHOWN_OF_OWNER)
    names = (f"organisation__country__{column}" for column in NAMES)
    return listings.filter(pk=pk).values_list(*SHOWN, *owners, *names).order_by()


def parts_of(pk: UUID) -> Parts:
    """The parts in the tables, in one query that is the same for a listing with none of them.

    They are no model instances, which would cost more than all the rest of the page, but have
    the attributes and properties of their models. Keys are text, but for that of a file.
    """
    rows = json.loads(f"[{','.join([row for (row,) in _rows(pk=pk)])}]")
    rows.sort(key=lambda row: row[1:3])
    found: dict[str, list[Any]] = {}
    for name, _place, *values in rows:
        found.setdefault(name, []).append(SHAPES[name].read(values))
    return Parts(**found)


@prepared
def _rows(*, pk: UUID) -> QuerySet:
    """Rows of (relation, place, columns) as JSON, all relations in one statement."""
    first, *others = (
        model._default_manager.filter(listing=pk)
        .order_by()
        .values_list(
            JSONArrayText(
                Value(name),
                F("sort_order") if "sort_order" in SHAPES[name].columns else Value(0),
                *SHAPES[name].columns,
            )
        )
        for name, model in MODELS.items()
    )
    return first.union(*others, all=True)


class Shape(NamedTuple):
    """How the columns of one relation become objects again; the key comes first."""

    make: type[Any]
    columns: list[str]
    convert: list[tuple[int, Convert]]
    has_file: bool

    @classmethod
    def of(cls, model: type[models.Model]) -> Shape:
        fields = [
            f for f in model._meta.concrete_fields if not f.primary_key and f.name != "listing"
        ]
        columns = ["pk", *(field.attname for field in fields)]
        convert = [(n, c) for n, field in enumerate(fields, 1) if (c := _converter(field))]
        names = list(columns)
        if has_file := "file_id" in columns:
            columns += [f"file__{name}" for name in FILE]
            names += [*(f"file_{name}" for name in FILE), "file"]
        derived = {
            name: value
            for name, value in vars(model).items()
            if isinstance(value, property) or name in METHODS
        }
        # Tuples are made at a third of what objects cost.
        bases = (namedtuple(model.__name__, names),)
        made = type(model.__name__, bases, {**derived, "__slots__": ()})
        return cls(made, columns, convert, has_file)

    def read(self, values: list[Any]) -> Any:
        for at, convert in self.convert:
            if values[at] is not None:
                values[at] = convert(values[at])
        if self.has_file:
            values.append(_file(dict(zip(self.columns, values, strict=True))))
        return self.make._make(values)


def _file(attachment: dict[str, Any]) -> Light | None:
    if not attachment["file_id"]:
        return None
    about = [attachment[f"file__{name}"] for name in FILE]
    is_image = attachment["file__width"] is not None
    return Light(("pk", "is_image", *FILE), (UUID(attachment["file_id"]), is_image, *about))


def _converter(field: models.Field) -> Convert | None:
    """From what the database writes into JSON to what the field holds; None: the same."""
    found = (convert for kind, convert in CONVERTERS.items() if isinstance(field, kind))
    return next(found, None)


CONVERTERS: dict[type[models.Field], Convert] = {
    models.BooleanField: bool,
    # SQLite gives a number: fourteen digits outlast the way through it.
    models.DecimalField: lambda value: Decimal(str(value)),
    models.DateField: dt.date.fromisoformat,
    models.JSONField: lambda value: json.loads(value) if isinstance(value, str) else value,
}
SHAPES = {name: Shape.of(model) for name, model in MODELS.items()}
