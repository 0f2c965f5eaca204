"""A document to show as evidence: one page of PDF that says it is invented."""

from __future__ import annotations

from django.core.files.base import ContentFile

from demo.pdf import one_page

DOCUMENT_NAME = "certificate-of-registration.pdf"
LINES = (
    "SPECIMEN - DEMONSTRATION ONLY",
    "Certificate of registration",
    "Entry: {entry}",
    "Seat: {country}",
    "This document was made for the demonstration of TechAccord.",
    "The organisation, the entry and the office that would have issued it do not exist.",
)


def certificate(*, entry: str, country: str) -> ContentFile:
    """A PDF for the registry entry of that name."""
    lines = [line.format(entry=entry, country=country) for line in LINES]
    return ContentFile(one_page(lines), name=DOCUMENT_NAME)
