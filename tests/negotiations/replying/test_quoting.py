"""What somebody wrote themselves is found in what their program sends, and nothing of it is lost."""

from __future__ import annotations

import time

import pytest

from negotiations.replying.quoting import own_words, unsigned
from tests.negotiations.replying.shapes import OPEN, OURS, quoted, replies

CASES = list(replies())


@pytest.mark.parametrize(("text", "words"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_words_are_found_in_reply(text, words):
    assert own_words(text, ours=[OURS]) == words


def test_there_are_many_shapes():
    assert len(CASES) >= 60
    assert len({name for name, _text, _words in CASES}) == len(CASES)


KEPT = {
    "list": "We have\n- a foundry\n- twelve people",
    "thanks": "Thanks, that helps a lot.\nWhich pump is it?",
    "thanks, then more": "Thanks,\nthat helps. Which pump is it, and how large does the tank have to be?",
    "colon": "On 3 March we wrote to you about it:\nthe pump is quiet.",
    "address": f"Is {OURS} your address? We wrote there on 3 March.",
    "from": "From: Nairobi\nit takes two days.",
    "rule": "First\n----------\nSecond",
    "rule with words": "--- Our questions ---\nDoes it run dry?",
    "short delimiter": "First\n--\nSecond is a whole sentence, so nobody signed with it.",
    "postscript": "It does.\n\nRegards\nAmina\nPS: we are closed on Friday",
    "telephone in a sentence": "It was sent from my desk.\nSent from my iPhone it would be shorter.\nYes.",
    "name alone": "Amina Otieno",
    "regards alone": "Kind regards",
    "code": "if it runs:\n    stop it",
    "hours": "10:00 or 11:30:\nwhich is better?",
}  # fmt: skip


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_what_only_looks_like_more_is_kept(text):
    assert own_words(text, ours=[OURS]) == text


def test_answers_between_quoted_lines_stay():
    text = (
        f"On 26 Nov 2026, X <{OURS}> wrote:\n> Does it run dry?\nFor an hour.\n> Which size?\nTwo."
    )
    assert own_words(text) == "For an hour.\nTwo."


@pytest.mark.parametrize(
    "text",
    ["", " \n\n", quoted(), f"On 26 Nov 2026, X <{OURS}> wrote:\n{quoted()}", OPEN["outlook"]["zh"],
     "-- \nAmina\n", "Sent from my iPhone"],
)  # fmt: skip
def test_nothing_but_quotation_is_nothing(text):
    assert own_words(text, ours=[OURS]) == ""


def test_language_nobody_thought_of_is_told_by_our_address():
    text = f"Tak, hodinu.\n\nDne 26. 11. 2026 v 10:00 {OURS} poslal toto:\nneco\n"
    assert own_words(text, ours=[OURS]) == "Tak, hodinu."


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("It does.\n\nAmina", "It does."),
        ("It does.\n-\nAmina Otieno\nTank Makers", "It does."),
        ("Amina does.", "Amina does."),
        ("Amina", ""),
        ("It does.\nAmina, 3 May", "It does.\nAmina, 3 May"),
    ],
)
def test_own_name_at_the_end_goes(text, left):
    assert unsigned(text, ["Amina Otieno", "Tank Makers Nairobi"]) == left


HOSTILE = {
    "announcements": ("On 1 " + "a " * 20 + ":\n") * 2000,
    "digits": ("1" * 90 + ":\n") * 1000,
    "closings": "x\n" + "Thanks\n" * 15_000,
    "heads": "From: x\n" * 12_000,
    "one line": "On 1 " + "a" * 100_000 + " wrote:",
    "rules": "-" * 50_000 + "\n" + "--- \n" * 10_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_takes_no_long_time(text):
    before = time.process_time()
    own_words(text, ours=[OURS])
    assert time.process_time() - before < 8
