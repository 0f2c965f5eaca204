"""What the home page reads from the database. Everybody opens it, so each query is prepared."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, F, OuterRef, Q, Value
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from cms import navigation
from cms.models import FeaturedGuide, HomePage
from core.prepared import prepared
from core.templatetags.chrome import language_homes
from countries.models import NAME_COLUMNS
from marketplace.enums import ListingKind
from marketplace.models import Listing
from partners.models import Organisation

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

NEWEST = 6
# The other columns are read if something asks for them, such as the editors' bar.
SHOWN = (
    "title",
    "seo_title",
    "search_description",
    "headline",
    "introduction",
    "look_title",
    "look_text",
    "offer_title",
    "offer_text",
    "need_title",
    "need_text",
)
HOME, GUIDE = "home", "guide"


class Entry(NamedTuple):
    """One line: a title in its own language, and where it comes from."""

    url: str
    title: str
    language: str
    country: str


class Links(NamedTuple):
    """`entries`: addresses of a listing and of an organisation, with %s for the key."""

    search: str
    offers: str
    needs: str
    organisations: str
    start_offer: str
    start_need: str
    entries: tuple[str, str]


class Around(NamedTuple):
    """`guides` as `navigation.guides`; `addresses` as `navigation.translations`, of a home page."""

    guides: list[navigation.Teaser]
    addresses: dict[str, str]


class News(NamedTuple):
    offers: list[Entry]
    needs: list[Entry]
    organisations: list[Entry]
    organisation_count: int
    country_count: int


# --- The page itself ------------------------------------------------------------------------


def home_page(language: str) -> HomePage | None:
    """The home page in `language`, if there is one for everybody to read."""
    found = _home_pages(language)
    return found[0] if found and not found[0].is_restricted else None


def around(home: HomePage) -> Around:
    """What a published home page leads to within the tree, in one query."""
    language = home.language_code
    guides, present = [], set()
    for kind, _place, where, title, description in sorted(_around(home=home.pk)):
        if kind == GUIDE:
            address = navigation.address(language, where)
            guides.append(navigation.Teaser(address, title, description))
        else:
            present.add(where)
    homes = language_homes()
    return Around(guides, {code: homes[code] for code in NAME_COLUMNS if code in present})


def _homes() -> QuerySet[HomePage]:
    return HomePage.objects.filter(depth=navigation.HOME_DEPTH, live=True)


@prepared
def _home_pages(language: str) -> QuerySet[HomePage]:
    above_or_here = Q(page=OuterRef("pk")) | Q(page__depth__lt=navigation.HOME_DEPTH)
    restrictions = PageViewRestriction.objects.filter(above_or_here)
    homes = _homes().filter(locale__language_code=language).only(*SHOWN)
    return homes.annotate(
        language_code=F("locale__language_code"), is_restricted=Exists(restrictions)
    )


@prepared
def _around(*, home: int) -> QuerySet:
    """Rows of (kind, place, where, title, description)."""
    featured = FeaturedGuide.objects.filter(home=home, guide__live=True).order_by()
    none = Value("")
    homes = _homes().order_by()
    return featured.values_list(
        Value(GUIDE),
        "sort_order",
        "guide__url_path",
        "guide__title",
        "guide__search_description",
    ).union(homes.values_list(Value(HOME), Value(0), "locale__language_code", none, none), all=True)


# --- Where it leads ---------------------------------------------------------------------------


@lru_cache(maxsize=32)
def links(_language: str) -> Links:
    """Addresses in the active language; they depend on nothing else."""
    unused = UUID(int=0)
    listing = reverse("show_listing", args=[unused]).replace("%", "%%")
    organisation = reverse("show_organisation", args=["unused-slug"]).replace("%", "%%")
    return Links(
        search=reverse("search_listings"),
        offers=reverse("list_offers"),
        needs=reverse("list_needs"),
        organisations=reverse("list_organisations"),
        start_offer=reverse("start_offer"),
        start_need=reverse("start_need"),
        entries=(
            listing.replace(str(unused), "%s"),
            organisation.replace("unused-slug", "%s"),
        ),
    )


# --- What is new ------------------------------------------------------------------------------


def news(language: str) -> News:
    """What is newest, with country names in `language`, and how many take part."""
    today = timezone.now().date()
    listing, organisation = links(language).entries
    ((organisation_count, country_count),) = _numbers(today)
    return News(
        offers=_entries(listing, _newest_listings(language, ListingKind.OFFER.value, today)),
        needs=_entries(listing, _newest_listings(language, ListingKind.NEED.value, today)),
        organisations=_entries(organisation, _newest_organisations(language, today)),
        organisation_count=organisation_count,
        country_count=country_count,
    )


def _entries(frame: str, rows: list[tuple[Any, str, str, str]]) -> list[Entry]:
    return [Entry(frame % key, *rest) for key, *rest in rows]


@prepared
def _newest_listings(language: str, kind: str, _today: date) -> QuerySet:
    newest = Listing.objects.public().filter(kind=kind).order_by("-first_published_at", "-pk")
    return newest.values_list(
        "pk", "title", "language", f"organisation__country__{NAME_COLUMNS[language]}"
    )[:NEWEST]


@prepared
def _newest_organisations(language: str, _today: date) -> QuerySet:
    verified = Organisation.objects.visible_to(AnonymousUser()).verified()
    return verified.order_by("-created_at", "-pk").values_list(
        "slug", "name", "language", f"country__{NAME_COLUMNS[language]}"
    )[:NEWEST]


@prepared
def _numbers(_today: date) -> QuerySet:
    visible = Organisation.objects.visible_to(AnonymousUser()).order_by()
    return (
        visible.values_list(Value(1))
        .annotate(organisations=Count("pk"), countries=Count("country", distinct=True))
        .values_list("organisations", "countries")
    )
