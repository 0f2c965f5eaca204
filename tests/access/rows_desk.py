"""Rows of staff's screens that Wagtail draws from our models: facts, people, review of listings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from countries.models import CountryGroupMembership, IncomeClassification
from tests.access.rows_marketplace import DESK, desk
from tests.access.rows_site import PROVEN, fixed, staff_screen
from tests.access.table import MOVED, OK, Row
from tests.marketplace.listings import waiting

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.access.actors import World
    from tests.access.table import Cells

ADMINISTRATORS = fixed(staff_screen(OK, allowed=()))
FACTS_EDITORS = fixed(staff_screen(OK, allowed=("facts_editor",)))
# Without the token of what it was shown for, a fact stays.
STALE = fixed(staff_screen("409", allowed=("facts_editor",)))
# A person stays, with a word.
KEPT = fixed(staff_screen(MOVED, allowed=()))
ASKED = fixed(staff_screen(OK, allowed=PROVEN))
METHODS = ("GET", "POST")


def screens(
    viewset: str, key: Callable[[World], list], *, whose: Callable[[str], Cells], delete: list[Row]
) -> list[Row]:
    """What a viewset of Wagtail's has; forms come back empty with their complaints."""
    return [
        *(Row(f"{viewset}:{name}", "GET", whose) for name in ("index", "index_results")),
        *(Row(f"{viewset}:add", method, whose) for method in ("GET", "POST")),
        *(Row(f"{viewset}:edit", method, whose, key) for method in ("GET", "POST")),
        *(
            Row(f"{viewset}:{name}", "GET", whose, key)
            for name in ("history", "history_results", "usage")
        ),
        *delete,
    ]


def facts(viewset: str, key: Callable[[World], list]) -> list[Row]:
    name = f"{viewset}:delete"
    delete = [Row(name, "GET", FACTS_EDITORS, key), Row(name, "POST", STALE, key)]
    return screens(viewset, key, whose=FACTS_EDITORS, delete=delete)


def _country(world: World) -> list[Any]:
    return ["KE"]


def _membership(world: World) -> list[Any]:
    return [CountryGroupMembership.objects.first().pk]


def _income(world: World) -> list[Any]:
    return [IncomeClassification.objects.first().pk]


def _person(world: World) -> list[Any]:
    return [world.people["viewer"].pk]


def _in_review(*more: Callable[[Any], Any]) -> Callable[[World], list]:
    """The listing's key, and what else is read off the listing."""

    def args(world: World) -> list[Any]:
        row = world.rows["in_review"]
        return [row.pk, *(read(row) for read in more)]

    return args


in_review = _in_review()
one_revision = _in_review(lambda row: row.latest_revision_id)
two_revisions = _in_review(lambda row: "earliest", lambda row: "latest")
one_task = _in_review(lambda row: waiting(row).task_id)
one_workflow = _in_review(lambda row: waiting(row).workflow_state_id)
approval = _in_review(lambda row: "approve", lambda row: waiting(row).pk)

ROWS = [
    *facts("country", _country),
    *facts("countrygroupmembership", _membership),
    *facts("incomeclassification", _income),
    *(Row(f"region:{name}", "GET", FACTS_EDITORS) for name in ("index", "index_results")),
    *screens(
        "wagtailusers_users",
        _person,
        whose=ADMINISTRATORS,
        delete=[Row("wagtailusers_users:delete", method, KEPT, _person) for method in METHODS],
    ),
    Row(f"{DESK}list_results", "GET", desk(OK, superuser=OK)),
    *(
        Row(f"{DESK}{name}", "GET", desk(OK, superuser=OK), args)
        for name, args in (
            ("history_results", in_review),
            ("revisions_view", one_revision),
            ("revisions_compare", two_revisions),
            ("workflow_history_detail", one_workflow),
        )
    ),
    *(Row(f"{DESK}preview_on_edit", method, desk(OK), in_review) for method in METHODS),
    Row(f"{DESK}workflow_preview", "GET", desk(OK), one_task),
    Row(f"{DESK}collect_workflow_action_data", "GET", desk(OK), approval),
    # Nothing is scored, so nothing is collected.
    Row(f"{DESK}collect_workflow_action_data", "POST", desk(MOVED), approval),
    # A question of Wagtail's that names no listing; its answer is a post to "edit".
    *(Row(f"{DESK}confirm_workflow_cancellation", method, ASKED, in_review) for method in METHODS),
]
