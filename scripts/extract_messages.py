"""How texts are found in the sources: what `make messages` and the check of the catalogues share."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("fr", "es", "ar", "ru", "zh_Hans")
# Texts live in the apps and templates/; these speak to developers only, or are not ours.
NOT_SOURCES = {"var", "tests", "scripts", "bench", "docs", "locale", "static", "requirements"}


@contextmanager
def copy_of_sources() -> Iterator[Path]:
    """makemessages writes next to what it reads; here that harms nobody."""
    with tempfile.TemporaryDirectory(prefix="techaccord-messages-") as folder:
        copy = Path(folder)
        for path in ROOT.iterdir():
            if path.is_dir() and path.name not in NOT_SOURCES and not path.name.startswith("."):
                shutil.copytree(path, copy / path.name, ignore=shutil.ignore_patterns("*.pyc"))
        (copy / "locale").mkdir()
        yield copy


def make_messages(folder: Path, *arguments: str) -> None:
    """Runs makemessages in a copy of the sources; needs GNU gettext."""
    command = [sys.executable, "-m", "django", "makemessages", *arguments]
    command += ["--extension", "html,txt,py", "--no-wrap", "--add-location", "file"]
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    result = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if result.returncode:
        sys.exit(f"makemessages failed:\n{result.stdout}{result.stderr}")
