"""Keeping away from each other, and telling staff."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import QuickLabels
from negotiations.enums import ReportStatus, Side
from negotiations.models.requests import ContactRequest
from negotiations.querysets import BlockQuerySet, ReportQuerySet
from partners.models import Organisation


class Block(models.Model):
    """`organisation` takes no more requests from `blocked`.

    One for each request that was the occasion: were there one for each pair, a second attempt would
    tell that an unnamed sender and a named one are the same.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="blocks")
    blocked = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="blocked_by")
    request = models.ForeignKey(ContactRequest, on_delete=models.CASCADE, related_name="blocks")
    at = models.DateTimeField(_("since"))

    objects: ClassVar[models.Manager] = models.Manager.from_queryset(BlockQuerySet)()

    class Meta:
        verbose_name = _("block")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "request"], name="negotiations_blocked_once"
            )
        ]

    def __str__(self) -> str:
        return f"Block {self.at:%Y-%m-%d}"


class Report(QuickLabels):
    """One side tells staff what is wrong with what the other does; staff decide with a reason."""

    request = models.ForeignKey(ContactRequest, on_delete=models.PROTECT, related_name="reports")
    side = models.CharField(_("reported by"), max_length=9, choices=Side.choices)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reported by"),
        on_delete=models.PROTECT,
        related_name="abuse_reports",
    )
    at = models.DateTimeField(_("reported"))
    text = models.TextField(_("what is wrong"), max_length=2000)
    status = models.CharField(
        _("state"), max_length=9, choices=ReportStatus.choices, default=ReportStatus.WAITING
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="decided_reports",
    )
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)

    objects: ClassVar[models.Manager] = models.Manager.from_queryset(ReportQuerySet)()

    class Meta:
        verbose_name = _("report of abuse")
        verbose_name_plural = _("reports of abuse")
        ordering = ["-at", "-pk"]
        default_permissions = ()
        permissions = [("handle_report", _("Can decide on reports of abuse"))]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "side"],
                condition=models.Q(status=ReportStatus.WAITING),
                name="negotiations_one_open_report",
            )
        ]

    def __str__(self) -> str:
        return f"Report on {self.request}"
