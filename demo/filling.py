"""From what is written down about a listing to the listing and its parts.

The names in demo/content/listings are those of the model fields; what a listing is found by
stands under the name of its scheme, and the countries of a right under the right.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import DateField, Model
from modelcluster.models import get_all_child_relations

from marketplace.enums import FacetScheme
from marketplace.models import Attachment, Facet, Listing, RightsEntry, RightsStatus
from marketplace.right_rules import NUMBERS
from marketplace.vocabulary import symbols
from marketplace.vocabulary.numbers import normalise_number, normalise_number_there

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from marketplace.models import StoredFile

    Store = Callable[[dict[str, Any]], StoredFile]

SCHEMES = [scheme.value for scheme in FacetScheme if scheme != FacetScheme.FIELD]
PARTS: dict[str, type[Model]] = {
    relation.get_accessor_name(): relation.related_model
    for relation in get_all_child_relations(Listing)
}
# A number of days stands for a past day, except here.
AHEAD = {"deadline", "wanted_by"}


class Filling:
    """Writes content into one listing. Every part has the same key in every demo."""

    def __init__(self, listing: Listing, *, today: date, store: Store) -> None:
        self.listing = listing
        self.today = today
        self.store = store

    def fill(self, content: dict[str, Any]) -> Listing:
        """Set every field named in `content`; a relation named there is replaced as a whole."""
        listing = self.listing
        for name, value in content.items():
            if name in SCHEMES:
                continue
            if name == "rights":
                self._set_rights(value)
            elif name in PARTS:
                rows = [value] if isinstance(value, dict) else value
                self._replace(name, self._parts(name, rows))
            else:
                setattr(listing, name, self._value(Listing, name, value))
        self._set_facets({name: content[name] for name in SCHEMES if name in content})
        return listing

    def _set_facets(self, given: dict[str, list[str]]) -> None:
        if not given:
            return
        facets = [facet for facet in self.listing.facets.all() if facet.scheme not in given]
        for scheme, codes in given.items():
            for written in codes:
                code = symbols.normalise(written) if scheme == FacetScheme.IPC else written
                key = uuid.uuid5(self.listing.pk, f"facets/{scheme}/{code}")
                facets.append(Facet(id=key, scheme=scheme, code=code))
        for number, facet in enumerate(facets):
            facet.sort_order = number
        self._replace("facets", facets)

    def _set_rights(self, rows: list[dict[str, Any]]) -> None:
        entries, statuses = [], []
        for number, row in enumerate(rows):
            right = self._part(RightsEntry, {k: v for k, v in row.items() if k != "countries"})
            right.pk = self._key("rights", number)
            for name, kind in NUMBERS.items():
                if raw := getattr(right, name):
                    setattr(right, name, normalise_number(right.office, kind, right.kind, raw))
            entries.append(right)
            statuses += [
                status for given in row.get("countries", ()) for status in self._in(right, given)
            ]
        self._replace("rights", self._keyed("rights", entries))
        self._replace("rights_statuses", self._keyed("rights_statuses", statuses))

    def _replace(self, name: str, parts: list[Any]) -> None:
        # Modelcluster's relations are assigned to as wholes, which their types do not say.
        setattr(self.listing, name, parts)

    def _in(self, right: RightsEntry, given: dict[str, Any]) -> Iterable[RightsStatus]:
        """One status for each of the countries named in one line."""
        for country in given["country"].split():
            status = self._part(RightsStatus, {**given, "country": country, "right": right.pk})
            if status.number:
                status.number = normalise_number_there(
                    country, status.state, right.office, right.kind, status.number
                )
            yield status

    def _parts(self, name: str, rows: list[dict[str, Any]]) -> list[Model]:
        model = PARTS[name]
        if model is Attachment:
            rows = [self._stored(row) for row in rows]
        return self._keyed(name, [self._part(model, row) for row in rows])

    def _stored(self, row: dict[str, Any]) -> dict[str, Any]:
        shown = {name: value for name, value in row.items() if name in ("title", "alt_text")}
        return {**shown, "file": self.store(row)}

    def _part(self, model: type[Model], row: dict[str, Any]) -> Any:
        return model(**{name: self._value(model, name, value) for name, value in row.items()})

    def _keyed(self, name: str, parts: list[Any]) -> list[Any]:
        for number, part in enumerate(parts):
            part.pk = self._key(name, number)
            if hasattr(part, "sort_order"):
                part.sort_order = number
        return parts

    def _key(self, name: str, number: int) -> uuid.UUID:
        return uuid.uuid5(self.listing.pk, f"{name}/{number}")

    def _value(self, model: type[Model], name: str, value: Any) -> Any:
        field: Any = model._meta.get_field(name)
        if isinstance(field, DateField) and isinstance(value, int):
            return self.today + timedelta(days=value if name in AHEAD else -value)
        return value if field.is_relation else field.to_python(value)
