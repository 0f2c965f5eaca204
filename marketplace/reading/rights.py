"""What the owner has declared about rights in one country. Never that anybody is free to operate."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext_noop

from core.words import say as _
from marketplace.enums import PctPhase, RightKind, RightState
from marketplace.vocabulary.offices import MEMBERS, OFFICES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


class Verdict(IntEnum):
    """From what weighs least to what weighs most; the whole has the verdict of its weightiest."""

    NONE = 0
    ENDED = 1
    POSSIBLE = 2
    UNKNOWN = 3
    PENDING = 4
    IN_FORCE = 5


# What each declared state comes to.
OF_STATE = {
    RightState.IN_FORCE: Verdict.IN_FORCE,
    RightState.OPPOSED: Verdict.IN_FORCE,
    RightState.PENDING: Verdict.PENDING,
    RightState.UNKNOWN: Verdict.UNKNOWN,
    RightState.LAPSED: Verdict.ENDED,
    RightState.EXPIRED: Verdict.ENDED,
    RightState.REVOKED: Verdict.ENDED,
    RightState.WITHDRAWN: Verdict.ENDED,
}
# How each looks (see the `state` tag of core).
SIGNS = {
    Verdict.NONE: "none",
    Verdict.ENDED: "ended",
    Verdict.POSSIBLE: "open",
    Verdict.UNKNOWN: "unknown",
    Verdict.PENDING: "pending",
    Verdict.IN_FORCE: "good",
}


class RightHere(NamedTuple):
    """One right in the country; `status` is what was declared there, if anything was."""

    right: Any
    verdict: Verdict
    status: Any | None
    reason: str


class RightsHere(NamedTuple):
    """The verdict, in words, of everything declared that bears on one country.

    `everywhere` are rights that need no office, such as copyright: they are in no country's table.
    """

    country: str
    verdict: Verdict
    sentence: str
    rights: list[RightHere]
    everywhere: list[Any]

    @property
    def sign(self) -> str:
        return SIGNS[self.verdict]


def rights_in(
    rights: Iterable[Any], statuses: Iterable[Any], country: str, name: str, *, on: date
) -> RightsHere:
    """What is declared for the country with this code and name, as of the day `on`.

    A status declared there goes before what follows from the right itself: its office, its
    region (`offices.MEMBERS`), an international application that may still come there.
    """
    there = {status.right: status for status in statuses if status.country == country}
    found, everywhere = [], []
    for right in rights:
        here = _here(right, there.get(right.pk), country, on)
        if here.verdict > Verdict.NONE:
            found.append(here)
        elif right.kind not in RightKind.REGISTERED:
            everywhere.append(right)
    found.sort(key=lambda here: -here.verdict)
    verdict = found[0].verdict if found else Verdict.NONE
    return RightsHere(country, verdict, _sentence(verdict, name), found, everywhere)


def _here(right: Any, status: Any | None, country: str, on: date) -> RightHere:
    if status is not None:
        return RightHere(right, declared(status, on), status, "")
    verdict, reason = Verdict.NONE, ""
    if right.kind in RightKind.REGISTERED:
        verdict, reason = _derived(right, country, on)
    return RightHere(right, verdict, None, reason)


def declared(status: Any, on: date) -> Verdict:
    verdict = OF_STATE.get(status.state, Verdict.UNKNOWN)
    is_over = status.until is not None and status.until < on
    return Verdict.ENDED if is_over and verdict == Verdict.IN_FORCE else verdict


def _derived(right: Any, country: str, on: date) -> tuple[Verdict, str]:
    reaches = right.office == country or country in MEMBERS.get(right.office, ())
    is_open = right.pct_phase in PctPhase.OPEN
    if not reaches and not is_open:
        return Verdict.NONE, ""
    if right.expires_on is not None and right.expires_on < on:
        return Verdict.ENDED, ""
    if right.office == country:
        granted = right.grant_number or right.granted_on
        return (Verdict.IN_FORCE if granted else Verdict.PENDING), _("Entered with its office.")
    if reaches:
        office = {"office": OFFICES.label(right.office)}
        return Verdict.POSSIBLE, _("It may have effect here through %(office)s.") % office
    return Verdict.POSSIBLE, _("The international application may still be continued here.")


def _sentence(verdict: Verdict, name: str) -> str:
    sentence = {
        Verdict.IN_FORCE: gettext_noop("In %(country)s a right is declared in force."),
        Verdict.PENDING: gettext_noop("In %(country)s an application is declared pending."),
        Verdict.UNKNOWN: gettext_noop("In %(country)s the state of a right is unknown."),
        Verdict.POSSIBLE: gettext_noop(
            "In %(country)s a right is possible, though none is declared."
        ),
        Verdict.ENDED: gettext_noop("In %(country)s the declared rights have ended."),
        Verdict.NONE: gettext_noop("No right declared in %(country)s."),
    }[verdict]
    return _(sentence) % {"country": name}
