"""The filters of the lists of offers and needs, and what they find."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Subquery, Value
from django.utils import timezone
from django.utils.translation import gettext_noop

from core.languages import current
from core.prepared import prepared
from core.words import label
from core.words import say as _
from countries.collation import sort_key
from countries.models import NAME_COLUMNS, Country
from marketplace.enums import FacetScheme, ListingType, Readiness
from marketplace.models import Facet, LicenceTerms, Listing
from marketplace.vocabulary.sdg import GOALS, TARGETS
from marketplace.vocabulary.technology_fields import FIELDS
from marketplace.vocabulary.themes import THEMES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from django.db.models import QuerySet
    from django.http import QueryDict

    # Codes and their labels in the reader's language.
    Choices = tuple[tuple[str, str], ...]

VOCABULARIES = {FacetScheme.THEME.value: THEMES, FacetScheme.FIELD.value: FIELDS, "sdg": GOALS}
SEVERAL = ("country", "type", *VOCABULARIES)
ENDS = ("readiness_from", "readiness_to")
LABELS = {
    "country": gettext_noop("Country"),
    "type": gettext_noop("Type"),
    "theme": gettext_noop("Technology theme"),
    "field": gettext_noop("Technology field"),
    "sdg": gettext_noop("Sustainable Development Goal"),
    "readiness_from": gettext_noop("Readiness from"),
    "readiness_to": gettext_noop("Readiness to"),
}


class Chosen(NamedTuple):
    """A filter that is on, in words, and the address of the list without it."""

    label: str
    address: str


class Group(NamedTuple):
    """A filter with boxes, and which of them are ticked."""

    label: str
    name: str
    choices: Choices
    ticked: tuple[str, ...]


class Find:
    """Words and choices, several of each; wrong values are ignored, not scolded.

    Not a form of Django's: making two hundred choices for one took half of the page's time.
    """

    def __init__(self, data: QueryDict, *, kind: str) -> None:
        self.choices = {"country": country_choices(kind), **_choices(kind, current())}
        self.asked = self._understood(data)

    def _understood(self, data: QueryDict) -> dict[str, Any]:
        """Of each filter those values that are among its choices."""
        found: dict[str, Any] = {"q": data.get("q", "")[:200].replace("\0", "").strip()}
        for name in SEVERAL:
            asked = dict.fromkeys(data.getlist(name))
            known = {code for code, _label in self.choices[name]} if asked else ()
            found[name] = tuple(value for value in asked if value in known)
        for name in ENDS:
            value = data.get(name, "")
            found[name] = int(value) if value in map(str, Readiness.values) else None
        return found

    @property
    def asks_for_all(self) -> bool:
        return not any(self.asked.values())

    def narrow(self, listings: Any) -> Any:
        """`listings` reduced to what was asked for; of several choices in one filter, any will do."""
        asked = self.asked
        if asked["country"]:
            listings = listings.filter(organisation__country__in=asked["country"])
        if asked["type"]:
            listings = listings.filter(type__in=asked["type"])
        for scheme in (FacetScheme.THEME, FacetScheme.FIELD):
            if codes := asked[scheme.value]:
                listings = listings.filter(_carries(scheme, codes))
        if goals := asked["sdg"]:
            targets = [target for target in TARGETS if TARGETS.parent(target) in goals]
            listings = listings.filter(_carries(FacetScheme.SDG, [*goals, *targets]))
        if asked["readiness_from"]:
            listings = listings.filter(readiness__gte=asked["readiness_from"])
        if asked["readiness_to"]:
            listings = listings.filter(readiness__lte=asked["readiness_to"])
        return listings.matching(asked["q"])

    def chosen(self, data: QueryDict) -> list[Chosen]:
        """Every filter that is on, as a word that can be taken away."""
        return [Chosen(label, _without(data, name, value)) for name, value, label in self._chosen()]

    def _chosen(self) -> Iterator[tuple[str, str, str]]:
        if self.asked["q"]:
            yield "q", self.asked["q"], f"“{self.asked['q']}”"
        for name in SEVERAL:
            for code in self.asked[name]:
                yield name, code, dict(self.choices[name])[code]
        for name in ENDS:
            if self.asked[name]:
                yield name, "", f"{_(LABELS[name])} {self.asked[name]}"

    def levels(self) -> list[tuple[str, str, int | None]]:
        """For each end of the range of readiness: its name, its label, the level chosen."""
        return [(name, _(LABELS[name]), self.asked[name]) for name in ENDS]

    def groups(self) -> list[Group]:
        return [
            Group(_(LABELS[name]), name, self.choices[name], self.asked[name]) for name in SEVERAL
        ]


@lru_cache(maxsize=16)
def _choices(kind: str, _language: str) -> dict[str, Choices]:
    """Of the filters whose choices are code, not data, in the active language."""
    types = tuple((str(code), label(ListingType, code)) for code in ListingType.OF_KIND[kind])
    return {"type": types, **{name: tuple(v.choices()) for name, v in VOCABULARIES.items()}}


def _carries(scheme: str, codes: list[str]) -> Exists:
    return Exists(Facet.objects.filter(listing=OuterRef("pk"), scheme=scheme, code__in=codes))


def _without(data: QueryDict, name: str, value: str) -> str:
    rest = data.copy()
    rest.pop("page", None)
    kept = [v for v in rest.getlist(name) if v != value] if name in SEVERAL else []
    rest.setlist(name, kept)
    return f"?{rest.urlencode()}"


class Everything:
    """The whole list of one kind, newest first, for a paginator; its statements are prepared."""

    ordered = True

    def __init__(self, kind: str, per_page: int) -> None:
        self.kind, self.per_page, self.today = kind, per_page, timezone.now().date()

    def count(self) -> int:
        found = _how_many(self.today, kind=self.kind)
        return found[0][0] if found else 0

    def __getitem__(self, part: slice) -> list[Any]:
        """A whole page: what a paginator asks for."""
        return _one_page(self.today, current(), part.start, self.per_page, kind=self.kind)


@prepared
def _how_many(_today: date, *, kind: str) -> QuerySet:
    listings = Listing.objects.public().filter(kind=kind).order_by()
    return listings.values_list(Value(1)).annotate(number=Count("pk")).values_list("number")


@prepared
def _one_page(_today: date, language: str, start: int, per_page: int, *, kind: str) -> QuerySet:
    listings = shown(Listing.objects.public().filter(kind=kind), language)
    return listings[start : start + per_page]


@prepared
def _countries_present(_today: date, column: str, *, kind: str) -> QuerySet:
    listings = Listing.objects.public().filter(kind=kind)
    present = Country.objects.filter(pk__in=listings.values("organisation__country"))
    return present.order_by().values_list("code", column, "name_en")


def country_choices(kind: str) -> Choices:
    """The countries that have listings of the kind, in the order of the reader's language."""
    language = current()
    rows = _countries_present(timezone.now().date(), _name_column(language), kind=kind)
    return _sorted(tuple(rows), language)


@lru_cache(maxsize=64)
def _sorted(rows: tuple[tuple[str, str, str], ...], language: str) -> Choices:
    named = [(code, name or english) for code, name, english in rows]
    return tuple(sorted(named, key=lambda row: sort_key(row[1], language)))


def _name_column(language: str) -> str:
    return NAME_COLUMNS.get(language, "name_en")


# What an entry of a list shows; instances of three models would cost four times as much.
COLUMNS = (
    "pk",
    "title",
    "summary",
    "language",
    "readiness",
    "first_published_at",
    "verified_until",
    "licence_kinds",
    "organisation__name",
    "organisation__slug",
)


def shown(listings: Any, language: str) -> Any:
    """A row for each, newest first: COLUMNS, and the country's name as `country`, `country_en`."""
    named = with_licences(listings.with_verified_until()).annotate(
        country=F(f"organisation__country__{_name_column(language)}"),
        country_en=F("organisation__country__name_en"),
    )
    rows = named.values_list(*COLUMNS, "country", "country_en", named=True)
    return rows.order_by("-first_published_at", "pk")


def with_licences(listings: Any) -> Any:
    """Each with `licence_kinds`: the codes of its terms, or None."""
    terms = LicenceTerms.objects.filter(listing=OuterRef("pk"))
    return listings.annotate(licence_kinds=Subquery(terms.values("kinds")[:1]))
