"""The organisation and what describes it."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core import addresses
from core.files import random_name
from core.models import QuickLabels, Timestamped
from countries.models import Country
from partners import identifiers, isic
from partners.enums import IdentifierScheme, NameKind, OrganisationKind, SizeClass
from partners.querysets import OrganisationQuerySet

# Languages in which organisations write; wider than those the interface speaks.
one_line = RegexValidator(
    r"^[^\x00-\x1f\x7f\u2028\u2029]*$", _("Line breaks and control characters are not allowed.")
)


def logo_name(organisation: Organisation, filename: str) -> str:
    return random_name("logos", filename)


class Organisation(QuickLabels, Timestamped):
    """A firm, university, institute or other body that offers or needs technology.

    Kind, names and locations follow ROR 2.1 where it has a word for them; size is that of
    Recommendation 2003/361/EC. `revision` counts saved changes, so that two editors do not
    silently overwrite each other.
    """

    slug = models.SlugField(_("address"), max_length=80, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind.choices)
    name = models.CharField(_("name"), max_length=200, validators=[one_line])
    language = models.CharField(
        _("language of the profile"),
        max_length=12,
        help_text=_("The name and texts below are in this language."),
    )
    country = models.ForeignKey(
        Country, verbose_name=_("country"), on_delete=models.PROTECT, related_name="organisations"
    )
    city = models.CharField(_("city"), max_length=120, blank=True, validators=[one_line])
    website = models.URLField(
        _("website"),
        max_length=300,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
    )
    size_class = models.CharField(_("size"), max_length=10, choices=SizeClass.choices, blank=True)
    is_sme = models.BooleanField(
        _("small or medium-sized enterprise"),
        default=False,
        help_text=_("Fewer than 250 people, and not controlled by a larger enterprise."),
    )
    description = models.TextField(_("what the organisation does"), max_length=4000, blank=True)
    capabilities = models.TextField(
        _("what it can contribute"),
        max_length=4000,
        blank=True,
        help_text=_("Laboratories, production, trials, training, people: what a partner gains."),
    )
    logo = models.FileField(_("logo"), upload_to=logo_name, blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)
    is_demo = models.BooleanField(_("demonstration data"), default=False, editable=False)

    objects: ClassVar[models.Manager] = models.Manager.from_queryset(OrganisationQuerySet)()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name", "pk"]
        permissions = [("verify_organisation", _("Can decide on verification"))]
        indexes = [models.Index(fields=["-created_at", "-id"], name="partners_newest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_sme=False)
                | models.Q(kind=OrganisationKind.FIRM) & ~models.Q(size_class=SizeClass.LARGE),
                name="partners_sme_is_a_firm_not_large",
                violation_error_message=_(
                    "Only a firm with fewer than 250 people is a small or medium-sized enterprise."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def facts_to_verify(self) -> dict[str, str]:
        """What verification vouches for, as it is kept."""
        return {"name": self.name, "kind": self.kind, "country": self.country_id}

    def get_absolute_url(self) -> str:
        return addresses.of_slug("show_organisation", self.slug)


class OrganisationName(models.Model):
    """A further name: in another language, a former one, an acronym (ROR 2.1 `names`)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="names")
    kind = models.CharField(_("kind of name"), max_length=10, choices=NameKind.choices)
    value = models.CharField(_("name"), max_length=200, validators=[one_line])
    language = models.CharField(_("language"), max_length=12, blank=True)

    class Meta:
        verbose_name = _("further name")
        ordering = ["kind", "language", "value"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "language", "value"],
                name="partners_name_once",
                violation_error_message=_("This name is there already."),
            )
        ]

    def __str__(self) -> str:
        return self.value


class OrganisationIdentifier(QuickLabels):
    """An entry in a register, in normal form with its check digits checked."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="identifiers"
    )
    scheme = models.CharField(_("register"), max_length=10, choices=IdentifierScheme.choices)
    value = models.CharField(_("identifier"), max_length=80)

    class Meta:
        verbose_name = _("identifier")
        ordering = ["scheme", "value"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "scheme", "value"],
                name="partners_identifier_once",
                violation_error_message=_("This identifier is there already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()}: {self.value}"

    @property
    def link(self) -> str:
        return identifiers.link(self.scheme, self.value)


class OrganisationDivision(QuickLabels):
    """A line of business: one division of ISIC Rev. 4."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="divisions"
    )
    code = models.CharField(_("division"), max_length=2, choices=list(isic.DIVISIONS.items()))

    class Meta:
        verbose_name = _("line of business")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code"], name="partners_division_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.get_code_display()}"
