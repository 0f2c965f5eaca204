"""Files that one side sends to the other with a message."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core import addresses
from core.files import private_storage, random_name
from core.models import QuickLabels
from negotiations.enums import AttachmentState
from negotiations.models.threads import Message
from negotiations.querysets import AttachmentQuerySet

FOLDER = "threads"


def stored_name(attachment: MessageAttachment, filename: str) -> str:
    return random_name(FOLDER, filename)


class MessageAttachment(QuickLabels):
    """A file that was checked when it came, and is given out by one view that asks permission.

    `__str__` names nobody, as that of a request. Of an infected file the row stays, without bytes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    position = models.PositiveSmallIntegerField(editable=False)
    name = models.CharField(_("name"), max_length=200)
    file = models.FileField(
        _("file"), upload_to=stored_name, storage=private_storage, blank=True, editable=False
    )
    media_type = models.CharField(_("type"), max_length=60)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=9, choices=AttachmentState.choices)
    scanned_at = models.DateTimeField(_("checked for viruses"), null=True, editable=False)

    objects: ClassVar[models.Manager] = models.Manager.from_queryset(AttachmentQuerySet)()

    class Meta:
        verbose_name = _("file")
        ordering = ["position"]
        indexes = [
            models.Index(
                fields=["message"],
                condition=models.Q(state=AttachmentState.HELD),
                name="negotiations_held_files",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["message", "position"], name="negotiations_one_file_a_place"
            ),
            models.CheckConstraint(
                condition=models.Q(state=AttachmentState.INFECTED, file="")
                | (~models.Q(state=AttachmentState.INFECTED) & ~models.Q(file="")),
                name="negotiations_infected_has_no_bytes",
            ),
        ]

    def __str__(self) -> str:
        return f"File {str(self.pk)[:8]}"

    def get_absolute_url(self) -> str:
        return addresses.of_key("download_attachment", self.pk)

    @property
    def is_available(self) -> bool:
        return self.state in AttachmentState.AVAILABLE_STATES
