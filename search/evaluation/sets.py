"""Judged sets in the layout of BEIR, and their documents as records of our own import format.

A folder with corpus.jsonl and queries.jsonl (`_id`, `title`, `text`) and qrels/test.tsv (query,
document, grade, with a line of headings).
"""

from __future__ import annotations

import csv
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
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
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

    def documents(self) -> Iterator[dict[str, Any]]:
        yield from self._lines(CORPUS)

    @cached_property
    def questions(self) -> list[Question]:
        """Those with a judgment, in the order of the file."""
        judged = {query for query, _document in self.judgments}
        return [
            Question(line["_id"], *_parts(line))
            for line in self._lines(QUERIES)
            if line["_id"] in judged
        ]

    @cached_property
    def judgments(self) -> dict[tuple[str, str], int]:
        """(question, document): grade."""
        found = {}
        with (self.folder / QRELS).open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.reader(file, delimiter="\t"), 1):
                if number == 1 and row[-1:] and not row[-1].lstrip("-").isdigit():
                    continue
                try:
                    # Without or, as TREC has it, with a column in between.
                    found[row[0], row[-2]] = int(row[-1])
                except (IndexError, ValueError):
                    raise UnusableSetError(
                        f"{self.folder / QRELS}, line {number}: not question, document and grade."
                    ) from None
        return found

    def language(self) -> str:
        """What most of the first documents are written in: by script, of Latin ones by stop words."""
        counts: Counter[str] = Counter()
        for number, document in enumerate(self.documents()):
            counts[language_of(document["text"])] += 1
            if number == 200:
                break
        return counts.most_common(1)[0][0] if counts else "en"

    def _lines(self, name: str) -> Iterator[dict[str, Any]]:
        path = self.folder / name
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if not line.strip():
                    continue
                try:
                    row = json.loads(line)
                    yield {
                        **row, "_id": str(row["_id"]), "title": row.get("title") or "",
                        "text": row.get("text") or "",
                    }  # fmt: skip
                except (ValueError, KeyError, TypeError):
                    raise UnusableSetError(f"{path}, line {number}: no object with _id.") from None


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


def _parts(line: dict[str, Any]) -> tuple[str, str]:
    """Title and text; a long text without a title begins with one, a line or a sentence."""
    about = line.get("metadata") if isinstance(line.get("metadata"), dict) else {}
    title, text = line["title"] or about.get("title") or "", line["text"]
    if title or len(text) < 200:
        return title, text
    first, _newline, rest = text.partition("\n")
    if rest.strip() and len(first) <= 200:
        return first, rest
    if sentence := _SENTENCE.match(text):
        return sentence[1], text[sentence.end() :]
    return "", text


def record(document: dict[str, Any], language: str) -> dict[str, Any]:
    """The document as an offer of docs/formats, with every word of it once."""
    title, rest = cut(_clean(document["title"]), LONGEST_TITLE)
    text = "\n".join(filter(None, [rest, _CONTROLS.sub(" ", document["text"]).strip()]))
    fields = {}
    for name, size in FIELDS:
        if not text:
            break
        fields[name], text = cut(text, size)
    return {
        "kind": "offer",
        "language": language,
        "title": title or NO_TITLE,
        "description": fields.pop("description", "") or NO_TITLE,
        **({"offer_details": fields} if fields else {}),
        "source": {"external_id": document["_id"]},
    }


def _clean(text: str) -> str:
    return " ".join(_CONTROLS.sub(" ", text).split())


def cut(text: str, size: int) -> tuple[str, str]:
    """The beginning, of `size` characters at most and cut between words, and the rest."""
    if len(text) <= size:
        return text, ""
    at = max(text.rfind(" ", 0, size + 1), text.rfind("\n", 0, size + 1))
    at = at if at > size // 2 else size
    return text[:at].rstrip(), text[at:].lstrip()
