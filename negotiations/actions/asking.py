"""The sender's part before anybody else reads a word: keeping a draft, and sending it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit.recording import record
from core.actions import lock
from core.errors import ActionRefused
from marketplace.models import Listing
from negotiations import emails
from negotiations.actions.guards import Held, advance, hold, require_nameless, turn_of
from negotiations.enums import RequestStatus, Side
from negotiations.models import Block, ContactRequest, Intention
from partners.actions.guards import lock_for
from partners.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from accounts.models import User
    from marketplace.querysets import ListingQuerySet

# The version of the principles that a sender accepts; see templates/negotiations/ask.html.
PRINCIPLES = "2026-1"
DAY = timedelta(hours=24)
MOST_DRAFTS = 50
MOST_A_DAY_FOR_A_PERSON = 10
MOST_A_DAY_FOR_AN_ORGANISATION = 30
MOST_UNDECIDED = 60


@transaction.atomic
def keep(
    listing: Listing,
    *,
    sender: Organisation,
    by: User,
    visibility: str,
    answers: Mapping[str, Any],
    own_listing: Listing | None = None,
) -> ContactRequest:
    """Keep what a person has written so far; again, in the same draft. Nobody else sees it.

    `own_listing` is one of `counterparts`, or was when the draft was begun.
    Of a form that was sent a moment ago nothing is left to keep: returns what it became.
    Raises `ActionRefused`: "not_allowed", "own_listing", "too_many_drafts".
    """
    lock(by)  # drafts are counted for the person, as what they send is
    sender = lock_for(sender, by=by, permission="negotiations.act_for")
    if own_listing is not None and own_listing.organisation_id != sender.pk:
        raise ValueError("Nobody asks for what another organisation offers or needs.")
    if listing.organisation_id == sender.pk:
        raise ActionRefused(
            _("This is your own organisation's. Write to its members yourself."),
            code="own_listing",
        )
    drafts = ContactRequest.objects.filter(author=by, status=RequestStatus.DRAFT)
    draft = drafts.filter(listing=listing, sender=sender).first()
    if draft is None:
        about = {"listing": listing, "sender": sender, "author": by, "visibility": visibility}
        if same := _sent_already(answers, **about):
            return same
        _require_room_for_a_draft(drafts)
        draft = ContactRequest(
            listing=listing, sender=sender, recipient=listing.organisation, author=by
        )
        record("contact_request.drafted", actor=by, about=[sender, draft])
    draft.visibility, draft.own_listing = visibility, own_listing
    draft.save()
    Intention.objects.update_or_create(request=draft, defaults=dict(answers))
    return draft


def _require_room_for_a_draft(drafts: Any) -> None:
    _require_fewer(
        drafts.count(),
        MOST_DRAFTS,
        _("You have %(limit)d drafts. Send or discard some to begin another."),
        code="too_many_drafts",
    )


def counterparts(listing: Listing, sender: Organisation) -> ListingQuerySet:
    """What a sender can ask for: their own public offers, if `listing` is a need, or needs."""
    return Listing.objects.public().filter(organisation=sender).exclude(kind=listing.kind)


def _sent_already(answers: Mapping[str, Any], **about: Any) -> ContactRequest | None:
    """A request that waits for its answer and says the same."""
    for row in ContactRequest.objects.undecided().filter(**about):
        if all(getattr(row.intention, name) == value for name, value in answers.items()):
            return row
    return None


@transaction.atomic
def discard(draft: ContactRequest, *, by: User) -> None:
    """Delete one's own draft. Raises `ActionRefused`: "gone", "too_late"."""
    draft = lock(draft)
    _require_own_draft(draft, by)
    record("contact_request.discarded", actor=by, about=[draft.sender, draft])
    draft.delete()


@transaction.atomic
def send(draft: ContactRequest, *, by: User) -> ContactRequest:
    """Send a draft to the listing's organisation, which has ten working days from now.

    Whoever sends it twice, in two windows or by a double click, has sent it once.
    Raises `ActionRefused`, and keeps the draft: "not_allowed", "gone", "too_late", "not_public",
    "own_not_public", "blocked", "not_verified", "incomplete", "names_itself", "open_already",
    "too_many_of_person", "too_many_of_organisation", "too_many_undecided".
    """
    lock(by)  # counted for the person, whichever organisation they write for
    held = hold(draft, by=by, side=Side.SENDER)
    contact = held.request
    if contact.is_undecided and contact.author_id == by.pk:
        return contact
    _require_own_draft(contact, by)
    listing = _lock_public(contact.listing)
    _require_public_counterpart(contact)
    _require_not_blocked(held.organisation, listing.organisation)
    _require_verified(held.organisation)
    _require_complete(contact.intention)
    require_nameless(held, by, *(getattr(contact.intention, name) for name in Intention.TEXTS))
    _require_none_open(held)
    _require_within_limits(held, by)
    contact.intention.principles = PRINCIPLES
    contact.intention.save(update_fields=["principles"])
    advance(
        held,
        RequestStatus.SUBMITTED,
        by=by,
        sent_at=held.now,
        recipient=listing.organisation,
        **turn_of(listing.organisation, held.now),
    )
    asked_for = contact.own_listing_id
    data = {"own_listing": str(asked_for)} if asked_for else {}
    record("contact_request.sent", actor=by, about=[held.organisation, contact], data=data)
    emails.received(contact)
    return contact


def _require_own_draft(draft: ContactRequest, by: User) -> None:
    if not draft.is_draft or draft.author_id != by.pk:
        raise ActionRefused(_("This is no longer a draft of yours."), code="too_late")


def _lock_public(listing: Listing) -> Listing:
    listing = lock(listing)
    if not Listing.objects.public().filter(pk=listing.pk).exists():
        raise ActionRefused(
            _("This offer or need is no longer public. What you wrote is kept as a draft."),
            code="not_public",
        )
    return listing


def _require_public_counterpart(contact: ContactRequest) -> None:
    """Not under its lock: it is a reference, and may be withdrawn the moment after all the same."""
    own = contact.own_listing
    if own and not counterparts(contact.listing, contact.sender).filter(pk=own.pk).exists():
        raise ActionRefused(
            _(
                "Your “%(listing)s” is no longer public. Publish it again, or do not mention it. The draft is kept."
            )
            % {"listing": own},
            code="own_not_public",
        )


def _require_not_blocked(sender: Organisation, recipient: Organisation) -> None:
    if Block.objects.filter(organisation=recipient, blocked=sender).exists():
        raise ActionRefused(
            _("“%(organisation)s” takes no requests from your organisation.")
            % {"organisation": recipient},
            code="blocked",
        )


def _require_verified(organisation: Organisation) -> None:
    if not Organisation.objects.verified().filter(pk=organisation.pk).exists():
        raise ActionRefused(
            _(
                "“%(organisation)s” has to be verified before it can write to others. The draft is kept."
            )
            % {"organisation": organisation},
            code="not_verified",
        )


def _require_complete(intention: Intention) -> None:
    if missing := missing_answers(intention):
        questions = [str(intention._meta.get_field(name).verbose_name) for name in missing]  # type: ignore[union-attr]
        raise ActionRefused(
            _("Please answer first: %(questions)s.") % {"questions": ", ".join(questions)},
            code="incomplete",
        )


def missing_answers(intention: Intention) -> list[str]:
    """The names of the questions that must be answered and are not."""
    values = {name: getattr(intention, name) for name in Intention.REQUIRED}
    return [
        name
        for name, value in values.items()
        if not (value.strip() if isinstance(value, str) else value)
    ]


def _require_none_open(held: Held) -> None:
    others = ContactRequest.objects.open().filter(
        listing=held.request.listing_id, sender=held.organisation
    )
    if others.exists():
        raise ActionRefused(
            _("“%(organisation)s” has an open request about this already. Go on there.")
            % {"organisation": held.organisation},
            code="open_already",
        )


def _require_within_limits(held: Held, by: User) -> None:
    _require_fewer(
        _sent_since(held.now - DAY).filter(author=by).count(),
        MOST_A_DAY_FOR_A_PERSON,
        _("You have sent %(limit)d requests within a day, which is the most a person can."),
        code="too_many_of_person",
    )
    ours = ContactRequest.objects.filter(sender=held.organisation)
    _require_fewer(
        _sent_since(held.now - DAY).filter(sender=held.organisation).count(),
        MOST_A_DAY_FOR_AN_ORGANISATION,
        _("Your organisation has sent %(limit)d requests within a day, which is the most it can."),
        code="too_many_of_organisation",
    )
    _require_fewer(
        ours.undecided().count(),
        MOST_UNDECIDED,
        _(
            "%(limit)d requests of your organisation wait for an answer. Wait for some, or withdraw some."
        ),
        code="too_many_undecided",
    )


def _sent_since(moment: datetime) -> Any:
    return ContactRequest.objects.filter(sent_at__gt=moment)


def _require_fewer(number: int, limit: int, reason: str, *, code: str) -> None:
    if number >= limit:
        raise ActionRefused(reason % {"limit": limit}, code=code)
