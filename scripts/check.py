"""The fast checks, two at a time: `make check`. With `fmt`: formats instead.

What is checked, and with what, is the list `checks`. A check that cannot be made here says NOT
CHECKED. With CI=true that is a failure where a program is missing, not where the data about known
holes cannot be had.
"""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from scripts.dependencies import NOT_CHECKED
from scripts.services import GETTEXT, provide

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = Path(sys.executable).parent
PYTHON = sys.executable
# Where types pay: what the other modules call. pyproject.toml asks for full annotations there.
TYPED = ("core", "*/actions", "*/actions.py", "*/querysets.py", "*/facts.py", "*/recording.py")
RED, GREEN, YELLOW = "\033[31m", "\033[32m", "\033[33m"

# As docs/operate.md asks for; the values only need the right shape.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": secrets.token_urlsafe(50),
    "ALLOWED_HOSTS": "techaccord.example",
    "SITE_URL": "https://techaccord.example",
    "TRUSTED_PROXY_COUNT": "1",
}
TESTS = {"DJANGO_SETTINGS_MODULE": "config.settings.test"}


@dataclass
class Check:
    name: str
    command: list[str | Path]
    environment: dict[str, str] = field(default_factory=dict)
    needs: str = ""


@dataclass
class Result:
    check: Check
    passed: bool
    output: str
    seconds: float = 0
    skipped: bool = False


def checks() -> list[Check]:
    """The slowest first: two run at a time."""
    manage = [PYTHON, "manage.py"]
    return [
        Check("types (mypy)", [PROGRAMS / "mypy", "--follow-imports=silent", *typed()], TESTS),
        Check(
            "translations complete",
            [PYTHON, "-m", "scripts.check_messages"],
            needs="" if GETTEXT.found() else "GNU gettext (apt install gettext)",
        ),
        Check(
            "rules of the house (pytest)",
            [PYTHON, "-m", "pytest", "-p", "no:cacheprovider", "-q", "tests/architecture"],
        ),
        Check("known holes (pip-audit)", [PYTHON, "-m", "scripts.dependencies", "audit"]),
        Check(
            "settings (check --deploy)",
            [*manage, "check", "--deploy", "--fail-level", "WARNING"],
            PRODUCTION,
        ),
        Check("migrations up to date", [*manage, "makemigrations", "--check", "--dry-run"], TESTS),
        Check("bill of materials", [PYTHON, "-m", "scripts.dependencies", "check-sbom"]),
        Check("layers (import-linter)", [PROGRAMS / "lint-imports", "--no-logo"]),
        Check("lint (ruff)", [PROGRAMS / "ruff", "check"]),
        Check("format (ruff)", [PROGRAMS / "ruff", "format", "--check"]),
        Check("templates (djade)", [PROGRAMS / "djade", "--check", *templates()]),
    ]


def typed() -> list[str]:
    paths = {path.relative_to(ROOT) for pattern in TYPED for path in ROOT.glob(pattern)}
    return sorted(str(path) for path in paths if not paths & set(path.parents))


def templates() -> list[Path]:
    found = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("*/templates/**/*.html")]
    return sorted(path.relative_to(ROOT) for path in found)


def main() -> int:
    provide((GETTEXT,))
    started = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="techaccord-check-") as var,
        ThreadPoolExecutor(max_workers=2) as pool,
    ):
        running = [pool.submit(run, check, var) for check in checks()]
        results = [tell(future.result()) for future in running]
    bad = [result.check.name for result in results if not result.passed]
    print(
        f"{len(results) - len(bad)} of {len(results)} checks in {time.monotonic() - started:.0f} s"
    )
    if bad:
        print(f"To be put right: {', '.join(bad)}")
    return int(bool(bad))


def run(check: Check, var: str) -> Result:
    if check.needs:
        required = os.environ.get("CI") == "true"
        return Result(check, passed=not required, output=f"needs {check.needs}", skipped=True)
    started = time.monotonic()
    environment = {"VAR_DIR": var, **os.environ, "NO_COLOR": "1", **check.environment}
    done = subprocess.run(
        check.command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    output, passed = done.stdout.strip(), done.returncode == 0
    skipped = passed and last_line(output).startswith(NOT_CHECKED)
    return Result(check, passed, output, time.monotonic() - started, skipped)


def last_line(output: str) -> str:
    return output.splitlines()[-1] if output else ""


def tell(result: Result) -> Result:
    """One line when all is well, everything the tool said when not."""
    if result.skipped:
        word = coloured("NOT CHECKED", YELLOW)
    else:
        word = coloured("ok", GREEN) if result.passed else coloured("FAILED", RED)
    said = last_line(result.output)[:100]
    print(f"{word:>6}  {result.check.name:<27} {result.seconds:4.1f} s  {said}", flush=True)
    if not result.passed and not result.skipped:
        print(result.output, flush=True)
    return result


def coloured(word: str, colour: str) -> str:
    return f"{colour}{word}\033[0m" if sys.stdout.isatty() else word


def fmt() -> int:
    commands = [
        [PROGRAMS / "ruff", "check", "--fix-only", "--quiet"],
        [PROGRAMS / "ruff", "format"],
        [PROGRAMS / "djade", *templates()],
    ]
    codes = [subprocess.run(command, cwd=ROOT, check=False).returncode for command in commands]
    # djade answers 1 when it has changed something.
    return int(any(codes[:2]))


if __name__ == "__main__":
    sys.exit(fmt() if sys.argv[1:] == ["fmt"] else main())
