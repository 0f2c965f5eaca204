"""Every message about an account: what allauth wants to say and what we say ourselves.

All are one of a few sentences and at most one link or code, so they share one template. allauth
names a message by a template prefix; MESSAGES says what goes out instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from accounts import time_zones
from accounts.browsers import browser_name
from core import mail
from core.languages import supported

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.utils.functional import Promise

    from accounts.models import User

    Context = Mapping[str, Any]


@dataclass(frozen=True)
class Message:
    """`text` may name values of the context; `link` makes a path in the reader's language."""

    subject: Promise
    text: tuple[Promise, ...]
    link: Callable[[Context], str] | None = None
    link_label: str | Promise = ""
    # Something happened to the account: say when and from where, and what to do if it was not you.
    warns: bool = False


def _confirm(context: Context) -> str:
    return reverse("account_confirm_email", args=[context["key"]])


def _reset(context: Context) -> str:
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
    return path.replace("UID-KEY", quote(f"{context['uid']}-{context['key']}"))


def _forgotten(context: Context) -> str:
    return reverse("account_reset_password")


def _reached(context: Context) -> str:
    return reverse("confirm_reached", args=[context["key"]])


def _sign_up(context: Context) -> str:
    return reverse("account_signup")


_NOT_YOU = gettext_lazy("If this was not you, ignore this message; nothing happens without you.")

MESSAGES = {
    "account/email/email_confirmation_signup": Message(
        gettext_lazy("Confirm your e-mail address"),
        (
            gettext_lazy(
                "An account was created with this e-mail address. Confirm the address within three days to use it."
            ),
            _NOT_YOU,
        ),
        _confirm,
        gettext_lazy("Confirm this address"),
    ),
    "account/email/email_confirmation": Message(
        gettext_lazy("Confirm your e-mail address"),
        (
            gettext_lazy(
                "Confirm within three days that this e-mail address is yours. It is then the address you sign in with and receive messages at."
            ),
            _NOT_YOU,
        ),
        _confirm,
        gettext_lazy("Confirm this address"),
    ),
    "account/email/account_already_exists": Message(
        gettext_lazy("You already have an account"),
        (
            gettext_lazy(
                "Somebody tried to create an account with this e-mail address, but there is one already. If it was you, sign in as usual; if you forgot the password, choose a new one."
            ),
            _NOT_YOU,
        ),
        _forgotten,
        gettext_lazy("Choose a new password"),
    ),
    "account/email/unknown_account": Message(
        gettext_lazy("No account with this address"),
        (
            gettext_lazy(
                "Somebody tried to sign in or to choose a new password with this e-mail address, but no account uses it. If it was you, try another address, or create an account."
            ),
            _NOT_YOU,
        ),
        _sign_up,
        gettext_lazy("Create an account"),
    ),
    "account/email/password_reset_key": Message(
        gettext_lazy("Choose a new password"),
        (
            gettext_lazy(
                "A new password was asked for your account. The link works once, for one day."
            ),
            _NOT_YOU,
        ),
        _reset,
        gettext_lazy("Choose a new password"),
    ),
    "account/email/login_code": Message(
        gettext_lazy("Your code to sign in"),
        (
            gettext_lazy(
                "Type this code into the page where you asked for it. It works once, for 15 minutes. We never ask for it in any other way."
            ),
            _NOT_YOU,
        ),
    ),
    "account/email/email_confirm": Message(
        gettext_lazy("Your e-mail address is confirmed"),
        (gettext_lazy("Your e-mail address was confirmed."),),
        warns=True,
    ),
    "account/email/email_changed": Message(
        gettext_lazy("Your e-mail address was changed"),
        (
            gettext_lazy(
                "The e-mail address of your account was changed from %(from_email)s to %(to_email)s."
            ),
        ),
        warns=True,
    ),
    "account/email/email_deleted": Message(
        gettext_lazy("An e-mail address was removed"),
        (gettext_lazy("The e-mail address %(deleted_email)s was removed from your account."),),
        warns=True,
    ),
    "account/email/password_changed": Message(
        gettext_lazy("Your password was changed"),
        (
            gettext_lazy(
                "The password of your account was changed. Every other session was signed out."
            ),
        ),
        warns=True,
    ),
    "account/email/password_set": Message(
        gettext_lazy("Your account has a password now"),
        (gettext_lazy("A password was set for your account."),),
        warns=True,
    ),
    "account/email/password_reset": Message(
        gettext_lazy("Your password was changed"),
        (
            gettext_lazy(
                "A new password was chosen through a link sent to this address. Every session was signed out."
            ),
        ),
        warns=True,
    ),
    "mfa/email/totp_activated": Message(
        gettext_lazy("Two-step sign-in is on"),
        (gettext_lazy("An authenticator app was added to your account."),),
        warns=True,
    ),
    "mfa/email/totp_deactivated": Message(
        gettext_lazy("Your authenticator app was removed"),
        (gettext_lazy("The authenticator app was removed from your account."),),
        warns=True,
    ),
    "mfa/email/webauthn_added": Message(
        gettext_lazy("A passkey was added"),
        (gettext_lazy("A passkey or security key was added to your account."),),
        warns=True,
    ),
    "mfa/email/webauthn_removed": Message(
        gettext_lazy("A passkey was removed"),
        (gettext_lazy("A passkey or security key was removed from your account."),),
        warns=True,
    ),
    "mfa/email/recovery_codes_generated": Message(
        gettext_lazy("New recovery codes"),
        (
            gettext_lazy(
                "New recovery codes were made for your account. The earlier ones no longer work."
            ),
        ),
        warns=True,
    ),
    "socialaccount/email/account_connected": Message(
        gettext_lazy("A way to sign in was added"),
        (gettext_lazy("Your account can now be signed in to through %(provider)s."),),
        warns=True,
    ),
    "socialaccount/email/account_disconnected": Message(
        gettext_lazy("A way to sign in was removed"),
        (gettext_lazy("Your account can no longer be signed in to through %(provider)s."),),
        warns=True,
    ),
    "accounts/opened_for_you": Message(
        gettext_lazy("An account was created for you"),
        (
            gettext_lazy(
                "%(by)s created an account for you. Choose a password to use it. The link works for one day; after that, ask for a new one with “Forgot your password?”."
            ),
        ),
        _reset,
        gettext_lazy("Choose a password"),
    ),
    "accounts/reached": Message(
        gettext_lazy("Confirm your e-mail address"),
        (
            gettext_lazy(
                "Messages to this address came back. Confirm within three days that you read this one, and we write to you again."
            ),
        ),
        _reached,
        gettext_lazy("Confirm this address"),
    ),
    "accounts/deleted": Message(
        gettext_lazy("Your account is deleted"),
        (
            gettext_lazy(
                "Your account is deleted, as you asked. This is the last message to this address."
            ),
            gettext_lazy(
                "The record of what was done stays under the name used at the time, as evidence for the organisations concerned."
            ),
        ),
    ),
}

# The closing sentences of a message that warns.
WARNING = gettext_noop(
    "If this was not you, choose a new password at once and end the other sessions."
)


def send(prefix: str, *, to: str, language: str, context: Context, user: User | None) -> None:
    """Queue the message named `prefix` in the reader's language, with links to SITE_URL."""
    message = MESSAGES[prefix]
    zone = time_zones.zone(user.time_zone if user else time_zones.UTC)
    with translation.override(supported(language)), timezone.override(zone):
        mail.send(
            to=to,
            language=language,
            template="accounts/message",
            context={
                "subject": message.subject,
                "name": user.name if user and not user.is_deleted else "",
                "paragraphs": [str(text) % _plain(context) for text in message.text],
                "code": context.get("code", ""),
                "link": settings.SITE_URL + message.link(context) if message.link else "",
                "link_label": message.link_label,
                "circumstances": _circumstances(context) if message.warns else {},
                "warning": _(WARNING) if message.warns else "",
                "sessions_link": settings.SITE_URL + reverse("usersessions_list"),
            },
        )


def _plain(context: Context) -> dict[str, str]:
    return {key: str(value) for key, value in context.items() if key != "request"}


def _circumstances(context: Context) -> dict[str, Any]:
    return {
        "timestamp": context["timestamp"],
        "ip": context["ip"],
        "browser": browser_name(context["user_agent"]),
    }
