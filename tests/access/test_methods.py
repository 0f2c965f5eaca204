"""A method the access table does not name for one of our addresses is answered with 405."""

from __future__ import annotations

from collections.abc import Callable
from inspect import unwrap

import pytest
from django.urls import resolve, reverse

from tests.access.actors import build
from tests.access.table import NOT_ALLOWED, Row
from tests.access.test_table import OUR_APPS, ROWS

pytestmark = pytest.mark.django_db

# These send an administrator away before they look at the method. (A reviewer's DELETE empties the
# preview that is kept in the reviewer's own session, and nothing else.)
CLOSED_FIRST = ("wagtailusers_users:delete", "wagtailsnippets_marketplace_listing:preview_on_edit")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def first_rows() -> dict[str, Row]:
    """One row for each address, with arguments that lead to something."""
    return {row.name: row for row in reversed(ROWS)}


def is_ours(view: Callable) -> bool:
    return unwrap(view).__module__.split(".")[0] in {*OUR_APPS, "core", "cms"}


def test_method_without_a_row_is_not_allowed():
    # The state in which every one of the rows leads somewhere, for whoever may do the most.
    world = build("waiting")
    named = {(name, method) for name in CLOSED_FIRST for method in METHODS} | {
        (row.name, row.method) for row in ROWS if NOT_ALLOWED not in row.cells("waiting").values()
    }
    answered, asked = [], 0
    for name, row in first_rows().items():
        address = reverse(name, args=row.args(world))
        if not is_ours(resolve(address).func):
            continue
        for method in METHODS:
            if (name, method) in named:
                continue
            asked += 1
            status = world.clients["superuser"].generic(method, address).status_code
            if status != 405:
                answered.append(f"{method} {name}: {status}")
    assert asked > 100
    assert not answered, "\n".join(answered)
