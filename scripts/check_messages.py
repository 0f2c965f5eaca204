"""Fails when a message catalogue is not complete: `python -m scripts.check_messages`.

Every text in the sources has a translation into every language, none is marked as unsure, and
each keeps exactly the placeholders of the original. Needs GNU gettext for finding the texts.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator

import polib

from scripts.extract_messages import LANGUAGES, ROOT, copy_of_sources, make_messages

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}|(%[sd])")
# French protects the space inside « » and before : ; ? ! against a break of the line.
BREAKABLE = {"fr": re.compile(r"« | »| [:;?!](?!\w)")}
SHOWN_PER_LANGUAGE = 15

Key = tuple[str | None, str, str]


def main() -> int:
    wanted = {key(entry): entry for entry in extract()}
    failed = False
    for language in LANGUAGES:
        problems = list(catalogue_problems(language, wanted))
        failed = failed or bool(problems)
        for problem in problems[:SHOWN_PER_LANGUAGE]:
            print(f"{language}: {problem}")
        if len(problems) > SHOWN_PER_LANGUAGE:
            print(f"{language}: ... and {len(problems) - SHOWN_PER_LANGUAGE} more")
    if failed:
        print("`make messages` brings the catalogues up to date; then translate what is listed.")
        return 1
    print(f"{len(wanted)} texts, complete in {', '.join(LANGUAGES)}.")
    return 0


def extract() -> polib.POFile:
    """The texts in the sources as they are now."""
    with copy_of_sources() as copy:
        make_messages(copy, "--all", "--keep-pot")
        template = copy / "locale" / "django.pot"
        return polib.pofile(str(template)) if template.exists() else polib.POFile()


def key(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def catalogue_problems(language: str, wanted: dict[Key, polib.POEntry]) -> Iterator[str]:
    path = ROOT / "locale" / language / "LC_MESSAGES" / "django.po"
    if not path.exists():
        if wanted:
            yield f"{path.relative_to(ROOT)} is missing"
        return
    catalogue = polib.pofile(str(path))
    present = {key(entry): entry for entry in catalogue if not entry.obsolete}
    for missing in wanted.keys() - present.keys():
        yield f"missing: {missing[1]!r}"
    for stale in present.keys() - wanted.keys():
        yield f"no longer used: {stale[1]!r}"
    forms = plural_forms(catalogue)
    for entry in present.values():
        yield from entry_problems(entry, forms)
        yield from space_problems(entry, language)


def plural_forms(catalogue: polib.POFile) -> int:
    found = re.search(r"nplurals\s*=\s*(\d+)", catalogue.metadata.get("Plural-Forms", ""))
    return int(found[1]) if found else 0


def entry_problems(entry: polib.POEntry, forms: int) -> Iterator[str]:
    if entry.fuzzy:
        yield f"fuzzy: {entry.msgid!r}"
    elif entry.msgid_plural:
        translations = list(entry.msgstr_plural.values())
        if len(translations) != forms or not all(translations):
            yield f"not translated in all {forms} plural forms: {entry.msgid!r}"
        elif not all(plural_fits(entry, translation) for translation in translations):
            yield f"placeholders differ: {entry.msgid!r}"
    elif not entry.msgstr:
        yield f"not translated: {entry.msgid!r}"
    elif placeholders(entry.msgid) != placeholders(entry.msgstr):
        yield f"placeholders differ: {entry.msgid!r}"
    elif edges(entry.msgid) != edges(entry.msgstr):
        yield f"begins or ends with a line break only on one side: {entry.msgid!r}"


def space_problems(entry: polib.POEntry, language: str) -> Iterator[str]:
    found = BREAKABLE.get(language)
    if found and any(map(found.search, (entry.msgstr, *entry.msgstr_plural.values()))):
        yield f"a space that needs protection (U+00A0): {entry.msgid!r}"


def plural_fits(entry: polib.POEntry, translation: str) -> bool:
    """A form for exactly one thing may say "one" instead of the number, so one may be missing."""
    original = placeholders(entry.msgid_plural)
    translated = placeholders(translation)
    return not translated - original and len((original - translated).keys()) <= 1


def placeholders(text: str) -> Counter[str]:
    return Counter(match[0] for match in PLACEHOLDER.finditer(text.replace("%%", "")))


def edges(text: str) -> tuple[bool, bool]:
    return text.startswith("\n"), text.endswith("\n")


if __name__ == "__main__":
    sys.exit(main())
