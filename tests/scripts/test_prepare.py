from pathlib import Path

import pytest
from pytest_django import Settings

from scripts import prepare


@pytest.fixture
def var(tmp_path: Path, settings: Settings) -> Path:
    settings.VAR_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    return tmp_path


def test_static_files_collected_once(var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    prepare.collect_static_files()
    assert (var / "static/css/base.css").exists()
    assert "Collecting" in capsys.readouterr().err
    prepare.collect_static_files()
    assert capsys.readouterr().err == ""


def test_static_files_collected_again_when_gone(
    var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settled = var / "static-files-fingerprint"
    settled.write_text(prepare.static_fingerprint())
    prepare.collect_static_files()
    assert (var / "static/css/base.css").exists()
    assert "Collecting" in capsys.readouterr().err


def test_fingerprint_notices_other_storage(var: Path, settings: Settings) -> None:
    before = prepare.static_fingerprint()
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "other"}}
    assert prepare.static_fingerprint() != before


@pytest.mark.django_db
def test_migrations_finished_after_failure(var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What follows the last migration failed the last time; there is no migration left to apply."""
    prepare.migrate()
    assert capsys.readouterr().err == ""
    (var / "migration-unfinished").touch()
    prepare.migrate()
    assert "Preparing the database" in capsys.readouterr().err
    assert not (var / "migration-unfinished").exists()
