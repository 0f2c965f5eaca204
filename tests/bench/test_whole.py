"""Benches from their beginning to their end, with as little as they take."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from bench.apart import ROOT
from tests.real_data import needs_real_data

pytestmark = [
    pytest.mark.sqlite,  # each makes a database of its own
    needs_real_data,
]


def run(module: str, *options: str) -> str:
    command = [sys.executable, "-m", module, *options]
    done = subprocess.run(  # noqa: S603 - our own benches
        command, cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert done.returncode in (0, 1), done.stderr[-2000:]
    assert "Traceback" not in done.stderr
    return done.stdout


def test_matching():
    told = run("bench.matching", "--needs", "12", "--offers", "20", "40", "--all", "6")

    sizes = re.findall(r"^ +12 +(20|40) .* 6 +[0-9.]+ s ", told, re.M)
    assert sizes == ["20", "40"]
    assert "with 2.0 times the offers the cost grows by" in told


def test_alerts():
    told = run("bench.alerts", "--searches", "60", "--listings", "30", "--sample", "10")

    assert "60 saved searches, 30 new listings" in told
    (finds,) = re.findall(r"all others .* ([0-9,]+) finds", told)
    assert 0 < int(finds.replace(",", "")) < 60 * 30
    assert "ratio" in told
