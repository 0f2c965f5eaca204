"""Records of the exchange format, checked; and listings as records.

In between stands the content: a dict in the shape of a record with values as the fields hold
them. `content_of(build(content))` gives the content back.
"""

from __future__ import annotations

import datetime as dt
import difflib
import hashlib
import json
import uuid
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from marketplace.deriving import fields_of
from marketplace.enums import FacetScheme, ListingKind, ListingType
from marketplace.exchange.checks import contradictions
from marketplace.exchange.fields import (
    FACET_BY_NAME,
    FACETS,
    LISTING,
    LISTING_BY_NAME,
    PARTS,
    SOURCE_PART,
    TOP,
    Part,
)
from marketplace.exchange.keys import ordered_key
from marketplace.exchange.problems import Problem
from marketplace.exchange.texts import shorten, tidy
from marketplace.exchange.values import WrongValueError
from marketplace.models import Facet, Listing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from marketplace.exchange.values import Cleaner

Content = dict[str, Any]
Rows = dict[str, list[Any]]
LONGEST_SUMMARY = 500
MOST_PARTS = 200
PART_BY_NAME: dict[str, Part] = {part.name: part for part in (*PARTS, SOURCE_PART)}


class RecordReader:
    """Checks one record: `content` is what it says, `problems` why it cannot be taken."""

    def __init__(self, line: int, record: Mapping[str, Any], cleaner: Cleaner) -> None:
        self.line = line
        self.cleaner = cleaner
        self.problems: list[Problem] = []
        self.content: Content = {}
        for name, raw in record.items():
            self._read(name, raw)
        if not self.problems:
            self.problems += [
                Problem(line, field, sentence)
                for field, sentence in contradictions(self.content, cleaner.countries)
            ]

    def _read(self, name: str, raw: Any) -> None:
        if name in LISTING_BY_NAME:
            column = LISTING_BY_NAME[name]
            if _is_given(raw):
                self._one(self.content, name, column, raw)
            else:  # whether that will do is asked once the record is whole
                self.content[name] = column.empty()
        elif name in FACET_BY_NAME:
            scheme = FACET_BY_NAME[name].scheme
            self._try(self.content, name, lambda: self.cleaner.facet(scheme, raw or []))
        elif name in PART_BY_NAME:
            self.content[name] = self._part(PART_BY_NAME[name], name, raw)
        elif name == "id":
            self._try(self.content, name, lambda: _uuid(raw))
        elif name == "organisation":
            self.content[name] = str(raw or "")
        else:
            self._complain(name, unknown_field(name, TOP))

    def _part(self, part: Part, path: str, raw: Any) -> Any:
        if raw is None:
            return [] if part.many else {}
        if not part.many:
            return self._row(part, path, raw)
        if not isinstance(raw, list) or len(raw) > MOST_PARTS:
            self._complain(path, _("Give a list of at most %(most)d.") % {"most": MOST_PARTS})
            return []
        rows = [self._row(part, f"{path}.{n}", one) for n, one in enumerate(raw, 1)]
        return [row for row in rows if row]

    def _row(self, part: Part, path: str, raw: Any) -> Content:
        if not isinstance(raw, dict):
            self._complain(path, _("Give an object with named fields."))
            return {}
        self._refuse_unknown(part, path, raw)
        row: Content = {}
        if not any(_is_given(value) for value in raw.values()):
            return {}
        for column in part.columns:
            row[column.name] = column.empty()
            # What a record leaves out of its source, the import knows.
            if _is_given(raw.get(column.name)) or (column.is_required and part is not SOURCE_PART):
                self._one(row, f"{path}.{column.name}", column, raw.get(column.name))
        for inner in part.inside:
            if inner.name in raw:
                row[inner.name] = self._part(inner, f"{path}.{inner.name}", raw[inner.name])
        return _settled(part, row)

    def _refuse_unknown(self, part: Part, path: str, raw: Content) -> None:
        for name in raw:
            if part.column(name) is None and part.part(name) is None:
                names = [column.name for column in part.columns]
                self._complain(f"{path}.{name}", unknown_field(name, names))

    def _one(self, into: Content, path: str, column: Any, raw: Any) -> None:
        self._try(into, path, lambda: self.cleaner.value(column, raw), key=column.name)

    def _try(self, into: Content, path: str, clean: Any, key: str = "") -> None:
        try:
            into[key or path] = clean()
        except WrongValueError as error:
            self._complain(path, str(error))

    def _complain(self, field: str, sentence: str) -> None:
        self.problems.append(Problem(self.line, field, sentence))


def unknown_field(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    if near:
        return _("There is no such field. Did you mean “%(near)s”?") % {"near": near[0]}
    return _("There is no such field. Remove it, or see docs/formats for the names.")


def _uuid(raw: Any) -> uuid.UUID | None:
    if not _is_given(raw):
        return None
    try:
        return uuid.UUID(str(raw).strip())
    except ValueError:
        raise WrongValueError(
            _("This is no identifier of a listing here. Leave it empty for a new one.")
        ) from None


def _is_given(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_is_given, value.values()))
    if isinstance(value, list):
        return any(map(_is_given, value))
    return value is not None and not (isinstance(value, str) and not value.strip())


# --- What is missing -------------------------------------------------------------------------


def complete(content: Content, line: int, kind: str) -> list[Problem]:
    """Fill in what follows from the rest, and say what is missing for a listing of its own.

    A record needs a title, a language and a description or summary; the summary is otherwise the
    beginning of the description.
    """
    content["kind"] = content.get("kind") or kind or ListingKind.OFFER.value
    for column in LISTING:
        content.setdefault(column.name, column.empty())
    needed = {"title": content.get("title"), "language": content.get("language")}
    needed["description"] = content.get("description") or content.get("summary")
    missing = [
        Problem(line, name, _("This is needed. Fill it in."))
        for name, value in needed.items()
        if not value
    ]
    if not missing and not content.get("summary"):
        content["summary"] = shorten(" ".join(content["description"].split()), LONGEST_SUMMARY)
    if content["type"] not in ListingType.OF_KIND[content["kind"]]:
        types = ", ".join(ListingType.OF_KIND[content["kind"]])
        sentence = _("This type does not go with the kind “%(kind)s”. Write one of: %(types)s.")
        missing.append(Problem(line, "type", sentence % {"kind": content["kind"], "types": types}))
    return missing


# --- Content and rows ------------------------------------------------------------------------


def build(content: Content, **fields: Any) -> tuple[Listing, Rows]:
    """An unsaved listing and its parts by relation, in order, with keys of their own."""
    listing = Listing(**fields)
    return listing, fill(listing, content)


def fill(listing: Listing, content: Content) -> Rows:
    """Set the columns of `listing` from `content`; returns its new parts by relation."""
    for column in LISTING:
        if column.name != "kind" or listing._state.adding:
            setattr(listing, column.field.attname, content.get(column.name, column.empty()))
    rows: Rows = {"facets": _facets(listing, content)}
    for part in PARTS:
        given = content.get(part.name) or []
        _add_rows(rows, part, listing, given if part.many else [given] if given else [])
    return rows


def _add_rows(rows: Rows, part: Part, listing: Listing, given: list[Content]) -> None:
    made = rows.setdefault(part.relation, [])
    for values in given:
        named = [column for column in part.columns if column.name in values]
        fields = {column.field.attname: values[column.name] for column in named}
        row = part.model(id=ordered_key(), listing=listing, **fields)
        if part.many:
            row.sort_order = len(made)  # type: ignore[attr-defined]
        if part.many or _says_something(part, values):
            made.append(row)
        for inner in part.inside:
            before = len(rows.get(inner.relation, []))
            _add_rows(rows, inner, listing, values.get(inner.name) or [])
            if inner.relation == "rights_statuses":
                for status in rows[inner.relation][before:]:
                    status.right = row.pk
    for inner in part.inside:
        rows.setdefault(inner.relation, [])


def _says_something(part: Part, values: Content) -> bool:
    return any(
        column.name in values and values[column.name] != column.empty() for column in part.columns
    )


def _settled(part: Part, row: Content) -> Content:
    """Without the columns of a part that is there once and says nothing: no row, no content."""
    if part.many or _says_something(part, row):
        return row
    return {inner.name: row[inner.name] for inner in part.inside if inner.name in row}


def _facets(listing: Listing, content: Content) -> list[Facet]:
    pairs = [(group.scheme, code) for group in FACETS for code in content.get(group.name) or ()]
    pairs += [(FacetScheme.FIELD, code) for code in fields_of(content.get("ipc") or ())]
    return [
        Facet(id=ordered_key(), listing=listing, scheme=scheme, code=code, sort_order=n)
        for n, (scheme, code) in enumerate(pairs)
    ]


def content_of(listing: Listing) -> Content:
    """What a record of the listing says, its key and source left aside; parts are read whole."""
    content: Content = {column.name: column.value_of(listing) for column in LISTING}
    codes: dict[str, list[str]] = {}
    for facet in listing.facets.all():
        codes.setdefault(facet.scheme, []).append(facet.code)
    for group in FACETS:
        content[group.name] = codes.get(group.scheme, [])
    for part in PARTS:
        rows = [
            _content_of_row(part, row, listing) for row in getattr(listing, part.relation).all()
        ]
        content[part.name] = rows if part.many else _only(part, rows, listing)
    return content


def _only(part: Part, rows: list[Content], listing: Listing) -> Content:
    if rows:
        return _settled(part, rows[0])
    return {inner.name: _inside(inner, None, listing) for inner in part.inside}


def _content_of_row(part: Part, row: Any, listing: Listing) -> Content:
    content = {column.name: column.value_of(row) for column in part.columns}
    for inner in part.inside:
        content[inner.name] = _inside(inner, row, listing)
    return content


def _inside(inner: Part, row: Any, listing: Listing) -> list[Content]:
    rows = getattr(listing, inner.relation).all()
    if inner.relation == "rights_statuses":
        rows = [status for status in rows if status.right == row.pk]
    return [_content_of_row(inner, one, listing) for one in rows]


# --- Content as it is written ----------------------------------------------------------------


def written(content: Content) -> dict[str, Any]:
    """The content as a record: nothing empty, every value in its one fixed form."""
    return {
        name: _plain(content[name])
        for name in TOP
        if name in content and _is_given(_plain(content[name]))
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        pairs = ((name, _plain(one)) for name, one in value.items())
        return {name: one for name, one in pairs if _is_given(one)}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, str):
        return tidy(str(value))
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value


def canonical(record: Mapping[str, Any]) -> str:
    """One line of JSON, the same for the same content."""
    return json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(content: Content) -> str:
    """Of what would be shown: the same until something of it changes."""
    shown = {name: value for name, value in content.items() if name not in ("id", "organisation")}
    if "source" in shown:
        shown["source"] = {k: v for k, v in shown["source"].items() if k != "date"}
    return hashlib.sha256(canonical(written(shown)).encode()).hexdigest()


def same(one: Content, other: Content) -> bool:
    """Whether two contents, sources aside, would be written the same."""
    return canonical(written({**one, "source": {}, "id": None, "organisation": ""})) == canonical(
        written({**other, "source": {}, "id": None, "organisation": ""})
    )
