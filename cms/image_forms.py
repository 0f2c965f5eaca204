"""How the pictures of editors are checked before anything is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from PIL import Image, ImageSequence
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


class EditorialImageField(WagtailImageField):
    """As Wagtail's, which believes the head of a file; this one has read it to its end.

    Otherwise a picture that was cut off on its way fails where its first rendition is made, or
    where Wagtail measures it.
    """

    def check_image_pixel_size(self, f: UploadedFile) -> None:
        """Decodes every frame once it is known that they are not too many."""
        try:
            super().check_image_pixel_size(f)
            f.seek(0)
            with Image.open(f) as image:
                for frame in ImageSequence.Iterator(image):
                    frame.load()
        except (OSError, SyntaxError, ValueError, EOFError):
            raise ValidationError(
                self.error_messages["invalid_image"], code="invalid_image"
            ) from None
        f.seek(0)


class EditorialImageForm(BaseImageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if wagtails := self.fields.get("file"):
            self.fields["file"] = EditorialImageField(
                label=wagtails.label, required=wagtails.required, widget=wagtails.widget
            )
