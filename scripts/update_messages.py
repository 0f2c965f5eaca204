"""Brings every catalogue in locale/ in line with the texts in the sources: `make messages`."""

import re
import shutil
import sys
from pathlib import Path

from scripts.extract_messages import LANGUAGES, ROOT, copy_of_sources, make_messages
from scripts.services import GETTEXT, explain, provide

MOMENT = '"POT-Creation-Date:'
# What gettext puts at the top of a new catalogue for somebody to fill in, and nobody does.
LEADING_COMMENT = re.compile(r"\A(?:#.*\n)+")
EMPTY_FIELDS = re.compile(r'"(?:PO-Revision-Date|Last-Translator|Language-Team):.*\n')


def main() -> None:
    if missing := provide((GETTEXT,)):
        sys.exit(explain(missing))
    locales = [argument for language in LANGUAGES for argument in ("--locale", language)]
    with copy_of_sources() as copy:
        shutil.copytree(ROOT / "locale", copy / "locale", dirs_exist_ok=True)
        make_messages(copy, *locales, "--no-obsolete")
        for updated in sorted(copy.glob("locale/*/LC_MESSAGES/*.po")):
            text = with_our_header(updated.read_text(), updated.parent.parent.name)
            take_over(text, ROOT / updated.relative_to(copy))
    print("Now translate what is new or marked fuzzy; `make check` lists what is left.")


def with_our_header(text: str, language: str) -> str:
    if "PACKAGE VERSION" not in text:
        return text
    text = EMPTY_FIELDS.sub("", LEADING_COMMENT.sub("", text, count=1))
    text = text.replace("PACKAGE VERSION", "TechAccord", 1)
    return text.replace('"Language: \\n"', f'"Language: {language}\\n"', 1)


def take_over(text: str, target: Path) -> None:
    """A file in which only the moment would change stays as it is."""
    if target.exists() and without_moment(target.read_text()) == without_moment(text):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text)
    print(f"Changed: {target.relative_to(ROOT)}")


def without_moment(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.startswith(MOMENT)]


if __name__ == "__main__":
    main()
