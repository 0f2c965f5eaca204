"""What one import is about, and what its rows come to before anything is looked up."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.exchange.problems import Problem
from marketplace.exchange.records import RecordReader

if TYPE_CHECKING:
    from accounts.models import User
    from marketplace.exchange.problems import Row
    from marketplace.exchange.values import Cleaner
    from partners.models import Organisation


@dataclass
class Plan:
    """The same for all batches. `seen` are the identifiers that the file has had so far."""

    organisation: Organisation
    by: User
    source: str
    kind: str
    publish: bool
    cleaners: dict[bool, Cleaner]
    seen: set[int] = field(default_factory=set)


@dataclass
class Incoming:
    """A row that reads well: its content, and by what it is found again."""

    line: int
    content: dict[str, Any]
    key: uuid.UUID | None
    source: tuple[str, str] | None


def take_in(row: Row, plan: Plan) -> Incoming | list[Problem]:
    """The row's content if it can be read and may stand in this file, else what is wrong."""
    if row.record is None:
        return list(row.problems)
    outside = bool(plan.source or _names_source(row.record))
    reader = RecordReader(row.line, row.record, plan.cleaners[outside])
    if reader.problems:
        return reader.problems
    content = reader.content
    problems = [*_foreign(row.line, content, plan)]
    source = _source(row.line, content, plan, problems)
    key = content.pop("id", None)
    content.pop("organisation", None)
    incoming = Incoming(row.line, content, key, source)
    problems += _seen_before(incoming, plan)
    return problems or incoming


def _names_source(record: dict[str, Any]) -> bool:
    source = record.get("source")
    return isinstance(source, dict) and bool(source.get("name"))


def _foreign(line: int, content: dict[str, Any], plan: Plan) -> list[Problem]:
    problems = []
    owner = content.get("organisation")
    if owner and owner != plan.organisation.slug:
        sentence = _(
            "This belongs to “%(other)s”, and the import is for “%(this)s”. Empty the field."
        )
        names = {"other": owner, "this": plan.organisation.slug}
        problems.append(Problem(line, "organisation", sentence % names))
    kind = content.get("kind")
    if kind and plan.kind and kind != plan.kind:
        if plan.kind == "offer":
            sentence = _("This is a need. Import it on the page for needs.")
        else:
            sentence = _("This is an offer. Import it on the page for offers.")
        problems.append(Problem(line, "kind", sentence))
    return problems


def _source(
    line: int, content: dict[str, Any], plan: Plan, problems: list[Problem]
) -> tuple[str, str] | None:
    """(name, identifier there); names and dates that the record leaves out are filled in."""
    given = content.setdefault("source", {})
    name, number = given.get("name") or plan.source, given.get("external_id") or ""
    if not name and not number:
        content["source"] = {}
        return None
    if plan.source and name != plan.source:
        sentence = _("This names the source “%(other)s”, and the import is from “%(this)s”.")
        words = {"other": name, "this": plan.source}
        problems.append(Problem(line, "source.name", sentence % words))
    if not number:
        sentence = _("A record from an outside source needs its identifier there. Fill it in.")
        problems.append(Problem(line, "source.external_id", sentence))
    given["name"] = name or plan.organisation.name[:120]
    given["date"] = given.get("date") or timezone.now().date()
    return given["name"], number


def _seen_before(incoming: Incoming, plan: Plan) -> list[Problem]:
    """A mark for each identifier, not the identifier: a file may have a hundred thousand."""
    problems = []
    for name, identifier in (("id", incoming.key), ("source.external_id", incoming.source)):
        if identifier is None:
            continue
        mark = hash((name, identifier))
        if mark in plan.seen:
            sentence = _("The same identifier stands in this file before. Remove one of the two.")
            problems.append(Problem(incoming.line, name, sentence))
        plan.seen.add(mark)
    return problems
