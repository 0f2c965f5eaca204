"""Judged sets in the layout of BEIR, and their documents as records of our own import format.

A folder with corpus.jsonl and queries.jsonl (`_id`, `title`, `text`) and qrels/test.tsv (query,
document, grade, with a line of headings).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from search.analysis import LATIN, OF_SCRIPT, script_of, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

CORPUS, QUERIES, QRELS = "corpus.jsonl", "queries.jsonl", Path("qrels") / "test.tsv"
LONGEST_TITLE = 120
# No letter, so that a document without a title has none.
NO_TITLE = "–"
# Where a long text goes on, and how much each field holds.
FIELDS = (
    ("description", 4000), ("specifications", 4000), ("problem", 2000), ("partner_sought", 1000),
    ("readiness_evidence", 1000), ("site_note", 1000), ("environment_note", 1000),
)  # fmt: skip
# Then in lists: of what, what else stands in a row, its field and how much that holds.
LISTS: tuple[tuple[str, dict[str, str], str, int], ...] = (
    ("know_how", {"kind": "other", "state": "extra"}, "description", 300),
    ("requirements", {}, "text", 300),
)
MOST_ROWS = 200
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SENTENCE = re.compile(r"^(.{10,200}?[.!?:])\s+(?=\S)", re.S)


class UnusableSetError(Exception):
    """The folder is not a judged set; the text says why."""


@dataclass(frozen=True)
class Question:
    id: str
    title: str
    text: str


class JudgedSet:
    """Raises `UnusableSetError`, naming file and line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in (CORPUS, QUERIES, QRELS):
            if not (folder / name).is_file():
                raise UnusableSetError(f"{folder / name} is missing.")

    def documents(self) -> Iterator[dict[str, str]]:
        yield from self._objects(CORPUS)

    @cached_property
    def questions(self) -> list[Question]:
        """Those with a judgment, in the order of the file."""
        judged = {query for query, _document in self.judgments}
        found = [
            Question(line["_id"], *_parts(line))
            for line in self._objects(QUERIES)
            if line["_id"] in judged
        ]
        if not found:
            raise UnusableSetError(f"{self.folder / QUERIES} has no question that is judged.")
        return found

    @property
    def missing_questions(self) -> int:
        """How many have judgments but are not asked, as no text of theirs is there."""
        there = {question.id for question in self.questions}
        return len({query for query, _document in self.judgments} - there)

    @cached_property
    def judgments(self) -> dict[tuple[str, str], int]:
        """(question, document): grade."""
        found = {}
        for place, (number, line) in enumerate(self._lines(QRELS)):
            # No quotes: a name may begin with one.
            row = line.rstrip("\r\n").split("\t")
            if place == 0 and not _is_number(row[-1]):
                continue
            try:
                # Without or, as TREC has it, with a column in between.
                found[row[0], row[-2]] = _grade(row[-1])
            except (IndexError, ValueError):
                raise UnusableSetError(
                    f"{self.folder / QRELS}, line {number}: not question, document and grade."
                ) from None
        return found

    def language(self) -> str:
        """What most of the first documents are written in: by script, of Latin ones by stop words."""
        counts: Counter[str] = Counter()
        for number, document in enumerate(self.documents()):
            if told := f"{document['title']} {document['text']}".strip():
                counts[language_of(told)] += 1
            if number == 200:
                break
        return counts.most_common(1)[0][0] if counts else "en"

    def _objects(self, name: str) -> Iterator[dict[str, str]]:
        for number, line in self._lines(name):
            try:
                row = json.loads(line)
                about = row.get("metadata")
                yield {
                    "_id": _name(row["_id"]), "title": _text(row.get("title")),
                    "text": _text(row.get("text")),
                    "about": _text(about.get("title")) if isinstance(about, dict) else "",
                }  # fmt: skip
            except (ValueError, KeyError, TypeError, AttributeError):
                raise UnusableSetError(
                    f"{self.folder / name}, line {number}: no object with _id, title and text."
                ) from None

    def _lines(self, name: str | Path) -> Iterator[tuple[int, str]]:
        """Those that are not blank, with their numbers."""
        with (self.folder / name).open("rb") as file:
            for number, raw in enumerate(file, 1):
                try:
                    line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
                except UnicodeDecodeError:
                    raise UnusableSetError(
                        f"{self.folder / name}, line {number}: not in UTF-8."
                    ) from None
                if line.strip():
                    yield number, line


def _name(value: Any) -> str:
    name = _said(value)
    # Raises what is a ValueError: no file of judgments can hold it.
    name.encode()
    if not name:
        raise ValueError
    return name


def _text(value: Any) -> str:
    return _CONTROLS.sub(" ", _said(value))


def _said(value: Any) -> str:
    """A number for its digits, null for nothing. Raises TypeError."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise TypeError
    return str(value)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _grade(cell: str) -> int:
    """Also of "1.0". Raises ValueError unless it is whole."""
    number = float(cell)
    if not number.is_integer():
        raise ValueError(cell)
    return int(number)


def language_of(text: str) -> str:
    words = words_of(text[:2000])
    scripts = Counter(script_of(word) for word in words)
    script = scripts.most_common(1)[0][0] if scripts else "latin"
    if script in OF_SCRIPT:
        return OF_SCRIPT[script][0]
    return max(LATIN, key=lambda code: sum(word in _COMMON[code] for word in words))


_COMMON = {
    "en": frozenset(("the", "of", "and", "to", "is", "was", "that", "with", "by")),
    "fr": frozenset(("le", "les", "des", "et", "du", "une", "est", "dans", "pour", "au")),
    "es": frozenset(("el", "los", "las", "y", "del", "una", "en", "por", "con", "que")),
}


def _parts(line: dict[str, str]) -> tuple[str, str]:
    """Title and text; a long text without a title begins with one, a line or a sentence."""
    title, text = line["title"] or line["about"], line["text"]
    if title or len(text) < 200:
        return title, text
    first, _newline, rest = text.partition("\n")
    if rest.strip() and len(first) <= 200:
        return first, rest
    if sentence := _SENTENCE.match(text):
        return sentence[1], text[sentence.end() :]
    return "", text


def record(document: dict[str, str], language: str, number: int = 1) -> tuple[dict[str, Any], str]:
    """The document as an offer of docs/formats, with every word of it once, and what there was no
    room for.

    Its source has the `number` for a name: the import takes off what surrounds one, and refuses a
    long one.
    """
    title, rest = cut(" ".join(document["title"].split()), LONGEST_TITLE)
    text = "\n".join(filter(None, [rest, document["text"].strip()]))
    fields = {}
    for name, size in FIELDS:
        if not text:
            break
        fields[name], text = cut(text, size)
    made: dict[str, Any] = {
        "kind": "offer",
        "language": language,
        "title": title or NO_TITLE,
        "description": fields.pop("description", "") or NO_TITLE,
        **({"offer_details": fields} if fields else {}),
        "source": {"external_id": str(number)},
    }
    for name, others, field, size in LISTS:
        while text and len(made.setdefault(name, [])) < MOST_ROWS:
            part, text = cut(text, size)
            made[name].append({**others, field: part})
    return made, text


def cut(text: str, size: int) -> tuple[str, str]:
    """The beginning, of `size` characters at most and cut between words, and the rest."""
    if len(text) <= size:
        return text, ""
    at = max(text.rfind(" ", 0, size + 1), text.rfind("\n", 0, size + 1))
    at = at if at > size // 2 else size
    return text[:at].rstrip(), text[at:].lstrip()
