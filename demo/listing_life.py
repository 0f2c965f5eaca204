"""What happened to one offer or need: drafted, reviewed, shown, changed, put away."""

from __future__ import annotations

import uuid
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils import timezone

from demo.filling import Filling
from demo.listing_files import store_file
from marketplace.actions import drafting, life, reviewing
from marketplace.enums import Criterion
from marketplace.exchange import records
from marketplace.models import Listing, ListingSource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from random import Random

    from accounts.models import User
    from demo.stories import Listed, Story
    from partners.models import Organisation

# The first day on which it is past its last one.
DAYS_SHOWN = reviewing.PUBLIC_FOR.days + 1


class Event(NamedTuple):
    days_ago: int
    happen: Callable[[], object]


class ListingLife:
    """`organisation` is asked for late: it is founded by an event of its own."""

    def __init__(
        self,
        listed: Listed,
        *,
        story: Story,
        organisation: Callable[[], Organisation],
        author: User,
        reviewer: User,
        today: date,
        rng: Random,
    ) -> None:
        self.listed = listed
        self.organisation = organisation
        self.author = author
        self.reviewer = reviewer
        self.today = today
        self.rng = rng
        self.language = listed.language or story.language
        # The same in every demo, so that addresses can be quoted.
        self.key = uuid.uuid5(uuid.NAMESPACE_URL, f"{story.website}#{listed.title}")

    def events(self) -> Iterator[Event]:
        listed = self.listed
        yield Event(listed.written, self._draft)
        yield from self._review()
        yield from self._end()
        if listed.revised is not None:
            yield Event(listed.revised, self._revise)
        actions = {"paused": life.pause, "withdrawn": life.withdraw, "renewed": life.renew}
        for name, action in actions.items():
            if (day := getattr(listed, name)) is not None:
                yield Event(day, partial(self._do, action))
        if listed.archived is not None:
            put_away = life.archive if listed.published is not None else drafting.discard
            yield Event(listed.archived, partial(self._do, put_away))

    def _review(self) -> Iterator[Event]:
        listed, published = self.listed, self.listed.published
        submitted = listed.submitted
        if submitted is None and published is not None:
            submitted = (listed.written + (listed.sent_back or published)) // 2
        if submitted is None:
            return
        yield Event(submitted, self._submit)
        if listed.sent_back is not None:
            yield Event(listed.sent_back, self._send_back)
        if published is not None:
            if listed.sent_back is not None:
                yield Event((listed.sent_back + published) // 2, self._submit)
            yield Event(published, self._publish)

    def _end(self) -> Iterator[Event]:
        """Reminders and the last day, for as long as nobody did anything about it."""
        listed = self.listed
        for shown in filter(None, (listed.published, listed.renewed)):
            for before in life.REMINDER_DAYS:
                day = shown - reviewing.PUBLIC_FOR.days + before
                if self._is_still_shown(shown, day, and_not=("paused",)):
                    yield Event(day, partial(self._happen, life.remind))
            day = shown - DAYS_SHOWN
            if self._is_still_shown(shown, day):
                yield Event(day, partial(self._happen, life.expire))

    def _is_still_shown(self, shown: int, day: int, and_not: tuple[str, ...] = ()) -> bool:
        names = ("renewed", "withdrawn", *and_not)
        happened = [getattr(self.listed, name) for name in names]
        return day >= 0 and not any(
            other is not None and day <= other < shown for other in happened
        )

    # --- What happens -----------------------------------------------------------------------

    def _listing(self) -> Listing:
        return Listing.objects.select_related("organisation").get(pk=self.key)

    def _filling(self, listing: Listing) -> Filling:
        store = partial(store_file, organisation=self.organisation(), by=self.author)
        return Filling(listing, today=self.today, store=store)

    def _draft(self) -> None:
        listed = self.listed
        listing = Listing(
            id=self.key,
            kind=listed.kind,
            organisation=self.organisation(),
            language=self.language,
            title=listed.title,
            summary=listed.summary,
            description=listed.description,
        )
        drafting.start(self._filling(listing).fill(listed.content), by=self.author)
        if listed.source:
            digest = records.digest({**records.content_of(listing), "source": listed.source})
            day = timezone.localdate()
            ListingSource.objects.create(
                listing_id=self.key, harvested_on=day, digest=digest, **listed.source
            )

    def _revise(self) -> None:
        """A change of what is public, handed in for review the same day."""
        listing = self._listing()
        work = listing.get_latest_revision_as_object()
        self._filling(work).fill(self.listed.revision)
        drafting.save(work, by=self.author, token=listing.draft_token)
        self._submit()

    def _submit(self) -> None:
        reviewing.submit(self._listing(), by=self.author)

    def _publish(self) -> None:
        scores = {criterion.value: self.rng.choice((3, 4, 4, 5)) for criterion in Criterion}
        self._decide("approve", {**scores, **self.listed.praise})

    def _send_back(self) -> None:
        scores = {criterion.value: 3 for criterion in Criterion}
        self._decide("reject", {**scores, **self.listed.criticism})

    def _decide(self, decision: str, marks: dict[str, Any]) -> None:
        state = self._listing().current_workflow_task_state.specific
        state.task.specific.on_action(state, self.reviewer, decision, **marks)

    def _do(self, action: Callable[..., object]) -> None:
        action(self._listing(), by=self.author)

    def _happen(self, action: Callable[[Listing], object]) -> None:
        action(self._listing())
