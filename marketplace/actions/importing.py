"""Taking listings over from files, a few hundred in a transaction.

Rows that cannot be taken are told by line, field and remedy; the others go in. The audit record
has one entry for each batch. What belongs together is found again by its identifier at the source,
or by its key here.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from audit.recording import record
from core.actions import lock
from core.errors import ActionRefused
from countries.models import Country
from marketplace.actions.guards import require_verified
from marketplace.actions.import_batch import Batch
from marketplace.actions.import_plan import Plan
from marketplace.exchange.report import Report
from marketplace.exchange.values import Cleaner
from partners.actions.guards import lock_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from accounts.models import User
    from marketplace.exchange.problems import Row
    from partners.models import Organisation

AT_ONCE = 250


def import_records(
    rows: Iterable[Row],
    *,
    organisation: Organisation,
    by: User,
    source: str = "",
    kind: str = "",
    publish: bool = False,
    as_operator: bool = False,
    dry_run: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Report:
    """Take `rows` over as listings of `organisation`, written by `by`.

    `source` names the outside source of rows that do not name one; `kind` is the only kind that
    is taken, or "" for both. With `publish` they are public at once and without review, otherwise
    drafts. `as_operator` stands for access to the machine: only then is `publish` possible and
    the role of `by` not asked for. `dry_run` tells what would happen and writes nothing; only then
    may `organisation` be one that is not saved yet.

    Each batch is a transaction of its own: what went in before a failure stays, and the same file
    can be sent again. Raises `ActionRefused`: "not_allowed", "not_verified".
    """
    if publish and not as_operator:
        raise ActionRefused(
            _("Only operators publish without review. Import as drafts."), code="not_allowed"
        )
    report = Report()
    plan = Plan(organisation, by, source, kind, publish, _cleaners())
    remaining = iter(rows)
    while batch := list(islice(remaining, AT_ONCE)):
        part = _take(batch, plan, as_operator=as_operator, dry_run=dry_run)
        _add(report, part)
        if progress:
            progress(report.total)
    return report


def _cleaners() -> dict[bool, Cleaner]:
    countries = list(Country.objects.values_list("pk", flat=True))
    return {outside: Cleaner(countries, outside=outside) for outside in (False, True)}


@transaction.atomic
def _take(rows: list[Row], plan: Plan, *, as_operator: bool, dry_run: bool) -> Report:
    is_imagined = dry_run and as_operator and plan.organisation._state.adding
    if is_imagined:  # it would be made, and verified, for these records
        organisation = plan.organisation
    elif as_operator:
        organisation = lock(plan.organisation)
    else:
        organisation = lock_for(plan.organisation, by=plan.by, permission="marketplace.write_for")
    if plan.publish and not is_imagined:
        require_verified(organisation)
    batch = Batch(plan)
    batch.sort(rows)
    if dry_run:
        return batch.report
    batch.write()
    if batch.report.created or batch.report.updated:
        record(
            "listings.imported",
            actor=plan.by,
            about=[organisation],
            data={
                **batch.report.numbers(),
                "source": plan.source,
                "published": plan.publish,
                "lines": [rows[0].line, rows[-1].line],
            },
        )
    return batch.report


def _add(report: Report, part: Report) -> None:
    report.created += part.created
    report.updated += part.updated
    report.unchanged += part.unchanged
    refused = report.refused + part.refused
    report.refuse(part.problems)
    report.refused = refused
