"""What an operator may set up wrongly is told, with its name, before the site starts."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.conf import settings

RIGHT = {
    "SECRET_KEY": "k" * 50,
    "ALLOWED_HOSTS": "techaccord.example",
    "SITE_URL": "https://techaccord.example:8443/",
}


def start(tmp_path, **chosen: str) -> subprocess.CompletedProcess:
    environment = {**os.environ, **RIGHT, "VAR_DIR": str(tmp_path), **chosen}
    return subprocess.run(
        [sys.executable, "-c", "import config.settings.production"],
        cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


# As a process finds the database that it is told of by nobody.
ASK = """
import django
django.setup()
from django.db import connection
with connection.cursor() as cursor:
    for name in ("journal_mode", "synchronous", "foreign_keys"):
        print(*cursor.execute(f"PRAGMA {name}").fetchone())
print(connection.transaction_mode)
"""


def test_database_loses_nothing_that_was_acknowledged(tmp_path):
    """WAL, 2 for FULL, and foreign keys; transactions that are going to write begin as such."""
    environment = {**os.environ, **RIGHT, "VAR_DIR": str(tmp_path)}
    environment |= {"DJANGO_SETTINGS_MODULE": "config.settings.production"}
    environment.pop("DATABASE_URL", None)
    done = subprocess.run(  # noqa: S603 - as an operator starts it
        [sys.executable, "-c", ASK],
        cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split() == ["wal", "2", "1", "IMMEDIATE"]
    assert (tmp_path / "techaccord.sqlite3").exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "k" * 49),
        ("SITE_URL", ""),
        ("SITE_URL", "techaccord.example"),
        ("SITE_URL", "http://techaccord.example"),
        ("SITE_URL", "https://"),
        ("SITE_URL", "https://techaccord.example:port"),
        ("SITE_URL", "https://techaccord.example/en"),
    ],
)
def test_wrong_setting_stops_the_start_and_is_named(tmp_path, name, value):
    done = start(tmp_path, **{name: value})
    assert done.returncode == 1
    assert f"{name}: give" in done.stderr.splitlines()[-1]


def test_right_settings_are_taken(tmp_path):
    done = start(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
