"""What values of one record must not say together, and the numbers of rights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace import need_rules
from marketplace.enums import RoyaltyTerm, TermKind, TerritoryScope
from marketplace.models import RoyaltyTier
from marketplace.models.terms import YEARS_ALONE
from marketplace.right_rules import NUMBERS, PAST, out_of_order
from marketplace.vocabulary.numbers import normalise_number, normalise_number_there
from marketplace.vocabulary.offices import is_office

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

Complaint = tuple[str, str]
_RANGES = (
    ("offer_details", "capital_cost_min", "capital_cost_max"),
    ("need_brief", "budget_min", "budget_max"),
)


def contradictions(content: dict[str, Any], countries: Collection[str]) -> Iterator[Complaint]:
    """(field, sentence) for each; numbers of rights are put into their normal form."""
    for number, right in enumerate(content.get("rights") or (), 1):
        yield from _of_right(f"rights.{number}", right, countries)
    yield from _of_terms(content.get("licence_terms") or {})
    for part, low, high in _RANGES:
        yield from _range(part, content.get(part) or {}, low, high)
    yield from _of_need(content)
    yield from _of_royalty(content.get("remuneration") or {})
    yield from _of_tiers((content.get("remuneration") or {}).get("royalty_tiers") or ())
    yield from _twice("translations", [t["language"] for t in content.get("translations") or ()])


def _of_need(content: dict[str, Any]) -> Iterator[Complaint]:
    brief, conditions = content.get("need_brief") or {}, content.get("need_conditions") or {}
    values = {"readiness": content.get("readiness"), **brief, **conditions}
    for name, sentence in need_rules.out_of_order(values):
        yield f"need_conditions.{name}", str(sentence)


def _of_right(path: str, right: dict[str, Any], countries: Collection[str]) -> Iterator[Complaint]:
    office, kind = right.get("office", "").upper(), right["kind"]
    if office:
        right["office"] = office
        if not is_office(office, countries):
            yield (
                f"{path}.office",
                _("“%(office)s” is no office. Write two letters by WIPO ST.3, such as KE or EP.")
                % {"office": office},
            )
            return
    for name, number_kind in NUMBERS.items():
        if not right.get(name):
            continue
        if not office:
            yield f"{path}.office", _("Name the office that gave the number.")
            break
        try:
            right[name] = normalise_number(office, number_kind, kind, right[name])
        except ValidationError as error:
            yield f"{path}.{name}", " ".join(error.messages)
    yield from _dates(path, right)
    for number, status in enumerate(right.get("countries") or (), 1):
        yield from _of_status(f"{path}.countries.{number}", status, office, kind)
    yield from _twice(f"{path}.countries", [s["country"] for s in right.get("countries") or ()])


def _dates(path: str, right: dict[str, Any]) -> Iterator[Complaint]:
    today = timezone.localdate()
    for name in PAST:
        if right.get(name) and right[name] > today:
            yield f"{path}.{name}", _("This day is still to come. Correct the date.")
    for name in dict(out_of_order(right)):
        if name == "expires_on":
            sentence = _("A right cannot end before it began. Correct the date.")
        else:
            sentence = _("This is before the step that comes first. Correct the date.")
        yield f"{path}.{name}", sentence


def _of_status(path: str, status: dict[str, Any], office: str, kind: str) -> Iterator[Complaint]:
    if status.get("number"):
        country, state = status["country"], status["state"]
        try:
            status["number"] = normalise_number_there(
                country, state, office, kind, status["number"]
            )
        except ValidationError as error:
            yield f"{path}.number", " ".join(error.messages)
    since, until, checked = (status.get(name) for name in ("since", "until", "checked_on"))
    if since and until and until < since:
        yield f"{path}.until", _("This day is before the one on which it began.")
    if checked and checked > timezone.localdate():
        yield f"{path}.checked_on", _("This day is still to come. Correct the date.")


def _of_terms(terms: dict[str, Any]) -> Iterator[Complaint]:
    both = set(terms.get("territories") or ()) & set(terms.get("excluded_territories") or ())
    if both:
        yield (
            "licence_terms.territories",
            _("A country is both included and excluded. Remove it from one list.")
            + f" ({', '.join(sorted(both))})",
        )
    if terms.get("territories") and terms.get("territory_scope") == TerritoryScope.WORLDWIDE:
        yield (
            "licence_terms.territories",
            _("All countries are included already. Name none, or choose only those named."),
        )
    if terms.get("term_years") and terms.get("term_kind") != TermKind.YEARS:
        yield "licence_terms.term_years", str(YEARS_ALONE)


def _of_royalty(pay: dict[str, Any]) -> Iterator[Complaint]:
    if pay.get("royalty_years") and pay.get("royalty_term") != RoyaltyTerm.YEARS:
        yield "remuneration.royalty_years", str(YEARS_ALONE)


def _of_tiers(rows: Collection[dict[str, Any]]) -> Iterator[Complaint]:
    """What the model says of each, and of all together."""
    path = "remuneration.royalty_tiers"
    tiers = [RoyaltyTier(**row) for row in rows]
    for number, tier in enumerate(tiers, 1):
        try:
            tier.clean()
        except ValidationError as error:
            field = ".sales_to" if hasattr(error, "error_dict") else ""
            yield f"{path}.{number}{field}", " ".join(error.messages)
    for place, sentence in RoyaltyTier.contradictions(tiers):
        yield f"{path}.{place + 1}", sentence


def _range(path: str, row: dict[str, Any], low: str, high: str) -> Iterator[Complaint]:
    least, most = row.get(low), row.get(high)
    if least is not None and most is not None and most < least:
        yield f"{path}.{high}", _("This is less than where it begins. Correct one of the two.")


def _twice(path: str, codes: list[str]) -> Iterator[Complaint]:
    if len(set(codes)) != len(codes):
        yield path, _("The same code stands here twice. Remove one of them.")
