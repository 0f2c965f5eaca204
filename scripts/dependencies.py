"""What we depend on: a bill of materials, and a look for known holes, both from the lock file.

`python -m scripts.dependencies sbom` writes var/sbom.cdx.json (CycloneDX).
`python -m scripts.dependencies audit` fails only for a hole that is known; where the data cannot be
had, the last line begins with NOT_CHECKED.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements" / "base.txt"
PROGRAMS = Path(sys.executable).parent
AUDIT_SECONDS = 240
NOT_CHECKED = "Not checked: "


def sbom() -> int:
    target = ROOT / "var" / "sbom.cdx.json"
    target.parent.mkdir(exist_ok=True)
    write_sbom(target)
    print(f"{component_count(target)} components in {target.relative_to(ROOT)}")
    return 0


def check_sbom() -> int:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "sbom.json"
        write_sbom(target)
        listed, locked = component_count(target), locked_count()
    if listed != locked:
        print(f"The bill of materials lists {listed} components, the lock file {locked}.")
        return 1
    print(f"{listed} components")
    return 0


def write_sbom(target: Path) -> None:
    command = [PROGRAMS / "cyclonedx-py", "requirements", LOCK, "--output-format", "JSON"]
    command += ["--pyproject", ROOT / "pyproject.toml", "--output-reproducible", "-o", target]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        sys.exit(result.stderr)


def component_count(path: Path) -> int:
    return len(json.loads(path.read_text())["components"])


def locked_count() -> int:
    lines = LOCK.read_text().splitlines()
    return sum("==" in line and not line.startswith((" ", "#")) for line in lines)


def audit() -> int:
    command = [PROGRAMS / "pip-audit", "--requirement", LOCK, "--require-hashes", "--disable-pip"]
    command += ["--format", "json", "--progress-spinner", "off", "--timeout", "15"]
    try:
        result = subprocess.run(
            command, capture_output=True, text=True, timeout=AUDIT_SECONDS, check=False
        )
        dependencies = json.loads(result.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        print(f"{NOT_CHECKED}the vulnerability data could not be reached.")
        return 0
    return report(dependencies)


def report(dependencies: list[dict]) -> int:
    known = [item for item in dependencies if "vulns" in item]
    holes = [(item, hole) for item in known for hole in item["vulns"]]
    for item, hole in holes:
        fixed = ", ".join(hole["fix_versions"]) or "no version yet"
        print(f"{item['name']} {item['version']}: {hole['id']} (fixed in {fixed})")
    if not known:
        print(f"{NOT_CHECKED}the package index here has no vulnerability data.")
    elif not holes:
        print(f"No known holes in {len(known)} of {len(dependencies)} packages.")
    return int(bool(holes))


if __name__ == "__main__":
    sys.exit({"sbom": sbom, "check-sbom": check_sbom, "audit": audit}[sys.argv[1]]())
