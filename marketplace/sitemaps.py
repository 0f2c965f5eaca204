"""Addresses of what is public, for search engines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.sitemaps import Sitemap

from marketplace.models import Listing

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet


class ListingSitemap(Sitemap):
    i18n = alternates = x_default = True
    limit = 1000

    def items(self) -> QuerySet[Listing]:
        fields = ("pk", "last_published_at")
        return Listing.objects.public().only(*fields).order_by("pk")

    def lastmod(self, item: Listing) -> datetime:
        return item.last_published_at
