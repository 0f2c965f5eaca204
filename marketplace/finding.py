"""The filters of the lists of offers and needs, and what they find."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.db.models import Count, Exists, OuterRef, Subquery, Value
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.prepared import prepared
from countries.collation import sort_key
from countries.models import NAME_COLUMNS, Country
from marketplace.enums import FacetScheme, ListingType, Readiness
from marketplace.models import Facet, LicenceTerms, Listing
from marketplace.published import SHOWN
from marketplace.vocabulary.sdg import GOALS, TARGETS
from marketplace.vocabulary.technology_fields import FIELDS
from marketplace.vocabulary.themes import THEMES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from django.db.models import QuerySet
    from django.http import QueryDict

SEVERAL = ("country", "type", FacetScheme.THEME.value, FacetScheme.FIELD.value, "sdg")


class Chosen(NamedTuple):
    """A filter that is on, in words, and the address of the list without it."""

    label: str
    address: str


class FindForm(forms.Form):
    """Words and choices, several of each; wrong values are ignored, not scolded."""

    asks_nothing = True  # so no field is marked as optional

    q = forms.CharField(label=_("Words"), required=False, max_length=200)
    country = forms.MultipleChoiceField(label=_("Country"), required=False)
    type = forms.MultipleChoiceField(label=_("Type"), required=False)
    theme = forms.MultipleChoiceField(
        label=_("Technology theme"), required=False, choices=lambda: THEMES.choices()
    )
    field = forms.MultipleChoiceField(
        label=_("Technology field"), required=False, choices=lambda: FIELDS.choices()
    )
    sdg = forms.MultipleChoiceField(
        label=_("Sustainable Development Goal"), required=False, choices=lambda: GOALS.choices()
    )
    readiness_from = forms.TypedChoiceField(label=_("Readiness from"), required=False, coerce=int)
    readiness_to = forms.TypedChoiceField(label=_("Readiness to"), required=False, coerce=int)

    def __init__(self, data: QueryDict, *, kind: str) -> None:
        super().__init__(data)
        self.kind = kind
        self.fields["country"].choices = country_choices(kind)
        types = ListingType.OF_KIND[kind]
        self.fields["type"].choices = [(code, ListingType(code).label) for code in types]
        for name in ("readiness_from", "readiness_to"):
            self.fields[name].choices = [("", "–"), *((n, str(n)) for n in Readiness.values)]
        self.asked = self._understood(data)

    def _understood(self, data: QueryDict) -> dict[str, Any]:
        """Of each filter those values that are among its choices."""
        found: dict[str, Any] = {"q": data.get("q", "")[:200].replace("\0", "").strip()}
        for name in SEVERAL:
            known = {str(code) for code, _label in self.fields[name].choices}
            found[name] = [v for v in dict.fromkeys(data.getlist(name)) if v in known]
        for name in ("readiness_from", "readiness_to"):
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
            words = {str(code): label for code, label in self.fields[name].choices}
            for code in self.asked[name]:
                yield name, code, str(words[code])
        for name in ("readiness_from", "readiness_to"):
            if self.asked[name]:
                yield name, "", f"{self.fields[name].label} {self.asked[name]}"

    def levels(self) -> list[tuple[str, str, int | None]]:
        """For each end of the range of readiness: its name, its label, the level chosen."""
        ends = ("readiness_from", "readiness_to")
        return [(name, str(self.fields[name].label), self.asked[name]) for name in ends]

    def groups(self) -> list[tuple[str, str, list[tuple[str, str, bool]], bool]]:
        """For each filter with boxes: its label, its name, its choices, whether one is chosen."""
        return [
            (
                str(self.fields[name].label),
                name,
                [
                    (str(code), str(label), str(code) in self.asked[name])
                    for code, label in self.fields[name].choices
                ],
                bool(self.asked[name]),
            )
            for name in SEVERAL
        ]


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

    def __getitem__(self, part: slice) -> list[Listing]:
        """A whole page: what a paginator asks for."""
        return _one_page(self.today, part.start, self.per_page, kind=self.kind)


@prepared
def _how_many(_today: date, *, kind: str) -> QuerySet:
    listings = Listing.objects.public().filter(kind=kind).order_by()
    return listings.values_list(Value(1)).annotate(number=Count("pk")).values_list("number")


@prepared
def _one_page(_today: date, start: int, per_page: int, *, kind: str) -> QuerySet:
    listings = shown(Listing.objects.public().filter(kind=kind))
    return listings[start : start + per_page]


@prepared
def _countries_present(_today: date, column: str, *, kind: str) -> QuerySet:
    listings = Listing.objects.public().filter(kind=kind)
    present = Country.objects.filter(pk__in=listings.values("organisation__country"))
    return present.order_by().values_list("code", column, "name_en")


def country_choices(kind: str) -> list[tuple[str, str]]:
    """The countries that have listings of the kind, in the order of the reader's language."""
    language = get_language() or "en"
    column = NAME_COLUMNS.get(language, "name_en")
    rows = _countries_present(timezone.now().date(), column, kind=kind)
    named = [(code, name or english) for code, name, english in rows]
    return sorted(named, key=lambda row: sort_key(row[1], language))


def shown(listings: Any) -> Any:
    """What an entry of a list needs of each, newest first."""
    whole = with_licences(listings.with_organisation()).only(*SHOWN)
    return whole.order_by("-first_published_at", "pk")


def with_licences(listings: Any) -> Any:
    """Each with `licence_kinds`: the codes of its terms, or None."""
    terms = LicenceTerms.objects.filter(listing=OuterRef("pk"))
    return listings.annotate(licence_kinds=Subquery(terms.values("kinds")[:1]))
