"""Addresses of static files are remembered, and never those of a file that is being renamed."""

from __future__ import annotations

import json

import pytest

from core.static_files import StaticFiles


@pytest.fixture
def files(tmp_path, settings) -> StaticFiles:
    settings.DEBUG = False
    manifest = {"version": "1.1", "hash": "", "paths": {"a.css": "a.0123.css"}}
    (tmp_path / "staticfiles.json").write_text(json.dumps(manifest))
    return StaticFiles(location=tmp_path, base_url="/static/")


def test_address_names_what_is_in_the_file(files):
    assert [files.url("a.css") for _time in range(2)] == ["/static/a.0123.css"] * 2


def test_address_is_worked_out_once(files):
    files.url("a.css")
    files.hashed_files.clear()
    assert files.url("a.css") == "/static/a.0123.css"


def test_file_that_is_not_there_is_told_each_time(files):
    for _time in range(2):
        with pytest.raises(ValueError, match="b.css"):
            files.url("b.css")


def test_forced_address_is_neither_remembered_nor_taken_from_memory(files):
    files.url("a.css")
    files.hashed_files["a.css"] = "a.4567.css"
    assert files.url("a.css", force=True) == "/static/a.4567.css"
    assert files.url("a.css") == "/static/a.0123.css"


def test_in_debugging_nothing_is_remembered(files, settings):
    files.url("a.css")
    settings.DEBUG = True
    assert files.url("a.css") == "/static/a.css"
