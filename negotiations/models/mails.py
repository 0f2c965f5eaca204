"""What came in by e-mail; nothing of what it said."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from negotiations.enums import MailOutcome
from negotiations.models.requests import ContactRequest


class ReceivedMail(models.Model):
    """A letter of one person about one request, so that one handed over twice counts once.

    `key` is made of its Message-ID, or of what it says where it has none.
    """

    request = models.ForeignKey(ContactRequest, on_delete=models.CASCADE, related_name="mails")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="received_mails"
    )
    key = models.CharField(max_length=64)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=MailOutcome.choices)

    class Meta:
        verbose_name = _("reply by e-mail")
        constraints = [
            models.UniqueConstraint(
                fields=["request", "person", "key"], name="negotiations_mail_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.outcome}"
