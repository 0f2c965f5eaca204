"""What matching holds of a person, for the export and the deletion of an account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import register_eraser, register_exporter
from matching.models import Abstention, Dismissal, Told

if TYPE_CHECKING:
    from accounts.models import User


def _dismissals(user: User) -> list[dict[str, Any]]:
    rows = Dismissal.objects.filter(by=user).order_by("pk")
    columns = ("offer__title", "need__title", "reason", "note", "at")
    return [
        {"offer": offer, "need": need, "reason": reason, "note": note, "at": at}
        for offer, need, reason, note, at in rows.values_list(*columns)
    ]


register_exporter("proposals set aside", _dismissals, models=[Dismissal])
register_eraser(
    "proposals set aside",
    models=[Dismissal],
    keeps=_("What you set aside as not relevant stays set aside for your organisation."),
)


def _abstentions(user: User) -> list[dict[str, Any]]:
    rows = Abstention.objects.filter(by=user).order_by("pk")
    return [{"listing": title, "at": at} for title, at in rows.values_list("listing__title", "at")]


register_exporter("listings without matching", _abstentions, models=[Abstention])
register_eraser(
    "listings without matching",
    models=[Abstention],
    keeps=_("Offers and needs that you took out of matching stay out of it."),
)


def _told(user: User) -> list[dict[str, Any]]:
    rows = Told.objects.filter(person=user).order_by("pk")
    columns = ("offer__title", "need__title", "at")
    return [
        {"offer": offer, "need": need, "at": at} for offer, need, at in rows.values_list(*columns)
    ]


def _forget_told(user: User) -> None:
    Told.objects.filter(person=user).delete()


register_exporter("matches told by e-mail", _told, models=[Told])
register_eraser("matches told by e-mail", models=[Told], erase=_forget_told)
