"""Who belongs to an organisation, and who is asked to."""

from __future__ import annotations

import hashlib
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Timestamped
from partners.enums import Role
from partners.models.organisation import Organisation
from partners.querysets import InvitationQuerySet, MembershipQuerySet


class Membership(Timestamped):
    """A person's seat in an organisation. At least one seat is always an owner's (by action).

    `contact_rank` 1 is written to first; 2 is the second contact, to whom silence escalates.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    contact_rank = models.PositiveSmallIntegerField(
        _("contact"),
        null=True,
        blank=True,
        choices=[(1, _("First contact")), (2, _("Second contact"))],
    )

    objects: ClassVar[models.Manager] = models.Manager.from_queryset(MembershipQuerySet)()

    class Meta:
        verbose_name = _("member")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "user"], name="partners_member_once"),
            models.UniqueConstraint(
                fields=["organisation", "contact_rank"], name="partners_one_contact_per_rank"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"


class Invitation(Timestamped):
    """An offer of a seat, sent to one address; the link's token is kept only as its SHA-256.

    Open until accepted, declined or revoked, or until `expires_at`.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.EDITOR)
    language = models.CharField(
        _("language of the message"), max_length=10, choices=settings.LANGUAGES
    )
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sent_invitations"
    )
    expires_at = models.DateTimeField(_("valid until"))
    closed_at = models.DateTimeField(null=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="accepted_invitations",
    )

    objects: ClassVar[models.Manager] = models.Manager.from_queryset(InvitationQuerySet)()

    class Meta:
        verbose_name = _("invitation")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                Lower("email"),
                condition=models.Q(closed_at=None),
                name="partners_one_open_invitation",
            )
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and self.expires_at > timezone.now()

    @staticmethod
    def digest(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()
