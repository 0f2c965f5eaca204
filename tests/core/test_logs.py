from __future__ import annotations

import logging
import sys

import pytest

from core.logs import OneLineFormatter


def line(message: str, *args: object, exc_info=None) -> str:
    record = logging.LogRecord("site", logging.WARNING, "x.py", 1, message, args, exc_info)
    return OneLineFormatter().format(record)


def test_line_says_when_how_bad_who_and_what():
    assert line("Not found: %s", "/x").endswith(" WARNING site Not found: /x")


@pytest.mark.parametrize(
    "sign", ["\n", "\r", "\x00", "\x1b", "\x7f", "\x85", "\u2028", "\u2029", "\x0b", "\x9b"]
)
def test_line_stays_one_whatever_a_visitor_sends(sign):
    forged = f"/x{sign}2026-01-01 00:00:00 CRITICAL root Broken"
    for text in (line("Not found: %s", forged), line(forged.replace("%", "%%"))):
        assert text.splitlines() == [text]
        assert sign not in text
        assert "\\x" in text or "\\u" in text


def test_line_keeps_other_writing_as_it_is():
    assert line("水 بحث é 😀").endswith("水 بحث é 😀")


def test_traceback_keeps_its_lines_and_none_looks_like_a_record():
    forged = "2026-01-01 00:00:00 CRITICAL root Broken"
    try:
        raise ValueError(f"one\r{forged}\n{forged}")
    except ValueError:
        text = line("Failed", exc_info=sys.exc_info())
    first, *others = text.splitlines()
    assert first.endswith("Failed")
    assert others[0] == "    Traceback (most recent call last):"
    assert f"    {forged}" in others
    assert all(other.startswith("    ") for other in others)


def test_foreign_host_is_logged_in_one_line(client, caplog):
    client.get("/en/", headers={"host": "evil.example"})
    (record,) = [r for r in caplog.records if r.name == "django.security.DisallowedHost"]
    text = OneLineFormatter().format(record)
    assert "evil.example" in text
    assert text.splitlines() == [text]
