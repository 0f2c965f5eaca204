"""How each side of a request is shown to a reader: the only place that knows the anonymity rule.

Pages, mails and exports ask here and show nothing of a sender that is not in the answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from negotiations import people
from negotiations.enums import Side

if TYPE_CHECKING:
    from collections.abc import Collection

    from marketplace.models import Listing
    from negotiations.models import ContactRequest, Message
    from partners.models import Organisation


# Anything this short occurs in texts by chance; but not where a character is a syllable or more.
SHORTEST = 2
# The first character of the scripts of East Asia, which do not set words apart either.
FIRST_WIDE = "\u2e80"


class Party(NamedTuple):
    """One side as a reader may know it; without `url` the name is not open."""

    label: str
    url: str = ""
    language: str = ""
    # Kind and country (and size), or only the country beside a name.
    about: str = ""
    # The people and how to reach them, once in contact.
    person: str = ""
    email: str = ""


def side_of(request: ContactRequest, organisations: Collection[int]) -> Side:
    """On which side somebody of these organisations reads; the sender's first."""
    return Side.SENDER if request.sender_id in organisations else Side.RECIPIENT


def sender_for(request: ContactRequest, reader: Side) -> Party:
    """The sender as somebody on the side `reader` may know them."""
    if reader == Side.SENDER or request.names_are_open:
        return _named(request.sender)
    return Party(_("A sender who is not named yet"), about=_described(request.sender))


def own_listing_for(request: ContactRequest, reader: Side) -> Listing | None:
    """Which of the sender's own listings it is asked for; its page says whose it is."""
    if reader == Side.RECIPIENT and not request.names_are_open:
        return None
    return request.own_listing


def recipient_for(request: ContactRequest) -> Party:
    """The recipient, who is named on the listing."""
    return _named(request.recipient)


def other_party(request: ContactRequest, reader: Side) -> Party:
    return recipient_for(request) if reader == Side.SENDER else sender_for(request, reader)


def in_words(party: Party) -> str:
    """For a line of text: who it is or, of somebody unnamed, of what kind and where."""
    return party.label if party.url else f"{party.label} ({party.about})"


def contact_of(request: ContactRequest, side: Side) -> Party:
    """With the person and the address of that side; only for requests that were accepted."""
    if request.accepted_at is None:
        raise ValueError("Names and addresses open with the acceptance.")
    party = _named(request.sender if side == Side.SENDER else request.recipient)
    there = people.of(request, side)
    return party._replace(person=str(there[0]), email=there[0].email) if there else party


def writer_of(message: Message, request: ContactRequest, reader: Side) -> str:
    """Who wrote a message: to one's own side the person, to the other too once in contact."""
    if message.side == reader or request.accepted_at is not None:
        return str(message.author)
    if message.side == Side.SENDER:
        return sender_for(request, reader).label
    return recipient_for(request).label


def _named(organisation: Organisation) -> Party:
    return Party(
        organisation.name,
        url=organisation.get_absolute_url(),
        language=organisation.language,
        about=str(organisation.country.name),
    )


def _described(organisation: Organisation) -> str:
    """Country, kind and size: what an anonymous sender agrees to show."""
    told = [
        organisation.get_kind_display(),
        organisation.get_size_class_display() if organisation.size_class else "",
        organisation.country.name,
    ]
    return " · ".join(str(word) for word in told if word)


def words_that_name(organisation: Organisation, author: User) -> list[str]:
    """Every string by which the sender could be known, longest first."""
    names = [organisation.name, *organisation.names.values_list("value", flat=True)]
    identifiers = organisation.identifiers.values_list("value", flat=True)
    host = organisation.website.partition("://")[2].partition("/")[0].removeprefix("www.")
    seats = organisation.memberships.values("user")
    colleagues = User.objects.filter(pk__in=seats).values_list("name", flat=True)
    addresses = EmailAddress.objects.filter(Q(user=author) | Q(user__in=seats))
    persons = [author.name, author.email, *colleagues, *addresses.values_list("email", flat=True)]
    words = {word.strip() for word in (*names, *identifiers, organisation.slug, host, *persons)}
    telling = (word for word in words if len(word) > SHORTEST or (word and max(word) >= FIRST_WIDE))
    return sorted(telling, key=len, reverse=True)
