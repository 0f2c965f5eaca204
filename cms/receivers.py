"""Staff choose language and time zone once; the admin follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.dispatch import receiver
from wagtail.users.models import UserProfile

from accounts.signals import account_event

if TYPE_CHECKING:
    from accounts.models import User


@receiver(account_event)
def carry_settings_over(sender: Any, action: str, user: User, **kwargs: Any) -> None:
    if action == "account.settings_changed" and user.is_staff_member:
        chosen = {"preferred_language": user.language, "current_time_zone": user.time_zone}
        UserProfile.objects.update_or_create(user=user, defaults=chosen)
