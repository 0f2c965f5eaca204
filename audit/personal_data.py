"""The record names people: what of it they can take along, and why it stays when they leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy

from accounts.personal_data import register_eraser, register_exporter
from audit.models import AuditEntry

if TYPE_CHECKING:
    from accounts.models import User


def _done(user: User) -> list[dict[str, Any]]:
    entries = AuditEntry.objects.filter(actor=user).prefetch_related("subjects__content_type")
    return [
        {
            "at": entry.at,
            "action": entry.action,
            "name_at_the_time": entry.actor_name,
            # Kinds and numbers: names of others are not this person's data.
            "about": [
                {"kind": subject.content_type.model, "number": subject.object_id}
                for subject in entry.subjects.all()
            ],
        }
        for entry in entries
    ]


register_exporter("record", _done, models=[AuditEntry])
register_eraser(
    "record",
    models=[AuditEntry],
    keeps=gettext_lazy(
        "The record of what you did for an organisation, under the name you used at the time. Organisations may need it to establish, exercise or defend legal claims, so the law lets us keep it."
    ),
)
