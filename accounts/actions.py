"""Changes to an account. Each is one transaction with its record and its messages."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from accounts import emails, names, personal_data
from accounts.models import DailyLetter, MailFailure, MailPreference, User, placeholder_email
from accounts.signals import account_event
from core.actions import lock
from core.errors import ActionRefused
from core.languages import supported
from core.mail import deliver


@transaction.atomic
def create_account(
    *,
    email: str,
    name: str,
    password: str | None = None,
    language: str = "en",
    time_zone: str = "UTC",
    by: User | None = None,
) -> User:
    """Open an account whose address needs no confirmation: staff or the demo vouch for it.

    Opened by staff (`by`) without a password, the person gets a link to choose one.
    Raises ActionRefused ("taken") when the address has an account.
    """
    email = email.strip().lower()
    if (
        EmailAddress.objects.filter(email__iexact=email).exists()
        or User.objects.filter(email__iexact=email).exists()
    ):
        raise ActionRefused(_("This e-mail address already has an account."), code="taken")
    user = User.objects.create_user(
        email,
        password,
        name=names.clean_name(name),
        language=supported(language),
        time_zone=time_zone,
    )
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    account_event.send(sender=User, action="account.opened", user=user, by=by, data={})
    if by and not password:
        context = {
            "by": str(by),
            "uid": user_pk_to_url_str(user),
            "key": default_token_generator.make_token(user),
        }
        emails.send(
            "accounts/opened_for_you", to=email, language=language, context=context, user=user
        )
    return user


@transaction.atomic
def change_settings(user: User, *, name: str, language: str, time_zone: str) -> User:
    """Set what the person chose about the account."""
    user = lock(user)
    user.name = names.clean_name(name)
    user.language = supported(language)
    user.time_zone = time_zone
    user.save(update_fields=["name", "language", "time_zone"])
    account_event.send(sender=User, action="account.settings_changed", user=user, by=user, data={})
    return user


@transaction.atomic
def end_other_sessions(user: User, *, keep: str | None) -> int:
    """Sign the person out everywhere but in the session `keep`; returns how many ended."""
    others = UserSession.objects.filter(user=user).exclude(session_key=keep)
    keys = list(others.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    others.delete()
    return len(keys)


@transaction.atomic
def delete_account(user: User, *, by: User) -> None:
    """Remove the person; what others rely on keeps pointing at a nameless row.

    Raises ActionRefused ("blocked") naming what stands in the way, such as being the only owner
    of an organisation; then nothing has changed.
    """
    user = lock(user)
    if user.is_deleted:
        raise ActionRefused(_("This account is deleted already."), code="too_late")
    obstacles = personal_data.obstacles(user)
    if obstacles:
        raise ActionRefused(" ".join(obstacles), code="blocked")
    address, language = user.email, user.language
    # Recorded first: the record keeps the name used at the time.
    account_event.send(sender=User, action="account.deleted", user=user, by=by, data={})
    for eraser in personal_data.erasers():
        if eraser.erase:
            eraser.erase(user)
    _pseudonymise(user)
    _forget_messages(address)
    emails.send("accounts/deleted", to=address, language=language, context={}, user=None)


def _pseudonymise(user: User) -> None:
    user.email = placeholder_email()
    user.name = "Deleted account"
    user.language = "en"
    user.time_zone = "UTC"
    user.is_active = user.is_superuser = False
    user.last_login = None
    user.set_unusable_password()
    user.save()
    user.groups.clear()
    user.user_permissions.clear()


def _forget_messages(address: str) -> None:
    # Messages are kept with their delivery; those to this address go, sent or not.
    DBTaskResult.objects.filter(
        task_path=deliver.module_path, args_kwargs__kwargs__message__to=address
    ).delete()


def erase_sign_in(user: User) -> None:
    """Delete every way into the account, every open session, and what was chosen about mail."""
    end_other_sessions(user, keep=None)
    for model in (Authenticator, SocialAccount, EmailAddress):
        model.objects.filter(user=user).delete()
    for model in (MailPreference, MailFailure, DailyLetter):
        model.objects.filter(person=user).delete()
