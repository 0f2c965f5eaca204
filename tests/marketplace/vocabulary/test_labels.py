from __future__ import annotations

import csv

import pytest
from django.conf import settings
from django.utils import translation

from marketplace.vocabulary import labels
from marketplace.vocabulary.labels import DATA, LANGUAGES, Vocabulary
from marketplace.vocabulary.offices import OFFICES
from marketplace.vocabulary.sdg import GOALS, TARGETS
from marketplace.vocabulary.technology_fields import FIELDS, SECTORS
from marketplace.vocabulary.themes import THEMES

FILES = sorted(DATA.glob("*.csv"))
LABELLED = [path for path in FILES if not path.name.endswith("subclasses.csv")]


def rows(path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def broken_file(tmp_path, monkeypatch, *lines: str) -> str:
    monkeypatch.setattr(labels, "DATA", tmp_path)
    text = "\n".join(["code,en,fr,es,ar,ru,zh-hans", *lines])
    (tmp_path / "broken.csv").write_text(text, encoding="utf-8")
    return "broken.csv"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_codes_of_a_file_are_unique(path):
    codes = [row["code"] for row in rows(path)]
    assert codes
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("path", LABELLED, ids=lambda path: path.stem)
def test_every_cell_is_filled_and_trimmed_in_every_language(path):
    wrong = [
        (row["code"], column)
        for row in rows(path)
        for column, cell in row.items()
        if not cell or cell != " ".join(cell.split())
    ]
    assert wrong == []


@pytest.mark.parametrize("path", LABELLED, ids=lambda path: path.stem)
def test_labels_of_a_file_tell_its_codes_apart(path):
    for language in LANGUAGES:
        column = [row[language] for row in rows(path)]
        assert sorted(set(column)) == sorted(column)


@pytest.mark.parametrize("path", LABELLED, ids=lambda path: path.stem)
def test_labels_are_written_in_the_script_of_their_language(path):
    scripts = {"ar": ("؀", "ۿ"), "ru": ("Ѐ", "ӿ"), "zh-hans": ("一", "鿿")}
    foreign = [
        (row["code"], language)
        for row in rows(path)
        for language, (first, last) in scripts.items()
        if not any(first <= sign <= last for sign in row[language])
    ]
    assert foreign == []


def test_languages_are_those_of_the_interface():
    assert set(LANGUAGES) == {code for code, _name in settings.LANGUAGES}


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("en", "Robotics"),
        ("fr", "Robotique"),
        ("fr-ca", "Robotique"),
        ("zh-hans", "机器人技术"),
        ("de", "Robotics"),
    ],
)
def test_label_follows_the_active_language_else_english(language, label):
    with translation.override(language):
        assert THEMES.label("robotics") == label
        assert ("robotics", label) in THEMES.choices()


def test_label_with_translation_switched_off_is_english():
    with translation.override(None):
        assert THEMES.label("robotics") == "Robotics"


def test_unknown_code_is_its_own_label_and_has_no_parent():
    assert "alchemy" not in THEMES
    assert THEMES.label("alchemy") == "alchemy"
    assert THEMES.labels_of("alchemy") == {}
    assert THEMES.parent("alchemy") == ""


def test_vocabulary_behaves_as_an_ordered_collection():
    assert len(GOALS) == 17
    assert list(GOALS) == list(GOALS.codes) == [str(number) for number in range(1, 18)]
    assert [code for code, _label in GOALS.choices()] == list(GOALS.codes)
    assert set(GOALS.labels_of("9")) == set(LANGUAGES)


def test_vocabulary_cannot_be_changed():
    with pytest.raises(AttributeError):
        THEMES.codes = ()
    THEMES.labels_of("robotics")["en"] = "Alchemy"
    assert THEMES.labels_of("robotics")["en"] == "Robotics"


def test_file_with_a_code_twice_is_refused(tmp_path, monkeypatch):
    name = broken_file(tmp_path, monkeypatch, "a,1,2,3,4,5,6", "a,1,2,3,4,5,6")
    with pytest.raises(ValueError, match="twice"):
        Vocabulary(name)


def test_file_without_a_label_is_refused(tmp_path, monkeypatch):
    name = broken_file(tmp_path, monkeypatch, "a,1,2,,4,5,6")
    with pytest.raises(ValueError, match="lacks"):
        Vocabulary(name)


def test_parents_exist():
    assert {TARGETS.parent(code) for code in TARGETS} == set(GOALS)
    assert {FIELDS.parent(code) for code in FIELDS} == set(SECTORS)


def test_codes_of_themes_and_offices_have_one_form():
    assert all(code.replace("_", "").isalpha() and code.islower() for code in THEMES)
    assert all(len(code) == 2 and code.isupper() for code in OFFICES)
