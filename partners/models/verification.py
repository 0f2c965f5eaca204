"""Whether an organisation is who it says: asked, evidenced, decided."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.files import private_storage, random_name
from countries.models import Country
from partners.enums import EvidenceKind, OrganisationKind, VerificationStatus
from partners.models.organisation import Organisation, OrganisationIdentifier
from partners.querysets import VerificationQuerySet


def in_words(facts: dict[str, str]) -> str:
    """What verification vouches for, in the active language."""
    kind = OrganisationKind(facts["kind"]).label
    return f"{facts['name']} · {kind} · {Country.objects.get(pk=facts['country']).name}"


def evidence_name(verification: Verification, filename: str) -> str:
    return random_name("evidence", filename)


class Verification(models.Model):
    """One request with its evidence and its decision; never reused for a second request.

    Granted means: checked by a person, valid until the end of `expires_on` (UTC). A date that
    has passed counts as expired whether or not the daily command has run.
    """

    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="verifications",
    )
    status = models.CharField(
        _("state"),
        max_length=10,
        choices=VerificationStatus.choices,
        default=VerificationStatus.REQUESTED,
    )
    evidence_kind = models.CharField(_("evidence"), max_length=15, choices=EvidenceKind.choices)
    email = models.EmailField(_("address at the organisation's domain"), blank=True)
    identifier = models.ForeignKey(
        OrganisationIdentifier,
        verbose_name=_("identifier"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
    )
    document = models.FileField(
        _("document"), storage=private_storage, upload_to=evidence_name, blank=True
    )
    document_name = models.CharField(max_length=200, blank=True, editable=False)
    note = models.TextField(_("note to the reviewer"), max_length=2000, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="requested_verifications"
    )
    requested_at = models.DateTimeField(_("requested"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="decided_verifications",
    )
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    reminded_on = models.DateField(null=True, editable=False)
    # What was verified, once the profile says something else; null while it says the same.
    verified_as = models.JSONField(null=True, editable=False)

    objects: ClassVar[models.Manager] = models.Manager.from_queryset(VerificationQuerySet)()

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(status=VerificationStatus.REQUESTED),
                name="partners_one_open_verification",
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(status__in=sorted(VerificationStatus.PUBLIC_STATES)),
                name="partners_one_public_verification",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=VerificationStatus.GRANTED)
                | models.Q(expires_on__isnull=False, decided_by__isnull=False),
                name="partners_granted_by_someone_until_some_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.state.label}"

    @property
    def state(self) -> VerificationStatus:
        """The status as of today: once its last day has passed, expired."""
        if self.status == VerificationStatus.GRANTED and not self.is_in_force:
            return VerificationStatus.EXPIRED
        return VerificationStatus(self.status)

    @property
    def is_outdated(self) -> bool:
        """Whether it stands although the profile has changed since."""
        return self.status == VerificationStatus.GRANTED and self.verified_as is not None

    @property
    def facts_verified(self) -> str:
        """In words of the active language, what was verified before the profile changed."""
        return in_words(self.verified_as) if self.verified_as else ""

    @property
    def facts_now(self) -> str:
        return in_words(self.organisation.facts_to_verify())

    @property
    def is_in_force(self) -> bool:
        return (
            self.status == VerificationStatus.GRANTED
            and self.expires_on is not None
            and self.expires_on >= timezone.now().date()
        )
