"""The one table of what a record holds. Schema, readers, writers and documents follow it.

Columns come from the models, so that a field added there appears in the format; a test fails for
what is neither here nor in NOT_CARRIED.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db import models

from core.fields import CodesField
from marketplace.enums import FacetScheme
from marketplace.models import (
    Advantage,
    FundingSource,
    KnowHowItem,
    LicenceTerms,
    Listing,
    ListingSource,
    ListingTranslation,
    Milestone,
    NeedBrief,
    NeedConditions,
    OfferDetails,
    RelatedLink,
    Remuneration,
    Requirement,
    RightsEntry,
    RightsStatus,
    RoyaltyTier,
    StandardMet,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


class Kind(StrEnum):
    """How a value is written."""

    TEXT = "text"
    CODE = "code"
    CODES = "codes"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    BOOLEAN = "boolean"
    URL = "url"
    COUNTRY = "country"
    COUNTRIES = "countries"
    LANGUAGE = "language"


@dataclass(frozen=True)
class Column:
    """One value of a record, kept in one field of a model under `field.name`."""

    name: str
    field: models.Field
    kind: Kind

    @property
    def is_required(self) -> bool:
        return not self.field.blank and not self.field.null and not self.field.has_default()

    @property
    def choices(self) -> list[tuple[str, Any]]:
        """Codes and labels where they come from a list in the code; countries do not."""
        if self.kind == Kind.CODES:
            return [(str(code), label) for code, label in self.field.vocabulary()]  # type: ignore[attr-defined]
        return [(str(code), label) for code, label in self.field.flatchoices]  # type: ignore[attr-defined]

    def value_of(self, row: models.Model) -> Any:
        """What the row holds, in the one form in which the database keeps it.

        A draft holds a number as it was typed: "3", and as a row "3.000".
        """
        value = getattr(row, self.field.attname)
        if isinstance(value, Decimal):
            places: int = self.field.decimal_places  # type: ignore[attr-defined]
            return value.quantize(Decimal(1).scaleb(-places))
        return value

    def empty(self) -> Any:
        """What the field holds where the record says nothing."""
        return self.field.get_default()


@dataclass(frozen=True)
class Part:
    """Rows of one model under one name: a list of them, or one if not `many`."""

    name: str
    relation: str
    model: type[models.Model]
    columns: tuple[Column, ...]
    many: bool = True
    inside: tuple[Part, ...] = ()

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)

    def part(self, name: str) -> Part | None:
        return next((part for part in self.inside if part.name == name), None)


@dataclass(frozen=True)
class FacetGroup:
    """The codes of one scheme under one name."""

    name: str
    scheme: FacetScheme


_KINDS = (
    (CodesField, Kind.CODES),
    (models.DecimalField, Kind.DECIMAL),
    (models.DateField, Kind.DATE),
    (models.BooleanField, Kind.BOOLEAN),
    (models.IntegerField, Kind.INTEGER),
    (models.URLField, Kind.URL),
)
# Codes that the database knows and the code does not, and languages by BCP 47.
_BY_NAME = {
    "country": Kind.COUNTRY,
    "language": Kind.LANGUAGE,
    "territories": Kind.COUNTRIES,
    "excluded_territories": Kind.COUNTRIES,
}
# Keys, order and belonging are not written: they follow from where a part stands.
STRUCTURE = frozenset({"id", "listing", "sort_order", "right"})

# Fields of the listing that a record leaves out, and why.
NOT_CARRIED = {
    "organisation": "by its slug, as `organisation`",
    "author": "personal data",
    "status": "the life of a listing belongs to the site it is on",
    "live": "as status",
    "expires_on": "as status",
    "reminded_on": "as status",
    "has_unpublished_changes": "as status",
    "first_published_at": "as status",
    "last_published_at": "as status",
    "go_live_at": "as status",
    "expire_at": "as status",
    "expired": "as status",
    "locked": "as status",
    "locked_at": "as status",
    "locked_by": "as status",
    "latest_revision": "as status",
    "live_revision": "as status",
    "created_at": "as status",
    "updated_at": "as status",
}
# Relations that a record leaves out: the bytes of files are no text (docs/adr/0012).
RELATIONS_NOT_CARRIED = frozenset({"attachments"})


def _kind(field: models.Field) -> Kind:
    if field.name in _BY_NAME:
        return _BY_NAME[field.name]
    if field.choices and not isinstance(field, models.IntegerField):
        return Kind.CODE
    return next((kind for type_, kind in _KINDS if isinstance(field, type_)), Kind.TEXT)


def _columns(model: type[models.Model], **renamed: str) -> tuple[Column, ...]:
    return tuple(
        Column(renamed.get(field.name, field.name), field, _kind(field))
        for field in model._meta.local_concrete_fields
        if field.name not in STRUCTURE
    )


def _part(name: str, model: type[models.Model], *, many: bool = True, **more: Any) -> Part:
    return Part(name, more.pop("relation", name), model, _columns(model), many=many, **more)


LISTING = tuple(
    column for column in _columns(Listing) if column.name not in {*NOT_CARRIED, "digest"}
)
SOURCE = tuple(
    column for column in _columns(ListingSource, harvested_on="date") if column.name != "digest"
)
FACETS = (
    FacetGroup("themes", FacetScheme.THEME),
    FacetGroup("ipc", FacetScheme.IPC),
    FacetGroup("sdg_targets", FacetScheme.SDG),
    FacetGroup("divisions", FacetScheme.DIVISION),
    FacetGroup("keywords", FacetScheme.KEYWORD),
    FacetGroup("cooperation", FacetScheme.COOPERATION),
    FacetGroup("assets", FacetScheme.ASSET),
    FacetGroup("places", FacetScheme.PLACE),
    FacetGroup("partners", FacetScheme.PARTNER),
)
PARTS = (
    _part("offer_details", OfferDetails, many=False),
    _part("need_brief", NeedBrief, many=False),
    _part("need_conditions", NeedConditions, many=False),
    _part("requirements", Requirement),
    _part("advantages", Advantage),
    _part("standards", StandardMet),
    _part(
        "rights",
        RightsEntry,
        inside=(_part("countries", RightsStatus, relation="rights_statuses"),),
    ),
    _part("licence_terms", LicenceTerms, many=False),
    _part(
        "remuneration",
        Remuneration,
        many=False,
        inside=(_part("royalty_tiers", RoyaltyTier), _part("milestones", Milestone)),
    ),
    _part("know_how", KnowHowItem),
    _part("funding_sources", FundingSource),
    _part("translations", ListingTranslation),
    _part("links", RelatedLink),
)
# What names a record here; everything else is its content.
IDENTITY = ("id", "organisation")

BY_NAME: dict[str, Part] = {part.name: part for part in PARTS}
FACET_BY_NAME: dict[str, FacetGroup] = {group.name: group for group in FACETS}
LISTING_BY_NAME: dict[str, Column] = {column.name: column for column in LISTING}
SOURCE_PART = Part("source", "source", ListingSource, SOURCE, many=False)
TOP = (*IDENTITY, *LISTING_BY_NAME, *FACET_BY_NAME, *BY_NAME, "source")


def every_part() -> Iterator[Part]:
    """Outer parts before those inside them."""
    for part in PARTS:
        yield part
        yield from part.inside


RELATIONS = ("facets", *(part.relation for part in every_part()))
