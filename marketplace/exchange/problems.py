"""What is wrong with a file, or with one row of it, in words for the person who sent it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


class UnreadableFileError(Exception):
    """Nothing of the file can be read; the message is a translated sentence with the remedy."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)


@dataclass(frozen=True)
class Problem:
    """Why a row was refused: its line in the file, the field, and a sentence with the remedy."""

    line: int
    field: str
    sentence: str


@dataclass(frozen=True)
class Row:
    """One record as it stands in the file, or why there is none."""

    line: int
    record: dict[str, Any] | None
    problems: tuple[Problem, ...] = ()
