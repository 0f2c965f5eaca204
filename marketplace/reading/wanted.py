"""What a need says of licence terms, where the words of an offer would be untrue of it.

Who posts a need is who would use what is offered; "the owner" is whoever answers it. A sentence
that is not here stands for both sides.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop

from core.words import say as _
from marketplace.enums import (
    AccessCommitment,
    GrantBack,
    Improvements,
    LicenceKind,
    Sublicensing,
)

# By field or by field and choice, as in marketplace.reading.terms.OFFERED.
WANTED: dict[Any, str] = {
    ("kinds", LicenceKind.EXCLUSIVE): gettext_noop(
        "A licence that nobody else has would do; the owner may not use it either."
    ),
    ("kinds", LicenceKind.SOLE): gettext_noop(
        "A licence that nobody else has would do; the owner may use it too."
    ),
    ("kinds", LicenceKind.NON_EXCLUSIVE): gettext_noop(
        "A licence that others have at the same time would do."
    ),
    ("kinds", LicenceKind.EXCLUSIVE_IN_FIELD): gettext_noop(
        "A licence that nobody else has for a named purpose would do."
    ),
    ("kinds", LicenceKind.OPEN): gettext_noop(
        "A public licence that lets anybody use it would do."
    ),
    ("kinds", LicenceKind.LICENCE_OF_RIGHT): gettext_noop(
        "A licence that anybody gets who asks would do."
    ),
    ("kinds", LicenceKind.OPTION): gettext_noop("Reserving a licence and deciding later would do."),
    ("kinds", LicenceKind.EVALUATION): gettext_noop("Trying it out first would do."),
    "open_licence": gettext_noop("The public licence “%(name)s” would do."),
    "rights_granted": gettext_noop("A licence is wanted in order to: %(what)s."),
    "fields_of_use": gettext_noop("It is wanted for this purpose:"),
    "field_divisions": gettext_noop("It is wanted for these sectors: %(what)s."),
    "territory_scope": gettext_noop("A licence is wanted for every country."),
    "territories": gettext_noop("A licence is wanted for: %(countries)s."),
    "excluded_territories": gettext_noop("No licence is needed for: %(countries)s."),
    ("sublicensing", Sublicensing.NO): gettext_noop("The licence need not be passed on to others."),
    ("sublicensing", Sublicensing.WITH_CONSENT): gettext_noop(
        "It must be possible to pass the licence on to others if the owner agrees each time."
    ),
    ("sublicensing", Sublicensing.YES): gettext_noop(
        "It must be possible to pass the licence on to others."
    ),
    ("grant_back", GrantBack.NONE): gettext_noop("The owner would get no rights in improvements."),
    ("grant_back", GrantBack.NON_EXCLUSIVE): gettext_noop("The owner could use improvements too."),
    ("grant_back", GrantBack.OPTION): gettext_noop(
        "The owner could ask for a licence to improvements."
    ),
    ("grant_back", GrantBack.EXCLUSIVE): gettext_noop("Improvements would go to the owner alone."),
    ("improvements", Improvements.LICENSEE): gettext_noop("Improvements belong to the seeker."),
    # The labels are those of clauses that bind a licensee; the form asks which could be accepted.
    "clauses": gettext_noop("Could be accepted: %(clause)s."),
    ("access_commitments", AccessCommitment.LDC_ROYALTY_FREE): gettext_noop(
        "No royalty may be asked in least developed countries."
    ),
    ("access_commitments", AccessCommitment.TIERED): gettext_noop(
        "The poorer the country, the lower the royalty must be."
    ),
    ("access_commitments", AccessCommitment.NON_ASSERT): gettext_noop(
        "The owner must not enforce rights in poor countries."
    ),
    ("access_commitments", AccessCommitment.HUMANITARIAN_USE): gettext_noop(
        "Humanitarian use must cost nothing."
    ),
    ("access_commitments", AccessCommitment.RESEARCH_RESERVED): gettext_noop(
        "Anybody must be able to go on using it for research."
    ),
}


def wanted_in(name: str, covers: bool | None) -> str:
    """Whether a licence is wanted for the country called `name`; `covers` as the terms say it."""
    where = {"countries": name}
    if covers is None:
        return _("Whether a licence is wanted is not said for: %(countries)s.") % where
    return _(WANTED["territories" if covers else "excluded_territories"]) % where
