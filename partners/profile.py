"""What a visitor's look at a public profile reads; prepared, for no page is opened more often."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import Value
from django.utils import timezone

from core.prepared import prepared
from core.words import label
from countries.models import NAME_COLUMNS
from partners import identifiers, isic
from partners.enums import IdentifierScheme
from partners.models import (
    Organisation,
    OrganisationDivision,
    OrganisationIdentifier,
    OrganisationName,
)

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

# What the page shows; anything else would be asked for by a query of its own.
SHOWN = (
    "slug",
    "kind",
    "name",
    "language",
    "city",
    "website",
    "size_class",
    "is_sme",
    "description",
    "capabilities",
    "logo",
    *(f"country__{column}" for column in NAME_COLUMNS.values()),
)

NAME, IDENTIFIER, DIVISION = "name", "identifier", "division"


class Name(NamedTuple):
    value: str
    language: str


class Identifier(NamedTuple):
    register: str
    value: str
    link: str


class Division(NamedTuple):
    code: str
    label: str


class Details(NamedTuple):
    names: list[Name]
    identifiers: list[Identifier]
    divisions: list[Division]


def public_organisation(slug: str) -> Organisation | None:
    """The one that anybody may see at this address, with `country` and `verified_until`."""
    found = _public(timezone.now().date(), slug=slug)
    return found[0] if found else None


@prepared
def _public(_today: date, *, slug: str) -> QuerySet[Organisation]:
    visible = Organisation.objects.visible_to(AnonymousUser()).with_verified_until()
    return visible.filter(slug=slug).select_related("country").only(*SHOWN).order_by()


def details(organisation: Organisation) -> Details:
    """What is kept in rows of its own, in one query."""
    names, entries, divisions = [], [], []
    for table, kind, language, value in sorted(_details(organisation=organisation.pk)):
        if table == NAME:
            names.append(Name(value, language))
        elif table == IDENTIFIER:
            register = label(IdentifierScheme, kind)
            entries.append(Identifier(register, value, identifiers.link(kind, value)))
        else:
            divisions.append(Division(kind, isic.label(kind)))
    return Details(names, entries, divisions)


@prepared
def _details(*, organisation: int) -> QuerySet:
    """Rows of (table, kind, language, value)."""
    none = Value("")
    names, entries, divisions = (
        model.objects.filter(organisation=organisation).order_by()
        for model in (OrganisationName, OrganisationIdentifier, OrganisationDivision)
    )
    return names.values_list(Value(NAME), "kind", "language", "value").union(
        entries.values_list(Value(IDENTIFIER), "scheme", none, "value"),
        divisions.values_list(Value(DIVISION), "code", none, none),
        all=True,
    )
