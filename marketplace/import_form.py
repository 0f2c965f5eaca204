"""The form for a file of listings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.exchange.problems import UnreadableFileError
from marketplace.exchange.reading import SUFFIXES, read


class ImportForm(forms.Form):
    """A JSON Lines, CSV or XLSX file of a bearable size, whose head can be read."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": ",".join(SUFFIXES)}),
        help_text=gettext_lazy("JSON Lines, CSV (UTF-8) or XLSX, up to 10 MB and 2,000 rows."),
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        limit = settings.MAX_DOCUMENT_BYTES
        if upload.size > limit:
            raise ValidationError(
                _("The document is larger than %(limit)d MB.") % {"limit": limit // (1024 * 1024)},
                code="too_large",
            )
        try:
            read(upload.file, upload.name)
        except UnreadableFileError as error:
            raise ValidationError(str(error), code="unreadable") from None
        upload.seek(0)
        return upload
