"""Compiles changed message catalogues, without needing GNU gettext on the machine.

`python -m scripts.compile_messages`
"""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    for source in stale_catalogues(ROOT):
        compile_catalogue(source)


def stale_catalogues(root: Path) -> list[Path]:
    sources = sorted(root.glob("locale/*/LC_MESSAGES/*.po"))
    return [source for source in sources if not is_fresh(source)]


def is_fresh(source: Path) -> bool:
    target = source.with_suffix(".mo")
    return target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns


def compile_catalogue(source: Path) -> None:
    """Unsure ("fuzzy") translations are left out, as msgfmt does."""
    with source.open("rb") as file:
        catalogue = read_po(file)
    # Without a language, Babel leaves the rule for plurals out of what it writes.
    catalogue.locale = source.parent.parent.name
    # Other processes read the finished file or the old one, never half of one.
    unfinished = source.with_suffix(".mo.part")
    with unfinished.open("wb") as file:
        write_mo(file, catalogue)
    unfinished.replace(source.with_suffix(".mo"))


if __name__ == "__main__":
    main()
