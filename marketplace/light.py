"""Listings that are only shown: the values of rows, without what makes them model instances.

An instance of `Listing` costs as much to make as ten of its lines cost to draw.
"""

from __future__ import annotations

from inspect import getattr_static
from typing import TYPE_CHECKING, Any

from countries.models import NAME_COLUMNS, Country
from marketplace.models import Listing
from partners.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db import models

NAMES = tuple(NAME_COLUMNS.values())


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
