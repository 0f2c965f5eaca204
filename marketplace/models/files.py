"""Uploaded files: written once, never changed, used by drafts and by what is published."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.files import private_storage, random_name
from marketplace.querysets import StoredFileQuerySet
from partners.models import Organisation


def stored_name(stored: StoredFile, filename: str) -> str:
    return random_name("listings", filename)


class StoredFile(models.Model):
    """A file of one organisation. Revisions name it by its key; nobody edits it in place.

    Its bytes have no address of their own: one view streams them after asking permission.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT,
        related_name="files",
    )  # fmt: skip
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("uploaded by"), on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    file = models.FileField(_("file"), upload_to=stored_name, storage=private_storage)
    name = models.CharField(_("name"), max_length=200)
    media_type = models.CharField(_("type"), max_length=60)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    objects: ClassVar[models.Manager] = models.Manager.from_queryset(StoredFileQuerySet)()

    class Meta:
        verbose_name = _("file")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("show_file", args=[self.pk])

    @property
    def is_image(self) -> bool:
        return self.width is not None
