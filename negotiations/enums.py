"""The life of a request for contact, with the one table of legal transitions, and its words.

The three questions are those of the Enterprise Europe Network's expression of interest; the first
five reasons for declining are the ones that brokers of technology report most often.
"""

from __future__ import annotations

from enum import nonmember

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RequestStatus(models.TextChoices):
    """Whose turn it is, or how it ended."""

    DRAFT = "draft", pgettext_lazy("request", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("request", "Waiting for an answer")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("request", "Being looked at")
    INFORMATION_REQUESTED = "information_requested", pgettext_lazy("request", "More was asked")
    ACCEPTED = "accepted", pgettext_lazy("request", "In contact")
    DECLINED = "declined", pgettext_lazy("request", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("request", "Withdrawn")
    EXPIRED_NO_REPLY = "expired_no_reply", pgettext_lazy("request", "Closed without an answer")
    CLOSED = "closed_no_deal", pgettext_lazy("request", "Closed")

    # In these the recipient owes the next word, and in this the sender.
    RECIPIENTS_TURN = nonmember(frozenset({"submitted", "acknowledged"}))
    SENDERS_TURN = nonmember(frozenset({"information_requested"}))
    # At most one request of an organisation about a listing is in these.
    OPEN_STATES = nonmember(
        frozenset({"submitted", "acknowledged", "information_requested", "accepted"})
    )
    # Their answer is still due.
    UNDECIDED_STATES = nonmember(frozenset({"submitted", "acknowledged", "information_requested"}))


# Undecided ones are closed by staff, on a report of abuse, or because the sender never answered what
# was asked; people close what was accepted.
REQUEST_TRANSITIONS: dict[str, set[str]] = {
    RequestStatus.DRAFT: {RequestStatus.SUBMITTED},
    RequestStatus.SUBMITTED: {
        RequestStatus.ACKNOWLEDGED,
        RequestStatus.INFORMATION_REQUESTED,
        RequestStatus.ACCEPTED,
        RequestStatus.DECLINED,
        RequestStatus.WITHDRAWN,
        RequestStatus.EXPIRED_NO_REPLY,
        RequestStatus.CLOSED,
    },
    RequestStatus.ACKNOWLEDGED: {
        RequestStatus.INFORMATION_REQUESTED,
        RequestStatus.ACCEPTED,
        RequestStatus.DECLINED,
        RequestStatus.WITHDRAWN,
        RequestStatus.EXPIRED_NO_REPLY,
        RequestStatus.CLOSED,
    },
    RequestStatus.INFORMATION_REQUESTED: {
        RequestStatus.SUBMITTED,
        RequestStatus.ACCEPTED,
        RequestStatus.DECLINED,
        RequestStatus.WITHDRAWN,
        RequestStatus.CLOSED,
    },
    RequestStatus.ACCEPTED: {RequestStatus.CLOSED},
    RequestStatus.DECLINED: set(),
    RequestStatus.WITHDRAWN: set(),
    RequestStatus.EXPIRED_NO_REPLY: set(),
    RequestStatus.CLOSED: set(),
}


class Side(models.TextChoices):
    """Who of the two; SYSTEM is the passing of time."""

    SENDER = "sender", pgettext_lazy("of a request", "Sender")
    RECIPIENT = "recipient", pgettext_lazy("of a request", "Recipient")
    SYSTEM = "system", pgettext_lazy("of a request", "By itself")

    @property
    def other(self) -> Side:
        return Side.RECIPIENT if self == Side.SENDER else Side.SENDER


class Visibility(models.TextChoices):
    """How the sender is shown until the request is accepted."""

    FULL = "full", _("With our name")
    ANONYMOUS = "anonymous", _("Only country, kind and size until they accept")


class IntendedUse(models.TextChoices):
    EVALUATE = "evaluate", pgettext_lazy("intended use", "Evaluate it")
    PILOT = "pilot", pgettext_lazy("intended use", "Try it in a pilot")
    MANUFACTURE = "manufacture", pgettext_lazy("intended use", "Manufacture it")
    LICENSE = "license", pgettext_lazy("intended use", "Take a licence")
    RESEARCH = "research", pgettext_lazy("intended use", "Use it for research")
    POLICY = "policy", pgettext_lazy("intended use", "Inform public policy")


class Start(models.TextChoices):
    """When work together could begin."""

    SOON = "soon", _("Within three months")
    YEAR = "year", _("Within a year")
    LATER = "later", _("Later, or not known yet")


class MessageKind(models.TextChoices):
    PLAIN = "message", pgettext_lazy("in a thread", "Message")
    QUESTION = "question", pgettext_lazy("in a thread", "Question")
    ANSWER = "answer", pgettext_lazy("in a thread", "Answer")


class AttachmentState(models.TextChoices):
    """What the virus scanner said of a file; UNSCANNED where there is none."""

    HELD = "held", pgettext_lazy("file", "Being checked for viruses")
    CLEAN = "clean", pgettext_lazy("file", "Checked for viruses")
    INFECTED = "infected", pgettext_lazy("file", "A virus was found in it, so it was deleted")
    UNSCANNED = "unscanned", pgettext_lazy("file", "Not checked for viruses")

    AVAILABLE_STATES = nonmember(frozenset({"clean", "unscanned"}))


class MailOutcome(models.TextChoices):
    """What became of a letter that came in."""

    TAKEN = "taken"
    DUPLICATE = "duplicate"
    # Told to whoever wrote it, or, where it came from elsewhere, to the person it claims to be from.
    RETURNED = "returned"
    NOT_THEIRS = "not_theirs"
    # Nobody is told.
    IGNORED = "ignored"
    UNKNOWN = "unknown"

    ANSWERED = nonmember(frozenset({"returned", "not_theirs"}))


class ReportStatus(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("report", "Waiting for a decision")
    UPHELD = "upheld", pgettext_lazy("report", "Upheld")
    DISMISSED = "dismissed", pgettext_lazy("report", "Dismissed")


REPORT_TRANSITIONS: dict[str, set[str]] = {
    ReportStatus.WAITING: {ReportStatus.UPHELD, ReportStatus.DISMISSED},
    ReportStatus.UPHELD: set(),
    ReportStatus.DISMISSED: set(),
}


class DeclineCode(models.TextChoices):
    TOO_EARLY = "too_early", _("It is too early")
    BENEFIT_UNCLEAR = "benefit_unclear", _("The benefit for us is unclear")
    ROUTE_UNCLEAR = "route_to_market_unclear", _("The way to the market is unclear")
    DESCRIPTION_UNCLEAR = "description_unclear", _("The description is unclear")
    TECHNICAL_DOUBT = "technical_doubt", _("We have doubts about the technical side")
    NOT_OUR_FOCUS = "not_our_focus", _("It is not our focus")
    COMPETING_SOLUTION = "competing_solution", _("We work with another solution")
    IP_OR_TERMS = "ip_or_terms", _("Rights or terms stand in the way")
    TERRITORY_UNAVAILABLE = "territory_unavailable", _("The territory is not available")
    NO_CAPACITY = "no_capacity", _("We have no capacity at present")
    COMPLIANCE = "compliance", _("Law or policy does not allow it")
