"""The programs the tests need beside Python: found, or installed through the package manager.

`python -m scripts.services` looks for all of them and installs what is missing, if it may.
Standard library only.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scripts.elasticsearch_files import OLDEST_JAVA, find_java, installed
from scripts.postgres import OLDEST, find_postgres


@dataclass(frozen=True)
class Service:
    name: str
    purpose: str
    found: Callable[[], bool]
    # "a|b": the first that the release has.
    packages: tuple[str, ...]
    # What only saves time is not missing where it cannot be had.
    is_required: bool = True


# Chromium without its windows: the same engine, and half the work for each page that is opened.
SHELL = "chromium-headless-shell"


def find_chromium() -> str | None:
    if chosen := os.environ.get("CHROMIUM_PATH"):
        return chosen if Path(chosen).exists() else None
    names = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next(filter(None, map(shutil.which, names)), None)


def find_clamd() -> str | None:
    """It stands where only administrators look for programs."""
    return shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def has_gettext() -> bool:
    return all(map(shutil.which, ("xgettext", "msgmerge", "msgfmt")))


def has_fonts() -> bool:
    """Without them a picture of an Arabic or Chinese page shows empty boxes."""
    fc_list = shutil.which("fc-list")
    if not fc_list:
        return False
    return all(
        subprocess.run(
            [fc_list, f":lang={language}", "family"], capture_output=True, check=False
        ).stdout.strip()
        for language in ("ar", "zh-cn")
    )


GETTEXT = Service("GNU gettext", "checking the translations", has_gettext, ("gettext",))
POSTGRES = Service(
    f"PostgreSQL {OLDEST} or newer",
    "the tests on PostgreSQL",
    lambda: find_postgres() is not None,
    ("postgresql",),
)
CHROMIUM = Service(
    "Chromium", "the browser tests", lambda: bool(find_chromium()), (f"{SHELL}|chromium",)
)
CHROMIUM_SHELL = Service(
    "Chromium's headless shell",
    "browser tests in less time",
    lambda: bool(shutil.which(SHELL) or os.environ.get("CHROMIUM_PATH")) or not is_known(SHELL),
    (SHELL,),
    is_required=False,
)
FONTS = Service(
    "fonts for Arabic and Chinese",
    "the browser tests",
    has_fonts,
    ("fontconfig", "fonts-noto-core", "fonts-noto-cjk"),
)
# The search engine itself is no package: scripts/elasticsearch_files.py fetches it with these.
JAVA = Service(
    f"Java {OLDEST_JAVA} or newer",
    "the tests on Elasticsearch",
    lambda: find_java() is not None,
    (f"openjdk-{OLDEST_JAVA}-jre-headless",),
)
MAVEN = Service(
    "Maven",
    "fetching Elasticsearch",
    lambda: installed() is not None or bool(shutil.which("mvn")),
    ("maven",),
)
CLAMAV = Service(
    "ClamAV's clamd",
    "the tests that have files looked at",
    lambda: bool(find_clamd()),
    ("clamav-daemon",),
)
ALL = (GETTEXT, POSTGRES, CHROMIUM, CHROMIUM_SHELL, FONTS, JAVA, MAVEN, CLAMAV)


def provide(services: tuple[Service, ...] = ALL) -> list[Service]:
    """Installs what is missing where that is possible; returns what is missing still."""
    missing = [service for service in services if not service.found()]
    if not missing:
        return []
    packages = [package for service in missing for package in service.packages]
    install(packages)
    return [service for service in missing if service.is_required and not service.found()]


def install(packages: list[str]) -> None:
    apt_get = shutil.which("apt-get")
    rights = privilege()
    if not apt_get or rights is None:
        return
    print(f"==> Installing {' '.join(packages)} (apt-get)", flush=True)
    # RUNLEVEL: a newly installed server package must not start a server nobody asked for.
    settings = ["env", "DEBIAN_FRONTEND=noninteractive", "RUNLEVEL=1"]
    options = ["-qq", "-o", "DPkg::Lock::Timeout=600", "-o", "Dpkg::Use-Pty=0"]
    if not run_quietly([*rights, *settings, apt_get, *options, "update"]):
        return
    # One that this release does not have would keep the others from being installed.
    if known := set(filter(None, map(first_known, packages))):
        arguments = ["install", "--yes", "--no-install-recommends", *sorted(known)]
        run_quietly([*rights, *settings, apt_get, *options, *arguments])


def first_known(alternatives: str) -> str | None:
    return next(filter(is_known, alternatives.split("|")), None)


def is_known(package: str) -> bool:
    if not shutil.which("apt-cache"):
        return False
    command = ["apt-cache", "show", "--no-all-versions", package]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def run_quietly(command: list[str]) -> bool:
    """Whether it succeeded; if not, its last words are printed."""
    result = subprocess.run(
        command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )
    if result.returncode:
        print(result.stdout[-2000:] + result.stderr[-2000:], flush=True)
    return result.returncode == 0


def privilege() -> list[str] | None:
    """What to put before a command so that it may install packages; None if nothing helps."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if (
        sudo
        and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return [sudo, "-n"]
    return None


def explain(missing: list[Service]) -> str:
    lines = [f"  {service.name}, for {service.purpose}" for service in missing]
    # The last alternative is in every release.
    packages = " ".join(
        package.split("|")[-1] for service in missing for package in service.packages
    )
    hint = f"On Debian and Ubuntu: apt-get install {packages}"
    return "\n".join(["Not found, and could not be installed:", *lines, hint])


if __name__ == "__main__":
    if still_missing := provide():
        sys.exit(explain(still_missing))
    print("Everything the tests need is there.")
