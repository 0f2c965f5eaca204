"""The forms of sign-up, sign-in and the account, in our words.

allauth's forms do the work; here they get labels that say what is meant, no placeholder that
repeats a label, and codes typed with the digits of any script.
"""

from __future__ import annotations

import unicodedata
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from allauth.socialaccount import forms as social
from django import forms
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import time_zones
from accounts.enums import MailKind
from accounts.models import User
from accounts.passwords import NotAboutYouValidator
from accounts.signup import NameField
from core.languages import OWN_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import Promise

LABELS: Mapping[str, Promise] = {
    "email": gettext_lazy("E-mail address"),
    "login": gettext_lazy("E-mail address"),
    "password": gettext_lazy("Password"),
    "oldpassword": gettext_lazy("Present password"),
}
NEW_PASSWORD_HELP = gettext_lazy(
    "At least 12 characters. Several words that do not belong together are easy to remember and hard to guess."
)


class OurWords:
    """Labels and hints of ours; one field for a new password, as it can be shown before sending."""

    labels: ClassVar[Mapping[str, str | Promise]] = {}
    help_texts: ClassVar[Mapping[str, str | Promise]] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, LABELS.get(name, field.label))
            field.help_text = self.help_texts.get(name, "")
            if isinstance(field, forms.EmailField):
                field.widget.attrs |= {"dir": "ltr", "spellcheck": "false"}
            if isinstance(field.widget, forms.PasswordInput):
                field.widget.attrs["dir"] = "ltr"


class CodeInAnyDigits:
    """A code may be typed as a phone shows it: grouped, or with Arabic or Devanagari digits."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]  # type: ignore[attr-defined]
        field.max_length = 64
        field.to_python = _ascii_digits
        field.widget.attrs |= {
            "dir": "ltr",
            "autocomplete": "one-time-code",
            "autocapitalize": "characters",
            "spellcheck": "false",
            "maxlength": "64",
        }


def _ascii_digits(value: Any) -> str:
    text = str(value or "").strip()[:64]
    return "".join(str(unicodedata.digit(char, char)) for char in text)


# --- Sign-up and sign-in ------------------------------------------------------------------------


class SignupForm(OurWords, account.SignupForm):
    help_texts: ClassVar = {
        "name": gettext_lazy("As you want others to read it, in any script."),
        "email": gettext_lazy("We send a link to it, to make sure that it is yours."),
        "password1": NEW_PASSWORD_HELP,
    }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        password, name = cleaned.get("password1"), cleaned.get("name")
        if password and name:
            try:
                NotAboutYouValidator(["name"]).validate(password, User(name=name))
            except ValidationError as error:
                self.add_error("password1", error)
        return cleaned

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        if self.account_already_exists:
            # As much work as for a new person, so that the clock does not tell who is one.
            make_password(self.cleaned_data.get("password1"))
        return super().try_save(request)


class LoginForm(OurWords, account.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class RequestLoginCodeForm(OurWords, account.RequestLoginCodeForm):
    pass


class ConfirmLoginCodeForm(CodeInAnyDigits, OurWords, account.ConfirmLoginCodeForm):
    labels: ClassVar = {"code": gettext_lazy("Code from the message")}


class ReauthenticateForm(OurWords, account.ReauthenticateForm):
    pass


# --- Password and address -----------------------------------------------------------------------


class ResetPasswordForm(OurWords, account.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(OurWords, account.ResetPasswordKeyForm):
    labels: ClassVar = {"password1": gettext_lazy("New password")}
    help_texts: ClassVar = {"password1": NEW_PASSWORD_HELP}


class ChangePasswordForm(OurWords, account.ChangePasswordForm):
    labels: ClassVar = {"password1": gettext_lazy("New password")}
    help_texts: ClassVar = {"password1": NEW_PASSWORD_HELP}


class SetPasswordForm(OurWords, account.SetPasswordForm):
    labels: ClassVar = {"password1": gettext_lazy("New password")}
    help_texts: ClassVar = {"password1": NEW_PASSWORD_HELP}


class AddEmailForm(OurWords, account.AddEmailForm):
    labels: ClassVar = {"email": gettext_lazy("New e-mail address")}
    help_texts: ClassVar = {
        "email": gettext_lazy("We send a link to it; the change happens when you follow it.")
    }


# --- Second factor ------------------------------------------------------------------------------


class AuthenticateForm(CodeInAnyDigits, OurWords, mfa.AuthenticateForm):
    labels: ClassVar = {"code": gettext_lazy("Code")}
    help_texts: ClassVar = {
        "code": gettext_lazy(
            "Six digits from your authenticator app, or one of your recovery codes."
        )
    }


class ReauthenticateMFAForm(CodeInAnyDigits, OurWords, mfa.ReauthenticateForm):
    labels = AuthenticateForm.labels
    help_texts = AuthenticateForm.help_texts


class ActivateTOTPForm(CodeInAnyDigits, OurWords, totp.ActivateTOTPForm):
    labels: ClassVar = {"code": gettext_lazy("Six digits that the app shows")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class SoundAnswer:
    """Refuses what is no answer of an authenticator, whatever the library trips over in it."""

    def clean_credential(self) -> Any:
        with _refusing_nonsense():
            return super().clean_credential()  # type: ignore[misc]


@contextmanager
def _refusing_nonsense() -> Iterator[None]:
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ValidationError(
            _("The device’s answer was not accepted."), code="nonsense"
        ) from error


class LoginWebAuthnForm(SoundAnswer, webauthn.LoginWebAuthnForm):
    pass


class AuthenticateWebAuthnForm(SoundAnswer, webauthn.AuthenticateWebAuthnForm):
    pass


class ReauthenticateWebAuthnForm(SoundAnswer, webauthn.ReauthenticateWebAuthnForm):
    pass


class AddWebAuthnForm(OurWords, webauthn.AddWebAuthnForm):
    labels: ClassVar = {
        "name": gettext_lazy("What do you call it?"),
        "passwordless": gettext_lazy("Let me sign in with it alone, without the password"),
    }
    help_texts: ClassVar = {
        "name": gettext_lazy("For example the device it is on. Only you see this."),
        "passwordless": gettext_lazy(
            "The device then asks for your finger, face or PIN. Untick it for a key that only confirms the password."
        ),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].max_length = 100
        self.fields["name"].widget.attrs |= {"dir": "auto", "maxlength": "100"}
        self.fields["passwordless"].initial = True

    def clean(self) -> dict[str, Any]:
        with _refusing_nonsense():
            return super().clean()


class EditWebAuthnForm(OurWords, webauthn.EditWebAuthnForm):
    labels = AddWebAuthnForm.labels
    help_texts = AddWebAuthnForm.help_texts


# --- Outside identity providers -----------------------------------------------------------------


class SocialSignupForm(OurWords, social.SignupForm):
    help_texts = SignupForm.help_texts


# --- The person's own settings ------------------------------------------------------------------


class SettingsForm(forms.Form):
    """Name, language and time zone."""

    name = NameField()
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        help_text=gettext_lazy("Of the pages, and of the messages we send you."),
        choices=list(OWN_NAMES.items()),
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("Deadlines and times are shown in it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = self._zones()  # type: ignore[attr-defined]

    def _zones(self) -> list[Any]:
        zones: list[Any] = list(time_zones.choices())
        chosen = self.initial.get("time_zone", time_zones.UTC)
        listed = {name for _label, group in zones[1:] for name, _city in group}
        if chosen not in listed | {time_zones.UTC}:
            zones.insert(1, (chosen, chosen.replace("_", " ")))
        return zones


class MailForm(forms.Form):
    """Which messages are sent beside those that the account needs."""

    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Send me"),
        help_text=gettext_lazy(
            "What concerns the safety of your account is sent always, and so are requests and the decisions about them."
        ),
        choices=MailKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class DeleteAccountForm(forms.Form):
    """Asks for the address once more, so that nobody deletes an account by a slip."""

    confirmation = forms.CharField(
        label=gettext_lazy("Type your e-mail address to confirm"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_confirmation(self) -> str:
        typed = self.cleaned_data["confirmation"].strip()
        if typed.casefold() != self.user.email.casefold():
            raise ValidationError(
                _("This is not the e-mail address of your account."), code="mismatch"
            )
        return typed


class UndeliveredForm(forms.Form):
    """What staff decide about a message that could not be delivered."""

    SEND, GIVE_UP = "send", "give_up"

    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[
            (SEND, gettext_lazy("Send it again, as it is")),
            (GIVE_UP, gettext_lazy("Give up: the message is deleted")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Needed to give up; the record keeps it."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
