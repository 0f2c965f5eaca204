"""What a password must not be. Django's guards, with our list and our words."""

from __future__ import annotations

import string

from django.contrib.auth import password_validation as django_guards
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

FEWEST_DIFFERENT_CHARACTERS = 5
DECORATION = string.digits + string.punctuation + string.whitespace


class LongEnoughValidator(django_guards.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return ngettext(
            "This password is too short: it needs at least %(count)s character.",
            "This password is too short: it needs at least %(count)s characters.",
            self.min_length,
        ) % {"count": self.min_length}

    get_help_text = get_error_message


class NotAboutYouValidator(django_guards.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return _("This password is too much like your name or e-mail address.")

    get_help_text = get_error_message


class NotPredictableValidator(django_guards.CommonPasswordValidator):
    """Refuses few characters repeated, a piece said twice, and a common password, even decorated.

    The list of common passwords has few of the length we ask for; people make them long enough
    by adding a year or saying them again.
    """

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        plain = password.casefold().strip()
        if (
            len(set(plain)) < FEWEST_DIFFERENT_CHARACTERS
            or plain in (plain + plain)[1:-1]
            or not self.passwords.isdisjoint({plain, plain.strip(DECORATION)})
        ):
            raise ValidationError(self.get_error_message(), code="password_predictable")

    def get_error_message(self) -> str:
        return _("This password is easy to guess.")

    get_help_text = get_error_message
