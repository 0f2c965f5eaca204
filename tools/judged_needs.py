"""Write needs and offers with their judgments, for `evaluate_search --as match`.

`python -m tools.judged_needs OUT [FOLDER]` writes OUT in the layout of BEIR. Documents are the offers of
three public collections, questions are needs of public agencies; both are read from FOLDER
(TECHACCORD_DATA, or `../shared/data` beside the project) and only their keys are kept here, in
judged_needs.csv: 2 is an offer of what the need asks for or of a substantial part, 1 one that is worth
a talk, and what is not named is neither. docs/search-quality.md says how they were judged.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Callable, Container, Iterable
from pathlib import Path
from typing import Any

from tools.convert import COLLECTIONS, data_folder

JUDGMENTS = Path(__file__).with_name("judged_needs.csv")
OFFERS = ("software-catalogue", "public-goods", "clean-technology")
NEEDS = "agency-needs"


def main() -> int:
    options = set_parser("judged_needs", __doc__).parse_args()
    return written(write, options.out, options.folder)


def set_parser(tool: str, about: str | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"python -m tools.{tool}", description=about)
    parser.add_argument("out", type=Path)
    parser.add_argument("folder", nargs="?", type=Path, default=data_folder())
    return parser


def written(write: Callable[..., None], *arguments: object) -> int:
    """0, or the end of the program with what the system says."""
    try:
        write(*arguments)
    except OSError as error:
        sys.exit(str(error))
    return 0


def write(out: Path, folder: Path) -> None:
    """Raises OSError where a collection is not there or `out` cannot be written."""
    judgments = read_judgments()
    judged = {judgment["need"] for judgment in judgments}
    write_set(
        out,
        documents=offers(folder),
        questions=needs_of(judged, folder),
        judgments=(
            (one["need"], f"{one['collection']}:{one['offer']}", one["grade"]) for one in judgments
        ),
    )


def write_set(
    out: Path,
    *,
    documents: Iterable[dict[str, Any]],
    questions: Iterable[dict[str, Any]],
    judgments: Iterable[tuple[str, str, str]],
) -> None:
    """In the layout of BEIR. Raises OSError where `out` cannot be written."""
    (out / "qrels").mkdir(parents=True, exist_ok=True)
    lines(out / "corpus.jsonl", documents)
    lines(out / "queries.jsonl", questions)
    with (out / "qrels" / "test.tsv").open("w", encoding="utf-8") as file:
        file.write("query-id\tcorpus-id\tscore\n")
        file.writelines("\t".join(judgment) + "\n" for judgment in judgments)


def read_judgments() -> list[dict[str, str]]:
    with JUDGMENTS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def offers(folder: Path) -> Iterable[dict[str, Any]]:
    return (text for name in OFFERS for text in texts(name, folder))


def needs_of(keys: Container[str], folder: Path) -> Iterable[dict[str, Any]]:
    return (text for text in texts(NEEDS, folder) if text["_id"] in keys)


def texts(name: str, folder: Path) -> Iterable[dict[str, Any]]:
    """Title and description alone: what a need and an offer are compared by."""
    before = "" if name == NEEDS else f"{name}:"
    for record in COLLECTIONS[name].records(folder):
        key = record["source"]["external_id"]
        yield {"_id": before + key, "title": record["title"], "text": record.get("description", "")}


def lines(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


if __name__ == "__main__":
    sys.exit(main())
