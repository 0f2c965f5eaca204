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
    packages: tuple[str, ...]


def find_chromium() -> str | None:
    if chosen := os.environ.get("CHROMIUM_PATH"):
        return chosen if Path(chosen).exists() else None
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
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
CHROMIUM = Service("Chromium", "the browser tests", lambda: bool(find_chromium()), ("chromium",))
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
ALL = (GETTEXT, POSTGRES, CHROMIUM, FONTS, JAVA, MAVEN, CLAMAV)


def provide(services: tuple[Service, ...] = ALL) -> list[Service]:
    """Installs what is missing where that is possible; returns what is missing still."""
    missing = [service for service in services if not service.found()]
    if not missing:
        return []
    packages = [package for service in missing for package in service.packages]
    install(packages)
    return [service for service in missing if not service.found()]


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
    known = [package for package in packages if is_known(package)]
    if known:
        arguments = ["install", "--yes", "--no-install-recommends", *known]
        run_quietly([*rights, *settings, apt_get, *options, *arguments])


def is_known(package: str) -> bool:
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
    packages = " ".join(package for service in missing for package in service.packages)
    hint = f"On Debian and Ubuntu: apt-get install {packages}"
    return "\n".join(["Not found, and could not be installed:", *lines, hint])


if __name__ == "__main__":
    if still_missing := provide():
        sys.exit(explain(still_missing))
    print("Everything the tests need is there.")
