"""A document to show as evidence: one page of PDF, written by hand, that says it is invented."""

from __future__ import annotations

from django.core.files.base import ContentFile

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
    """A PDF for the registry entry of that name; ASCII only, like the font it uses."""
    lines = [line.format(entry=entry, country=country) for line in LINES]
    shown = " ".join(f"({_escaped(line)}) Tj T*" for line in lines)
    content = f"BT /F1 14 Tf 24 TL 72 740 Td {shown} ET".encode("ascii", "replace")
    return ContentFile(_pdf(content), name=DOCUMENT_NAME)


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _pdf(content: bytes) -> bytes:
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, text in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start, size = len(body), len(objects) + 1
    body += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    body += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return bytes(body)
