"""What can be chosen beside words: every facet with its values, their names, and what they mean.

A listing in an index carries tokens, "facet:value" (`documents` makes them). Choosing a value is a
`Condition` on tokens. For most facets that is the token of the same name; what depends on today's
date or on the reader's country is put together when it is asked for, so that nothing in an index
goes out of date by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from babel import Locale
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.words import label, language_name
from countries.enums import CountryGroup, IncomeGroup
from countries.facts import CountryFacts, facts_of
from countries.models import Country
from marketplace.enums import (
    FacetScheme,
    LicenceKind,
    ListingKind,
    ListingType,
    PartnerKind,
    Readiness,
)
from marketplace.reading.places import places
from marketplace.reading.words import facet_label
from marketplace.vocabulary.sdg import GOALS, TARGETS
from marketplace.vocabulary.technology_fields import FIELDS
from marketplace.vocabulary.themes import THEMES
from partners import isic
from partners.enums import OrganisationKind
from search.geography import Geography, geography, region_names

if TYPE_CHECKING:
    from datetime import date

    from django.utils.functional import Promise

    from search.query import SearchQuery

# A code by BCP 47 in small letters, as far as listings carry one.
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,2}", re.A)
YES = ("yes",)
EVERYWHERE = "*"
# Has terms too: where something is wanted, and what could be paid for it.
A_NEED = f"kind:{ListingKind.NEED.value}"
WITHIN_DAYS = ("7", "30", "90", "365")
INCOMES = tuple(group for group in IncomeGroup.values if group != IncomeGroup.UNCLASSIFIED)


class Condition(NamedTuple):
    """A listing fits when it has one of the first tokens (or any, if there are none named) and
    none of the second."""

    any_of: tuple[str, ...]
    none_of: tuple[str, ...] = ()


class Asker(NamedTuple):
    """On which day is asked, and from which country; `facts` are those of that country."""

    today: date
    geography: Geography
    facts: CountryFacts | None = None

    @property
    def country(self) -> str:
        return self.facts.country_code if self.facts else ""


Means = Callable[[str, Asker], Condition]


@dataclass(frozen=True)
class Facet:
    """`values` are those that an address may name, `name` what a reader calls one.

    Without `means` a value is the token "code:value", and the engine counts what it finds; with it
    every value is asked for. `there_are` gives the values to somebody whose `Asker` has them at
    hand. A flag has one value, "yes".
    """

    code: str
    label: str | Promise
    values: Callable[[], Collection[str]]
    name: Callable[[str], str]
    means: Means | None = None
    needs_country: bool = False
    there_are: Callable[[Asker], Collection[str]] | None = None

    @property
    def is_flag(self) -> bool:
        return self.values is _only_yes

    def condition(self, value: str, asker: Asker) -> Condition:
        return self.means(value, asker) if self.means else Condition((f"{self.code}:{value}",))

    def choices(self, asker: Asker) -> list[tuple[str, Condition]]:
        """Every value with its condition; [] where the engine counts tokens, or cannot be asked."""
        if self.means is None or (self.needs_country and not asker.facts):
            return []
        values = self.there_are(asker) if self.there_are else self.values()
        return [(value, self.means(value, asker)) for value in values]


def asker_of(query: SearchQuery) -> Asker:
    """With what counts as true today."""
    today = timezone.now().date()
    country = Country(code=query.my_country)
    facts = facts_of(country, today) if query.my_country else None
    return Asker(today, geography(), facts)


def conditions(query: SearchQuery, asker: Asker) -> dict[str, Condition]:
    """What is chosen, by facet: a listing has to meet all of them."""
    found = {code: _any(FACETS[code], values, asker) for code, values in query.facets.items()}
    if query.readiness_from or query.readiness_to:
        levels = range(query.readiness_from or 1, (query.readiness_to or 9) + 1)
        chosen = query.facets.get("readiness")
        wanted = [str(n) for n in levels if not chosen or str(n) in chosen]
        # A range that ends before it begins has nothing in it.
        found["readiness"] = _any(FACETS["readiness"], tuple(wanted) or ("0",), asker)
    return found


def _any(facet: Facet, values: tuple[str, ...], asker: Asker) -> Condition:
    parts = [facet.condition(value, asker) for value in values]
    tokens = tuple(dict.fromkeys(token for part in parts for token in part.any_of))
    return Condition(tokens, parts[0].none_of if len(parts) == 1 else ())


def known_countries() -> Collection[str]:
    return places().names


# --- What the derived ones mean -----------------------------------------------------------------


def _in_region(value: str, asker: Asker) -> Condition:
    return _in_countries(asker.geography.regions.get(value, frozenset()))


def _of_income(value: str, asker: Asker) -> Condition:
    return _in_countries(asker.geography.incomes.get(value, frozenset()))


def _in_countries(codes: Collection[str]) -> Condition:
    return Condition(tuple(f"country:{code}" for code in sorted(codes)) or ("country:",))


def _available(_value: str, asker: Asker) -> Condition:
    here = (f"territory:{asker.country}", f"territory:{EVERYWHERE}")
    return Condition(here, (f"territory:-{asker.country}", A_NEED))


def _no_right(_value: str, asker: Asker) -> Condition:
    return Condition(("kind:offer",), (f"right:{asker.country}", f"right:{EVERYWHERE}"))


def _royalty_free(_value: str, asker: Asker) -> Condition:
    return Condition((f"royalty_free:{royalty_class(asker.facts)}",), (A_NEED,))


def royalty_class(facts: CountryFacts | None) -> str:
    """What of a country's facts decides on royalties, as one word."""
    if facts is None:
        return ""
    group = "ldc" if facts.is_in(CountryGroup.LDC) else "other"
    return f"{group}+{facts.income_group or ''}"


def _within(value: str, asker: Asker) -> Condition:
    days = (asker.today - timedelta(days=back) for back in range(int(value)))
    return Condition(tuple(f"day:{day.isoformat()}" for day in days))


# --- Names --------------------------------------------------------------------------------------


def _of(choices: type) -> tuple[Callable[[], Collection[str]], Callable[[str], str]]:
    values = tuple(str(value) for value in choices.values)
    return (lambda: values), (lambda value: label(choices, value))


def _readiness(value: str) -> str:
    if not value.isdecimal():
        return value
    return f"{value} – {label(Readiness, int(value))}"


def _days(value: str) -> str:
    number = int(value)
    return ngettext("The last day", "The last %(days)d days", number) % {"days": number}


def _only_yes() -> Collection[str]:
    return YES


def _yes(_value: str) -> str:
    return gettext("Yes")


class _Languages:
    """Codes by BCP 47, in small letters, whose language has a name."""

    def __init__(self) -> None:
        self._known = frozenset(Locale("en").languages)

    def __contains__(self, code: object) -> bool:
        is_code = isinstance(code, str) and LANGUAGE.fullmatch(code)
        return bool(is_code) and str(code).split("-")[0] in self._known


_languages = _Languages()
_EXCLUSIVITY = {
    "exclusive": frozenset(
        {LicenceKind.EXCLUSIVE, LicenceKind.SOLE, LicenceKind.EXCLUSIVE_IN_FIELD}
    ),
    "non_exclusive": frozenset(
        {LicenceKind.NON_EXCLUSIVE, LicenceKind.OPEN, LicenceKind.LICENCE_OF_RIGHT}
    ),
}


def exclusivity(kinds: Collection[str]) -> list[str]:
    """Whether licences of these kinds leave room for others; neither says nothing of it."""
    return [value for value, of in _EXCLUSIVITY.items() if of & set(kinds)]


def _flag(code: str, label_: str | Promise, means: Means | None = None) -> Facet:
    return Facet(code, label_, _only_yes, _yes, means, needs_country=means is not None)


_ALL = (
    Facet("kind", _("Kind"), *_of(ListingKind)),
    Facet("type", _("Type"), *_of(ListingType)),
    Facet("theme", FacetScheme.THEME.label, lambda: THEMES.codes, THEMES.label),
    Facet("field", FacetScheme.FIELD.label, lambda: FIELDS.codes, FIELDS.label),
    Facet("sdg", _("Sustainable Development Goal"), lambda: GOALS.codes, GOALS.label),
    Facet("target", FacetScheme.SDG.label, lambda: TARGETS.codes, TARGETS.label),
    Facet(
        "sector", FacetScheme.DIVISION.label, lambda: isic.DIVISIONS,
        lambda code: facet_label(FacetScheme.DIVISION, code),
    ),
    Facet("readiness", _("Readiness"), lambda: tuple(map(str, Readiness.values)), _readiness),
    Facet("institution", _("Kind of organisation"), *_of(OrganisationKind)),
    Facet("country", _("Country"), known_countries, lambda code: places().names.get(code, code)),
    Facet(
        "region", _("Region"), lambda: geography().regions,
        lambda code: region_names().get(code, code), _in_region,
        there_are=lambda asker: asker.geography.regions,
    ),
    Facet(
        "income", _("Income group"), lambda: INCOMES,
        lambda code: label(IncomeGroup, code), _of_income,
    ),
    _flag("sme", _("Small or medium-sized enterprise")),
    Facet("licence", _("Licence"), *_of(LicenceKind)),
    Facet(
        "exclusivity", _("Exclusivity"), lambda: tuple(_EXCLUSIVITY),
        lambda code: label(LicenceKind, code),
    ),
    _flag("available", _("Available in my country"), _available),
    _flag("royalty_free", _("Royalty-free in my country"), _royalty_free),
    _flag("no_right", _("No right declared in my country"), _no_right),
    _flag("know_how", _("Know-how included")),
    _flag("training", _("Training included")),
    Facet("partner", FacetScheme.PARTNER.label, *_of(PartnerKind)),
    Facet("language", _("Language"), lambda: _languages, language_name),  # type: ignore[arg-type,return-value]
    Facet("date", _("Published"), lambda: WITHIN_DAYS, _days, _within),
)  # fmt: skip
FACETS: dict[str, Facet] = {facet.code: facet for facet in _ALL}
