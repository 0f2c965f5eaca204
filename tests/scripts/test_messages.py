import gettext
import os
from pathlib import Path

import polib

from scripts import check_messages, compile_messages


def catalogue(tmp_path: Path, *entries: polib.POEntry) -> Path:
    path = tmp_path / "locale/fr/LC_MESSAGES/django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    file = polib.POFile()
    file.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Plural-Forms": "nplurals=2; plural=(n > 1);",
        "Language": "fr",
    }
    file.extend(entries)
    file.save(str(path))
    return path


def problems(entry: polib.POEntry) -> list[str]:
    return list(check_messages.entry_problems(entry, 2))


def test_compiled_catalogue_is_what_gettext_reads(tmp_path: Path) -> None:
    catalogue(
        tmp_path,
        polib.POEntry(msgid="Yes", msgstr="Oui"),
        polib.POEntry(msgid="May", msgctxt="month", msgstr="mai"),
        polib.POEntry(msgid="No", msgstr="Peut-être", flags=["fuzzy"]),
        polib.POEntry(
            msgid="%(n)s day",
            msgid_plural="%(n)s days",
            msgstr_plural={0: "%(n)s jour", 1: "%(n)s jours"},
        ),
    )
    (source,) = compile_messages.stale_catalogues(tmp_path)
    compile_messages.compile_catalogue(source)
    french = gettext.translation("django", tmp_path / "locale", ["fr"])
    assert french.gettext("Yes") == "Oui"
    assert french.pgettext("month", "May") == "mai"
    assert french.gettext("No") == "No"
    assert french.ngettext("%(n)s day", "%(n)s days", 0) == "%(n)s jour"
    assert french.ngettext("%(n)s day", "%(n)s days", 2) == "%(n)s jours"


def test_compiled_catalogue_keeps_rule_for_plurals(tmp_path: Path) -> None:
    rule = "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 ? 1 : 2);"
    path = catalogue(tmp_path, polib.POEntry(msgid="Yes", msgstr="Da"))
    written = polib.pofile(str(path))
    # As makemessages begins a catalogue: no language in the header.
    written.metadata.update({"Plural-Forms": rule, "Language": ""})
    written.save(str(path))
    compile_messages.compile_catalogue(path)
    with path.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert [compiled.plural(n) for n in (1, 2, 5, 11, 21, 22)] == [0, 1, 2, 2, 0, 1]


def test_catalogue_compiled_again_only_when_changed(tmp_path: Path) -> None:
    source = catalogue(tmp_path, polib.POEntry(msgid="Yes", msgstr="Oui"))
    compile_messages.compile_catalogue(source)
    assert compile_messages.stale_catalogues(tmp_path) == []
    later = source.with_suffix(".mo").stat().st_mtime_ns + 1
    os.utime(source, ns=(later, later))
    assert compile_messages.stale_catalogues(tmp_path) == [source]


def test_entry_untranslated_or_fuzzy_found() -> None:
    assert problems(polib.POEntry(msgid="Yes")) == ["not translated: 'Yes'"]
    assert problems(polib.POEntry(msgid="Yes", msgstr="Oui", flags=["fuzzy"])) == ["fuzzy: 'Yes'"]
    assert problems(polib.POEntry(msgid="Yes", msgstr="Oui")) == []


def test_entry_with_other_placeholders_found() -> None:
    for original, translated in (
        ("Hello %(name)s", "Bonjour %(nom)s"),
        ("Hello %(name)s", "Bonjour"),
        ("Hello {name}", "Bonjour {nom}"),
        ("%s of %s", "%s"),
    ):
        assert problems(polib.POEntry(msgid=original, msgstr=translated)) == [
            f"placeholders differ: {original!r}"
        ]
    assert problems(polib.POEntry(msgid="%(a)s of %(b)s, 5%%", msgstr="%(b)s : %(a)s, 5 %%")) == []


def test_entry_plural_needs_every_form() -> None:
    def entry(**forms: str) -> polib.POEntry:
        plural = {int(name[1:]): text for name, text in forms.items()}
        return polib.POEntry(msgid="%(n)s day", msgid_plural="%(n)s days", msgstr_plural=plural)

    assert problems(entry(f0="%(n)s jour", f1="%(n)s jours")) == []
    # Languages with a form for exactly one (or two, in Arabic) need not repeat the number.
    assert problems(entry(f0="un jour", f1="%(n)s jours")) == []
    assert "2 plural forms" in problems(entry(f0="%(n)s jour"))[0]
    assert "2 plural forms" in problems(entry(f0="%(n)s jour", f1=""))[0]
    assert "placeholders differ" in problems(entry(f0="%(n)s jour", f1="%(count)s jours"))[0]


def test_french_spaces_are_protected() -> None:
    def found(msgstr: str, language: str = "fr") -> list[str]:
        entry = polib.POEntry(msgid="Who?", msgstr=msgstr)
        return list(check_messages.space_problems(entry, language))

    assert len(found("Qui ?")) == len(found("« Qui\xa0»")) == 1
    assert found("«\xa0Qui\xa0»\xa0?") == found("À 10:30, a :b") == []
    assert found("Кто ?", "ru") == []
    plural = polib.POEntry(msgid="a", msgid_plural="b", msgstr_plural={0: "Un", 1: "Deux !"})
    assert len(list(check_messages.space_problems(plural, "fr"))) == 1
