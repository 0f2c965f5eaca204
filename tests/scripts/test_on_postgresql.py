"""What the run on PostgreSQL leaves out, and what it must not."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import connection

from tests.plugins.on_postgresql import asks_a_database, pytest_collection_modifyitems


def item(*fixtures: str, mark: object = None, module: object = None) -> SimpleNamespace:
    return SimpleNamespace(
        fixturenames=fixtures, module=module, get_closest_marker={"django_db": mark}.get
    )


def test_whatever_asks_a_database_runs():
    assert asks_a_database(item(mark=pytest.mark.django_db))
    for fixture in ("db", "transactional_db", "live_server", "django_db_setup"):
        assert asks_a_database(item("request", fixture))
    assert asks_a_database(item(module=SimpleNamespace(subprocess=None)))
    assert not asks_a_database(item("settings", "tmp_path", module=SimpleNamespace()))


def test_what_is_left_out_is_said_and_not_counted_as_skipped():
    told, asking, other = [], item("db"), item()
    hook = SimpleNamespace(pytest_deselected=lambda items: told.extend(items))
    items = [other, asking]
    pytest_collection_modifyitems(SimpleNamespace(hook=hook), items)
    assert (items, told) == ([asking], [other])


def test_test_that_has_not_asked_for_the_database_is_refused_it():
    """Which is why it need not run on both."""
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        connection.cursor()
