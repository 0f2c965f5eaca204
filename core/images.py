"""Uploaded images: believed only after decoding, kept only as re-encoded."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

# SVG is not among them: it is a document that can hold scripts.
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


class RasterImageField(forms.FileField):
    """Accepts PNG, JPEG, WebP or GIF and cleans to a re-encoded image within `box` pixels.

    A PNG, or with `photograph` a WebP, which is far smaller and loses what nobody sees.

    Size in bytes and pixels is checked before anything is decoded; metadata, colour profile,
    further frames and whatever else the file carried are left behind. Raises ValidationError
    with a sentence that says what is accepted.
    """

    widget = forms.ClearableFileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/gif"})

    def __init__(
        self, *, box: tuple[int, int] = (512, 512), photograph: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.box = box
        self.photograph = photograph

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if not upload or upload is initial or not hasattr(upload, "read"):
            return upload
        return self._reencoded(upload)

    def _reencoded(self, upload: UploadedFile) -> ContentFile:
        if (upload.size or 0) > settings.MAX_IMAGE_BYTES:
            raise ValidationError(
                _("The image is larger than %(limit)d MB. Save it smaller and try again.")
                % {"limit": settings.MAX_IMAGE_BYTES // (1024 * 1024)},
                code="too_large",
            )
        try:
            with Image.open(upload, formats=FORMATS) as opened:
                if opened.width * opened.height > settings.MAX_IMAGE_PIXELS:
                    raise _too_many_pixels()
                # thumbnail() may decode a large JPEG at reduced scale already.
                opened.thumbnail((self.box[0] * 2, self.box[1] * 2))
                image = ImageOps.exif_transpose(opened).convert("RGBA")
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            # The library's own limit, which it applies to the header.
            raise _too_many_pixels() from None
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
            raise ValidationError(
                _("This is not an image we can read. Send a PNG, JPEG, WebP or GIF file."),
                code="not_an_image",
            ) from None
        image.thumbnail(self.box)
        buffer = io.BytesIO()
        if self.photograph:
            image.save(buffer, "WEBP", quality=82, icc_profile=None, exif=b"")
            return ContentFile(buffer.getvalue(), name="image.webp")
        image.save(buffer, "PNG", optimize=True, icc_profile=None)
        return ContentFile(buffer.getvalue(), name="image.png")


def _too_many_pixels() -> ValidationError:
    return ValidationError(
        _("The image has more than %(limit)d million pixels. Save it smaller and try again.")
        % {"limit": settings.MAX_IMAGE_PIXELS // 1_000_000},
        code="too_many_pixels",
    )
