"""Files that people send: what they are, their content decides, and they are kept cleaned."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image

from core.documents import EvidenceField
from core.images import RasterImageField
from core.pdfs import cleaned_pdf

if TYPE_CHECKING:
    from django.core.files.base import File

# Enough for a screen of double density; more is weight for readers on slow lines.
BOX = (1600, 1600)
LONGEST_NAME = 200
IMAGES = (".png", ".jpg", ".jpeg", ".webp", ".gif")
ACCEPTED = (".pdf", *IMAGES)


@dataclass(frozen=True)
class Upload:
    """A file whose content was checked; `width` and `height` in pixels if it is a picture."""

    file: ContentFile
    name: str
    media_type: str
    sha256: str
    width: int | None = None
    height: int | None = None


def checked(upload: File, *, box: tuple[int, int] = BOX) -> Upload:
    """The file as a PDF that was cleaned, or as a picture re-encoded within `box` pixels.

    Raises ValidationError with a sentence that says what is accepted.
    """
    suffix = PurePath(upload.name or "").suffix.lower()
    if suffix == ".pdf":
        document = EvidenceField().clean(upload)
        return _described(upload.name, "application/pdf", cleaned_pdf(document.read()))
    if suffix in IMAGES:
        return _picture(RasterImageField(box=box, photograph=True).clean(upload), upload)
    raise ValidationError(
        _("Send a PDF, or a picture as PNG, JPEG, WebP or GIF."), code="wrong_kind"
    )


def shown_name(name: str | None) -> str:
    """The name of a file as it may be shown and saved again, with its ending.

    Without a path, and without characters that nobody sees: line breaks, and marks that turn the
    direction of writing, with which "fdp.exe" passes for "exe.pdf".
    """
    last = (name or "").replace("\\", "/").rpartition("/")[2]
    printable = "".join(sign for sign in unicodedata.normalize("NFC", last) if sign.isprintable())
    stem, dot, suffix = printable.strip().rpartition(".")
    if not dot:
        return suffix[:LONGEST_NAME] or "file"
    return (stem.strip() or "file")[: LONGEST_NAME - len(suffix) - 1] + dot + suffix


def _picture(encoded: ContentFile, original: File) -> Upload:
    content = encoded.read()
    with Image.open(ContentFile(content)) as image:
        width, height = image.size
    name = f"{PurePath(original.name or '').stem}.webp"
    return _described(name, "image/webp", content, width, height)


def _described(
    name: str | None,
    media_type: str,
    content: bytes,
    width: int | None = None,
    height: int | None = None,
) -> Upload:
    return Upload(
        file=ContentFile(content, name=name),
        name=shown_name(name),
        media_type=media_type,
        sha256=hashlib.sha256(content).hexdigest(),
        width=width,
        height=height,
    )


class UploadField(forms.FileField):
    """One file; cleans to an `Upload`, or to None if none was sent."""

    widget = forms.FileInput(attrs={"accept": ",".join(ACCEPTED)})

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        return checked(upload) if upload else None
