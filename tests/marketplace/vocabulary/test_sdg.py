from __future__ import annotations

import re

from marketplace.vocabulary.sdg import GOALS, TARGETS
from tests.real_data import REFERENCE, needs_real_data

# Targets with a number and those with a letter, by goal (resolution 70/1).
SHAPE = {
    "1": (5, 2), "2": (5, 3), "3": (9, 4), "4": (7, 3), "5": (6, 3), "6": (6, 2), "7": (3, 2),
    "8": (10, 2), "9": (5, 3), "10": (7, 3), "11": (7, 3), "12": (8, 3), "13": (3, 2),
    "14": (7, 3), "15": (9, 3), "16": (10, 2), "17": (19, 0),
}  # fmt: skip


def test_targets_are_those_of_the_resolution():
    expected = [
        f"{goal}.{part}"
        for goal, (numbers, letters) in SHAPE.items()
        for part in [*range(1, numbers + 1), *"abcd"[:letters]]
    ]
    assert list(TARGETS) == expected
    assert len(TARGETS) == 169
    assert all(TARGETS.parent(code) == code.split(".")[0] for code in TARGETS)


def test_english_labels_of_targets_are_short():
    words = {code: len(TARGETS.labels_of(code)["en"].split()) for code in TARGETS}
    assert {code: count for code, count in words.items() if not 2 <= count <= 8} == {}


def text_of(language: str, name: str) -> str:
    folder = "zh-Hans" if language == "zh-hans" else language
    return (REFERENCE / "sdg" / folder / f"global_{name}.yml").read_text(encoding="utf-8")


@needs_real_data
def test_codes_are_those_of_the_list_of_the_united_nations():
    goals = re.findall(r"^(\d+)-short:", text_of("en", "goals"), re.M)
    assert set(goals) == set(GOALS)
    found = re.findall(r"^(\d+)-(\w+)-title:", text_of("en", "targets"), re.M)
    assert {f"{goal}.{part}" for goal, part in found} == set(TARGETS)


@needs_real_data
def test_labels_of_targets_are_our_own():
    """Shorter than the text that was adopted, and no beginning of it."""
    copied = []
    for language in ("en", "fr", "es", "ar", "ru", "zh-hans"):
        text = " ".join(text_of(language, "targets").split())
        copied += [
            (code, language)
            for code in TARGETS
            for label in [TARGETS.labels_of(code)[language]]
            if f"title: {label}".casefold() in text.casefold()
        ]
    assert copied == []
