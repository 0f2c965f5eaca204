"""Every finding there can be is a whole sentence in every language."""

from __future__ import annotations

import itertools

import pytest
from django.conf import settings
from django.utils.translation import override

from matching.enums import Part, Verdict
from matching.sentences import SENTENCES, TRAINING, sentence

COUNTRIES = {"KE": "Kenya", "UG": "Uganda"}
CODES = {
    Part.TEXT: ["solar", "pump"], Part.FIELD: ["23"], Part.THEME: ["water"], Part.SECTOR: ["36"],
    Part.SDG: ["6", "9.4"], Part.COOPERATION: ["licence"], Part.READINESS: 7,
    Part.PARTNER: ["sme"],
    Part.SITE: ["workshop"], Part.TERRITORY: ["KE"], Part.EXPORT: ["UG"],
    Part.LICENCE: ["sole", "open"], Part.RIGHTS: ["make"], Part.USE: ["28"],
    Part.SUBLICENSING: "yes", Part.TERM: ["years", 10], Part.IMPROVEMENTS: ["maker"],
    Part.GRANT_BACK: "option", Part.ACCESS: ["tiered"], Part.PAYMENT: ["royalty"],
    Part.BUDGET: ["60.5", "USD"], Part.INSTALLATION: ["60", "KES"], Part.ROYALTY: "2.5",
    Part.TRAINING: ["operation"], Part.KNOW_HOW: ["software"], Part.LANGUAGE: ["fr"],
}  # fmt: skip
SIDES = (("offered",), ("needed",), ("offered", "needed"), ("shared",), ("missing",))


def values(part: Part, names: tuple[str, ...]) -> dict:
    if part == Part.TEXT:
        return {"words": CODES[part]}
    if part == Part.TRAINING:
        return {"needed": CODES[part], "state": "included"}
    return dict.fromkeys(names, CODES[part])


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_every_finding_has_a_sentence(language):
    with override(language):
        for part, verdict, names in itertools.product(Part, Verdict, SIDES):
            if (part, verdict) == (Part.TEXT, Verdict.DOES_NOT_FIT):
                continue  # texts never contradict each other
            told = sentence(part, verdict, values(part, names), COUNTRIES)
            assert "%(" not in told
            # Chinese says in nine characters what takes thirty elsewhere.
            assert len(told) > 5


@pytest.mark.parametrize(
    ("part", "verdict", "found", "expected"),
    [
        ("text", "fits", {"words": ["solar", "pump"]}, "Both speak of “solar” and “pump”."),
        ("text", "open", {"words": []}, "The texts have no word in common that says what they are about."),
        ("readiness", "open", {"offered": 7}, "Offered: 7. The need says nothing about it."),
        ("readiness", "does_not_fit", {"offered": 8, "most": 7},
         "Level 8 is reached; at most level 7 is wanted."),
        ("readiness", "fits", {"offered": 5, "needed": "4–7"},
         "Level 5 is reached; level 4–7 would do."),
        ("partner", "does_not_fit", {"offered": ["sme", "ngo"], "needed": ["university"]},
         "The offer looks for partners of another kind: Small or medium-sized firm and Non-governmental organisation."),
        ("rights", "fits", {"shared": ["make"]}, "All that is needed is offered: Make."),
        ("territory", "does_not_fit", {"missing": ["UG"], "shared": []}, "No licence can be had for: Uganda."),
        ("territory", "fits", {"shared": ["XX"]}, "A licence can be had for: XX."),
        ("export", "fits", {}, "Not on a control list, to the owner's knowledge."),
        ("term", "fits", {"offered": ["years", 10], "needed": ["years", 5]},
         "Offered: A number of years (10). Needed: A number of years (5)."),
        ("budget", "open", {"offered": ["60", "USD"], "needed": ["100", "KES"]},
         "$60 is asked for, the budget is KES100: the currencies differ."),
        ("training", "open", {"needed": ["operation"], "state": "extra"},
         "Training can be had at extra cost. Needed: Operation."),
        ("training", "open", {"needed": ["operation"], "state": ""},
         "Needed: Operation. The offer says nothing about it."),
        ("sdg", "fits", {"shared": ["6"]}, "On both sides: 6 – "),
    ],
)  # fmt: skip
def test_sentence_says_the_values(part, verdict, found, expected):
    told = sentence(part, verdict, found, COUNTRIES).replace("\xa0", " ")
    assert told.startswith(expected)


def test_no_sentence_is_for_a_finding_that_cannot_be():
    assert {part for part, _verdict in SENTENCES} <= set(Part)
    assert set(TRAINING) == {"included", "extra", "unavailable", ""}
