"""What an index may still hold though nobody may see it any more: taken out of every answer.

The worker deletes such entries a moment later; a count must not tell of them until then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef

from marketplace.enums import ListingStatus
from marketplace.models import Listing
from search.models import Leaving

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet


def no_longer_public(today: date, engine_name: str) -> tuple[QuerySet, ...]:
    """Keys of listings that an engine's index may hold and must not tell of, in two parts.

    Each part has an index of its own to answer from: what was changed and the engine does not
    know yet, and what is past its last day and was not changed by anybody. Neither grows: a task
    empties the one, `expire_listings` the other.
    """
    public = Listing.objects.public().order_by()
    leaving: Any = Leaving.objects.filter(engine=engine_name)
    # What has come back is told of again.
    leaving = leaving.exclude(Exists(public.filter(pk=OuterRef("listing"))))
    past = Listing.objects.filter(status=ListingStatus.PUBLISHED, expires_on__lt=today)
    return leaving.order_by().values("listing"), past.order_by().values("pk")
