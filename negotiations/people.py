"""Who hears of a request on either side, and whom the other side gets to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from negotiations.enums import Side
from partners.enums import Role

if TYPE_CHECKING:
    from accounts.models import User
    from negotiations.models import ContactRequest
    from partners.models import Membership, Organisation

# Of those who may answer, and write.
ACTING = frozenset({Role.OWNER, Role.EDITOR})


def of(request: ContactRequest, side: Side) -> list[User]:
    return of_sender(request) if side == Side.SENDER else of_recipient(request)


def of_sender(request: ContactRequest) -> list[User]:
    """Whoever wrote it; where they have left, the owners."""
    seats = _seats(request.sender)
    author = [seat.user for seat in seats if seat.user_id == request.author_id]
    return author or _owners(seats)


def of_recipient(request: ContactRequest) -> list[User]:
    """Who looks after it, else the first contact, else the owners.

    Where none of these may answer, the owners as well: somebody always hears of it who can.
    """
    seats = _seats(request.recipient)
    told = [seat for seat in seats if seat.user_id == request.assigned_to_id and _acts(seat)]
    told = told or [seat for seat in seats if seat.contact_rank == 1]
    people = [seat.user for seat in told]
    return people if any(map(_acts, told)) else [*people, *_owners(seats)]


def in_reserve(organisation: Organisation) -> list[User]:
    """Who is written to as well when time runs out: both contacts, or the owners where there is no
    second one."""
    seats = _seats(organisation)
    contacts = sorted((s for s in seats if s.contact_rank), key=lambda s: s.contact_rank or 0)
    second = [seat for seat in contacts if seat.contact_rank != 1]
    return [seat.user for seat in contacts] + ([] if second else _owners(seats))


def has_seat(person: User, organisation: Organisation) -> bool:
    return any(seat.user_id == person.pk for seat in _seats(organisation))


def _seats(organisation: Organisation) -> list[Membership]:
    seats = organisation.memberships.filter(user__is_active=True)
    return list(seats.select_related("user").order_by("pk"))


def _acts(seat: Membership) -> bool:
    return seat.role in ACTING


def _owners(seats: list[Membership]) -> list[User]:
    return [seat.user for seat in seats if seat.role == Role.OWNER]
