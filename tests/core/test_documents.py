"""Evidence: what the name says, the first bytes have to be."""

from __future__ import annotations

import pytest
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from core.documents import KINDS, EvidenceField

HEADS = {
    ".pdf": b"%PDF-1.7\n",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff\xe0\0\x10JFIF",
    ".jpeg": b"\xff\xd8\xff\xe1\0\x10Exif",
}


def clean(name: str, content: bytes, kind: str = "application/pdf"):
    return EvidenceField().clean(SimpleUploadedFile(name, content, kind))


def refusal(name: str, content: bytes) -> ValidationError:
    with pytest.raises(ValidationError) as refused:
        clean(name, content)
    return refused.value


@pytest.mark.parametrize("suffix", KINDS)
@pytest.mark.parametrize("change", [str.lower, str.upper])
def test_document_is_accepted_whole(suffix, change):
    content = HEADS[suffix] + b"the rest"
    assert clean(f"scan{change(suffix)}", content).read() == content


@pytest.mark.parametrize("suffix", KINDS)
@pytest.mark.parametrize("other", KINDS)
def test_document_of_another_kind_than_its_ending_is_refused(suffix, other):
    if KINDS[suffix] == KINDS[other]:
        assert clean(f"scan{suffix}", HEADS[other]).name == f"scan{suffix}"
    else:
        refused = refusal(f"scan{suffix}", HEADS[other])
        assert refused.code == "wrong_kind"
        assert refused.messages == ["Send a PDF, PNG or JPEG file whose ending says which it is."]


@pytest.mark.parametrize(
    "name",
    ["scan", "scan.", ".pdf", "pdf", "scan.pdf.html", "scan.html", "scan.svg", "scan.pdf\u202e",
     "scan.pdf ", "scan.pdf\x00.html", "scan.p\u0434f"],
)  # fmt: skip
def test_name_without_a_known_ending_is_refused(name):
    assert refusal(name, HEADS[".pdf"]).code == "wrong_kind"


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script>",
        b"  %PDF-1.7",
        b"<!-- %PDF-1.7 -->",
        b"MZ\x90\x00",
        b"PK\x03\x04",
        b"<svg onload=alert(1)>",
        b"GIF89a",
    ],
)
def test_content_that_is_no_document_is_refused(content):
    assert refusal("scan.pdf", content).code == "wrong_kind"


def test_empty_document_is_refused():
    assert refusal("scan.pdf", b"").code == "empty"


@pytest.mark.parametrize("extra", [0, 1])
def test_size_is_allowed_up_to_10_megabytes(extra):
    limit = 10 * 1024 * 1024
    assert limit == settings.MAX_DOCUMENT_BYTES
    content = HEADS[".pdf"] + b"\0" * (limit - len(HEADS[".pdf"]) + extra)
    if extra:
        refused = refusal("scan.pdf", content)
        assert (refused.code, refused.messages) == (
            "too_large",
            ["The document is larger than 10 MB."],
        )
    else:
        assert clean("scan.pdf", content).size == limit


def test_declared_content_type_is_not_believed():
    assert clean("scan.pdf", HEADS[".pdf"], "text/html").name == "scan.pdf"
    with pytest.raises(ValidationError):
        clean("scan.html", b"<html>", "application/pdf")


def test_field_may_be_left_empty_where_the_form_says_so():
    class Form(forms.Form):
        document = EvidenceField(required=False)

    assert Form({}, {}).is_valid()
