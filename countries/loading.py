"""Bringing the files in countries/data into the database, without undoing what staff did.

Used by a migration with its historical models as well as by `manage.py load_countries`, so models
come from the registry that is passed in and columns a model does not have (yet) are left out.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction

from countries.enums import FactOrigin, IncomeGroup

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from django.apps.registry import Apps
    from django.db.models import Model

    Key = Callable[[Model], Hashable]

DATA = Path(__file__).parent / "data"
INCOME_CODES = {
    "L": IncomeGroup.LOW,
    "LM": IncomeGroup.LOWER_MIDDLE,
    "UM": IncomeGroup.UPPER_MIDDLE,
    "H": IncomeGroup.HIGH,
    "NC": IncomeGroup.UNCLASSIFIED,
}


class LoadReport(Counter):
    """How many rows were "created", "updated", "removed", and "left" as staff made them."""

    @property
    def changed_anything(self) -> bool:
        return bool(self["created"] or self["updated"] or self["removed"])


def load_facts(apps: Apps, *, using: str = "default") -> LoadReport:
    """Make the tables say what the files say, except where staff corrected or added rows."""
    report = LoadReport()
    with transaction.atomic(using=using):
        for name, wanted, key in (
            ("Region", _regions(), _code),
            ("Country", _countries(), _code),
            ("IncomeClassification", _incomes(), _income_key),
        ):
            model = apps.get_model("countries", name)
            existing = {key(row): row for row in _held(model, using)}
            report += _merge(model, wanted, existing, key=key, using=using)
        report += _load_memberships(apps.get_model("countries", "CountryGroupMembership"), using)
    return LoadReport(report)


def _load_memberships(model: type[Model], using: str) -> Counter:
    """As the others; but one row touched by staff makes the country's whole history theirs.

    They may have moved the day it begins, by which a row is recognised.
    """
    wanted = _memberships()
    existing = {_membership_key(row): row for row in _held(model, using)}
    touched = {
        (row.country_id, row.group) for row in existing.values() if row.origin != FactOrigin.LOADED
    }
    left = [row for row in wanted if (row["country_id"], row["group"]) in touched]
    wanted = [row for row in wanted if (row["country_id"], row["group"]) not in touched]
    kept = {(row["country_id"], row["group"], row["since"]) for row in wanted}
    stale = [
        row.pk
        for key, row in existing.items()
        if key not in kept and (row.country_id, row.group) not in touched
    ]
    model.objects.using(using).filter(pk__in=stale).delete()
    done = _merge(model, wanted, existing, key=_membership_key, using=using)
    return done + Counter(removed=len(stale), left=len(left))


def _merge(
    model: type[Model],
    wanted: Iterable[dict[str, Any]],
    existing: dict[Hashable, Model],
    *,
    key: Key,
    using: str,
) -> Counter:
    columns = {field.attname for field in model._meta.concrete_fields}
    done: Counter = Counter()
    new, changed = [], []
    for values in wanted:
        fields = {name: value for name, value in values.items() if name in columns}
        row = existing.get(key(model(**fields)))
        if row is None:
            new.append(model(**fields))
        elif any(getattr(row, name) != value for name, value in fields.items()):
            if getattr(row, "origin", FactOrigin.LOADED) != FactOrigin.LOADED:
                done["left"] += 1
                continue
            for name, value in fields.items():
                setattr(row, name, value)
            changed.append((row, fields))
    model.objects.using(using).bulk_create(new, batch_size=500)
    if changed:
        names = set(changed[0][1]) - {model._meta.pk.attname}
        model.objects.using(using).bulk_update([row for row, _ in changed], names, batch_size=200)
    return done + Counter(created=len(new), updated=len(changed))


def _held(model: type[Model], using: str) -> Iterable[Model]:
    """All rows, held until the transaction ends: staff may be correcting one just now."""
    return model.objects.using(using).select_for_update()


def _code(row: Any) -> Hashable:
    return row.code


def _income_key(row: Any) -> Hashable:
    return row.country_id, row.fiscal_year


def _membership_key(row: Any) -> Hashable:
    return row.country_id, row.group, row.since


def _read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def source_of_names() -> dict[str, str]:
    """`source` and `source_url` of the codes, names and regions that come with the site."""
    return _sources()["m49"]


def _sources() -> dict[str, dict[str, str]]:
    entries = json.loads((DATA / "sources.json").read_text(encoding="utf-8"))
    return {
        key: {"source": entry["name"], "source_url": entry["url"]} for key, entry in entries.items()
    }


def _regions() -> list[dict[str, Any]]:
    return [{"parent_id": row.pop("parent") or None, **row} for row in _read("regions.csv")]


def _countries() -> list[dict[str, Any]]:
    return [{"region_id": row.pop("region"), **row} for row in _read("countries.csv")]


def _memberships() -> list[dict[str, Any]]:
    sources = _sources()
    return [
        {
            "country_id": row["country"],
            "group": row["group"],
            "since": dt.date.fromisoformat(row["since"]),
            "since_is_exact": row["since_is_exact"] == "yes",
            "until": dt.date.fromisoformat(row["until"]) if row["until"] else None,
            "note": row["note"],
            **sources[row["group"]],
        }
        for row in _read("group_memberships.csv")
    ]


def _incomes() -> list[dict[str, Any]]:
    sources = _sources()
    return [
        {
            "country_id": row["country"],
            "fiscal_year": int(year),
            "group": INCOME_CODES[letters],
            **sources.get(f"income-{year}", sources["income"]),
        }
        for row in _read("income_classifications.csv")
        for year, letters in row.items()
        if year != "country" and letters
    ]
