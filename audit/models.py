"""Who did what to which object, kept as written."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.querysets import AuditEntryQuerySet
from core.models import AppendOnly


class AuditEntry(AppendOnly):
    """One thing somebody did. Names are copied, so that it reads the same after people leave.

    `action` is `noun.verbed`. `data` holds facts about the change, never secrets or free text of
    confidential objects.
    """

    at = models.DateTimeField(_("when"), default=timezone.now, editable=False, db_index=True)
    action = models.CharField(_("action"), max_length=80, db_index=True)
    # The account may be erased; the entry stays.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="audit_entries",
    )
    actor_name = models.CharField(_("name at the time"), max_length=200)
    data = models.JSONField(_("facts"), default=dict)
    # SHA-256 of all of the above and the subjects; see audit.chain.
    content = models.CharField(max_length=64, editable=False)

    objects: ClassVar[models.Manager] = models.Manager.from_queryset(AuditEntryQuerySet)()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-at", "-pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} ({self.actor_name})"

    @property
    def subjects_line(self) -> str:
        """What it is about, as named at the time."""
        return " · ".join(subject.object_name for subject in self.subjects.all())


class AuditSubject(AppendOnly):
    """One object an entry is about, with its name at the time."""

    entry = models.ForeignKey(AuditEntry, on_delete=models.PROTECT, related_name="subjects")
    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT)
    object_id = models.CharField(max_length=64)
    object_name = models.CharField(max_length=300)
    subject = GenericForeignKey()

    class Meta:
        # As they were named: PostgreSQL gives rows in any order.
        ordering = ["pk"]
        indexes = [models.Index(fields=["content_type", "object_id"], name="audit_subject_object")]
        default_permissions = ()

    def __str__(self) -> str:
        return self.object_name

    @property
    def kind(self) -> str:
        return f"{self.content_type.app_label}.{self.content_type.model}"


class AuditLink(AppendOnly):
    """The place of an entry in the chain; see audit.chain."""

    position = models.PositiveBigIntegerField(primary_key=True)
    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="link")
    digest = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.position}: {self.digest}"
