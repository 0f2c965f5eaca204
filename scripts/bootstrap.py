"""Builds .venv from a lock file: `bootstrap.py base` to run the product, `dev` to work on it.

Does nothing when the environment already holds exactly what the lock file says.
Standard library only: it runs before anything is installed.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed-locks.json"
# The second installs everything the first does, so having it means having both.
INCLUDES = {"base": ["base"], "dev": ["base", "dev"]}


def main(kind: str) -> None:
    wanted = {name: lock_hash(name) for name in INCLUDES[kind]}
    if not works():
        create()
    installed = read_stamp()
    if wanted.items() <= installed.items():
        return
    install(kind)
    STAMP.write_text(json.dumps({**installed, **wanted}))


def lock_file(name: str) -> Path:
    return ROOT / "requirements" / f"{name}.txt"


def lock_hash(name: str) -> str:
    return hashlib.sha256(lock_file(name).read_bytes()).hexdigest()


def read_stamp() -> dict[str, str]:
    try:
        return json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}


def works() -> bool:
    """A Python upgrade, or moving the folder, can leave an environment that no longer starts."""
    if not PYTHON.exists():
        return False
    probe = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([PYTHON, "-c", probe], capture_output=True, check=False).returncode == 0


def create() -> None:
    say(f"Creating .venv with Python {sys.version.split()[0]}")
    if VENV.exists():
        shutil.rmtree(VENV)
    try:
        venv.create(VENV, with_pip=True, symlinks=True)
    except (subprocess.CalledProcessError, ImportError, OSError) as error:
        shutil.rmtree(VENV, ignore_errors=True)
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        sys.exit(
            f"The environment could not be created: {error}\n"
            "Python's venv and ensurepip modules are needed "
            f"(Debian, Ubuntu: apt install python{version}-venv)."
        )


def install(kind: str) -> None:
    lock = lock_file(kind)
    count = sum("==" in line for line in lock.read_text().splitlines())
    say(f"Installing {count} packages from {lock.relative_to(ROOT)} (a minute or so, once)")
    started = time.monotonic()
    command = [PYTHON, "-m", "pip", "install", "--quiet", "--no-input", "--require-hashes"]
    command += ["--disable-pip-version-check", "--no-warn-script-location", "-r", lock]
    # pip would otherwise refuse, or install elsewhere, on a machine set up with these.
    unwanted = {"PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV", "PYTHONHOME"}
    environment = {key: value for key, value in os.environ.items() if key not in unwanted}
    if subprocess.run(command, env=environment, check=False).returncode:
        sys.exit("Installing failed; the lines above say why. Nothing else was changed.")
    say(f"Installed in {time.monotonic() - started:.0f} s")


def say(message: str) -> None:
    print(f"==> {message}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
