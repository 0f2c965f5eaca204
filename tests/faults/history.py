"""What clients were told, against what is there afterwards: is it one history?

It knows nothing of the product or its database, only what people are promised: what was
acknowledged is kept, what was sent once has one effect, of what was refused nothing is there, and
each effect is told to the other side. A message that comes twice has the same Message-ID, and only
killing may cause that.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

OK, REFUSED, UNKNOWN = "ok", "refused", "unknown"


@dataclass(frozen=True)
class Answer:
    """What one attempt came to, and when; the status is 0 where nothing came."""

    at: float
    status: int
    location: str = ""


@dataclass(frozen=True)
class Operation:
    """One wish of a client, however often it had to be sent, and what it was told last.

    `word` is in what was written, `to` the address of whoever is told of it. `begun` and `ended`
    are moments of the client's clock.
    """

    word: str
    thread: str
    to: str
    outcome: str
    begun: float
    ended: float
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True)
class Mail:
    id: str
    to: str
    thread: str
    content: str


@dataclass(frozen=True)
class Found:
    """What is there: the words as they are stored, oldest first, with their threads; of which
    thread how often the record tells; what the mail server was given; and how often the worker, or
    the database under it, was killed."""

    words: Sequence[tuple[str, str]]
    records: Counter[str]
    mails: Sequence[Mail]
    kills: int = 0
    damages: Sequence[str] = field(default=())


def violations(operations: Sequence[Operation], found: Found) -> list[str]:
    """Everything that cannot be explained; empty for a history that can."""
    return [
        *found.damages,
        *_words(operations, found),
        *_order(operations, found),
        *_records(found),
        *_mails(operations, found),
        *_repeats(found),
    ]


def lost_and_doubled(complaints: Iterable[str]) -> tuple[int, int]:
    kinds = Counter(complaint.partition(":")[0] for complaint in complaints)
    return kinds["lost"], kinds["doubled"]


def _words(operations: Sequence[Operation], found: Found) -> Iterator[str]:
    stored = Counter(found.words)
    known = {(one.word, one.thread): one for one in operations}
    if len(known) != len(operations):
        yield "history: two operations have the same word"
    for place, number in stored.items():
        if place not in known:
            yield f"invented: {place}"
        elif known[place].outcome == REFUSED:
            yield f"half: {place} was refused and is there"
        if number > 1:
            yield f"doubled: {place} is there {number} times"
    for place, one in known.items():
        if one.outcome == OK and place not in stored:
            yield f"lost: {place} was acknowledged"


def _order(operations: Sequence[Operation], found: Found) -> Iterator[str]:
    """What was acknowledged before something else was begun stands before it."""
    known = {(one.word, one.thread): one for one in operations if one.outcome == OK}
    threads: dict[str, list[Operation]] = defaultdict(list)
    for place in found.words:
        if place in known:
            threads[place[1]].append(known[place])
    for thread, written in threads.items():
        latest = written[0]
        for one in written:
            if one.ended < latest.begun:
                yield f"order: {one.word} after {latest.word} in {thread}"
            latest = max(latest, one, key=lambda each: each.begun)


def _records(found: Found) -> Iterator[str]:
    due = Counter(thread for _word, thread in set(found.words))
    for thread in {*due, *found.records}:
        if found.records[thread] < due[thread]:
            yield f"lost: {thread} has {due[thread]} effects, {found.records[thread]} on record"
        if found.records[thread] > due[thread]:
            yield f"doubled: {thread} has {due[thread]} effects, {found.records[thread]} on record"


def _mails(operations: Sequence[Operation], found: Found) -> Iterator[str]:
    stored = set(found.words)
    due = Counter((one.thread, one.to) for one in operations if (one.word, one.thread) in stored)
    came = Counter((mail.thread, mail.to) for mail in _each_once(found.mails))
    for place in {*due, *came}:
        if came[place] < due[place]:
            yield f"lost: {due[place] - came[place]} messages about and to {place}"
        if came[place] > due[place]:
            yield f"doubled: {came[place] - due[place]} messages too many about and to {place}"


def _repeats(found: Found) -> Iterator[str]:
    by_id: dict[str, list[Mail]] = defaultdict(list)
    for mail in found.mails:
        by_id[mail.id].append(mail)
    for message_id, mails in by_id.items():
        if len(set(mails)) > 1:
            yield f"repeat: {message_id} comes with two contents"
    repeats = sum(len(mails) - 1 for mails in by_id.values())
    if repeats > found.kills:
        yield f"doubled: {repeats} messages, but only {found.kills} kills"


def _each_once(mails: Iterable[Mail]) -> list[Mail]:
    return list({mail.id: mail for mail in mails}.values())
