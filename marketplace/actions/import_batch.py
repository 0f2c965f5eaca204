"""One batch of an import: what is new, what has changed, and writing it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import changes
from core.errors import ActionRefused
from marketplace.actions import drafting
from marketplace.actions.guards import require_unlocked
from marketplace.actions.import_plan import Incoming, Plan, take_in
from marketplace.actions.reviewing import last_day
from marketplace.enums import LISTING_TRANSITIONS, ListingStatus
from marketplace.exchange.fields import LISTING, RELATIONS
from marketplace.exchange.keys import ordered_key
from marketplace.exchange.problems import Problem
from marketplace.exchange.records import Rows, complete, content_of, digest, fill, same
from marketplace.exchange.report import Report
from marketplace.exchange.writing import newest
from marketplace.models import Listing, ListingSource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from marketplace.exchange.problems import Row


@dataclass
class New:
    listing: Listing
    rows: Rows
    source: ListingSource | None


@dataclass
class Changed:
    line: int
    listing: Listing
    content: dict[str, Any]
    source: ListingSource | None


class Batch:
    """Rows sorted by what is to be done with them, then written together."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.report = Report()
        self.new: list[New] = []
        self.changed: list[Changed] = []
        self.still_there: list[uuid.UUID] = []

    # --- Sorting --------------------------------------------------------------------------------

    def sort(self, rows: list[Row]) -> None:
        taken: list[Incoming] = []
        for row in rows:
            result = take_in(row, self.plan)
            if isinstance(result, list):
                self.report.refuse(result)
            else:
                taken.append(result)
        by_key, by_source = self._stored(taken)
        for incoming in taken:
            listing = by_key.get(incoming.key) or by_source.get(incoming.source)
            if listing is None:
                self._sort_new(incoming)
            elif listing.organisation_id != self.plan.organisation.pk:
                field = "id" if incoming.key in by_key else "source.external_id"
                sentence = _("This is a listing of another organisation. Leave the field empty.")
                self.report.refuse([Problem(incoming.line, field, sentence)])
            else:
                self._sort_known(incoming, listing, by_its_key=incoming.key in by_key)

    def _stored(self, taken: list[Incoming]) -> tuple[dict[Any, Listing], dict[Any, Listing]]:
        """Those of the batch that are here already, in a fixed number of queries."""
        keys = [incoming.key for incoming in taken if incoming.key]
        sources = [incoming.source for incoming in taken if incoming.source]
        by_key = {listing.pk: listing for listing in _whole().filter(pk__in=keys)} if keys else {}
        by_source: dict[Any, Listing] = {}
        for name in {name for name, _number in sources}:
            numbers = [number for one, number in sources if one == name]
            rows = ListingSource.objects.filter(name=name, external_id__in=numbers)
            for row in rows.select_related("listing__latest_revision", "listing__organisation"):
                by_source[name, row.external_id] = row.listing
                row.listing.source = row
        return by_key, by_source

    def _sort_new(self, incoming: Incoming) -> None:
        content = incoming.content
        if problems := complete(content, incoming.line, self.plan.kind):
            self.report.refuse(problems)
            return
        listing = Listing(
            id=incoming.key or ordered_key(),
            organisation=self.plan.organisation,
            author=self.plan.by,
            kind=content["kind"],
        )
        rows = fill(listing, content)
        self.new.append(New(listing, rows, _provenance(listing, content)))
        self.report.created += 1

    def _sort_known(self, incoming: Incoming, listing: Listing, *, by_its_key: bool) -> None:
        content, source = incoming.content, None
        if by_its_key:
            # What a file does not speak of stays as it is.
            now = content_of(newest(listing))
            content = {**now, **content, "source": {}}
        if problems := self._wrong_with(incoming.line, content, listing):
            self.report.refuse(problems)
            return
        if by_its_key:
            is_same = same(content, now)
        else:
            before = listing.source.digest  # the new one takes its place at the listing
            source = _provenance(listing, content)
            is_same = source is not None and source.digest == before
        if is_same:
            self.still_there.append(listing.pk)
            self.report.unchanged += 1
        elif problem := self._held(incoming.line, listing):
            self.report.refuse([problem])
        else:
            self.changed.append(Changed(incoming.line, listing, content, source))
            self.report.updated += 1

    def _held(self, line: int, listing: Listing) -> Problem | None:
        """Whether a reviewer has it before them; told already when nothing is written yet."""
        if listing.latest_revision_id is None:
            return None
        try:
            require_unlocked(listing, by=self.plan.by)
        except ActionRefused as refusal:
            return Problem(line, "", str(refusal.reason))
        return None

    def _wrong_with(self, line: int, content: Any, listing: Listing) -> list[Problem]:
        problems = complete(content, line, listing.kind)
        if content["kind"] != listing.kind:
            sentence = _("An offer does not become a need, nor the reverse. Write a new one.")
            problems.append(Problem(line, "kind", sentence))
        return problems

    # --- Writing --------------------------------------------------------------------------------

    def write(self) -> None:
        if self.plan.publish:
            self._publish_new()
            self._keep_alive()
        else:
            self._draft_new()
        sources = [new.source for new in self.new if new.source]
        ListingSource.objects.bulk_create(sources)
        self._write_changed()
        touched = [n.listing.pk for n in self.new] + [c.listing.pk for c in self.changed]
        if self.plan.publish:
            changes.changed("marketplace.listing", [*touched, *self.still_there])

    def _publish_new(self) -> None:
        now = timezone.now()
        for new in self.new:
            new.listing.status = ListingStatus.PUBLISHED
            new.listing.live = True
            new.listing.first_published_at = new.listing.last_published_at = now
            new.listing.expires_on = last_day()
        Listing.objects.bulk_create([new.listing for new in self.new])
        _insert_parts(new.rows for new in self.new)

    def _keep_alive(self) -> None:
        """What its source still has is public for another year from today."""
        Listing.objects.filter(
            pk__in=self.still_there, status=ListingStatus.PUBLISHED, expires_on__lt=last_day()
        ).update(expires_on=last_day(), reminded_on=None)

    def _draft_new(self) -> None:
        """Rows first and bare; what is to be written lies in their first revision."""
        for new in self.new:
            new.listing.live = False
        Listing.objects.bulk_create([new.listing for new in self.new])
        for new in self.new:
            _hand_over(new.listing, new.rows)
            new.listing.save_revision(user=self.plan.by, clean=False)

    def _write_changed(self) -> None:
        bare = []
        for changed in self.changed:
            listing = changed.listing
            if self.plan.publish and listing.latest_revision_id is None:
                bare.append(changed)
                continue
            try:
                with transaction.atomic():
                    self._revise(changed)
            except ActionRefused as refusal:
                self.report.updated -= 1
                self.report.refuse([Problem(changed.line, "", str(refusal.reason))])
                continue
            self._update_source(changed)
        self._overwrite(bare)

    def _revise(self, changed: Changed) -> None:
        work = changed.listing.get_latest_revision_as_object()
        rows = fill(work, changed.content)
        _hand_over(work, _with_old_keys(work, rows))
        if not self.plan.publish:
            drafting.save(work, by=self.plan.by, token=changed.listing.draft_token)
            return
        listing = changed.listing
        revision = work.save_revision(user=self.plan.by, clean=False, log_action=True)
        if _may_become_public(listing):
            Listing.objects.filter(pk=listing.pk).update(
                status=ListingStatus.PUBLISHED, expires_on=last_day(), reminded_on=None
            )
            type(revision).objects.get(pk=revision.pk).publish(
                user=self.plan.by, skip_permission_checks=True
            )

    def _overwrite(self, bare: list[Changed]) -> None:
        """Imported once and never touched: the row is written anew, its parts with it."""
        listings, all_rows = [], []
        whole = {one.pk: one for one in _whole().filter(pk__in=[c.listing.pk for c in bare])}
        for changed in bare:
            listing = whole[changed.listing.pk]
            all_rows.append(_with_old_keys(listing, fill(listing, changed.content)))
            if _may_become_public(listing):
                listing.status, listing.expires_on = ListingStatus.PUBLISHED, last_day()
                listing.live, listing.reminded_on = True, None
                listing.last_published_at = timezone.now()
                listing.first_published_at = listing.first_published_at or listing.last_published_at
            listing.updated_at = timezone.now()
            listings.append(listing)
            self._update_source(changed)
        keys = [listing.pk for listing in listings]
        for model in _PART_MODELS:
            model._default_manager.filter(listing__in=keys).delete()
        if listings:
            Listing.objects.bulk_update(listings, fields=_OVERWRITTEN)
        _insert_parts(all_rows)

    def _update_source(self, changed: Changed) -> None:
        if changed.source is not None:
            changed.source._state.adding = False
            changed.source.save(force_update=True)


# What is hidden by its people stays hidden, whatever its source says.
def _may_become_public(listing: Listing) -> bool:
    state = ListingStatus(listing.status)
    return state not in (ListingStatus.PAUSED, ListingStatus.WITHDRAWN) and (
        ListingStatus.PUBLISHED in LISTING_TRANSITIONS[state]
    )


def _whole() -> Any:
    return Listing.objects.select_related("organisation", "latest_revision").prefetch_related(
        *RELATIONS
    )


def _provenance(listing: Listing, content: dict[str, Any]) -> ListingSource | None:
    source = content.get("source")
    if not source:
        return None
    return ListingSource(
        listing=listing,
        name=source["name"],
        external_id=source["external_id"],
        url=source.get("url") or "",
        licence=source.get("licence") or "",
        harvested_on=source["date"],
        digest=digest(content),
    )


_PART_MODELS = [
    relation.related_model
    for relation in Listing._meta.related_objects
    if relation.get_accessor_name() in RELATIONS
]
_OVERWRITTEN = [
    *(column.field.name for column in LISTING if column.name != "kind"),
    "status", "live", "expires_on", "reminded_on", "first_published_at", "last_published_at",
    "updated_at",
]  # fmt: skip


def _insert_parts(many: Iterable[Rows]) -> None:
    together: dict[type, list[Any]] = {}
    for rows in many:
        for parts in rows.values():
            for part in parts:
                together.setdefault(type(part), []).append(part)
    for model, parts in together.items():
        model._default_manager.bulk_create(parts)  # type: ignore[attr-defined]


def _hand_over(listing: Listing, rows: Rows) -> None:
    for relation, parts in rows.items():
        setattr(listing, relation, parts)


def _with_old_keys(listing: Listing, rows: Rows) -> Rows:
    """The new parts under the keys of those whose place they take: others may refer to them."""
    renamed: dict[Any, Any] = {}
    for relation, parts in rows.items():
        if relation == "rights_statuses":
            for status in parts:
                status.right = renamed.get(status.right, status.right)
        place = _PLACES.get(relation)
        old = list(getattr(listing, relation).all())
        known = {place(part): part.pk for part in old} if place else {}
        for number, part in enumerate(parts):
            key = known.get(place(part)) if place else old[number].pk if number < len(old) else None
            if key:
                renamed[part.pk], part.pk = key, key
    return rows


# What may stand in a listing once is the same part while that is the same; else by its number.
_PLACES: dict[str, Callable[[Any], Any]] = {
    "facets": lambda facet: (facet.scheme, facet.code),
    "rights_statuses": lambda status: (status.right, status.country),
    "translations": lambda translation: translation.language,
}
