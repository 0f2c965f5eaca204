"""What saved searches hold of a person, for the export and the deletion of an account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accounts.personal_data import register_eraser, register_exporter
from alerts.models import SavedSearch, Telling

if TYPE_CHECKING:
    from accounts.models import User


def _searches(user: User) -> list[dict[str, Any]]:
    fields = ("name", "query", "frequency", "created_at", "seen_at")
    return list(SavedSearch.objects.visible_to(user).values(*fields))


def _tellings(user: User) -> list[dict[str, Any]]:
    rows = Telling.objects.filter(person=user).order_by("told_at", "pk")
    return [{"listing": str(key), "told": at} for key, at in rows.values_list("listing", "told_at")]


def _erase(user: User) -> None:
    SavedSearch.objects.filter(person=user).delete()
    Telling.objects.filter(person=user).delete()


register_exporter("saved_searches", _searches, models=[SavedSearch])
register_exporter("alerts", _tellings, models=[Telling])
register_eraser("saved_searches", models=[SavedSearch, Telling], erase=_erase)
