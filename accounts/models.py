"""The person who signs in."""

from __future__ import annotations

import secrets
from typing import ClassVar

import rules
from django.conf import settings
from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from accounts import names
from accounts.enums import MailKind
from accounts.querysets import DeadLetterQuerySet

# No mail can be sent to this domain (RFC 2606), and nobody can sign up with it.
DELETED_DOMAIN = "deleted.invalid"

ENTER_ADMIN = "wagtailadmin.access_admin"


class UserManager(BaseUserManager["User"]):
    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> User:
        return self.create_user(email, password, is_superuser=True, **fields)


class User(AbstractUser):
    """Signs in by e-mail; has one name, shown as the person writes it.

    One name field, because "first" and "last" fit few of the world's names.
    """

    username = None
    first_name = None
    last_name = None
    is_staff = None
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=names.MAX_LENGTH)
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    # Set on request.user for a session that has not used the second factor; see has_perm().
    staff_powers_withheld = False

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="accounts_user_email_caseless"),
        ]

    def __str__(self) -> str:
        if self.is_deleted:
            return gettext("Deleted account")
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    def clean(self) -> None:
        super().clean()
        self.email = self.email.lower()
        self.name = names.clean_name(self.name)

    @property
    def is_deleted(self) -> bool:
        """Whether the person has left; the row only holds the place others refer to."""
        return self.email.endswith(f"@{DELETED_DOMAIN}")

    @property
    def is_staff_member(self) -> bool:
        """Whether the staff pages are open to this person, second factor or not."""
        return super().has_perm(ENTER_ADMIN)

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """Whether the person may, in this session.

        Power over other people's things (superuser, groups) counts only where the session used
        the second factor; what follows from the person's own relations (rules) always counts.
        A deactivated account may nothing.
        """
        if not self.is_active:
            return False
        if self.staff_powers_withheld:
            return rules.has_perm(perm, self, obj)
        return super().has_perm(perm, obj)

    def has_module_perms(self, app_label: str) -> bool:
        return not self.staff_powers_withheld and super().has_module_perms(app_label)


class MailPreference(models.Model):
    """What a person chose about one kind of message; without a row it is sent."""

    person = models.ForeignKey(User, models.CASCADE, related_name="mail_preferences")
    kind = models.CharField(max_length=20, choices=MailKind)
    off = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], name="accounts_mailpreference_one_a_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {'off' if self.off else 'on'}"


class MailFailure(models.Model):
    """A mail server said for good that nobody is reached at `address`.

    It says nothing any more once the person has another address.
    """

    person = models.OneToOneField(User, models.CASCADE, related_name="mail_failure")
    address = models.EmailField()
    reason = models.CharField(max_length=300)
    noted_at = models.DateTimeField(auto_now_add=True)
    asked_at = models.DateTimeField(null=True, help_text="When a link was sent to mend it.")

    def __str__(self) -> str:
        return f"{self.address}: {self.reason}"


class DailyLetter(models.Model):
    """The last day, by the person's own calendar, on which a letter of this kind was considered."""

    person = models.ForeignKey(User, models.CASCADE, related_name="daily_letters")
    kind = models.CharField(max_length=20, choices=MailKind)
    day = models.DateField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="accounts_dailyletter_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.day}"


class DeadLetter(DBTaskResult):
    """A message whose task gave up (docs/adr/0020). It shows nothing of what was written.

    Who sends it again takes it out of these: it is the same row that waits again.
    """

    objects: ClassVar[models.Manager] = DeadLetterQuerySet.as_manager()

    class Meta:
        proxy = True
        verbose_name = _("undelivered message")
        verbose_name_plural = _("undelivered messages")
        ordering = ["-finished_at", "-pk"]
        default_permissions = ()
        permissions = [("handle_dead_letter", _("Can send undelivered messages again"))]

    def __str__(self) -> str:
        """As the record keeps it for good: it names nobody."""
        return f"Message {str(self.pk)[:8]}"

    @property
    def is_waiting(self) -> bool:
        """Whether staff have not decided about it yet."""
        return self.status == TaskResultStatus.FAILED

    @property
    def to(self) -> str:
        return self._message["to"]

    @property
    def subject(self) -> str:
        return self._message["subject"]

    @property
    def kind(self) -> str:
        """The name of its template; empty for what an earlier version wrote."""
        return self._message.get("kind", "")

    @property
    def attempts(self) -> int:
        return self.args_kwargs["kwargs"].get("failures", 0) + 1

    @property
    def _message(self) -> dict[str, str]:
        return self.args_kwargs["kwargs"]["message"]


def placeholder_email() -> str:
    """A unique address that leads nowhere, for the row of a person who has left."""
    return f"deleted-{secrets.token_hex(12)}@{DELETED_DOMAIN}"


def display_name(user: User) -> str:
    """What allauth calls the person by."""
    return str(user)
