"""Changes of saved searches. Each is one transaction with its record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.compiling import present_languages
from alerts.enums import Frequency
from alerts.indexing import index
from alerts.models import Find, SavedSearch
from audit.recording import record
from core.actions import lock
from core.errors import ActionRefused

if TYPE_CHECKING:
    from accounts.models import User
    from search.query import SearchQuery

MOST = 100


@transaction.atomic
def save(query: SearchQuery, *, name: str, frequency: str, by: User) -> SavedSearch:
    """Tell the person from now on of what this finds.

    Raises ActionRefused ("too_many") where there are MOST already, and ("twice") where this very
    search is one of them.
    """
    person = lock(by)
    asked = {key: value for key, value in query.to_json().items() if key != "page"}
    saved = list(SavedSearch.objects.visible_to(person))
    if len(saved) >= MOST:
        raise ActionRefused(
            _("You have %(number)d saved searches, as many as there can be. Delete one first.")
            % {"number": len(saved)},
            code="too_many",
        )
    for other in saved:
        if other.query == asked:
            raise ActionRefused(
                _("You have saved this search already, as “%(name)s”.") % {"name": other.name},
                code="twice",
            )
    now = timezone.now()
    search = SavedSearch.objects.create(
        person=person, query=asked, name=name, frequency=frequency, created_at=now, seen_at=now
    )
    index([search], present_languages())
    _record("alerts.saved", search, by)
    return search


@transaction.atomic
def change(search: SavedSearch, *, name: str, frequency: str, by: User) -> None:
    """Another name, another rhythm. What waits to be told is not told any more once paused."""
    search = lock(search)
    search.name, search.frequency = name, frequency
    search.save(update_fields=["name", "frequency"])
    if search.is_paused:
        Find.objects.filter(search=search, is_handled=False).update(is_handled=True)
    _record("alerts.changed", search, by, frequency=frequency)


def stop(search: SavedSearch) -> None:
    """As the person does with the link in a letter; once is enough."""
    if not search.is_paused:
        change(search, name=search.name, frequency=Frequency.PAUSED, by=search.person)


@transaction.atomic
def look(search: SavedSearch) -> None:
    """The person looks at the results: what was found until now is not new any more."""
    SavedSearch.objects.filter(pk=search.pk).update(seen_at=timezone.now())


@transaction.atomic
def delete(search: SavedSearch, *, by: User) -> None:
    search = lock(search)
    _record("alerts.deleted", search, by)
    search.delete()


def _record(action: str, search: SavedSearch, by: User, **data: str) -> None:
    # By number: what a person looks for is nobody else's business, in the record neither.
    record(action, actor=by, about=[search.person], data={"search": search.pk, **data})
