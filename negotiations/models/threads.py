"""What belongs to one request: messages, notes of one side, its history, who has read it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import AppendOnly, QuickLabels
from negotiations.enums import MessageKind, RequestStatus, Side
from negotiations.models.requests import ContactRequest


class Message(QuickLabels):
    """One word of one side to the other; `key` is the form's, so that a double click counts once."""

    request = models.ForeignKey(ContactRequest, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(
        _("kind"), max_length=8, choices=MessageKind.choices, default=MessageKind.PLAIN
    )
    side = models.CharField(max_length=9, choices=Side.choices)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        on_delete=models.PROTECT,
        related_name="request_messages",
    )
    at = models.DateTimeField(_("sent"))
    body = models.TextField(_("message"), max_length=5000)
    key = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "key"], name="negotiations_message_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"


class Note(models.Model):
    """What colleagues write to each other about a request; the other side never sees it."""

    request = models.ForeignKey(ContactRequest, on_delete=models.CASCADE, related_name="notes")
    side = models.CharField(max_length=9, choices=Side.choices)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        on_delete=models.PROTECT,
        related_name="request_notes",
    )
    at = models.DateTimeField(_("written"))
    body = models.TextField(_("note"), max_length=2000)

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class Event(QuickLabels, AppendOnly):
    """A change of state, as both sides may read it: which side did it, never which person."""

    request = models.ForeignKey(ContactRequest, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(_("when"))
    side = models.CharField(max_length=9, choices=Side.choices)
    status = models.CharField(_("state"), max_length=24, choices=RequestStatus.choices)

    class Meta:
        verbose_name = _("event")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.status}"


class ReadMark(models.Model):
    """Up to when a person has read a request."""

    request = models.ForeignKey(ContactRequest, on_delete=models.CASCADE, related_name="read_marks")
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="read_marks"
    )
    read_at = models.DateTimeField()

    class Meta:
        verbose_name = _("read mark")
        constraints = [
            models.UniqueConstraint(fields=["request", "reader"], name="negotiations_read_once")
        ]

    def __str__(self) -> str:
        return f"{self.read_at:%Y-%m-%d %H:%M}"
