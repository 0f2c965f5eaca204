"""pytest plugin for the run on PostgreSQL: leaves out what has been run and asks no database.

pytest-django refuses every query of a test that has not asked for the database, so that of such a
test the outcome on PostgreSQL is that on SQLite. (docs/adr/0026-what-runs-on-both-databases.md)
"""

from __future__ import annotations

import pytest


def asks_a_database(item: pytest.Item) -> bool:
    """Itself, by a fixture, or by a process that it starts: the environment names the database."""
    starts_processes = hasattr(getattr(item, "module", None), "subprocess")
    fixtures = {"db", "transactional_db", "live_server", "django_db_setup"}
    by_fixture = not fixtures.isdisjoint(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db")) or by_fixture or starts_processes


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    asking = [item for item in items if asks_a_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if not asks_a_database(item)])
    items[:] = asking
