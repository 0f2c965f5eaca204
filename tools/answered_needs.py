"""Write needs with the offers that were written for them, for `evaluate_search --as match`.

`python -m tools.answered_needs OUT [FOLDER] [--style reply]` writes OUT in the layout of BEIR. Questions are needs of
public agencies; documents are the offers of three public collections and, for each need, those that
answered_needs.jsonl has: a `reply`, as a firm writes it that has read the call, and an `independent`
one, as somebody would write it who has not. Collections are read from FOLDER (TECHACCORD_DATA, or
`../shared/data` beside the project). What is written in answered_needs.jsonl was made up for this,
results and figures too. docs/search-quality.md says what the set is good for.
"""

from __future__ import annotations

import sys
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.files import json_lines
from tools.judged_needs import needs_of, offers, set_parser, write_set, written

if TYPE_CHECKING:
    from collections.abc import Iterator

ANSWERS = Path(__file__).with_name("answered_needs.jsonl")
STYLES = ("reply", "independent")


def main() -> int:
    parser = set_parser("answered_needs", __doc__)
    parser.add_argument("--style", choices=STYLES, help="leave the offers of the other style out")
    options = parser.parse_args()
    styles = (options.style,) if options.style else STYLES
    return written(write, options.out, options.folder, styles)


def write(out: Path, folder: Path, styles: tuple[str, ...] = STYLES) -> None:
    """Raises OSError where a collection is not there or `out` cannot be written."""
    answers = [answer for answer in read_answers() if answer["style"] in styles]
    answered = {answer["need"] for answer in answers}
    write_set(
        out,
        documents=chain(
            offers(folder),
            ({"_id": _key(one), "title": one["title"], "text": one["text"]} for one in answers),
        ),
        questions=needs_of(answered, folder),
        judgments=((one["need"], _key(one), "1") for one in answers),
    )


def read_answers() -> Iterator[dict[str, Any]]:
    return json_lines(ANSWERS)


def _key(answer: dict[str, Any]) -> str:
    return f"{answer['style']}:{answer['need']}"


if __name__ == "__main__":
    sys.exit(main())
