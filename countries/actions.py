"""Changes of country facts, each with its entry in the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from audit.recording import record
from core.actions import lock
from core.errors import ActionRefused
from countries.enums import FactOrigin
from countries.loading import LoadReport, load_facts
from countries.models import Country, CountryGroupMembership, IncomeClassification

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User

    Fact = Country | CountryGroupMembership | IncomeClassification


@transaction.atomic
def add_fact(fact: Fact, *, by: User) -> None:
    """Store a fact that staff entered. Refused ("overlap") when periods would overlap."""
    _hold_country(fact)
    fact.origin = FactOrigin.ADDED
    fact.save(force_insert=True)
    record(f"{fact._meta.model_name}.added", actor=by, about=_about(fact), data=_facts(fact))


@transaction.atomic
def correct_fact(fact: Fact, *, by: User, changed: Sequence[str]) -> None:
    """Store what staff changed in the fields `changed`; later loads leave the row alone.

    Refused ("overlap") when periods would overlap, ("gone") when the row was deleted meanwhile.
    """
    _hold_country(fact)
    before = _facts(lock(fact))
    if fact.origin == FactOrigin.LOADED:
        fact.origin = FactOrigin.CORRECTED
    fact.save(update_fields=[*changed, "origin"])
    after = _facts(fact)
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    record(f"{fact._meta.model_name}.corrected", actor=by, about=_about(fact), data=changes)


@transaction.atomic
def remove_fact(fact: Fact, *, by: User) -> None:
    """Delete a row that staff added.

    Refused ("came_with_the_site") for others: the next load would bring them back. They can be
    corrected instead. Refused ("in_use") for a country that something else refers to.
    """
    if lock(fact).origin != FactOrigin.ADDED:
        raise ActionRefused(
            _("This came with the site and would return with the next update. Correct it instead."),
            code="came_with_the_site",
        )
    record(f"{fact._meta.model_name}.removed", actor=by, about=_about(fact), data=_facts(fact))
    try:
        fact.delete()
    except ProtectedError:
        raise ActionRefused(
            _("This cannot be deleted while something else refers to it."), code="in_use"
        ) from None


@transaction.atomic
def reload_facts() -> LoadReport:
    """Bring the files that come with the site into the database; staff's rows stay."""
    report = load_facts(apps)
    if report.changed_anything:
        record("countries.loaded", actor=None, about=[], data=dict(report))
    return report


def _hold_country(fact: Fact) -> None:
    """Changes of one country's facts wait for each other, so that each is checked on its own.

    The country comes first in every lock taken here and by a load, so nobody waits in a circle.
    """
    if isinstance(fact, Country):
        return
    lock(fact.country)
    if not isinstance(fact, CountryGroupMembership):
        return
    if CountryGroupMembership.objects.overlapping(fact).exists():
        raise ActionRefused(
            _("This country already has a period in the group that shares days with this one."),
            code="overlap",
        )


def _about(fact: Fact) -> list[Fact]:
    return [fact] if isinstance(fact, Country) else [fact, fact.country]


def _facts(fact: Fact) -> dict[str, str]:
    values = {field.attname: getattr(fact, field.attname) for field in fact._meta.concrete_fields}
    return {name: "" if value is None else str(value) for name, value in values.items()}
