"""How clients were served while things were killed: is it what people are promised?

Next to `history`, which asks what is there afterwards. As there, it knows nothing of the product.
Whoever takes the database away is answered for by an outage; a web server that is killed is not,
since another one is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tests.faults.history import OK, Operation

# So long after the database is back everything answers again by itself.
RECOVERED_SECONDS = 10
# So long it takes at most, where one web server alone was killed, until a repeat succeeds.
RETRY_SECONDS = 5
SIGN_IN = "/login/"
# As the databases say it; names in a traceback have the word as well.
LOCKED = re.compile(r"(?:database|table)(?: \S+)? is locked|deadlock detected|lock timeout")

Outage = tuple[float, float]


@dataclass(frozen=True)
class Served:
    """`asked` is how many operations there had to be, `outages` from when until when the
    database or everything was away, by the clients' clock, `log` what the servers had to say, and
    `retry_seconds` more where the machine has other work."""

    asked: int
    outages: Sequence[Outage] = ()
    log: Sequence[str] = ()
    retry_seconds: float = RETRY_SECONDS


def complaints(operations: Sequence[Operation], served: Served) -> list[str]:
    return [
        *_shortfalls(operations, served.asked),
        *_errors(operations, served.outages),
        *_slow_repeats(operations, served),
        *_signed_out(operations),
        *(f"locked: {line.strip()}" for line in served.log if LOCKED.search(line)),
    ]


def _shortfalls(operations: Sequence[Operation], asked: int) -> Iterator[str]:
    for one in operations:
        if one.outcome != OK:
            yield f"{one.outcome}: {one.word} in {one.thread}, last answer {one.answers[-1:]}"
    if len(operations) < asked:
        yield f"few: {len(operations)} operations of {asked}"


def _errors(operations: Iterable[Operation], outages: Sequence[Outage]) -> Iterator[str]:
    for one in operations:
        for answer in one.answers:
            if answer.status >= 500 and not _is_excused(outages, answer.at, answer.at):
                yield f"error: {one.word} was answered {answer.status} {_since(outages, answer.at)}"


def _slow_repeats(operations: Iterable[Operation], served: Served) -> Iterator[str]:
    for one in operations:
        failed = [answer.at for answer in one.answers if not 0 < answer.status < 500]
        if not failed or _is_excused(served.outages, failed[0], one.ended):
            continue
        waited = one.ended - failed[0]
        if waited > served.retry_seconds:
            yield f"slow: {one.word} succeeded {waited:.1f} s after it first failed"


def _signed_out(operations: Iterable[Operation]) -> Iterator[str]:
    for one in operations:
        if any(SIGN_IN in answer.location for answer in one.answers):
            yield f"signed out: {one.word} was sent to sign in"


def _is_excused(outages: Iterable[Outage], begun: float, ended: float) -> bool:
    """Whether something was away meanwhile, or had come back a moment ago."""
    return any(away <= ended and begun <= back + RECOVERED_SECONDS for away, back in outages)


def _since(outages: Sequence[Outage], at: float) -> str:
    before = [back for away, back in outages if away <= at]
    return f"{at - max(before):.1f} s after an outage" if before else "without an outage"
