"""Offers and needs: the row that lists, cards and addresses are made of."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)

from core import addresses
from core.models import Timestamped
from marketplace.enums import FacetScheme, ListingKind, ListingStatus, ListingType, Readiness
from marketplace.models.base import DraftTree, Part, part_of
from marketplace.querysets import ListingQuerySet
from marketplace.reading import presentation
from marketplace.vocabulary.spdx import CONTENT_LICENCES
from partners.models import Organisation
from partners.models.organisation import one_line

if TYPE_CHECKING:
    from django.http import HttpRequest


class Listing(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    DraftTree,
    Timestamped,
):
    """A technology that an organisation offers, or a problem it wants solved.

    One table for both kinds: whatever refers to "an offer or a need" refers to a listing. The
    row and its parts hold what is, or was last, public; what is being written lies in revisions.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=5, choices=ListingKind.choices)
    type = models.CharField(
        _("type"), max_length=20, choices=ListingType.choices, default=ListingType.TECHNOLOGY
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="listings",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        on_delete=models.PROTECT,
        related_name="listings",
    )
    language = models.CharField(_("language"), max_length=12)
    title = models.CharField(_("title"), max_length=120, validators=[one_line])
    summary = models.TextField(_("summary"), max_length=500)
    description = models.TextField(_("description"), max_length=4000, blank=True)
    readiness = models.PositiveSmallIntegerField(
        _("technology readiness level"),
        choices=Readiness.choices,
        null=True,
        blank=True,
        help_text=_("Of an offer: the level reached. Of a need: the lowest level that will do."),
    )
    content_licence = models.CharField(
        _("licence of this text"),
        max_length=20,
        choices=list(CONTENT_LICENCES.items()),
        default="CC-BY-4.0",
    )
    status = models.CharField(
        _("state"),
        max_length=10,
        choices=ListingStatus.choices,
        default=ListingStatus.DRAFT,
        editable=False,
    )
    expires_on = models.DateField(_("last day"), null=True, blank=True, editable=False)
    reminded_on = models.DateField(_("last reminder"), null=True, blank=True, editable=False)

    objects: ClassVar[models.Manager] = models.Manager.from_queryset(ListingQuerySet)()

    # Wagtail would look through all parts after every save, for uses of pages and pictures that
    # listings never refer to.
    wagtail_reference_index_ignore = True

    # What belongs to the listing as a whole. A revision must not bring back an old value.
    KEPT = (
        "kind",
        "organisation_id",
        "author_id",
        "status",
        "expires_on",
        "reminded_on",
        "created_at",
    )

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        ordering = ["-first_published_at", "-created_at"]
        permissions = [("review_listing", _("Can review listings"))]
        indexes = [
            models.Index(fields=["kind", "live", "-first_published_at"], name="marketplace_newest"),
            models.Index(fields=["status", "expires_on"], name="marketplace_expiring"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(live=False)
                | models.Q(
                    status=ListingStatus.PUBLISHED,
                    first_published_at__isnull=False,
                    expires_on__isnull=False,
                ),
                name="marketplace_live_is_published",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    *(
                        models.Q(kind=kind, type__in=types)
                        for kind, types in ListingType.OF_KIND.items()
                    ),
                    _connector=models.Q.OR,
                ),
                name="marketplace_type_of_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return addresses.of_key("show_listing", self.pk)

    @property
    def is_offer(self) -> bool:
        return self.kind == ListingKind.OFFER

    @property
    def is_published(self) -> bool:
        """In a state that everybody may see, if they may see the organisation."""
        return self.status in ListingStatus.PUBLIC_STATES and not self.is_past_its_day

    @property
    def is_past_its_day(self) -> bool:
        return self.expires_on is not None and self.expires_on < timezone.now().date()

    def codes(self, scheme: str) -> list[str]:
        """The codes by which it is found in one scheme, in the author's order."""
        return [facet.code for facet in self.facets.all() if facet.scheme == scheme]

    # --- Drafts ---------------------------------------------------------------------------------

    def with_content_json(self, content: dict[str, Any]) -> Listing:
        listing = super().with_content_json(content)
        for name in self.KEPT:
            setattr(listing, name, getattr(self, name))
        for name in (
            "last_published_at",
            "live_revision_id",
            "locked",
            "locked_at",
            "locked_by_id",
        ):
            setattr(listing, name, getattr(self, name))
        return listing

    @property
    def draft_token(self) -> str:
        """Names the state of the draft that a form was made from; another after every save."""
        revision = self.latest_revision
        return f"{revision.pk}.{revision.created_at.isoformat()}" if revision else ""

    # --- Preview --------------------------------------------------------------------------------

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "marketplace/listing_show.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        return super().get_preview_context(request, mode_name) | presentation.context(self, request)


class Facet(Part):
    """One code by which a listing is found, in one scheme: a theme, a symbol, a target, a word."""

    listing = part_of("facets")
    scheme = models.CharField(_("scheme"), max_length=12, choices=FacetScheme.choices)
    code = models.CharField(_("code"), max_length=60)

    class Meta(Part.Meta):
        verbose_name = _("classification")
        indexes = [
            models.Index(fields=["scheme", "code", "listing"], name="marketplace_facet_found")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "scheme", "code"], name="marketplace_facet_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.scheme}: {self.code}"
