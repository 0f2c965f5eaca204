"""Up to four listings side by side: what each says, and where they differ."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.utils import timezone

from core.templatetags.ui import day
from core.words import label, labels, language_name, listed
from core.words import say as _
from countries.facts import facts_of
from countries.models import Country
from marketplace.enums import (
    KnowHowKind,
    KnowHowState,
    LicenceKind,
    ListingType,
    Readiness,
    RightState,
    TerritoryScope,
)
from marketplace.models import Listing
from marketplace.reading.payment import payment_terms, royalty_free_in, tier_table
from marketplace.reading.places import places
from marketplace.reading.rights import rights_in
from search.facets import FACETS, exclusivity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from countries.facts import CountryFacts

MOST = 4
# Of a hundred countries the first ones are named, and how many more there are.
MOST_COUNTRIES = 12
RELATIONS = (
    "offer_details", "rights", "rights_statuses", "licence_terms", "remuneration",
    "royalty_tiers", "know_how", "translations",
)  # fmt: skip


class Row(NamedTuple):
    """Of each listing the lines in one cell; none where it says nothing."""

    label: str
    cells: list[list[str]]

    @property
    def differs(self) -> bool:
        return any(cell != self.cells[0] for cell in self.cells)


class Side(NamedTuple):
    """One listing with what it says, as the rows read it."""

    listing: Any
    terms: Any
    pay: Any
    details: Any
    names: Mapping[str, str]
    here: CountryFacts | None  # of the reader's country, if that is known


def keys_of(values: Iterable[str]) -> list[UUID]:
    """Those that are keys, each once, in their order."""
    found = []
    for value in values:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def listings_of(keys: list[UUID], user: Any) -> list[Any]:
    """Those that `user` may see, at most MOST, with all that the rows need, in a fixed number of
    queries."""
    visible: Any = Listing.objects.visible_to(user).with_organisation()
    rows = {listing.pk: listing for listing in visible.filter(pk__in=keys[:MOST])}
    found = [rows[key] for key in keys if key in rows]
    prefetch_related_objects(found, *RELATIONS)
    return found


def rows_of(listings: list[Any], my_country: str) -> list[Row]:
    """Those rows in which at least one listing says something."""
    names = places().names
    here = facts_of(Country(code=my_country), timezone.now().date()) if my_country else None
    sides = [_side(listing, names, here) for listing in listings]
    rows = [Row(name(), [list(tell(side)) for side in sides]) for name, tell in ROWS]
    return [row for row in rows if any(row.cells)]


def _side(listing: Any, names: Mapping[str, str], here: CountryFacts | None) -> Side:
    terms, pay, details = (
        next(iter(getattr(listing, name).all()), None)
        for name in ("licence_terms", "remuneration", "offer_details")
    )
    return Side(listing, terms, pay, details, names, here)


# --- Rows ---------------------------------------------------------------------------------------


def _kind(side: Side) -> Iterator[str]:
    yield side.listing.get_kind_display()
    yield label(ListingType, side.listing.type)


def _organisation(side: Side) -> Iterator[str]:
    yield side.listing.organisation.name
    yield side.listing.organisation.country.name
    if side.listing.verified_until:
        yield _("Verified")


def _readiness(side: Side) -> Iterator[str]:
    if level := side.listing.readiness:
        yield f"{level} – {label(Readiness, level)}"


def _licences(side: Side) -> Iterator[str]:
    if side.terms:
        yield from labels(LicenceKind, side.terms.kinds)


def _exclusivity(side: Side) -> Iterator[str]:
    if side.terms:
        yield from map(FACETS["exclusivity"].name, exclusivity(side.terms.kinds))


def _territories(side: Side) -> Iterator[str]:
    terms = side.terms
    # Of a need they say where it wants to use something.
    if terms is None or not side.listing.is_offer:
        return
    if terms.territory_scope == TerritoryScope.WORLDWIDE:
        yield _("A licence can be had for every country.")
    if terms.territories:
        where = {"countries": _countries(terms.territories, side.names)}
        yield _("A licence can be had for: %(countries)s.") % where
    if terms.excluded_territories:
        where = {"countries": _countries(terms.excluded_territories, side.names)}
        yield _("No licence can be had for: %(countries)s.") % where


def _countries(codes: Iterable[str], names: Mapping[str, str]) -> str:
    named = [names.get(code, code) for code in codes]
    rest = len(named) - MOST_COUNTRIES
    return listed([*named[:MOST_COUNTRIES], f"+ {rest}"] if rest > 0 else named)


def _payment(side: Side) -> Iterator[str]:
    tiers = list(side.listing.royalty_tiers.all())
    if side.pay is not None:
        # What the owner wrote beside it stands on the listing's own page.
        told = payment_terms(side.pay, False, wanted=not side.listing.is_offer)
        yield from (term.plain for term in told if not term.text)
    currency = side.pay.currency if side.pay else ""
    for tier in tier_table(tiers, currency):
        yield " · ".join(filter(None, tier))
    if side.here and side.listing.is_offer:
        name = side.names[side.here.country_code]
        if told := royalty_free_in(side.here, name, side.terms, side.pay, tiers).sentence:
            yield told


def _rights(side: Side) -> Iterator[str]:
    if not side.listing.is_offer:
        return
    rights, statuses = side.listing.rights.all(), side.listing.rights_statuses.all()
    if side.here:
        code = side.here.country_code
        yield rights_in(rights, statuses, code, side.names[code], on=side.here.on).sentence
    by_state = defaultdict(set)
    known = {right.pk for right in rights}
    for status in statuses:
        if status.right in known:
            by_state[status.state].add(status.country)
    in_their_order = {code: place for place, code in enumerate(side.names)}
    for state in RightState.values:
        if codes := sorted(by_state[state], key=lambda code: in_their_order.get(code, 999)):
            yield f"{label(RightState, state)}: {_countries(codes, side.names)}"
    if side.details and side.details.no_formal_rights:
        yield _("The owner declares that no registered rights exist.")


def _know_how(side: Side) -> Iterator[str]:
    for item in side.listing.know_how.all():
        yield f"{label(KnowHowKind, item.kind)}: {label(KnowHowState, item.state)}"


def _languages(side: Side) -> Iterator[str]:
    codes = [side.listing.language, *(t.language for t in side.listing.translations.all())]
    yield from map(language_name, dict.fromkeys(codes))


def _last_day(side: Side) -> Iterator[str]:
    if side.listing.expires_on:
        yield day(side.listing.expires_on)


ROWS: list[tuple[Callable[[], str], Callable[[Side], Iterator[str]]]] = [
    (lambda: _("Kind"), _kind),
    (lambda: _("Organisation"), _organisation),
    (lambda: _("Readiness"), _readiness),
    (lambda: _("Licence"), _licences),
    (lambda: _("Exclusivity"), _exclusivity),
    (lambda: _("Territory"), _territories),
    (lambda: _("Payment"), _payment),
    (lambda: _("Rights by country"), _rights),
    (lambda: _("What comes with it"), _know_how),
    (lambda: _("Languages"), _languages),
    (lambda: _("Last day"), _last_day),
]
