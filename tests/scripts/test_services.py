"""Which programs are looked for, and which packages would bring them."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import services


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only one in which programs are looked for."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM_PATH", raising=False)
    return tmp_path


def put(folder: Path, name: str) -> str:
    program = folder / name
    program.touch(mode=0o755)
    return str(program)


def test_chromium_without_windows_is_taken_first(folder: Path) -> None:
    assert services.find_chromium() is None
    usual = put(folder, "chromium")
    assert services.find_chromium() == usual
    quick = put(folder, "chromium-headless-shell")
    assert services.find_chromium() == quick


def test_what_saves_time_is_not_missing_where_it_cannot_be_had(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, "chromium")
    asked: list[str] = []
    monkeypatch.setattr(services, "install", asked.extend)
    monkeypatch.setattr(services, "is_known", lambda package: True)
    wanted = (services.CHROMIUM, services.CHROMIUM_SHELL)
    assert services.provide(wanted) == []
    assert asked == ["chromium-headless-shell"]
    (folder / "chromium").unlink()
    assert services.provide(wanted) == [services.CHROMIUM]


def test_first_package_that_the_release_has_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "is_known", {"b", "c"}.__contains__)
    assert services.first_known("a|b|c") == "b"
    assert services.first_known("a") is None
    assert "apt-get install chromium" in services.explain([services.CHROMIUM])
