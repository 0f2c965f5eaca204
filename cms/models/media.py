"""Pictures and documents that editors publish. What members upload is kept elsewhere."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from core.files import private_storage


class EditorialImage(AbstractImage):
    """Says whose picture it is and under which licence, wherever it is shown."""

    credit = models.CharField(
        _("credit and licence"),
        max_length=200,
        blank=True,
        help_text=_("Who made it and under which licence we show it."),
    )

    admin_form_fields = (*Image.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        # Wagtail asks for the permissions of its own image model, whichever is in use.
        default_permissions = ()

    def __str__(self) -> str:
        return self.title


class EditorialRendition(AbstractRendition):
    image = models.ForeignKey(EditorialImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        default_permissions = ()
        unique_together = [("image", "filter_spec", "focal_point_key")]

    def __str__(self) -> str:
        return f"{self.image} ({self.filter_spec})"


class EditorialDocument(AbstractDocument):
    """Handed out by one view, which asks about the collection's privacy first.

    The file has no address of its own: what lies in the public storage is open to everybody who
    can guess its name.
    """

    file = models.FileField(_("file"), upload_to="documents", storage=private_storage)

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        default_permissions = ()
