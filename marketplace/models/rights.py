"""Rights, and where each is in force: one entry a right, one row a country."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.enums import PctPhase, RightKind, RightState
from marketplace.models.base import Part, part_of


class RightsEntry(Part):
    """A patent, a design, know-how …, with its numbers as the office writes them.

    Fields after WIPO ST.9 (INID codes 11, 21, 22, 24, 30, 43, 45, 54, 73), offices by ST.3. A family
    is that of the EPO's collections, simple (DOCDB) or extended (INPADOC).
    Nothing here says that anybody is free to operate.
    """

    listing = part_of("rights")
    kind = models.CharField(_("kind of right"), max_length=24, choices=RightKind.choices)
    title = models.CharField(_("title"), max_length=300, blank=True)
    office = models.CharField(
        _("office"), max_length=2, blank=True,
        help_text=_("Two letters by WIPO ST.3: a country's code, or EP, WO, AP, OA, EA …"),
    )  # fmt: skip
    application_number = models.CharField(_("application number"), max_length=40, blank=True)
    filed_on = models.DateField(_("filing date"), null=True, blank=True)
    priority = models.CharField(
        _("priority"), max_length=120, blank=True, help_text=_("Office, number and date.")
    )
    family = models.CharField(_("patent family"), max_length=40, blank=True)
    publication_number = models.CharField(_("publication number"), max_length=40, blank=True)
    published_on = models.DateField(_("publication date"), null=True, blank=True)
    grant_number = models.CharField(_("grant or registration number"), max_length=40, blank=True)
    granted_on = models.DateField(_("date of grant"), null=True, blank=True)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    pct_phase = models.CharField(
        _("phase of the international application"), max_length=13, choices=PctPhase.choices,
        blank=True,
    )  # fmt: skip
    owners = models.CharField(_("owners"), max_length=300, blank=True)
    encumbrances = models.TextField(
        _("encumbrances"), max_length=1000, blank=True,
        help_text=_("Existing exclusive licences, pledges, rights of a funder or a State."),
    )  # fmt: skip
    licence_of_right = models.BooleanField(_("licence of right declared"), default=False)
    note = models.TextField(_("note"), max_length=1000, blank=True)

    class Meta(Part.Meta):
        verbose_name = _("right")
        verbose_name_plural = _("rights")

    def __str__(self) -> str:
        return " ".join(filter(None, [str(self.get_kind_display()), self.numbered]))

    @property
    def numbered(self) -> str:
        """Its last number, with the office unless the number itself begins with that."""
        number = self.grant_number or self.publication_number or self.application_number
        return number if number.startswith(self.office) else f"{self.office} {number}".strip()

    @property
    def is_unpublished(self) -> bool:
        """Filed, but not yet published by the office: its numbers stay with the owner."""
        return self.kind in RightKind.REGISTERED and not (
            self.publication_number or self.published_on or self.grant_number or self.granted_on
        )


class RightsStatus(Part):
    """What became of one right in one country, who says so, and when that was looked up.

    `right` names a `RightsEntry` of the same listing by its key. It is no foreign key: in a draft
    neither of the two is a row yet.
    """

    listing = part_of("rights_statuses")
    right = models.UUIDField(_("right"), default=uuid.uuid4)
    country = models.CharField(_("country"), max_length=2)
    state = models.CharField(_("state"), max_length=10, choices=RightState.choices)
    number = models.CharField(_("number there"), max_length=40, blank=True)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    source_url = models.URLField(_("address of the source"), max_length=300, blank=True)
    checked_on = models.DateField(_("looked up on"), null=True, blank=True)

    class Meta(Part.Meta):
        verbose_name = _("status in a country")
        indexes = [models.Index(fields=["country", "state"], name="marketplace_right_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["right", "country"], name="marketplace_right_once_a_country"
            )
        ]

    def __str__(self) -> str:
        return f"{self.country}: {self.get_state_display()}"
