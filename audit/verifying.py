"""Reading the record from its first entry to its last, and saying where it is not as written."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

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


class Verdict(NamedTuple):
    findings: list[Finding]
    head: Head
    entries: int


def verify(known: Head | None = None) -> Verdict:
    """Every fault once, at its place; `known` is the head of an earlier verdict."""
    findings: list[Finding] = []
    head, count = Head(0, NOTHING), 0
    for link in _links():
        findings += _faults(link, head, known)
        head, count = Head(link.position, link.digest), count + 1
    findings += _cut_off(head, known)
    findings += _unlinked()
    return Verdict(findings, head, count)


def _cut_off(head: Head, known: Head | None) -> Iterator[Finding]:
    """Links beyond the last entry, and those of which an earlier verdict knows."""
    last = AuditLink.objects.order_by("-position").values_list("position", flat=True).first() or 0
    for gone in range(head.position + 1, max(last, known.position if known else 0) + 1):
        yield Finding("removed", gone, None)


def _links() -> Iterator[AuditLink]:
    links = AuditLink.objects.order_by("position").select_related("entry")
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


def _unlinked() -> Iterator[Finding]:
    for entry in AuditEntry.objects.filter(link=None).order_by("pk").values_list("pk", flat=True):
        yield Finding("invented", None, entry)
