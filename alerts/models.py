"""What people want to be told of, and what they were told.

A search is kept as it was asked and, beside that, as what listings are held against: terms and
tokens (`compiled`) and the keys under which it is looked up (`SearchKey`). Both can be made again
from the query at any time; `stamp` says by which rules they were made.
"""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import urlencode

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.enums import Frequency
from alerts.querysets import SavedSearchQuerySet
from marketplace.models import Listing


class SavedSearch(models.Model):
    """`query` is `SearchQuery.to_json()` without a page."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches"
    )
    name = models.CharField(_("name"), max_length=120)
    query = models.JSONField()
    frequency = models.CharField(max_length=10, choices=Frequency)
    created_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    compiled = models.JSONField(default=dict)
    stamp = models.CharField(max_length=100, default="")

    objects: ClassVar[SavedSearchQuerySet] = SavedSearchQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["person", "-created_at"], name="alerts_search_of_person"),
            models.Index(fields=["stamp"], name="alerts_search_stamp"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_paused(self) -> bool:
        return self.frequency == Frequency.PAUSED

    @property
    def results_address(self) -> str:
        """The page that answers this search."""
        return f"{reverse('search_listings')}?{urlencode(self.query, doseq=True)}"


class SearchKey(models.Model):
    """A listing that fits the search carries at least one of its keys (`alerts.keys`)."""

    search = models.ForeignKey(SavedSearch, models.CASCADE, db_index=False)
    key = models.CharField(max_length=80)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["key", "search"], name="alerts_searchkey_once")
        ]
        indexes = [models.Index(fields=["search"], name="alerts_searchkey_search")]

    def __str__(self) -> str:
        return self.key


class Announcement(models.Model):
    """That a listing is new to the public, which it is once; open until all searches were tried.

    `noted_at` is when it was last changed, `listed_at` since when the page of results has it as it
    was changed.
    """

    listing = models.OneToOneField(Listing, models.CASCADE, primary_key=True)
    noted_at = models.DateTimeField(default=timezone.now)
    listed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["noted_at"],
                condition=models.Q(done_at__isnull=True),
                name="alerts_announcement_open",
            )
        ]

    def __str__(self) -> str:
        return str(self.listing_id)


class Find(models.Model):
    """That a search finds a new listing. `score` is how much of the words it has; `is_handled`
    says that it was told, or will not be."""

    search = models.ForeignKey(SavedSearch, models.CASCADE, related_name="finds", db_index=False)
    listing = models.ForeignKey(Listing, models.CASCADE)
    score = models.PositiveSmallIntegerField(default=0)
    found_at = models.DateTimeField(default=timezone.now)
    is_handled = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["search", "listing"], name="alerts_find_once")
        ]
        indexes = [
            models.Index(
                fields=["search", "found_at"],
                condition=models.Q(is_handled=False),
                name="alerts_find_to_be_told",
            )
        ]

    def __str__(self) -> str:
        return f"{self.search_id}: {self.listing_id}"


class Telling(models.Model):
    """That a person was told of a listing: never again, by whatever search."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tellings")
    listing = models.ForeignKey(Listing, models.CASCADE)
    told_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["person", "listing"], name="alerts_telling_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.listing_id}"
