"""Files that are not what they should be: one clear sentence, and nothing of them is used."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from openpyxl import Workbook

from marketplace.exchange.problems import UnreadableFileError
from marketplace.exchange.reading import LONGEST_LINE, read
from marketplace.exchange.texts import as_written, harmless, join_list, shorten, split_list
from tests.marketplace.exchange.records import cells

HEAD = ["title", "language", "description"]
ROW = ["Pump", "en", "Lifts water"]


def workbook(*rows) -> io.BytesIO:
    book, stream = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(stream)
    return stream


def refusal(stream, name) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        read(stream, name)
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_csv_in_utf_16_is_told_to_be_saved_as_utf_8(encoding):
    text = "title,language,description\r\nPump,en,Lifts"
    assert "UTF-16" in refusal(io.BytesIO(text.encode(encoding)), "a.csv")


def test_file_in_another_encoding_names_the_line():
    stream = io.BytesIO("title,language,description\r\nPump,en,x\r\nPömp,de,x".encode("latin-1"))
    assert "line 3" in refusal(stream, "a.csv")


@pytest.mark.parametrize(
    ("stream", "name", "word"),
    [
        (cells(["title", "description"], ROW), "a.csv", "“language” is missing"),
        (cells(["title", "language"], ROW), "a.csv", "“description” is missing"),
        (cells([*HEAD, "titel"], ROW), "a.csv", "Did you mean “title”"),
        (cells([*HEAD, "rights.0.kind"], ROW), "a.csv", "“rights.0.kind” is not known"),
        (cells([*HEAD, "title"], ROW), "a.csv", "“title” is there twice"),
        (cells(ROW), "a.csv", "name the columns"),
        (io.BytesIO(b""), "a.csv", "name the columns"),
        (io.BytesIO(b"title"), "a.txt", "not known"),
        (io.BytesIO(b"title"), "a.xlsx", "not what its ending says"),
        (io.BytesIO(b"PK\x03\x04....."), "a.csv", "not what its ending says"),
        (workbook(["title", "description"], ROW), "a.xlsx", "“language” is missing"),
    ],
)
def test_wrong_file_is_one_clear_sentence(stream, name, word):
    assert word in refusal(stream, name)


def test_archive_that_is_no_workbook_is_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "no sheet")
    assert "not what its ending says" in refusal(stream, "a.xlsx")


def damaged(book: io.BytesIO, part: str, end: int) -> io.BytesIO:
    """The workbook with one part of it cut off after `end` bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(book) as whole, zipfile.ZipFile(stream, "w") as archive:
        for entry in whole.infolist():
            content = whole.read(entry)
            archive.writestr(entry, content[:end] if entry.filename == part else content)
    stream.seek(0)
    return stream


@pytest.mark.parametrize(
    ("part", "end"), [("xl/workbook.xml", 300), ("xl/worksheets/sheet1.xml", -30)]
)
def test_damaged_workbook_is_refused_wherever_the_damage_is(part, end):
    stream = damaged(workbook(HEAD, *[ROW] * 3), part, end)
    with pytest.raises(UnreadableFileError, match="not what its ending says"):
        list(read(stream, "a.xlsx"))


def test_archive_that_grows_too_large_is_not_opened(monkeypatch):
    monkeypatch.setattr("marketplace.exchange.workbooks.MOST_UNPACKED", 1000)
    assert "too large" in refusal(workbook(HEAD, ROW), "a.xlsx")


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("delimiter", [b",", b";", b"\t"])
def test_csv_of_any_spreadsheet_is_read(mark, delimiter):
    rows = [b"title|language|keywords", b"Pump|en|" + (b'"solar;water"'), b""]
    stream = io.BytesIO(mark + b"\r\n".join(rows).replace(b"|", delimiter) + b"|")
    stream = io.BytesIO(stream.getvalue().rstrip(b"|").replace(b"keywords", b"keywords", 1))
    head = stream.getvalue().replace(b"language", b"language" + delimiter + b"summary", 1)
    head = head.replace(b"en" + delimiter, b"en" + delimiter + b"Lifts" + delimiter, 1)
    [row] = read(io.BytesIO(head), "a.csv")
    assert (row.line, row.record["title"]) == (2, "Pump")
    assert row.record["keywords"] == ["solar", "water"]


def test_workbook_gives_what_its_cells_show():
    head = [*HEAD, "readiness", "need_brief.deadline", "rights.1.licence_of_right"]
    [row] = read(workbook(head, [*ROW, 6.0, dt.date(2026, 3, 4), True]), "a.xlsx")
    assert row.record["readiness"] == "6"
    assert row.record["need_brief"] == {"deadline": "2026-03-04"}
    assert row.record["rights"] == [{"licence_of_right": "true"}]


def test_row_after_one_with_line_breaks_has_its_true_line():
    rows = list(read(io.BytesIO(b'title,language,summary\n"A\nB\nC",en,x\nD,en,x\n'), "a.csv"))
    assert [row.line for row in rows] == [2, 5]


def test_huge_cell_is_refused_and_the_next_row_read():
    huge = b"x" * (LONGEST_LINE + 10)
    stream = io.BytesIO(b"title,language,summary\nA,en," + huge + b"\nB,en,x\n")
    first, second = read(stream, "a.csv")
    assert "too long" in first.problems[0].sentence
    assert (second.line, second.record["title"]) == (3, "B")
    stream = io.BytesIO(b'{"title": "' + huge + b'"}\n{"title": "B"}\n')
    first, second = read(stream, "a.jsonl")
    assert "longer than 1 MB" in first.problems[0].sentence
    assert (second.line, second.record) == (2, {"title": "B"})


@pytest.mark.parametrize("line", [b"{", b"[]", b"1", b'{"a": NaN}', b"[" * 100_000])
def test_line_that_is_no_record_is_refused_by_itself(line):
    first, second = read(io.BytesIO(line + b'\n{"title": "B"}'), "a.jsonl")
    assert first.record is None
    assert first.problems[0].line == 1
    assert second.record == {"title": "B"}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\tx", "'=1", "''=1"])
def test_formula_cell_is_harmless_and_comes_back(text):
    cell = harmless(text)
    assert cell.startswith("'")
    assert as_written(cell) == text


@pytest.mark.parametrize("text", ["plain", "'quoted'", "a=b", ""])
def test_plain_cell_stays(text):
    assert harmless(text) == as_written(text) == text


def test_list_in_a_cell_keeps_semicolons_of_its_own():
    items = ["a;b", "c\\", "\\;d", "e"]
    assert split_list(join_list(items)) == items


def test_long_text_is_cut_between_words():
    assert shorten("one two three", 9) == "one two…"
    assert shorten("one two", 7) == "one two"
    assert shorten("x" * 20, 10) == "x" * 9 + "…"
