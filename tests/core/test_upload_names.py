"""Names and kinds of what people send; pictures and PDFs have tests of their own."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from core.uploads import LONGEST_NAME, checked, shown_name
from tests.core.test_pdfs import plain, written


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("plan.pdf", "plan.pdf"),
        ("a\r\nSet-Cookie: b.pdf", "aSet-Cookie: b.pdf"),
        ("invoice\u202efdp.exe.pdf", "invoicefdp.exe.pdf"),
        ("\u2067\u200f.pdf", "file.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\Amina\\plan.pdf", "plan.pdf"),
        ("a\x00b.pdf", "ab.pdf"),
        ("مضخة.pdf", "مضخة.pdf"),
        ("Cafe\u0301.pdf", "Café.pdf"),
        (".pdf", "file.pdf"),
        ("plan", "plan"),
        ("", "file"),
        (None, "file"),
        ("x" * 300 + ".pdf", "x" * (LONGEST_NAME - 4) + ".pdf"),
        ("y" * 300, "y" * LONGEST_NAME),
    ],
)  # fmt: skip
def test_shown_name_has_what_can_be_seen_and_the_ending(given, shown):
    assert shown_name(given) == shown


@pytest.mark.parametrize("name", ["plan", "plan.pdf.exe", "plan.\u202epdf", "plan.svg", None])
def test_kind_is_that_of_the_last_ending(name):
    with pytest.raises(ValidationError, match="Send a PDF, or a picture"):
        checked(ContentFile(written(plain()), name=name))


def test_ending_in_capitals_is_an_ending():
    assert checked(ContentFile(written(plain()), name="PLAN.PDF")).name == "PLAN.PDF"
