"""Clients that write until each of their wishes is acknowledged, and note down what they were told."""

from __future__ import annotations

import http.client
import re
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.faults.history import OK, REFUSED, UNKNOWN, Answer, Operation
from tests.negotiations.parties import ANSWERS

TOKEN = "f" * 32
PATIENCE_SECONDS = 90
# Every so many wishes, the client hangs up without reading, or sends the same twice at once.
HANGS_UP, SENDS_TWICE = 7, 11
MESSAGES = 8
THREAD = re.compile(r"/requests/([0-9a-f-]{36})/")


@dataclass(frozen=True)
class Person:
    email: str
    session: str


@dataclass(frozen=True)
class Conversation:
    """One asks about a listing, the other accepts, then both write."""

    listing: str
    asker: Person
    owner: Person


@dataclass
class Wish:
    """`address` and `form` as a browser would send them; `word` is how it is found again."""

    word: str
    by: Person
    to: Person
    address: str
    form: dict[str, object]


class Client:
    """Goes through conversations one wish after the other."""

    def __init__(self, port: int, log: Callable[[Operation], None]) -> None:
        self.port = port
        self.log = log
        self.wishes = 0

    def hold(self, conversation: Conversation) -> None:
        thread = ""
        for wish in _wishes(conversation):
            wish.address = wish.address.format(thread=thread)
            begun = time.monotonic()
            answers = self._insist(wish)
            outcome, led_to = _outcome(answers)
            thread = thread or led_to
            self.log(
                Operation(
                    wish.word, thread, wish.to.email, outcome, begun, time.monotonic(),
                    tuple(answers),
                )
            )  # fmt: skip
            if outcome != OK:
                return

    def _insist(self, wish: Wish) -> list[Answer]:
        """Every answer until one is final, or none has come for long."""
        self.wishes += 1
        deadline = time.monotonic() + PATIENCE_SECONDS
        answers: list[Answer] = []
        if self.wishes % HANGS_UP == 0:
            answers += self._try(wish, connections=1, reads=False)
        while time.monotonic() < deadline:
            twice = self.wishes % SENDS_TWICE == 0
            answers += self._try(wish, connections=2 if twice else 1)
            if any(map(_is_final, answers)):
                break
            time.sleep(0.1)
        return answers

    def _try(self, wish: Wish, *, connections: int, reads: bool = True) -> list[Answer]:
        answers: list[Answer] = []
        asked = [
            http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            for _each in range(connections)
        ]
        try:
            for connection in asked:
                connection.request("POST", wish.address, _body(wish), _headers(wish))
            for connection in asked if reads else []:
                answer = connection.getresponse()
                location = answer.getheader("Location", "")
                answers.append(Answer(time.monotonic(), answer.status, location))
        except (OSError, http.client.HTTPException):
            answers.append(Answer(time.monotonic(), 0))
        finally:
            for connection in asked:
                connection.close()
        return answers


def _is_final(answer: Answer) -> bool:
    return 0 < answer.status < 500


def _outcome(answers: list[Answer]) -> tuple[str, str]:
    """What the client knows after these, and to which thread they lead: where it is done, to one."""
    final = next(filter(_is_final, answers), None)
    if final is None:
        return UNKNOWN, ""
    led_to = THREAD.search(final.location)
    return (OK, led_to[1]) if final.status == 302 and led_to else (REFUSED, "")


def _wishes(conversation: Conversation) -> Iterator[Wish]:
    asker, owner = conversation.asker, conversation.owner
    word = uuid.uuid4().hex
    form = {**ANSWERS, "proposal": word, "visibility": "full", "principles": "on", "do": "send"}
    yield Wish(word, asker, owner, f"/en/listings/{conversation.listing}/ask/", form)
    yield Wish("accepted", owner, asker, "/en/requests/{thread}/accept/", {})
    for number in range(MESSAGES):
        by, to = (asker, owner) if number % 2 else (owner, asker)
        word = uuid.uuid4().hex
        form = {"body": word, "key": str(uuid.uuid4())}
        yield Wish(word, by, to, "/en/requests/{thread}/messages/", form)


def _body(wish: Wish) -> str:
    return urlencode({**wish.form, "csrfmiddlewaretoken": TOKEN}, doseq=True)


def _headers(wish: Wish) -> dict[str, str]:
    return {
        "Host": "localhost",
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"sessionid={wish.by.session}; csrftoken={TOKEN}",
        "Connection": "close",
    }
