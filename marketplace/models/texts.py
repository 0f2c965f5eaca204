"""Translations, related material and files of a listing."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.enums import LinkKind, TranslationOrigin
from marketplace.models.base import Part, part_of
from marketplace.models.files import StoredFile
from partners.models.organisation import one_line


class ListingTranslation(Part):
    """The texts of a listing in another language; reviewed, since it is published with it."""

    listing = part_of("translations")
    language = models.CharField(_("language"), max_length=12)
    title = models.CharField(_("title"), max_length=120, validators=[one_line])
    summary = models.TextField(_("summary"), max_length=500)
    description = models.TextField(_("description"), max_length=4000, blank=True)
    origin = models.CharField(
        _("translated"), max_length=10, choices=TranslationOrigin.choices,
        default=TranslationOrigin.AUTHOR,
    )  # fmt: skip

    class Meta(Part.Meta):
        verbose_name = _("translation")
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "language"], name="marketplace_translated_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.language}: {self.title}"


class RelatedLink(Part):
    """A publication (by DOI), a data set, a film … about the technology."""

    listing = part_of("links")
    kind = models.CharField(_("kind"), max_length=11, choices=LinkKind.choices)
    title = models.CharField(_("title"), max_length=300)
    url = models.URLField(_("address"), max_length=300)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)

    class Meta(Part.Meta):
        verbose_name = _("related material")

    def __str__(self) -> str:
        return self.title


class Attachment(Part):
    """A picture or a document that is shown with the listing."""

    listing = part_of("attachments")
    file = models.ForeignKey(
        StoredFile, verbose_name=_("file"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    title = models.CharField(_("title"), max_length=200)
    alt_text = models.CharField(
        _("in words"), max_length=300, blank=True,
        help_text=_("What the picture shows, for people who do not see it."),
    )  # fmt: skip

    class Meta(Part.Meta):
        verbose_name = _("attachment")

    def __str__(self) -> str:
        return self.title
