"""What a look at a public listing reads: one query, however much belongs to it (ADR 11)."""

from __future__ import annotations

import datetime as dt
import json
from collections import namedtuple
from decimal import Decimal
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.db import models
from django.db.models import F, Value
from django.utils import timezone

from core.functions import JSONArrayText
from core.languages import current
from core.prepared import prepared
from marketplace.light import COUNTRY, LISTING, NAMES, ORGANISATION, Light
from marketplace.models import Listing, ListingSource
from marketplace.reading.parts import Parts
from marketplace.reading.places import editions, places_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from django.db.models import QuerySet

    from marketplace.reading.places import Places

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
# Beside the names of relations: what a row of the one query is about.
ITSELF, PLACES = "", "places"
NO_STAMP = [""]
SHOWN_OF_OWNER = ("name", "slug", "language")
FILE = ("name", "media_type", "size", "width", "height")
# What is asked of parts beside their properties.
METHODS = {"covers"}
MODELS: dict[str, type[models.Model]] = {
    name: ListingSource if name == "source" else getattr(Listing, name).rel.related_model
    for name in Parts._fields
}


class Look(NamedTuple):
    """`listing` is None where it is not public; `parts` are there all the same."""

    listing: Any | None
    parts: Parts
    places: Places


def look(pk: UUID) -> Look:
    """A listing that anybody may see, its parts and the edition of the countries, in one query.

    The query is the same for a listing with no parts. Nothing is a model instance, which would
    cost more than all the rest of the page. The listing has SHOWN, its `organisation` and the
    country of that, with what `marketplace.light` takes from their models. Parts have
    the attributes and properties of theirs; their keys are text, but for that of a file.
    """
    rows = _by_name(_rows(timezone.now().date(), pk=pk))
    places = places_of(rows.pop(PLACES, NO_STAMP)[0], current())
    shown = rows.pop(ITSELF, None)
    return Look(_listing(pk, shown[0]) if shown else None, _parts(rows), places)


def _by_name(rows: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, text in rows:
        found.setdefault(name, []).append(text)
    return found


def _parts(rows: dict[str, list[str]]) -> Parts:
    members = [f'"{name}":[{",".join(texts)}]' for name, texts in rows.items()]
    found: dict[str, Any] = json.loads(f"{{{','.join(members)}}}")
    for name, values in found.items():
        if len(values) > 1:
            values.sort(key=itemgetter(0, 1))
        found[name] = [*map(SHAPES[name].read, values)]
    return Parts(**found)


def _listing(pk: UUID, text: str) -> Any:
    own, owner = len(SHOWN), len(SHOWN) + len(SHOWN_OF_OWNER)
    values = json.loads(text)
    listing = LISTING(SHOWN, values[:own])
    listing.pk, listing.live = pk, bool(listing.live)
    listing.expires_on = dt.date.fromisoformat(listing.expires_on)
    if listing.verified_until:
        listing.verified_until = dt.date.fromisoformat(listing.verified_until)
    listing.first_published_at = _moment(listing.first_published_at)
    listing.organisation = ORGANISATION(SHOWN_OF_OWNER, values[own:owner])
    listing.organisation.country = COUNTRY(NAMES, values[owner:])
    return listing


def _moment(text: str) -> dt.datetime:
    """SQLite keeps moments in UTC without saying so."""
    moment = dt.datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


@prepared
def _rows(_today: date, *, pk: UUID) -> QuerySet:
    """Rows of (what, text): JSON of its place and its columns for a part, of SHOWN for itself."""
    public = Listing.objects.public().with_verified_until().filter(pk=pk).order_by()
    owners = (f"organisation__{column}" for column in SHOWN_OF_OWNER)
    names = (f"organisation__country__{column}" for column in NAMES)
    itself = public.values_list(Value(ITSELF), JSONArrayText(*SHOWN, *owners, *names))
    parts = (
        model._default_manager.filter(listing=pk)
        .order_by()
        .values_list(
            Value(name),
            JSONArrayText(
                F("sort_order") if "sort_order" in SHAPES[name].columns else Value(0),
                *SHAPES[name].columns,
            ),
        )
        for name, model in MODELS.items()
    )
    return itself.union(*parts, editions(PLACES), all=True)


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
        convert = [(n, c) for n, field in enumerate(fields, 2) if (c := _converter(field))]
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
        """`values` are of `columns`, after one by which they were sorted."""
        for at, convert in self.convert:
            if values[at] is not None:
                values[at] = convert(values[at])
        if self.has_file:
            values.append(_file(dict(zip(self.columns, values[1:], strict=True))))
        return self.make._make(values[1:])


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
