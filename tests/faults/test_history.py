"""The judge is judged: it takes a right history, and none of these corrupted ones."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from tests.faults.history import OK, REFUSED, UNKNOWN, Found, Mail, Operation, violations


def operation(number: int, outcome: str = OK) -> Operation:
    """In two threads; everybody writes to the other."""
    return Operation(
        word=f"w{number}", thread=f"t{number % 2}", outcome=outcome,
        begun=number * 10.0, ended=number * 10.0 + 5, to=f"p{number % 2}@x.example",
    )  # fmt: skip


def mail(number: int) -> Mail:
    return Mail(f"<{number}@x>", f"p{number % 2}@x.example", f"t{number % 2}", f"about {number}")


# 5 was refused; of 6 and 7 nobody knows: 6 is there, 7 is not.
OPERATIONS = [
    *(operation(number) for number in range(5)),
    operation(5, REFUSED), operation(6, UNKNOWN), operation(7, UNKNOWN),
]  # fmt: skip
STORED = [0, 1, 2, 3, 4, 6]
# The worker was killed once, so that one message came twice.
RIGHT = Found(
    words=[(f"w{number}", f"t{number % 2}") for number in STORED],
    records=Counter({"t0": 4, "t1": 2}),
    mails=[mail(number) for number in (*STORED, 3)],
    kills=1,
)


def found(**changed) -> tuple[list[Operation], Found]:
    return OPERATIONS, replace(RIGHT, **changed)


def swapped(words: list) -> list:
    return [words[2], words[1], words[0], *words[3:]]


CORRUPTED = {
    "an acknowledged word is gone": found(words=RIGHT.words[1:]),
    "a word is there twice": found(words=[*RIGHT.words, RIGHT.words[0]]),
    "a word nobody wrote": found(words=[*RIGHT.words, ("w99", "t1")]),
    "a refused word is there": found(words=[*RIGHT.words, ("w5", "t1")]),
    "a word is in another thread": found(words=[("w0", "t1"), *RIGHT.words[1:]]),
    "the order is another": found(words=swapped(RIGHT.words)),
    "the record lacks one": found(records=Counter({"t0": 3, "t1": 2})),
    "the record has one too many": found(records=Counter({"t0": 4, "t1": 3})),
    "the record tells of nothing": found(records=Counter({"t0": 4, "t1": 2, "t9": 1})),
    "a message never came": found(mails=RIGHT.mails[1:]),
    "a message came to somebody else": found(
        mails=[replace(RIGHT.mails[0], to="q@x.example"), *RIGHT.mails[1:]]
    ),
    "a message came again under another id": found(
        mails=[*RIGHT.mails, replace(RIGHT.mails[0], id="<new@x>")]
    ),
    "more repeats than kills": found(mails=[*RIGHT.mails, RIGHT.mails[0]]),
    "a repeat says something else": found(
        mails=[*RIGHT.mails[:-1], replace(RIGHT.mails[-1], content="other")]
    ),
    "the database is damaged": found(damages=["row 3 missing from index"]),
    "what was unknown is there twice": found(words=[*RIGHT.words, ("w6", "t0")]),
    "two operations cannot be told apart": ([*OPERATIONS, OPERATIONS[0]], RIGHT),
}


def test_right_history_is_taken():
    assert violations(OPERATIONS, RIGHT) == []


@pytest.mark.parametrize("name", CORRUPTED)
def test_corrupted_history_is_rejected(name):
    assert violations(*CORRUPTED[name]) != []
