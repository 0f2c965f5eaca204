"""Pictures and documents that are shown with a listing."""

from __future__ import annotations

import hashlib
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from PIL import Image

from core.documents import EvidenceField
from core.images import RasterImageField
from core.pdfs import cleaned_pdf
from marketplace.actions.files import Upload
from marketplace.formsets import StepForm

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

# Enough for a screen of double density; more is weight for readers on slow lines.
BOX = (1600, 1600)
LONGEST_NAME = 200
IMAGES = (".png", ".jpg", ".jpeg", ".webp", ".gif")
ACCEPTED = (".pdf", *IMAGES)


class UploadField(forms.FileField):
    """A PDF that was cleaned, or a picture re-encoded; cleans to an `Upload`.

    What a file is, its content decides. Raises ValidationError with a sentence that says what is
    accepted.
    """

    widget = forms.FileInput(attrs={"accept": ",".join(ACCEPTED)})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._image = RasterImageField(box=BOX, photograph=True, required=False)
        self._document = EvidenceField(required=False)

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if not upload:
            return None
        suffix = PurePath(upload.name or "").suffix.lower()
        if suffix == ".pdf":
            return _document(self._document.clean(upload))
        if suffix in IMAGES:
            return _picture(self._image.clean(upload), upload)
        raise ValidationError(
            _t("Send a PDF, or a picture as PNG, JPEG, WebP or GIF."), code="wrong_kind"
        )


def _document(upload: UploadedFile) -> Upload:
    return _described(upload.name or "", "application/pdf", cleaned_pdf(upload.read()))


def _picture(encoded: ContentFile, original: UploadedFile) -> Upload:
    content = encoded.read()
    with Image.open(ContentFile(content)) as image:
        width, height = image.size
    name = f"{PurePath(original.name or '').stem}.webp"
    return _described(name, "image/webp", content, width, height)


def _described(
    name: str, media_type: str, content: bytes, width: int | None = None, height: int | None = None
) -> Upload:
    printable = "".join(sign for sign in name if sign.isprintable())
    return Upload(
        file=ContentFile(content, name=name),
        name=printable[-LONGEST_NAME:],
        media_type=media_type,
        sha256=hashlib.sha256(content).hexdigest(),
        width=width,
        height=height,
    )


class UploadingForm(StepForm):
    """The step of files: its rows, and one more to send."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["upload"] = UploadField(
            label=_("Send a picture or a document"),
            required=False,
            help_text=_(
                "PDF up to 10 MB; PNG, JPEG, WebP or GIF up to 5 MB. What is written in them about "
                "author, place and camera is removed, and so are files and scripts in a PDF."
            ),
        )
        line = forms.TextInput(attrs={"dir": "auto"})
        self.fields["upload_title"] = forms.CharField(
            label=_("What is it called?"), required=False, max_length=200, widget=line
        )
        self.fields["upload_alt_text"] = forms.CharField(
            label=_("What does the picture show?"), required=False, max_length=300, widget=line,
            help_text=_("For people who do not see it. A review waits for it; you can add it later."),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("upload") and not cleaned.get("upload_title"):
            cleaned["upload_title"] = PurePath(cleaned["upload"].name).stem
        return cleaned

    @property
    def sent(self) -> tuple[Upload, str, str] | None:
        """The checked file with its title and its description, if one was sent."""
        cleaned = self.cleaned_data
        if not cleaned.get("upload"):
            return None
        return cleaned["upload"], cleaned["upload_title"], cleaned["upload_alt_text"]
