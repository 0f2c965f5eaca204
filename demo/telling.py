"""What happened to one organisation, day by day, done through the product's own actions."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from demo.evidence import DOCUMENT_NAME, certificate
from demo.listing_life import Event, ListingLife
from demo.logos import draw_logo
from partners.actions import invitations, members, organisations, verifications
from partners.enums import EvidenceKind, Role
from partners.models import Organisation, Verification

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from random import Random

    from accounts.models import User
    from demo.stories import Asked, Checked, Listed, Person, Story
    from partners.models import Invitation


class Telling:
    """`events` in any order of organisations, but each organisation's own in order of days."""

    def __init__(
        self,
        story: Story,
        *,
        people: dict[str, User],
        verifier: User,
        reviewer: User,
        today: date,
        rng: Random,
    ) -> None:
        self.story = story
        self.people = people
        self.verifier = verifier
        self.reviewer = reviewer
        self.today = today
        self.rng = rng
        self.owner = people[story.people[0].email]
        self.organisation = Organisation()

    def events(self) -> Iterator[Event]:
        story = self.story
        yield Event(story.founded, self._found)
        yield Event(story.founded, self._describe)
        for number, person in enumerate(story.people[1:], start=1):
            # One after the other, two days apart, and accepted the day after.
            yield Event(story.founded - 2 * number, partial(self._invite, person))
            yield Event(story.founded - 2 * number - 1, partial(self._accept, person))
            if person.left is not None:
                yield Event(person.left, partial(self._leave, person))
        for asked in story.invitations:
            yield from self._asking(asked)
        for checked in story.verifications:
            yield from self._checking(checked)
        for listed in story.listings:
            yield from self._listing(listed)

    # --- The organisation and its people ----------------------------------------------------

    def _found(self) -> None:
        story = self.story
        new = Organisation(
            name=story.name,
            language=story.language,
            kind=story.kind,
            country_id=story.country,
            city=story.city,
            website=story.website,
            size_class=story.size,
            is_sme=story.sme,
            description=story.description,
            capabilities=story.capabilities,
            is_demo=True,
        )
        self.organisation = organisations.found(new, by=self.owner, divisions=story.divisions)
        # The tail of an address is random; addresses of the demo are quoted and bookmarked.
        self.organisation.slug = story.slug
        Organisation.objects.filter(pk=new.pk).update(slug=story.slug)

    def _describe(self) -> None:
        for name in self.story.names:
            organisations.add_name(self.organisation, by=self.owner, **name)
        for identifier in self.story.identifiers:
            organisations.add_identifier(self.organisation, by=self.owner, **identifier)
        if self.story.logo:
            logo = draw_logo(self.story.logo, self.story.letters, self.rng)
            organisations.set_logo(self.organisation, by=self.owner, logo=logo)

    def _invite(self, person: Person | Asked) -> Invitation:
        language = person.language or self.story.speaks
        return invitations.invite(
            self.organisation,
            by=self.owner,
            email=person.email,
            role=person.role,
            language=language,
        )

    def _accept(self, person: Person) -> None:
        invitation = self.organisation.invitations.get(email=person.email)
        seat = invitations.accept(invitation, by=self.people[person.email])
        if person.contact:
            members.set_contact(seat, by=self.owner, rank=person.contact)

    def _leave(self, person: Person) -> None:
        members.leave(self.organisation, by=self.people[person.email])

    def _asking(self, asked: Asked) -> Iterator[Event]:
        yield Event(asked.sent, partial(self._invite, asked))
        if asked.revoked is not None:
            yield Event(asked.revoked, partial(self._revoke, asked))

    def _revoke(self, asked: Asked) -> None:
        invitation = self.organisation.invitations.get(email=asked.email)
        invitations.revoke(invitation, by=self.owner)

    # --- Verification -----------------------------------------------------------------------

    def _checking(self, checked: Checked) -> Iterator[Event]:
        verification = self._request_from(checked)
        yield Event(checked.asked, partial(self._ask, verification, checked))
        decide = {
            "granted": self._grant,
            "refused": self._refuse,
            "cancelled": self._cancel,
        }.get(checked.outcome)
        if decide:
            yield Event(checked.decided, partial(decide, verification, checked))
        if checked.until < 0:
            after = -checked.until - 1
            yield Event(after, partial(verifications.expire, verification))
        if checked.withdrawn is not None:
            yield Event(checked.withdrawn, partial(self._withdraw, verification, checked))

    def _request_from(self, checked: Checked) -> Verification:
        verification = Verification(evidence_kind=checked.evidence, note=checked.note)
        if checked.evidence == EvidenceKind.EMAIL_DOMAIN:
            verification.email = self._asker(checked).email
        elif checked.evidence == EvidenceKind.DOCUMENT:
            verification.document = certificate(entry=self.story.slug, country=self.story.country)
            verification.document_name = DOCUMENT_NAME
        return verification

    def _asker(self, checked: Checked) -> User:
        return self.people[checked.by] if checked.by else self.owner

    def _ask(self, verification: Verification, checked: Checked) -> None:
        if checked.identifier:
            verification.identifier = self.organisation.identifiers.get(scheme=checked.identifier)
        verifications.request(self.organisation, verification, by=self._asker(checked))

    def _grant(self, verification: Verification, checked: Checked) -> None:
        verifications.grant(
            verification,
            by=self.verifier,
            reason=checked.reason,
            expires_on=self.today + timedelta(days=checked.until),
        )

    def _refuse(self, verification: Verification, checked: Checked) -> None:
        verifications.refuse(verification, by=self.verifier, reason=checked.reason)

    def _cancel(self, verification: Verification, checked: Checked) -> None:
        verifications.cancel(verification, by=self._asker(checked))

    def _withdraw(self, verification: Verification, checked: Checked) -> None:
        verifications.withdraw(verification, by=self.verifier, reason=checked.withdrawn_reason)

    # --- Offers and needs -------------------------------------------------------------------

    def _listing(self, listed: Listed) -> Iterator[Event]:
        life = ListingLife(
            listed,
            story=self.story,
            organisation=lambda: self.organisation,
            author=self._author(),
            reviewer=self.reviewer,
            today=self.today,
            rng=self.rng,
        )
        yield from life.events()

    def _author(self) -> User:
        staying = [person for person in self.story.people if person.left is None]
        editors = [person for person in staying if person.role == Role.EDITOR]
        return self.people[(editors or staying)[0].email]
