"""Uploaded documents: extension, declared content and first bytes have to agree."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import filetype
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

# What evidence comes as: a scan or a print-out. Office files are left out, macros and all.
KINDS = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}


class EvidenceField(forms.FileField):
    """Accepts a PDF, PNG or JPEG whose first bytes are what its name says.

    Raises ValidationError with a sentence that says what is accepted.
    """

    widget = forms.FileInput(attrs={"accept": ",".join(KINDS)})

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if upload:
            self._check(upload)
        return upload

    def _check(self, upload: UploadedFile) -> None:
        if (upload.size or 0) > settings.MAX_DOCUMENT_BYTES:
            raise ValidationError(
                _("The document is larger than %(limit)d MB.")
                % {"limit": settings.MAX_DOCUMENT_BYTES // (1024 * 1024)},
                code="too_large",
            )
        head = upload.read(8192)
        upload.seek(0)
        found = filetype.guess_mime(head)
        expected = KINDS.get(PurePath(upload.name or "").suffix.lower())
        if expected is None or found != expected:
            raise ValidationError(
                _("Send a PDF, PNG or JPEG file whose ending says which it is."), code="wrong_kind"
            )
