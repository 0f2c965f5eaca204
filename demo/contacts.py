"""What happened to one request for contact: written, sent, answered, talked about, ended."""

from __future__ import annotations

import uuid
from functools import partial
from typing import TYPE_CHECKING

from demo.listing_life import Event
from marketplace.models import Listing
from negotiations.actions import answering, asking, threads
from negotiations.actions.chasing import chase
from negotiations.enums import Side, Visibility
from negotiations.models import ContactRequest
from partners.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from accounts.models import User
    from demo.stories import Requested, Said

# Days after which each reminder is due, and the end, whatever the holidays between.
CHASED = (10, 16, 28)


class Contact:
    """The request is found by its parties each time: its listing is published by an event of its own."""

    def __init__(self, told: Requested, people: Mapping[str, User]) -> None:
        self.told = told
        self.people = people
        self.author = people[told.author]

    def events(self) -> Iterator[Event]:
        told = self.told
        written = told.written if told.written is not None else told.sent
        if written is None:
            raise ValueError(f"{told.sender} never wrote to {told.of}")
        yield Event(written, self._write)
        steps = (
            (told.sent, self._send),
            (told.acknowledged, self._acknowledge),
            (told.asked, self._ask),
            (told.replied, self._reply),
            (told.accepted, self._accept),
            (told.declined, self._decline),
            (told.withdrawn, self._withdraw),
        )
        yield from (Event(day, happen) for day, happen in steps if day is not None)
        if told.unanswered and told.sent is not None:
            for days in CHASED:
                yield Event(told.sent - days, self._chase)
        yield from (Event(said.day, partial(self._post, said)) for said in told.messages)
        yield from (Event(said.day, partial(self._note, said)) for said in told.notes)
        if told.closed is not None:
            yield Event(told.closed, self._close)

    # --- What happens -----------------------------------------------------------------------

    def _request(self) -> ContactRequest:
        return ContactRequest.objects.get(
            listing__title=self.told.title, sender__slug=self.told.sender
        )

    def _answerer(self) -> User:
        return self.people[self.told.answerer]

    def _side(self, person: User) -> Side:
        return Side.SENDER if person == self.author else Side.RECIPIENT

    def _write(self) -> None:
        told = self.told
        asking.keep(
            Listing.objects.get(title=told.title, organisation__slug=told.of),
            sender=Organisation.objects.get(slug=told.sender),
            by=self.author,
            visibility=Visibility.ANONYMOUS if told.anonymous else Visibility.FULL,
            answers=told.content,
        )

    def _send(self) -> None:
        asking.send(self._request(), by=self.author)

    def _acknowledge(self) -> None:
        answering.acknowledge(self._request(), by=self._answerer())

    def _ask(self) -> None:
        answering.ask(
            self._request(), by=self._answerer(), question=self.told.question, key=uuid.uuid4()
        )

    def _reply(self) -> None:
        answering.answer(self._request(), by=self.author, body=self.told.reply, key=uuid.uuid4())

    def _accept(self) -> None:
        answering.accept(self._request(), by=self._answerer())

    def _decline(self) -> None:
        told = self.told
        answering.decline(
            self._request(),
            by=self._answerer(),
            code=told.code,
            note=told.note,
            suggestion=told.suggestion,
        )

    def _withdraw(self) -> None:
        answering.withdraw(self._request(), by=self.author)

    def _close(self) -> None:
        person = self.people[self.told.closed_by]
        answering.close(self._request(), by=person, side=self._side(person))

    def _chase(self) -> None:
        chase(self._request())

    def _post(self, said: Said) -> None:
        person = self.people[said.by]
        threads.post(
            self._request(), by=person, side=self._side(person), body=said.body, key=uuid.uuid4()
        )

    def _note(self, said: Said) -> None:
        person = self.people[said.by]
        threads.add_note(self._request(), by=person, side=self._side(person), body=said.text)
