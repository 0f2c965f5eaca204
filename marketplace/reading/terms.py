"""Licence terms in plain words, each with the formal term that a lawyer would look for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_noop

from core.words import label, labels, listed, ngettext
from core.words import say as _
from marketplace.enums import (
    AccessCommitment,
    Clause,
    GrantBack,
    GrantedRight,
    Improvements,
    LicenceKind,
    Sublicensing,
    TermKind,
    TerritoryScope,
)
from marketplace.reading.payment import Term, own_words, payment_terms
from marketplace.reading.wanted import WANTED
from marketplace.reading.words import facet_label
from marketplace.vocabulary.spdx import OPEN_LICENCES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Words = Mapping[Any, str]


# What an offer says, by field or by field and choice. What a need says otherwise is in WANTED.
OFFERED: dict[Any, str] = {
    ("kinds", LicenceKind.EXCLUSIVE): gettext_noop(
        "One partner alone may use it; not even the owner does."
    ),
    ("kinds", LicenceKind.SOLE): gettext_noop("One partner may use it, and the owner too."),
    ("kinds", LicenceKind.NON_EXCLUSIVE): gettext_noop(
        "Several partners may use it at the same time."
    ),
    ("kinds", LicenceKind.EXCLUSIVE_IN_FIELD): gettext_noop(
        "One partner alone may use it for a named purpose."
    ),
    ("kinds", LicenceKind.OPEN): gettext_noop("Anybody may use it under a public licence."),
    ("kinds", LicenceKind.LICENCE_OF_RIGHT): gettext_noop("Anybody who asks is given a licence."),
    ("kinds", LicenceKind.OPTION): gettext_noop(
        "A partner may reserve a licence and decide later."
    ),
    ("kinds", LicenceKind.EVALUATION): gettext_noop("A partner may try it out first."),
    "open_licence": gettext_noop("The public licence is “%(name)s”."),
    "rights_granted": gettext_noop("A partner is allowed to: %(what)s."),
    "fields_of_use": gettext_noop("It may be used for this purpose:"),
    "field_divisions": gettext_noop("It may be used in these sectors: %(what)s."),
    "territory_scope": gettext_noop("A licence can be had for every country."),
    "territories": gettext_noop("A licence can be had for: %(countries)s."),
    "excluded_territories": gettext_noop("No licence can be had for: %(countries)s."),
    ("sublicensing", Sublicensing.NO): gettext_noop(
        "The partner may not pass the licence on to others."
    ),
    ("sublicensing", Sublicensing.WITH_CONSENT): gettext_noop(
        "The partner may pass the licence on to others if the owner agrees each time."
    ),
    ("sublicensing", Sublicensing.YES): gettext_noop(
        "The partner may pass the licence on to others."
    ),
    ("grant_back", GrantBack.NONE): gettext_noop(
        "The partner owes the owner no rights in improvements."
    ),
    ("grant_back", GrantBack.NON_EXCLUSIVE): gettext_noop(
        "The owner may use the partner's improvements, and so may the partner."
    ),
    ("grant_back", GrantBack.OPTION): gettext_noop(
        "The owner may ask for a licence to the partner's improvements."
    ),
    ("grant_back", GrantBack.EXCLUSIVE): gettext_noop(
        "The partner's improvements go to the owner alone."
    ),
    ("improvements", Improvements.LICENSOR): gettext_noop("Improvements belong to the owner."),
    ("improvements", Improvements.LICENSEE): gettext_noop("Improvements belong to the partner."),
    ("improvements", Improvements.MAKER): gettext_noop(
        "Improvements belong to whoever makes them."
    ),
    ("improvements", Improvements.JOINT): gettext_noop("Improvements belong to both."),
    ("access_commitments", AccessCommitment.LDC_ROYALTY_FREE): gettext_noop(
        "No royalty is asked in least developed countries."
    ),
    ("access_commitments", AccessCommitment.TIERED): gettext_noop(
        "The poorer the country, the lower the royalty."
    ),
    ("access_commitments", AccessCommitment.NON_ASSERT): gettext_noop(
        "The owner does not enforce rights in poor countries."
    ),
    ("access_commitments", AccessCommitment.HUMANITARIAN_USE): gettext_noop(
        "Humanitarian use costs nothing."
    ),
    ("access_commitments", AccessCommitment.RESEARCH_RESERVED): gettext_noop(
        "Anybody may go on using it for research."
    ),
}
SOUGHT = {**OFFERED, **WANTED}


def in_plain_words(
    terms: Any | None,
    pay: Any | None,
    names: Mapping[str, str],
    tiers: bool = False,
    *,
    wanted: bool = False,
) -> list[Term]:
    """Every field that says something, as a whole sentence; `names` are those of countries.

    `tiers` says whether a table of royalties follows, `wanted` that a need states the terms: then
    they are what is sought, and nothing that anybody grants.
    """
    found: list[Term] = []
    words = SOUGHT if wanted else OFFERED
    if terms is not None:
        found += [*_kinds(terms, words), *_scope(terms, names, words), *_duties(terms, words)]
        if terms.note:
            found.append(Term(own_words(wanted), _("Note"), terms.note))
        found += _commitments(terms, words)
    if pay is not None:
        found += payment_terms(pay, tiers, wanted=wanted)
    return found


def _kinds(terms: Any, words: Words) -> Iterator[Term]:
    for kind in terms.kinds:
        yield Term(_(words.get(("kinds", kind), kind)), label(LicenceKind, kind))
    if terms.open_licence:
        name = OPEN_LICENCES.get(terms.open_licence, terms.open_licence)
        yield Term(_(words["open_licence"]) % {"name": name}, _("Open licence"))
    if terms.rights_granted:
        what = listed(labels(GrantedRight, terms.rights_granted))
        yield Term(_(words["rights_granted"]) % {"what": what}, _("Rights granted"))


def _scope(terms: Any, names: Mapping[str, str], words: Words) -> Iterator[Term]:
    def named(codes: list[str]) -> dict[str, str]:
        return {"countries": listed(names.get(code, code) for code in codes)}

    if terms.fields_of_use:
        yield Term(_(words["fields_of_use"]), _("Field of use"), terms.fields_of_use)
    if terms.field_divisions:
        what = listed(facet_label("division", code) for code in terms.field_divisions)
        yield Term(_(words["field_divisions"]) % {"what": what}, "ISIC")
    if terms.territory_scope == TerritoryScope.WORLDWIDE:
        yield Term(_(words["territory_scope"]), _("Territory"))
    if terms.territories:
        yield Term(_(words["territories"]) % named(terms.territories), _("Territory"))
    if terms.excluded_territories:
        where = named(terms.excluded_territories)
        yield Term(_(words["excluded_territories"]) % where, _("Excluded territory"))
    yield from _duration(terms)


def _duration(terms: Any) -> Iterator[Term]:
    if terms.term_kind == TermKind.YEARS and terms.term_years:
        years = ngettext(
            "The licence lasts %(years)s year.", "The licence lasts %(years)s years.",
            terms.term_years,
        ) % {"years": terms.term_years}  # fmt: skip
        yield Term(years, _("Term"))
    elif terms.term_kind:
        lasting = {
            TermKind.LAST_TO_EXPIRE: _("The licence lasts until the last right has ended."),
            TermKind.COUNTRY_BY_COUNTRY: _(
                "In each country the licence lasts until the right has ended there."
            ),
            TermKind.YEARS: _("The licence lasts a number of years, to be agreed."),
            TermKind.PERPETUAL: _("The licence does not end."),
        }
        yield Term(_(lasting.get(terms.term_kind, terms.term_kind)), _("Term"))


def _duties(terms: Any, words: Words) -> Iterator[Term]:
    for field, formal in (
        ("sublicensing", _("Sub-licensing")),
        ("grant_back", _("Grant-back")),
        ("improvements", _("Improvements")),
    ):
        if code := getattr(terms, field):
            yield Term(_(words.get((field, code), code)), formal)
    for clause in terms.clauses:
        name = label(Clause, clause)
        told = _(words["clauses"]) % {"clause": name} if "clauses" in words else f"{name}."
        yield Term(told, _formal_name(clause))


# The names under which competition law knows them.
CLAUSES = {
    Clause.NO_CHALLENGE: gettext_noop("No-challenge clause"),
    Clause.CHALLENGE_TERMINATES: gettext_noop("Termination on challenge"),
    Clause.TIE_IN: gettext_noop("Tie-in"),
    Clause.PRICE_FIXING: gettext_noop("Resale price maintenance"),
    Clause.NON_COMPETE: gettext_noop("Non-compete"),
}


def _formal_name(clause: str) -> str:
    """In the reader's language; the English name, used in every language's practice, follows."""
    english = CLAUSES.get(clause)
    if english is None:
        return _("Further clause")
    name = _(english)
    return name if name == english else f"{name} ({english})"


def _commitments(terms: Any, words: Words) -> Iterator[Term]:
    for code in terms.access_commitments:
        plain = _(words.get(("access_commitments", code), code))
        yield Term(plain, label(AccessCommitment, code))
