"""Reading the record from its first entry to its last, and saying where it is not as written."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Max

from audit.chain import NOTHING, Subject, content_of, link_after
from audit.models import AuditEntry, AuditLink

if TYPE_CHECKING:
    from collections.abc import Iterator

BATCH = 1000


class Head(NamedTuple):
    """The end of the chain at some time; kept elsewhere, it shows that nothing was cut off since."""

    position: int
    digest: str


class Finding(NamedTuple):
    """`what` is "edited", "removed", "displaced", "invented" or "rewritten"."""

    what: str
    position: int | None
    entry: int | None

    def __str__(self) -> str:
        place = f"link {self.position}" if self.position else "no link"
        return f"{self.what}: {place}, entry {self.entry or '–'}"


class End(NamedTuple):
    """How far a pass reads: what is recorded meanwhile is for the next one to judge."""

    position: int
    entry: int


class Verdict(NamedTuple):
    findings: list[Finding]
    head: Head
    entries: int


def verify(known: Head | None = None) -> Verdict:
    """Every fault once, at its place; `known` is the head of an earlier verdict."""
    findings: list[Finding] = []
    head, count, end = Head(0, NOTHING), 0, _end()
    for link in _links(end):
        findings += _faults(link, head, known)
        head, count = Head(link.position, link.digest), count + 1
    findings += _cut_off(head, known, end)
    findings += _unlinked(end)
    return Verdict(findings, head, count)


def _end() -> End:
    position = AuditLink.objects.aggregate(last=Max("position"))["last"]
    entry = AuditEntry.objects.aggregate(last=Max("pk"))["last"]
    return End(position or 0, entry or 0)


def _cut_off(head: Head, known: Head | None, end: End) -> Iterator[Finding]:
    """Links beyond the last entry, and those of which an earlier verdict knows."""
    last = max(end.position, known.position if known else 0)
    for gone in range(head.position + 1, last + 1):
        yield Finding("removed", gone, None)


def _links(end: End) -> Iterator[AuditLink]:
    links = AuditLink.objects.filter(position__lte=end.position).order_by("position")
    links = links.select_related("entry")
    return links.prefetch_related("entry__subjects__content_type").iterator(chunk_size=BATCH)


def _faults(link: AuditLink, before: Head, known: Head | None) -> Iterator[Finding]:
    entry = link.entry
    for gone in range(before.position + 1, link.position):
        yield Finding("removed", gone, None)
    if content_of(entry, _subjects(entry)) != entry.content:
        yield Finding("edited", link.position, entry.pk)
    # After a gap the link before is not known; its own absence is told already.
    follows = before.position + 1 == link.position
    if follows and link.digest != link_after(before.digest, link.position, entry.content):
        yield Finding("displaced", link.position, entry.pk)
    if known and known.position == link.position and known.digest != link.digest:
        yield Finding("rewritten", link.position, entry.pk)


def _subjects(entry: AuditEntry) -> list[Subject]:
    # In the order in which they were written.
    rows = sorted(entry.subjects.all(), key=lambda row: row.pk)
    return [Subject(row.kind, row.object_id, row.object_name) for row in rows]


def _unlinked(end: End) -> Iterator[Finding]:
    unlinked = AuditEntry.objects.filter(link=None, pk__lte=end.entry).order_by("pk")
    for entry in unlinked.values_list("pk", flat=True):
        yield Finding("invented", None, entry)
