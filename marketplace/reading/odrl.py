"""Licence terms as a policy of ODRL 2.2 (W3C Recommendation, 15 February 2018): an offer's as an
Offer of its owner, a need's as a Request of who seeks.

ODRL's own terms where it has them. What it lacks (making and importing, grant-back, who owns
improvements, kinds of licence, commitments, tiers by group of countries) is in the profile
PROFILE, whose terms begin with `ta:`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marketplace.enums import (
    GrantedRight,
    RemunerationKind,
    Sublicensing,
    TermKind,
    TierGroup,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    from marketplace.models import Listing
    from marketplace.reading.parts import Parts

    Node = dict[str, Any]

PROFILE = "urn:x-techaccord:terms"
CONTEXT = [
    "http://www.w3.org/ns/odrl.jsonld",
    {"ta": f"{PROFILE}:", "xsd": "http://www.w3.org/2001/XMLSchema#"},
]
ACTIONS = {
    GrantedRight.MAKE: "ta:make",
    GrantedRight.USE: "use",
    GrantedRight.SELL: "sell",
    GrantedRight.IMPORT: "ta:import",
    GrantedRight.COPY: "reproduce",
    GrantedRight.MODIFY: "modify",
    GrantedRight.DISTRIBUTE: "distribute",
    GrantedRight.RESEARCH: "use",
}
COUNTRY, CURRENCY = "urn:iso:std:iso:3166:-1:", "urn:iso:std:iso:4217:"
ISIC = "urn:un:unsd:isic:rev.4:"


def policy(listing: Listing, parts: Parts, *, site: str) -> Node | None:
    """The terms as offered or sought; None where the listing states none. `site` as in SITE_URL."""
    parts = parts.of_kind(listing.kind)
    terms = parts.licence_terms[0] if parts.licence_terms else None
    if terms is None:
        return None
    pay = parts.remuneration[0] if parts.remuneration else None
    address = site + listing.get_absolute_url()
    constraints = [*_constraints(terms, parts)]
    duties = [*_duties(pay, parts)] if pay else []
    found: Node = {
        "@context": CONTEXT,
        "@type": "Offer" if listing.is_offer else "Request",
        "uid": f"urn:uuid:{listing.pk}",
        "profile": PROFILE,
        "target": address,
        # Who posts a need has nothing to grant: they propose what another may grant them.
        "assigner" if listing.is_offer else "assignee": {
            "@type": "Party",
            "uid": site + listing.organisation.get_absolute_url(),
        },
        "permission": [*_permissions(terms, constraints, duties)],
    }
    # A need says by it that it can do without; it asks for no prohibition.
    if listing.is_offer and terms.sublicensing == Sublicensing.NO:
        found["prohibition"] = [{"action": "grantUse"}]
    return found | _own(terms, pay)


def _permissions(terms: Any, constraints: list[Node], duties: list[Node]) -> Iterator[Node]:
    granted = terms.rights_granted or [GrantedRight.USE]
    # A rule with several actions stands for as many rules that say the same (2.7.1 of the model).
    actions = [ACTIONS.get(right, "use") for right in granted if right != GrantedRight.RESEARCH]
    if actions:
        yield _permission(list(dict.fromkeys(actions)), constraints, duties)
    if GrantedRight.RESEARCH in granted:
        purpose = _constraint("purpose", "eq", "ta:research")
        yield _permission([ACTIONS[GrantedRight.RESEARCH]], [*constraints, purpose], duties)
    if terms.sublicensing == Sublicensing.YES:
        yield {"action": "grantUse"}
    elif terms.sublicensing == Sublicensing.WITH_CONSENT:
        yield {"action": "grantUse", "duty": [{"action": "obtainConsent"}]}


def _permission(actions: list[str], constraints: list[Node], duties: list[Node]) -> Node:
    found: Node = {"action": actions if len(actions) > 1 else actions[0]}
    if constraints:
        found["constraint"] = constraints
    if duties:
        found["duty"] = duties
    return found


def _constraints(terms: Any, parts: Parts) -> Iterator[Node]:
    if terms.territories:
        yield _constraint("spatial", "isAnyOf", _all(COUNTRY, terms.territories))
    if terms.excluded_territories:
        yield _constraint("spatial", "isNoneOf", _all(COUNTRY, terms.excluded_territories))
    if terms.field_divisions:
        yield _constraint("industry", "isAnyOf", _all(ISIC, terms.field_divisions))
    if terms.fields_of_use:
        yield _constraint("purpose", "eq", {"@value": terms.fields_of_use})
    if terms.term_kind == TermKind.YEARS and terms.term_years:
        length = {"@value": f"P{terms.term_years}Y", "@type": "xsd:duration"}
        yield _constraint("elapsedTime", "lteq", length)
    # An unpublished application keeps its dates to itself.
    ends = [r.expires_on for r in parts.rights if r.expires_on and not r.is_unpublished]
    if terms.term_kind == TermKind.LAST_TO_EXPIRE and ends:
        last = {"@value": max(ends).isoformat(), "@type": "xsd:date"}
        yield _constraint("dateTime", "lteq", last)


def _all(prefix: str, codes: Iterable[str]) -> list[Node]:
    return [{"@id": prefix + code} for code in codes]


def _constraint(left: str, operator: str, right: Any, **more: Any) -> Node:
    return {"leftOperand": left, "operator": operator, "rightOperand": right, **more}


def _duties(pay: Any, parts: Parts) -> Iterator[Node]:
    if pay.upfront_amount is not None:
        yield _compensate(_amount(pay, pay.upfront_amount))
    for milestone in parts.milestones:
        if milestone.amount is not None:
            due = _constraint("event", "gteq", {"@value": milestone.event})
            yield _compensate(_amount(pay, milestone.amount)) | {"constraint": [due]}
    if pay.minimum_annual is not None:
        yearly = _constraint("timeInterval", "eq", {"@value": "P1Y", "@type": "xsd:duration"})
        yield _compensate(_amount(pay, pay.minimum_annual)) | {"constraint": [yearly]}
    for tier in parts.royalty_tiers:
        yield from _tier(pay, tier)


def _tier(pay: Any, tier: Any) -> Iterator[Node]:
    if tier.rate is not None:
        rate = {"@value": _plain(tier.rate), "@type": "xsd:decimal"}
        base = f"ta:{pay.royalty_base or 'net_sales'}"
        duty = _compensate(_constraint("percentage", "eq", rate, unit={"@id": base}))
    elif tier.amount is not None:
        duty = _compensate(_amount(pay, tier.amount))
    else:
        return
    limits = []
    if tier.group != TierGroup.ALL:
        limits.append(_constraint("ta:countryGroup", "eq", {"@id": f"ta:{tier.group}"}))
    for bound, operator in ((tier.sales_from, "gteq"), (tier.sales_to, "lt")):
        if bound is not None:
            limits.append(_money("ta:sales", operator, bound, pay.currency))
    yield duty | ({"constraint": limits} if limits else {})


def _compensate(refinement: Node) -> Node:
    return {"action": [{"rdf:value": {"@id": "odrl:compensate"}, "refinement": [refinement]}]}


def _amount(pay: Any, value: Decimal) -> Node:
    return _money("payAmount", "eq", value, pay.currency)


def _money(left: str, operator: str, value: Decimal, currency: str) -> Node:
    unit = {"unit": {"@id": CURRENCY + currency}} if currency else {}
    right = {"@value": _plain(value), "@type": "xsd:decimal"}
    return _constraint(left, operator, right, **unit)


def _plain(value: Decimal) -> str:
    """Without an exponent, and without noughts at the end."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _own(terms: Any, pay: Any) -> Node:
    """What ODRL has no words for."""
    single = {
        "ta:grantBack": terms.grant_back,
        "ta:improvements": terms.improvements,
        "ta:term": terms.term_kind,
        "ta:openLicence": terms.open_licence,
        "ta:royaltyTerm": pay.royalty_term if pay else "",
        "ta:royaltyYears": _royalty_years(pay),
        "ta:sublicenceShare": _sublicence_share(pay),
    }
    several = {
        "ta:licenceKind": terms.kinds,
        "ta:accessCommitment": terms.access_commitments,
        "ta:clause": terms.clauses,
        "ta:payment": [kind for kind in pay.kinds if kind != RemunerationKind.ROYALTY]
        if pay
        else [],
    }
    return {name: value for name, value in {**single, **several}.items() if value}


def _royalty_years(pay: Any) -> Node | None:
    if pay is None or not pay.royalty_years:
        return None
    return {"@value": f"P{pay.royalty_years}Y", "@type": "xsd:duration"}


def _sublicence_share(pay: Any) -> Node | None:
    """In percent, as `percentage` is."""
    if pay is None or pay.sublicence_share is None:
        return None
    return {"@value": _plain(pay.sublicence_share), "@type": "xsd:decimal"}
