"""What the people of a listing are told; each message says where to look, never what is secret."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from accounts.mailing import MailKind, write_to
from core.languages import supported
from core.mail import send
from partners.enums import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.models import User
    from marketplace.models import Listing


def published(listing: Listing) -> None:
    _to_writers(listing, "marketplace/published", page="show_listing")


def sent_back(listing: Listing) -> None:
    _to_writers(listing, "marketplace/sent_back", page="write_listing")


def expiring(listing: Listing) -> None:
    """A reminder: who has switched those off hears only of the end."""
    for person, context in _letters(listing, page="show_listing"):
        write_to(person, MailKind.LISTINGS, template="marketplace/expiring", context=context)


def expired(listing: Listing) -> None:
    _to_writers(listing, "marketplace/expired", page="show_listing")


def _to_writers(listing: Listing, template: str, *, page: str) -> None:
    for person, context in _letters(listing, page=page):
        send(to=person.email, language=person.language, template=template, context=context)


def _letters(listing: Listing, *, page: str) -> Iterator[tuple[User, dict[str, Any]]]:
    for person in _writers(listing):
        with override(supported(person.language)):
            link = settings.SITE_URL + reverse(page, args=[listing.pk])
        yield person, {"reader": person, "listing": listing, "link": link}


def _writers(listing: Listing) -> list[User]:
    """The author while they may still write, or else the owners: somebody always hears of it."""
    seats = listing.organisation.memberships.filter(user__is_active=True).select_related("user")
    writing = [seat for seat in seats if seat.role in {Role.OWNER, Role.EDITOR}]
    authors = [seat.user for seat in writing if seat.user_id == listing.author_id]
    return authors or [seat.user for seat in writing if seat.role == Role.OWNER]
