"""The map of public addresses for search engines. Hosts are named as in SITE_URL, always."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as django_views
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Page

from cms import navigation
from marketplace.sitemaps import ListingSitemap
from partners.models import Organisation

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse


class PublicSitemap(Sitemap):
    """Each item once per language, each time with the addresses in all others."""

    i18n = True
    alternates = True
    x_default = True
    limit = 2000
    protocol = urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: object = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class TranslatedPage(NamedTuple):
    """One page in all its languages: language code -> place in the tree."""

    paths: dict[str, str]
    changed_at: datetime | None


class PageSitemap(PublicSitemap):
    """Published pages that no privacy setting covers."""

    def items(self) -> list[TranslatedPage]:
        pages = Page.objects.filter(depth__gte=navigation.HOME_DEPTH).live().public()
        rows = pages.order_by("translation_key", "path").values_list(
            "translation_key", "locale__language_code", "url_path", "last_published_at"
        )
        return [
            _translated_page([row[1:] for row in group])
            for _key, group in groupby(rows, key=lambda row: row[0])
        ]

    def get_languages_for_item(self, item: TranslatedPage) -> list[str]:
        return list(item.paths)

    def location(self, item: TranslatedPage) -> str:
        language = get_language() or settings.LANGUAGE_CODE
        return navigation.address(language, item.paths[language])

    def lastmod(self, item: TranslatedPage) -> datetime | None:
        return item.changed_at


def _translated_page(rows: list[tuple[str, str, datetime | None]]) -> TranslatedPage:
    changes = [changed for _code, _path, changed in rows if changed]
    return TranslatedPage({code: path for code, path, _changed in rows}, max(changes, default=None))


class OrganisationSitemap(PublicSitemap):
    """Profiles that everybody may see."""

    def items(self) -> QuerySet[Organisation]:
        return Organisation.objects.visible_to(AnonymousUser()).only("slug", "updated_at")

    def lastmod(self, item: Organisation) -> datetime:
        return item.updated_at


class PublicListingSitemap(PublicSitemap, ListingSitemap):
    """Published offers and needs, under our own host."""


SECTIONS: dict[str, type[PublicSitemap]] = {
    "pages": PageSitemap,
    "organisations": OrganisationSitemap,
    "listings": PublicListingSitemap,
}


@require_safe
@cache_control(max_age=3600, public=True)
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The list of the maps, one per section and page of it."""
    addresses = []
    for name, section in SECTIONS.items():
        base = settings.SITE_URL + reverse("sitemap_section", args=[name])
        pages = section().paginator.num_pages
        addresses += [base, *(f"{base}?p={number}" for number in range(2, pages + 1))]
    return TemplateResponse(
        request,
        "sitemap_index.xml",
        {"sitemaps": [{"location": address} for address in addresses]},
        content_type="application/xml",
    )


@require_safe
@cache_control(max_age=3600, public=True)
def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    """One part of the map; `?p=2` for its second page."""
    return django_views.sitemap(request, {**SECTIONS}, section=section)
