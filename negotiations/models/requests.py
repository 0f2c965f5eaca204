"""A request for contact: whose turn it is, what the sender has in mind, why it was declined."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core import addresses
from core.fields import CodesField
from core.models import QuickLabels, Timestamped
from marketplace.enums import Cooperation, LicenceKind
from marketplace.models import Listing
from marketplace.models.terms import country_codes
from negotiations.deadlines import last_day
from negotiations.enums import (
    DeclineCode,
    IntendedUse,
    RequestStatus,
    Start,
    Visibility,
)
from negotiations.querysets import ContactRequestQuerySet
from partners import isic
from partners.models import Organisation

if TYPE_CHECKING:
    from datetime import date


class ContactRequest(QuickLabels, Timestamped):
    """One organisation asks another about one of its listings.

    `__str__` names nobody: the record keeps it for good, and others may read it before the sender
    is known. `recipient` is the listing's organisation when it was sent. Moments are the
    database's: `awaited_since` is when the turn changed, `due_at` when it is too late for the
    answer, which is the end of `due_on` everywhere, and `next_step_at` when the next reminder, or
    the end, is.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    listing = models.ForeignKey(
        Listing,
        verbose_name=_("offer or need"),
        on_delete=models.PROTECT,
        related_name="contact_requests",
    )
    # Where a match led from: what of the sender's own fits what is asked about.
    own_listing = models.ForeignKey(
        Listing,
        verbose_name=_("own offer or need"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="requests_asked_for_it",
    )
    sender = models.ForeignKey(
        Organisation,
        verbose_name=_("sender"),
        on_delete=models.PROTECT,
        related_name="sent_requests",
    )
    recipient = models.ForeignKey(
        Organisation,
        verbose_name=_("recipient"),
        on_delete=models.PROTECT,
        related_name="received_requests",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        on_delete=models.PROTECT,
        related_name="contact_requests",
    )
    status = models.CharField(
        _("state"), max_length=24, choices=RequestStatus.choices, default=RequestStatus.DRAFT
    )
    visibility = models.CharField(
        _("how you are shown"),
        max_length=10,
        choices=Visibility.choices,
        default=Visibility.FULL,
    )
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)
    # When the recipient first asked, accepted or declined.
    answered_at = models.DateTimeField(_("first answered"), null=True, editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, editable=False)
    active_at = models.DateTimeField(_("last news"), null=True, editable=False)
    awaited_since = models.DateTimeField(null=True, editable=False)
    due_at = models.DateTimeField(_("answer due"), null=True, editable=False)
    next_step_at = models.DateTimeField(null=True, editable=False)
    reminders_sent = models.PositiveSmallIntegerField(default=0, editable=False)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("looked after by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="assigned_requests",
    )

    objects: ClassVar[models.Manager] = models.Manager.from_queryset(ContactRequestQuerySet)()

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        ordering = ["-active_at", "-created_at"]
        indexes = [
            models.Index(fields=["recipient", "-active_at"], name="negotiations_inbox"),
            models.Index(fields=["sender", "-active_at"], name="negotiations_outbox"),
            models.Index(fields=["next_step_at"], name="negotiations_next_step"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "sender"],
                condition=models.Q(status__in=sorted(RequestStatus.OPEN_STATES)),
                name="negotiations_one_open_request",
            ),
            models.UniqueConstraint(
                fields=["listing", "sender", "author"],
                condition=models.Q(status=RequestStatus.DRAFT),
                name="negotiations_one_draft",
            ),
            models.CheckConstraint(
                condition=~models.Q(sender=models.F("recipient")),
                name="negotiations_not_to_oneself",
            ),
            models.CheckConstraint(
                condition=models.Q(status=RequestStatus.DRAFT) | models.Q(sent_at__isnull=False),
                name="negotiations_sent_on_some_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=sorted(RequestStatus.UNDECIDED_STATES))
                | models.Q(due_at__isnull=False, next_step_at__isnull=False),
                name="negotiations_undecided_has_a_due_date",
            ),
        ]

    def __str__(self) -> str:
        return f"Request {str(self.pk)[:8]}"

    def get_absolute_url(self) -> str:
        return addresses.of_key("show_request", self.pk)

    @property
    def is_draft(self) -> bool:
        return self.status == RequestStatus.DRAFT

    @property
    def is_undecided(self) -> bool:
        return self.status in RequestStatus.UNDECIDED_STATES

    @property
    def is_in_contact(self) -> bool:
        return self.status == RequestStatus.ACCEPTED

    @property
    def due_on(self) -> date | None:
        """The last day for the answer; None while nobody has to answer."""
        return last_day(self.due_at) if self.due_at else None

    @property
    def names_are_open(self) -> bool:
        """Whether the recipient may know who the sender is; once known, it stays known."""
        return self.visibility == Visibility.FULL or self.accepted_at is not None


class Intention(QuickLabels):
    """What the sender has in mind, in shapes that compare with a listing's licence terms."""

    request = models.OneToOneField(
        ContactRequest, on_delete=models.CASCADE, related_name="intention"
    )
    cooperation = CodesField(
        _("kinds of cooperation sought"), vocabulary=lambda: Cooperation.choices
    )
    proposal = models.TextField(
        _("what you would like to do together"), max_length=2000, blank=True
    )
    unclear = models.TextField(_("what is still unclear to you"), max_length=2000, blank=True)
    about = models.TextField(_("who you are"), max_length=2000, blank=True)
    use = models.CharField(
        _("intended use"), max_length=12, choices=IntendedUse.choices, blank=True
    )
    licence_kinds = CodesField(_("kinds of licence"), vocabulary=lambda: LicenceKind.choices)
    divisions = CodesField(_("sectors of use"), vocabulary=lambda: list(isic.DIVISIONS.items()))
    territories = CodesField(_("countries of use"), vocabulary=country_codes)
    capacity = models.TextField(
        _("what you can bring: people, production, funds"), max_length=2000, blank=True
    )
    start = models.CharField(
        _("when you could begin"), max_length=5, choices=Start.choices, blank=True
    )
    # The version of the principles ("voluntary, on mutually agreed terms") that was accepted.
    principles = models.CharField(max_length=10, blank=True, editable=False)

    # The texts in which a sender could name themselves.
    TEXTS = ("proposal", "unclear", "about", "capacity")
    REQUIRED = ("cooperation", "proposal", "unclear", "about", "use")

    class Meta:
        verbose_name = _("intention")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class Decline(QuickLabels):
    """Why a request was declined; the sender reads all of it."""

    request = models.OneToOneField(ContactRequest, on_delete=models.CASCADE, related_name="decline")
    code = models.CharField(_("reason"), max_length=24, choices=DeclineCode.choices)
    note = models.TextField(_("a word to the sender"), max_length=2000, blank=True)
    suggestion = models.TextField(_("what could help them instead"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("reason for declining")

    def __str__(self) -> str:
        return str(self.get_code_display())
