"""Pictures and documents that are shown with a listing."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.uploads import Upload, UploadField
from marketplace.formsets import StepForm


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
        # For the script, which looks before anything is sent (static/js/draft.js).
        self.fields["upload"].widget.attrs |= {
            "data-most-bytes": str(settings.MAX_DOCUMENT_BYTES),
            "data-too-large": gettext("The document is larger than %(limit)d MB.")
            % {"limit": settings.MAX_DOCUMENT_BYTES // (1024 * 1024)},
        }
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
