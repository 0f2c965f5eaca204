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
from marketplace.reading.payment import Term, payment_terms
from marketplace.reading.words import facet_label
from marketplace.vocabulary.spdx import OPEN_LICENCES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def in_plain_words(
    terms: Any | None, pay: Any | None, names: Mapping[str, str], tiers: bool = False
) -> list[Term]:
    """Every field that says something, as a whole sentence; `names` are those of countries.

    `tiers` says whether a table of royalties follows.
    """
    found: list[Term] = []
    if terms is not None:
        found += [*_kinds(terms), *_scope(terms, names), *_duties(terms), *_commitments(terms)]
    if pay is not None:
        found += payment_terms(pay, tiers)
    return found


def _kinds(terms: Any) -> Iterator[Term]:
    sentences = {
        LicenceKind.EXCLUSIVE: gettext_noop(
            "One partner alone may use it; not even the owner does."
        ),
        LicenceKind.SOLE: gettext_noop("One partner may use it, and the owner too."),
        LicenceKind.NON_EXCLUSIVE: gettext_noop("Several partners may use it at the same time."),
        LicenceKind.EXCLUSIVE_IN_FIELD: gettext_noop(
            "One partner alone may use it for a named purpose."
        ),
        LicenceKind.OPEN: gettext_noop("Anybody may use it under a public licence."),
        LicenceKind.LICENCE_OF_RIGHT: gettext_noop("Anybody who asks is given a licence."),
        LicenceKind.OPTION: gettext_noop("A partner may reserve a licence and decide later."),
        LicenceKind.EVALUATION: gettext_noop("A partner may try it out first."),
    }
    for kind in terms.kinds:
        yield Term(_(sentences.get(kind, kind)), label(LicenceKind, kind))
    if terms.open_licence:
        name = OPEN_LICENCES.get(terms.open_licence, terms.open_licence)
        yield Term(_("The public licence is “%(name)s”.") % {"name": name}, _("Open licence"))
    if terms.rights_granted:
        what = listed(labels(GrantedRight, terms.rights_granted))
        yield Term(_("A partner is allowed to: %(what)s.") % {"what": what}, _("Rights granted"))


def _scope(terms: Any, names: Mapping[str, str]) -> Iterator[Term]:
    def named(codes: list[str]) -> str:
        return listed(names.get(code, code) for code in codes)

    if terms.fields_of_use:
        yield Term(_("It may be used for this purpose:"), _("Field of use"), terms.fields_of_use)
    if terms.field_divisions:
        what = listed(facet_label("division", code) for code in terms.field_divisions)
        yield Term(_("It may be used in these sectors: %(what)s.") % {"what": what}, "ISIC")
    if terms.territory_scope == TerritoryScope.WORLDWIDE:
        yield Term(_("A licence can be had for every country."), _("Territory"))
    if terms.territories:
        where = {"countries": named(terms.territories)}
        yield Term(_("A licence can be had for: %(countries)s.") % where, _("Territory"))
    if terms.excluded_territories:
        where = {"countries": named(terms.excluded_territories)}
        yield Term(_("No licence can be had for: %(countries)s.") % where, _("Excluded territory"))
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


def _duties(terms: Any) -> Iterator[Term]:
    passing_on = {
        Sublicensing.NO: gettext_noop("The partner may not pass the licence on to others."),
        Sublicensing.WITH_CONSENT: gettext_noop(
            "The partner may pass the licence on to others if the owner agrees each time."
        ),
        Sublicensing.YES: gettext_noop("The partner may pass the licence on to others."),
    }
    giving_back = {
        GrantBack.NONE: gettext_noop("The partner owes the owner no rights in improvements."),
        GrantBack.NON_EXCLUSIVE: gettext_noop(
            "The owner may use the partner's improvements, and so may the partner."
        ),
        GrantBack.OPTION: gettext_noop(
            "The owner may ask for a licence to the partner's improvements."
        ),
        GrantBack.EXCLUSIVE: gettext_noop("The partner's improvements go to the owner alone."),
    }
    belonging = {
        Improvements.LICENSOR: gettext_noop("Improvements belong to the owner."),
        Improvements.LICENSEE: gettext_noop("Improvements belong to the partner."),
        Improvements.MAKER: gettext_noop("Improvements belong to whoever makes them."),
        Improvements.JOINT: gettext_noop("Improvements belong to both."),
    }
    if terms.sublicensing:
        yield Term(_(passing_on.get(terms.sublicensing, terms.sublicensing)), _("Sub-licensing"))
    if terms.grant_back:
        yield Term(_(giving_back.get(terms.grant_back, terms.grant_back)), _("Grant-back"))
    if terms.improvements:
        yield Term(_(belonging.get(terms.improvements, terms.improvements)), _("Improvements"))
    for clause in terms.clauses:
        yield Term(f"{label(Clause, clause)}.", _formal_name(clause))
    if terms.note:
        yield Term(_("In the owner's own words:"), _("Note"), terms.note)


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


def _commitments(terms: Any) -> Iterator[Term]:
    promised = {
        AccessCommitment.LDC_ROYALTY_FREE: gettext_noop(
            "No royalty is asked in least developed countries."
        ),
        AccessCommitment.TIERED: gettext_noop("The poorer the country, the lower the royalty."),
        AccessCommitment.NON_ASSERT: gettext_noop(
            "The owner does not enforce rights in poor countries."
        ),
        AccessCommitment.HUMANITARIAN_USE: gettext_noop("Humanitarian use costs nothing."),
        AccessCommitment.RESEARCH_RESERVED: gettext_noop(
            "Anybody may go on using it for research."
        ),
    }
    for commitment in terms.access_commitments:
        yield Term(_(promised.get(commitment, commitment)), label(AccessCommitment, commitment))
