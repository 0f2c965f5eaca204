from __future__ import annotations

import io
import tracemalloc
import zipfile
from datetime import UTC, datetime

import pytest

from core.archives import Member, member_name, streamed

AT = datetime(2026, 3, 4, 5, 6, 8, tzinfo=UTC)
MEGABYTE = 1024 * 1024


def opened(members) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(streamed(members))))


def test_archive_holds_what_was_put_in():
    archive = opened([Member("a.txt", AT, [b"one ", b"two"]), Member("f/ü.txt", AT, [])])
    assert archive.testzip() is None
    assert archive.namelist() == ["a.txt", "f/ü.txt"]
    assert archive.read("a.txt") == b"one two"
    assert archive.getinfo("a.txt").date_time == (2026, 3, 4, 5, 6, 8)


def test_empty_archive_is_one():
    assert opened([]).namelist() == []


def test_archive_of_any_size_takes_little_memory():
    piece = b"x" * 65536
    members = (Member(f"{n}.bin", AT, (piece for _ in range(160))) for n in range(10))
    tracemalloc.start()
    size = sum(len(part) for part in streamed(members))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 100 * MEGABYTE
    assert peak < 2 * MEGABYTE


def test_members_are_read_when_their_turn_comes():
    read = []

    def chunks(name):
        read.append(name)
        yield b"x"

    parts = streamed(Member(name, AT, chunks(name)) for name in ("a", "b"))
    next(parts)
    assert read == ["a"]
    parts.close()


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("plan.pdf", "007 plan.pdf"),
        ("../../etc/cron.pdf", "007 .._.._etc_cron.pdf"),
        ("..\\..\\a.pdf", "007 .._.._a.pdf"),
        ("/etc/passwd", "007 _etc_passwd"),
        ('C:a*b?"<>|.pdf', "007 C_a_b_____.pdf"),
        ("..", "007 .."),
        ("CON.pdf", "007 CON.pdf"),
        ("", "007 "),
    ],
)
def test_name_of_a_member_leads_nowhere_else(given, name, tmp_path):
    assert member_name(7, given) == name
    opened([Member(f"files/{name}", AT, [b"x"])]).extractall(tmp_path)
    assert [path.parent for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / "files"]


def test_long_name_of_any_script_fits_a_file_system(tmp_path):
    name = member_name(12, "水" * 196 + ".pdf")
    assert name.startswith("012 水")
    assert name.endswith("水.pdf")
    assert len(name.encode()) <= 200
    opened([Member(name, AT, [b"x"])]).extractall(tmp_path)
    assert (tmp_path / name).read_bytes() == b"x"
