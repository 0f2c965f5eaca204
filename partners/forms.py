"""What people fill in about organisations: shape of the input only; actions decide the rest."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar
from urllib.parse import urlsplit

from babel import Locale
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext_lazy as _

from core.documents import EvidenceField
from core.forms import LongText, RevisionedForm
from core.images import RasterImageField
from countries.forms import CountryField
from countries.models import Country
from partners import identifiers, isic
from partners.enums import EvidenceKind, IdentifierScheme, NameKind, OrganisationKind, Role
from partners.models import Organisation, Verification
from partners.models.organisation import one_line

# Languages offered for texts people write, beside the six of the interface.
WRITING_LANGUAGES = (
    "am", "ar", "bn", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "ha", "he", "hi", "hu",
    "id", "it", "ja", "kk", "km", "ko", "lo", "ms", "my", "ne", "nl", "no", "pl", "pt", "ro", "ru",
    "si", "so", "sv", "sw", "ta", "th", "tr", "uk", "ur", "uz", "vi", "yo", "zh-hans", "zh-hant",
    "zu",
)  # fmt: skip


def language_name(code: str) -> str:
    """The language's name in the language of the page (Unicode CLDR)."""
    name = Locale.parse(to_locale(code)).get_display_name(to_locale(get_language() or "en"))
    return (name or code).capitalize()


def language_choices() -> list[tuple[str, str]]:
    return sorted(((code, language_name(code)) for code in WRITING_LANGUAGES), key=lambda c: c[1])


def website_address(value: str) -> None:
    """Refuse what is no web address or looks like another: a name before the host, hidden signs.

    https://bank.example@evil.example/ leads to evil.example.
    """
    URLValidator(schemes=["http", "https"])(value)
    if "@" in urlsplit(value).netloc or not value.isprintable():
        raise ValidationError(URLValidator.message, code="invalid")


class WebsiteField(forms.URLField):
    default_validators: ClassVar[list[Any]] = [website_address]


class OrganisationForm(RevisionedForm):
    """The profile."""

    country = CountryField()
    language = forms.ChoiceField(
        label=_("Language of the profile"),
        choices=language_choices,
        help_text=_("The name and the texts below are in this language."),
    )
    website = WebsiteField(
        label=_("Website"),
        required=False,
        max_length=300,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://", "autocomplete": "url"}),
    )
    divisions = forms.MultipleChoiceField(
        label=_("Lines of business"),
        choices=isic.grouped_choices,
        required=False,
        help_text=_("Divisions of ISIC Rev. 4, the United Nations' classification."),
        widget=forms.SelectMultiple(attrs={"size": 10}),
    )

    class Meta:
        model = Organisation
        fields: ClassVar[list[str]] = [
            "name",
            "language",
            "kind",
            "country",
            "city",
            "website",
            "size_class",
            "is_sme",
            "description",
            "capabilities",
        ]
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "name": forms.TextInput(attrs={"dir": "auto", "autocomplete": "organization"}),
            "city": forms.TextInput(attrs={"dir": "auto"}),
            "description": LongText(rows=6),
            "capabilities": LongText(rows=6),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["divisions"].initial = [d.code for d in self.instance.divisions.all()]
        else:
            self.fields["language"].initial = get_language()


class LogoForm(forms.Form):
    logo = RasterImageField(
        label=_("Logo"),
        help_text=_("PNG, JPEG, WebP or GIF, up to 5 MB. It is shown beside the name."),
    )


class NameForm(forms.Form):
    value = forms.CharField(
        label=_("Name"),
        max_length=200,
        validators=[one_line],
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    kind = forms.ChoiceField(label=_("Kind of name"), choices=NameKind.choices)
    language = forms.ChoiceField(label=_("Language"), choices=language_choices)


class IdentifierForm(forms.Form):
    scheme = forms.ChoiceField(label=_("Register"), choices=IdentifierScheme.choices)
    value = forms.CharField(label=_("Identifier"), max_length=120)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("scheme") and cleaned.get("value"):
            try:
                cleaned["value"] = identifiers.normalise(cleaned["scheme"], cleaned["value"])
            except ValidationError as error:
                self.add_error("value", error)
        return cleaned


class InvitationForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=Role.choices,
        initial=Role.EDITOR,
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(label=_("Language of the message"), choices=settings.LANGUAGES)


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=forms.RadioSelect)


class ContactForm(forms.Form):
    rank = forms.TypedChoiceField(
        label=_("Contact"),
        choices=[
            ("", _("Neither")),
            ("1", _("First contact: requests are sent here")),
            ("2", _("Second contact: asked when the first does not answer")),
        ],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )


class HandOverForm(forms.Form):
    to = forms.ModelChoiceField(
        label=_("New owner"), queryset=None, widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args: Any, organisation: Organisation, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = organisation.memberships.exclude(user=by).select_related("user")
        self.fields["to"].queryset = others.filter(user__is_active=True)


class VerificationForm(forms.ModelForm):
    """Evidence: one kind, and what that kind needs."""

    document = EvidenceField(
        label=_("Document"),
        required=False,
        help_text=_(
            "PDF, PNG or JPEG, up to 10 MB. Only staff who decide and your members see it."
        ),
    )

    class Meta:
        model = Verification
        fields: ClassVar[list[str]] = ["evidence_kind", "email", "identifier", "document", "note"]
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "evidence_kind": forms.RadioSelect,
            "note": forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        }

    # What each kind of evidence needs, and what to say when it is missing.
    NEEDED: ClassVar[dict[str, tuple[str, Any]]] = {
        EvidenceKind.EMAIL_DOMAIN: ("email", _("Choose the address that proves it.")),
        EvidenceKind.DOCUMENT: ("document", _("Attach the document.")),
        EvidenceKind.IDENTIFIER: (
            "identifier",
            _("Choose an identifier. Add it to the profile first if it is not listed."),
        ),
    }

    def __init__(self, *args: Any, organisation: Organisation, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        verified = by.emailaddress_set.filter(verified=True).values_list("email", flat=True)
        self.fields["email"] = forms.ChoiceField(
            label=_("E-mail address at the organisation's own domain"),
            choices=[("", _("None")), *((email, email) for email in verified)],
            required=False,
            help_text=_("One of your verified addresses."),
        )
        self.fields["identifier"].queryset = organisation.identifiers.all()
        self.fields["identifier"].empty_label = _("None")
        self.fields["evidence_kind"].choices = EvidenceKind.choices

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        needed = self.NEEDED.get(cleaned.get("evidence_kind", ""))
        if needed and not cleaned.get(needed[0]) and needed[0] not in self.errors:
            self.add_error(needed[0], needed[1])
        return cleaned

    def save(self, commit: bool = True) -> Verification:
        if self.cleaned_data.get("document"):
            self.instance.document_name = self.cleaned_data["document"].name[-200:]
        return super().save(commit=commit)


class DecisionForm(forms.Form):
    """What staff decide on a request: with a reason, always."""

    GRANT, REFUSE, WITHDRAW, CONFIRM = "grant", "refuse", "withdraw", "confirm"
    LABELS: ClassVar[dict[str, Any]] = {
        GRANT: _("Verify"),
        REFUSE: _("Refuse"),
        WITHDRAW: _("Withdraw"),
        CONFIRM: _("Let it stand for what the profile says now"),
    }

    decision = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The organisation reads it."),
    )
    expires_on = forms.DateField(
        label=_("Verified until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("At most three years from now."),
    )
    # Of the profile that was looked at; the template writes it.
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, decisions: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = [(d, self.LABELS[d]) for d in decisions]
        if self.GRANT in decisions:
            self.fields["expires_on"].initial = timezone.now().date() + timedelta(days=365)
        else:
            del self.fields["expires_on"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") == self.GRANT and not cleaned.get("expires_on"):
            self.add_error("expires_on", _("Say until when the organisation counts as verified."))
        return cleaned


class DirectoryForm(forms.Form):
    """The filters of the list of organisations; wrong values are ignored, not scolded."""

    asks_nothing = True  # so no field is marked as optional

    q = forms.CharField(label=_("Name or place"), required=False, max_length=200)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All")), *OrganisationKind.choices]
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    verified = forms.BooleanField(label=_("Verified today"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = Country.objects.filter(organisations__isnull=False).distinct()
        self.fields["country"].choices = [
            ("", _("All")),
            *((c.pk, c.name) for c in present.sorted_by_name()),
        ]

    def narrow(self, organisations: Any) -> Any:
        """`organisations` reduced to what was asked for."""
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("verified"):
            organisations = organisations.filter(verified_until__isnull=False)
        for name in ("kind", "country"):
            if asked.get(name):
                organisations = organisations.filter(**{name: asked[name]})
        return organisations.matching(asked.get("q") or "")
