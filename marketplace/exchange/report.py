"""What an import did, or would do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from marketplace.exchange.problems import Problem

# A file in which every line is bad is told by its first ones.
MOST_PROBLEMS_KEPT = 1000


@dataclass
class Report:
    """Numbers of rows; `problems` are those of the refused ones, one or more for each."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, problems: list[Problem]) -> None:
        self.refused += 1
        self.problems += problems[: MOST_PROBLEMS_KEPT - len(self.problems)]

    @property
    def total(self) -> int:
        return self.created + self.updated + self.unchanged + self.refused

    def numbers(self) -> dict[str, int]:
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "refused": self.refused,
        }
