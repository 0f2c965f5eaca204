"""Write records cut in two as needs and offers with one known answer, for `evaluate_search`.

`python -m tools.halved_records OUT [FOLDER] [--from agency-needs]` writes OUT in the layout of BEIR. Of every record
whose text has six sentences or more the title and the first half are the need; the second half is the
offer, with its first words for a title. Records are read from FOLDER (TECHACCORD_DATA, or `../shared/data`
beside the project). Nobody has to judge anything: what answers a need is its own other half, so that it
tells how well words are weighed, and not what would be of use.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.convert import COLLECTIONS
from tools.judged_needs import NEEDS, set_parser, write_set, written

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENDS = re.compile(r"(?<=[.!?])\s+|\n+")
FEWEST_SENTENCES, FEWEST_WORDS, WORDS_OF_A_TITLE = 6, 4, 9


def main() -> int:
    parser = set_parser("halved_records", __doc__)
    parser.add_argument("--from", dest="name", choices=sorted(COLLECTIONS), default=NEEDS)
    options = parser.parse_args()
    return written(write, options.out, options.folder, options.name)


def write(out: Path, folder: Path, name: str) -> None:
    """Raises OSError where the collection is not there or `out` cannot be written."""
    found = list(pairs(name, folder))
    write_set(
        out,
        documents=(offer for _need, offer in found),
        questions=(need for need, _offer in found),
        judgments=((need["_id"], offer["_id"], "1") for need, offer in found),
    )


def pairs(name: str, folder: Path) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    seen = set()
    for record in COLLECTIONS[name].records(folder):
        said = [part for part in _ENDS.split(record["description"]) if _is_sentence(part)]
        # The same need is announced again each year.
        if len(said) < FEWEST_SENTENCES or record["title"].lower() in seen:
            continue
        seen.add(record["title"].lower())
        key, half = record["source"]["external_id"], len(said) // 2
        need, offer = " ".join(said[:half]), " ".join(said[half:])
        title = " ".join(offer.split()[:WORDS_OF_A_TITLE])
        yield (
            {"_id": f"need:{key}", "title": record["title"], "text": need},
            {"_id": f"offer:{key}", "title": title, "text": offer},
        )


def _is_sentence(text: str) -> bool:
    return len(text.split()) >= FEWEST_WORDS


if __name__ == "__main__":
    sys.exit(main())
