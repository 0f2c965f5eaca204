"""`make check` says what it did not check."""

from __future__ import annotations

import subprocess
import sys

import pytest

from scripts import check, dependencies
from scripts.services import GETTEXT


def outcome(capsys, output: str, status: int = 0) -> tuple[str, bool]:
    """The line that is printed for a tool of this output, and whether it counts as passed."""
    tool = [sys.executable, "-c", f"import sys; print({output!r}); sys.exit({status})"]
    result = check.tell(check.run(check.Check("holes", tool), "/nowhere"))
    return capsys.readouterr().out.splitlines()[0], result.passed


def test_check_without_its_data_is_not_called_ok(capsys, monkeypatch):
    monkeypatch.setenv("CI", "true")
    line, passed = outcome(capsys, f"{dependencies.NOT_CHECKED}no data.")
    assert line.split("holes")[0].strip() == "NOT CHECKED"
    assert passed


def test_failed_check_is_a_failure_whatever_it_says(capsys):
    line, passed = outcome(capsys, f"{dependencies.NOT_CHECKED}no data.", status=1)
    assert line.startswith("FAILED")
    assert not passed


def test_check_that_found_nothing_is_ok(capsys):
    line, passed = outcome(capsys, "No known holes in 3 of 3 packages.")
    assert line.strip().startswith("ok")
    assert passed


@pytest.mark.parametrize("answer", ["", "{}", '{"dependencies": [{"name": "a"}]}'])
def test_audit_without_data_says_so_and_does_not_fail(capsys, monkeypatch, answer):
    done = subprocess.CompletedProcess([], 1, stdout=answer)
    monkeypatch.setattr(dependencies.subprocess, "run", lambda *_args, **_options: done)
    assert dependencies.audit() == 0
    assert capsys.readouterr().out.startswith(dependencies.NOT_CHECKED)


def test_checks_install_what_they_need_first(monkeypatch):
    events = []
    monkeypatch.setattr(check, "provide", events.extend)
    monkeypatch.setattr(check, "checks", lambda: events.append("list of checks") or [])
    assert check.main() == 0
    assert events == [GETTEXT, "list of checks"]
