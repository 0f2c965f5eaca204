"""Terms that competition law looks at closely: explained while drafting, never forbidden.

Pointers for people who draft, no legal advice: what holds in a case depends on the country, the
market and the rest of the contract.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from marketplace.enums import Clause, GrantBack, LicenceKind, RoyaltyTerm

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.utils.functional import Promise

    from marketplace.models import LicenceTerms, Listing, Remuneration


@dataclass(frozen=True)
class Caution:
    """A term that was stated, why it may not hold, and who says so (`url` leads there)."""

    code: str
    sentence: str | Promise
    explanation: str | Promise
    source: str
    url: str


TRIPS = (
    "TRIPS, Art. 40(2)",
    "https://www.wto.org/english/docs_e/legal_e/27-trips_04d_e.htm",
)
EU = (
    "Regulation (EU) 2026/877 (technology transfer)",
    "https://eur-lex.europa.eu/eli/reg/2026/877/oj",
)
US = (
    "Kimble v. Marvel, 576 U.S. 446 (2015), after Brulotte v. Thys, 379 U.S. 29 (1964)",
    "https://supreme.justia.com/cases/federal/us/576/446/",
)

EXCLUSIVE_GRANT_BACK = Caution(
    "exclusive_grant_back",
    _("An exclusive grant-back is often not enforceable."),
    _("Who has to give away every improvement has less reason to improve. Many laws do not enforce such a clause, and the European Union leaves it outside its block exemption. A non-exclusive licence back is usually possible."),
    *EU,
)  # fmt: skip
NO_CHALLENGE = Caution(
    "no_challenge",
    _("A ban on challenging the rights is often not enforceable."),
    _("It keeps rights in force that may have been granted in error. International rules name it as a condition that a country may forbid."),
    *TRIPS,
)  # fmt: skip
CHALLENGE_TERMINATES = Caution(
    "challenge_terminates",
    _("Ending a non-exclusive licence after a challenge works like a ban on challenges."),
    _("Where licences are not exclusive, the European Union treats this like a ban on challenging the rights. In an exclusive licence it is usually possible."),
    *EU,
)  # fmt: skip
TIE_IN = Caution(
    "tie_in",
    _("Having to take other goods or licences as well can be an abuse."),
    _("International rules name coercive packages as an example of a condition that a country may forbid. It is safer where the technology does not work properly without the other goods."),
    *TRIPS,
)  # fmt: skip
PRICE_FIXING = Caution(
    "price_fixing",
    _("Setting the licensee's prices is forbidden in most countries."),
    _("Fixed or lowest prices count among the gravest restrictions of competition and can bring fines for both sides. A recommended or highest price is usually possible between firms that do not compete."),
    *EU,
)  # fmt: skip
NON_COMPETE = Caution(
    "non_compete",
    _("A ban on work with competing technology needs a good reason."),
    _("The licensee's freedom to use its own technology and to do research is protected in many countries; a licence that takes it away can lose its protection as a whole."),
    *EU,
)  # fmt: skip
AFTER_EXPIRY = Caution(
    "royalty_after_expiry",
    _("A royalty for patents after they have expired is not enforceable in some countries."),
    _("In the United States it is unlawful in itself; elsewhere it may do if the licensee can end the licence at any time. Royalties for know-how, or payments put off to a later day, are usually possible."),
    *US,
)  # fmt: skip

_STATED: tuple[tuple[Caution, Callable[[LicenceTerms | None, Remuneration | None], bool]], ...] = (
    (EXCLUSIVE_GRANT_BACK, lambda t, _p: bool(t) and t.grant_back == GrantBack.EXCLUSIVE),
    (NO_CHALLENGE, lambda t, _p: _has(t, Clause.NO_CHALLENGE)),
    (CHALLENGE_TERMINATES, lambda t, _p: _has(t, Clause.CHALLENGE_TERMINATES) and _is_open(t)),
    (TIE_IN, lambda t, _p: _has(t, Clause.TIE_IN)),
    (PRICE_FIXING, lambda t, _p: _has(t, Clause.PRICE_FIXING)),
    (NON_COMPETE, lambda t, _p: _has(t, Clause.NON_COMPETE)),
    (AFTER_EXPIRY, lambda _t, p: bool(p) and p.royalty_term == RoyaltyTerm.AFTER_EXPIRY),
)


def cautions(work: Listing) -> list[Caution]:
    """What the terms and the remuneration of the draft `work` call for."""
    terms, pay = work.licence_terms.first(), work.remuneration.first()
    return [caution for caution, is_stated in _STATED if is_stated(terms, pay)]


def _has(terms: LicenceTerms | None, clause: Clause) -> bool:
    return terms is not None and clause in terms.clauses


def _is_open(terms: LicenceTerms | None) -> bool:
    """Whether a licence that is not exclusive may come of the terms."""
    kinds = set(terms.kinds) if terms else set()
    return not kinds or bool(kinds - {LicenceKind.EXCLUSIVE, LicenceKind.EXCLUSIVE_IN_FIELD})
