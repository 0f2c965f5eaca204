"""Findings as sentences in the reader's language, made of the values that were stored."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_noop

from core.words import label, language_name, listed
from core.words import say as _
from marketplace.enums import (
    AccessCommitment,
    Asset,
    Cooperation,
    FacetScheme,
    GrantBack,
    GrantedRight,
    Improvements,
    KnowHowState,
    LicenceKind,
    PartnerKind,
    RemunerationKind,
    SiteCondition,
    Sublicensing,
    TermKind,
    TrainingKind,
)
from marketplace.reading.payment import in_currency, percentage
from marketplace.reading.words import facet_label
from marketplace.vocabulary.sdg import GOALS, TARGETS
from matching.enums import Part, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Words = Callable[[Any], str]

# --- Values ---------------------------------------------------------------------------------------


def _each(name: Callable[[str], str]) -> Words:
    return lambda codes: listed(name(code) for code in codes)


def _facet(scheme: str) -> Words:
    return _each(lambda code: facet_label(scheme, code))


def _of(choices: type) -> Words:
    """For one code or several."""
    return lambda value: listed(
        label(choices, code) for code in ([value] if isinstance(value, str) else value)
    )


def _quoted(words: Iterable[str]) -> str:
    return listed(f"“{word}”" for word in words)


def _goal(code: str) -> str:
    vocabulary = GOALS if code in GOALS else TARGETS
    return f"{code} – {vocabulary.label(code)}"


def _money(value: tuple[str, str]) -> str:
    return in_currency(Decimal(value[0]), value[1])


def _duration(value: tuple[str, int | None]) -> str:
    kind, years = value
    return f"{label(TermKind, kind)} ({years})" if years else label(TermKind, kind)


# Of all parts but those about countries.
WORDS: dict[Part, Words] = {
    Part.TEXT: _quoted,
    Part.FIELD: _facet(FacetScheme.FIELD),
    Part.THEME: _facet(FacetScheme.THEME),
    Part.SECTOR: _facet(FacetScheme.DIVISION),
    Part.SDG: _each(_goal),
    Part.COOPERATION: _of(Cooperation),
    Part.PARTNER: _of(PartnerKind),
    Part.READINESS: str,
    Part.SITE: _of(SiteCondition),
    Part.LICENCE: _of(LicenceKind),
    Part.RIGHTS: _of(GrantedRight),
    Part.USE: _facet(FacetScheme.DIVISION),
    Part.SUBLICENSING: _of(Sublicensing),
    Part.TERM: _duration,
    Part.IMPROVEMENTS: _of(Improvements),
    Part.GRANT_BACK: _of(GrantBack),
    Part.ACCESS: _of(AccessCommitment),
    Part.PAYMENT: _of(RemunerationKind),
    Part.BUDGET: _money,
    Part.INSTALLATION: _money,
    Part.ROYALTY: lambda rate: percentage(Decimal(rate)),
    Part.TRAINING: _of(TrainingKind),
    Part.KNOW_HOW: _of(Asset),
    Part.LANGUAGE: _each(language_name),
}

# --- Sentences ------------------------------------------------------------------------------------

BOTH = gettext_noop("On both sides: %(shared)s.")
BOTH_SAY = gettext_noop("Offered: %(offered)s. Needed: %(needed)s.")
ONLY_OFFERED = gettext_noop("Offered: %(offered)s. The need says nothing about it.")
ONLY_NEEDED = gettext_noop("Needed: %(needed)s. The offer says nothing about it.")
MISSING = gettext_noop("Needed, but not offered: %(missing)s.")
ALL_OFFERED = gettext_noop("All that is needed is offered: %(shared)s.")
PAID = gettext_noop("Asked for: %(offered)s. Could be paid: %(needed)s.")
MONEY_FITS = gettext_noop("%(offered)s is asked for; the budget goes up to %(needed)s.")
MONEY_DOES_NOT = gettext_noop("%(offered)s is asked for; the budget ends at %(needed)s.")
MONEY_OPEN = gettext_noop(
    "%(offered)s is asked for, the budget is %(needed)s: the currencies differ."
)
FITS, OPEN, NOT = Verdict.FITS, Verdict.OPEN, Verdict.DOES_NOT_FIT

# What is not here is told by the values that there are (`_usual`).
SENTENCES: Mapping[tuple[Part, Verdict], str] = {
    (Part.TEXT, FITS): gettext_noop("Both speak of %(words)s."),
    (Part.TEXT, OPEN): gettext_noop("The texts have few words in common: %(words)s."),
    (Part.READINESS, FITS): gettext_noop(
        "Level %(offered)s is reached; level %(needed)s would do."
    ),
    (Part.READINESS, NOT): gettext_noop(
        "Level %(offered)s is reached, but at least level %(needed)s is needed."
    ),
    (Part.PARTNER, FITS): gettext_noop("The offer looks for partners of this kind: %(shared)s."),
    (Part.PARTNER, NOT): gettext_noop("The offer looks for partners of another kind: %(offered)s."),
    (Part.SITE, FITS): gettext_noop("What it asks of the place is there: %(shared)s."),
    (Part.SITE, OPEN): gettext_noop(
        "It asks of the place, and the need does not name it: %(missing)s."
    ),
    (Part.SITE, NOT): gettext_noop("The place does not have what it asks for: %(missing)s."),
    (Part.TERRITORY, FITS): gettext_noop("A licence can be had for: %(shared)s."),
    (Part.TERRITORY, OPEN): gettext_noop(
        "Whether a licence can be had is not said for: %(needed)s."
    ),
    (Part.TERRITORY, NOT): gettext_noop("No licence can be had for: %(missing)s."),
    (Part.EXPORT, FITS): gettext_noop("Not on a control list, to the owner's knowledge."),
    (Part.EXPORT, OPEN): gettext_noop("It may need an export licence, depending on the country."),
    (Part.EXPORT, NOT): gettext_noop("It needs an export licence for: %(missing)s."),
    (Part.LICENCE, FITS): gettext_noop("Offered, and would do: %(shared)s."),
    (Part.RIGHTS, FITS): ALL_OFFERED,
    (Part.ACCESS, FITS): ALL_OFFERED,
    (Part.USE, FITS): gettext_noop("It may be used in these sectors: %(shared)s."),
    (Part.USE, NOT): gettext_noop(
        "It may be used in these sectors only: %(offered)s. The need is in: %(needed)s."
    ),
    (Part.PAYMENT, FITS): PAID,
    (Part.PAYMENT, OPEN): PAID,
    (Part.PAYMENT, NOT): PAID,
    (Part.BUDGET, FITS): MONEY_FITS,
    (Part.BUDGET, OPEN): MONEY_OPEN,
    (Part.BUDGET, NOT): MONEY_DOES_NOT,
    (Part.INSTALLATION, FITS): MONEY_FITS,
    (Part.INSTALLATION, OPEN): MONEY_OPEN,
    (Part.INSTALLATION, NOT): MONEY_DOES_NOT,
    (Part.ROYALTY, FITS): gettext_noop(
        "At most %(offered)s is asked for; up to %(needed)s could be paid."
    ),
    (Part.ROYALTY, NOT): gettext_noop(
        "Up to %(offered)s is asked for; at most %(needed)s could be paid."
    ),
    (Part.LANGUAGE, FITS): gettext_noop("Both can be read in %(shared)s."),
    (Part.LANGUAGE, NOT): gettext_noop(
        "They have no language in common: the offer is in %(offered)s, the need in %(needed)s."
    ),
}
TOO_READY = gettext_noop("Level %(offered)s is reached; at most level %(most)s is wanted.")
FEW_WORDS = gettext_noop("The texts have no word in common that says what they are about.")
TRAINING: Mapping[str, str] = {
    KnowHowState.INCLUDED: gettext_noop("Training is included. Needed: %(needed)s."),
    KnowHowState.EXTRA: gettext_noop("Training can be had at extra cost. Needed: %(needed)s."),
    KnowHowState.UNAVAILABLE: gettext_noop("Training cannot be had. Needed: %(needed)s."),
    "": ONLY_NEEDED,
}


def sentence(
    part: str, verdict: str, values: Mapping[str, Any], countries: Mapping[str, str]
) -> str:
    """One finding, from its values as they are stored; `countries` are the names of all countries.

    Holds words of texts: escape it.
    """
    kind = Part(part)
    words = WORDS.get(kind) or _each(lambda code: countries.get(code, code))
    told = {name: words(value) for name, value in values.items() if name != "state" and value}
    return _(_template(kind, Verdict(verdict), values)) % told


def _template(part: Part, verdict: Verdict, values: Mapping[str, Any]) -> str:
    if part == Part.TRAINING:
        return TRAINING[values["state"]]
    if "most" in values:
        return TOO_READY
    if part == Part.TEXT and not values["words"]:
        return FEW_WORDS
    if (part, verdict) in SENTENCES:
        return SENTENCES[part, verdict] if _has_all(part, verdict, values) else _usual(values)
    return _usual(values)


def _has_all(part: Part, verdict: Verdict, values: Mapping[str, Any]) -> bool:
    """Open because one side is silent has another sentence than open because of what both say."""
    return all(
        f"%({name})s" not in SENTENCES[part, verdict] or values.get(name)
        for name in ("offered", "needed", "shared", "missing")
    )


def _usual(values: Mapping[str, Any]) -> str:
    """The sentence that says all the values there are."""
    offered, needed = values.get("offered"), values.get("needed")
    if values.get("shared"):
        return BOTH
    if values.get("missing"):
        return MISSING
    if offered and needed:
        return BOTH_SAY
    return ONLY_OFFERED if offered else ONLY_NEEDED
