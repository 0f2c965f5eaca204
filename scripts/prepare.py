"""Brings an installation up to date before it starts: messages, database, static files, demo.

Each step looks first and does nothing when there is nothing to do. Progress goes to standard
error; standard output carries only what the person should read about signing in.
"""

import hashlib
import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from scripts import compile_messages

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    compile_messages.main()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
    django.setup()
    # One line per page and permission made would hide the progress.
    logging.disable(logging.INFO)
    migrate()
    collect_static_files()
    if settings.DEMO:
        load_demo()
        call_command("show_demo_signins")


def migrate() -> None:
    # What follows the last migration (permissions, first pages) can fail too, and would not be
    # repeated for want of a migration to apply.
    unfinished = settings.VAR_DIR / "migration-unfinished"
    executor = MigrationExecutor(connection)
    if unfinished.exists() or executor.migration_plan(executor.loader.graph.leaf_nodes()):
        with step("Preparing the database"):
            unfinished.touch()
            call_command("migrate", verbosity=0, stdout=sys.stderr)
            unfinished.unlink()
    # For an installation that used another cache when it was first migrated.
    call_command("createcachetable", verbosity=0)


def collect_static_files() -> None:
    stamp = settings.VAR_DIR / "static-files-fingerprint"
    fingerprint = static_fingerprint()
    if stamp.exists() and stamp.read_text() == fingerprint and settings.STATIC_ROOT.exists():
        return
    with step("Collecting static files"):
        call_command("collectstatic", interactive=False, verbosity=0, stdout=sys.stderr)
    stamp.write_text(fingerprint)


def static_fingerprint() -> str:
    """Our files by name, size and time; those of the dependencies by the lock file."""
    digest = hashlib.sha256((ROOT / "requirements" / "base.txt").read_bytes())
    digest.update(repr(settings.STORAGES["staticfiles"]).encode())
    folders = {ROOT / "static", *ROOT.glob("*/static")} - {settings.STATIC_ROOT}
    files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    for path in sorted(files):
        status = path.stat()
        digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def load_demo() -> None:
    """Once per database: what people change in the demo afterwards stays changed."""
    stamp = settings.VAR_DIR / "demo-loaded-into"
    database = database_identity()
    if stamp.exists() and stamp.read_text() == database:
        return
    with step("Loading the demo"):
        call_command("load_demo", verbosity=0, stdout=sys.stderr)
    stamp.write_text(database)


def database_identity() -> str:
    first = MigrationRecorder.Migration.objects.order_by("pk").first()
    return f"{settings.DATABASES['default']['NAME']} {first.applied.isoformat()}"


@contextmanager
def step(name: str) -> Iterator[None]:
    print(f"==> {name} ...", end=" ", file=sys.stderr, flush=True)
    started = time.monotonic()
    yield
    print(f"{time.monotonic() - started:.1f} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
