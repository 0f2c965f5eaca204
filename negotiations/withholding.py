"""What staff who belong to one side of a request may not read about it elsewhere either."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.withholding import withhold
from negotiations.models import ContactRequest

if TYPE_CHECKING:
    from django.db.models import QuerySet


def _requests(user: Any) -> QuerySet:
    """Whoever reads who did what about a request, or to whom a letter about it went, knows who asks."""
    return ContactRequest.objects.withheld_from(user)


withhold(_requests)
