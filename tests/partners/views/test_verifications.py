from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from partners.models import OrganisationIdentifier, Verification
from tests.factories import VerificationFactory
from tests.partners.conftest import unchanged

pytestmark = pytest.mark.django_db

SLUG = "institute-of-wells"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"
ASK = "/en/organisations/institute-of-wells/verification/request/"


def text(response) -> str:
    return response.content.decode()


def document(name: str, content: bytes = PDF, kind: str = "application/pdf") -> dict:
    return {"evidence_kind": "document", "document": SimpleUploadedFile(name, content, kind)}


# --- Asking ---------------------------------------------------------------------------------


def test_request_by_address_waits_on_the_page(house, signed_in):
    client = signed_in(house.signatory)
    data = {"evidence_kind": "email_domain", "email": house.signatory.email, "note": "Ours."}
    response = client.post(ASK, data)
    assert response.url == reverse("show_verification", args=[SLUG])
    html = text(client.get(response.url))
    assert "Your request is with our staff." in html
    assert "Waiting for a decision" in html
    assert house.signatory.email in html


def test_request_by_identifier_names_it(house, signed_in):
    number = OrganisationIdentifier.objects.create(
        organisation=house.organisation, scheme="ror", value="02mhbdp94"
    )
    signed_in(house.owner).post(ASK, {"evidence_kind": "identifier", "identifier": number.pk})
    assert Verification.objects.get().identifier == number


def test_request_by_document_stores_it_privately_under_a_random_name(house, signed_in):
    signed_in(house.owner).post(ASK, document("Certificate (1).pdf"))
    stored = Verification.objects.get()
    assert stored.document_name == "Certificate (1).pdf"
    assert stored.document.name.startswith("evidence/")
    assert "Certificate" not in stored.document.name
    assert len(stored.document.name) == len("evidence/") + 32 + len(".pdf")
    assert storages["private"].exists(stored.document.name)
    assert not storages["default"].exists(stored.document.name)


@pytest.mark.parametrize("kind", ["email_domain", "document", "identifier"])
def test_request_without_its_evidence_comes_back(house, signed_in, kind):
    client = signed_in(house.owner)
    with unchanged():
        html = text(client.post(ASK, {"evidence_kind": kind, "note": "Trust me."}))
    assert "error-summary" in html
    assert "Trust me." in html


def test_request_while_one_waits_says_so(house, signed_in):
    VerificationFactory(organisation=house.organisation, status="requested")
    client = signed_in(house.owner)
    with unchanged():
        html = text(client.post(ASK, {"evidence_kind": "email_domain", "email": house.owner.email}))
    assert "A request is waiting for a decision. Cancel it to send another." in html


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<html><script>alert(1)</script>"),
        ("page.pdf", b"<html><script>alert(1)</script>"),
        ("certificate.pdf.html", PDF),
        ("certificate.pdf.exe", PDF),
        ("certificate", PDF),
        (".pdf", PDF),
        ("certificate.pdf ", b"MZ\x90\x00"),
        ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("image.png", PDF),
        ("image.pdf", b"\x89PNG\r\n\x1a\n"),
        ("macro.docm", b"PK\x03\x04"),
        ("empty.pdf", b""),
    ],
)
def test_document_that_is_not_what_it_says_is_refused(house, signed_in, name, content):
    client = signed_in(house.owner)
    with unchanged():
        response = client.post(ASK, document(name, content))
    assert response.status_code == 200
    assert "id_document_error" in text(response)
    assert storages["private"].listdir("")[1] == []


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("r\u202egnp.pdf", "rgnp.pdf"),
        ("a\x00b.pdf", "ab.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\users\\me\\scan.PDF", "scan.PDF"),
        ("شهادة.pdf", "شهادة.pdf"),
        ("x" * 400 + ".pdf", "x" * 196 + ".pdf"),
        ("<script>alert(1)<script>.pdf", "<script>alert(1)<script>.pdf"),
    ],
)
def test_name_of_a_document_is_kept_without_tricks(house, signed_in, sent, kept):
    client = signed_in(house.owner)
    upload = document("x.pdf")
    upload["document"]._name = sent  # past the cleaning on the sender's side
    client.post(ASK, upload)
    row = Verification.objects.get()
    assert row.document_name == kept
    assert row.document.name.endswith(".pdf")
    assert "<script>" not in text(client.get(reverse("show_verification", args=[SLUG])))


# --- Reading --------------------------------------------------------------------------------


def test_history_shows_decision_and_reason(house, signed_in):
    VerificationFactory(organisation=house.organisation, status="refused", reason="Not\nlegible.")
    html = text(signed_in(house.viewer).get(reverse("show_verification", args=[SLUG])))
    assert "Refused" in html
    assert "Not<br>legible." in html
    assert ASK not in html  # a viewer may not ask


def test_history_on_the_day_after_the_last_says_expired(house, signed_in):
    yesterday = timezone.now().date() - timedelta(days=1)
    VerificationFactory(organisation=house.organisation, expires_on=yesterday)
    client = signed_in(house.owner)
    for name in ("show_verification", "manage_organisation"):
        html = text(client.get(reverse(name, args=[SLUG])))
        assert "Expired" in html
        assert "<span>Verified</span>" not in html


def test_cancelling_says_so(house, signed_in):
    row = VerificationFactory(organisation=house.organisation, status="requested")
    client = signed_in(house.signatory)
    address = reverse("cancel_verification", args=[SLUG, row.pk])
    assert "The request is cancelled." in text(client.post(address, follow=True))
    with unchanged():
        again = client.post(address, follow=True)
    assert "it is already “Cancelled by the organisation”" in text(again)


def test_cancelling_that_of_another_organisation_is_not_found(house, signed_in):
    other = VerificationFactory(status="requested")
    client = signed_in(house.owner)
    with unchanged():
        address = reverse("cancel_verification", args=[SLUG, other.pk])
        assert client.post(address).status_code == 404


# --- Downloading ----------------------------------------------------------------------------


def download(house, signed_in, name: str, content: bytes = PDF):
    row = VerificationFactory(
        organisation=house.organisation,
        document=ContentFile(content, name="x.pdf"),
        document_name=name,
    )
    return signed_in(house.viewer).get(reverse("download_evidence", args=[row.pk]))


@pytest.mark.parametrize(
    ("name", "disposition"),
    [
        ("scan.pdf", 'attachment; filename="scan.pdf"'),
        ('a"b\\c.pdf', 'attachment; filename="a\\"b\\\\c.pdf"'),
        ("a\r\nSet-Cookie: x.pdf", "attachment; filename*=utf-8''a%0D%0ASet-Cookie%3A%20x.pdf"),
        ("a;b.pdf", 'attachment; filename="a;b.pdf"'),
        ("é.pdf", "attachment; filename*=utf-8''%C3%A9.pdf"),
        ("\u202efdp.pdf", "attachment; filename*=utf-8''%E2%80%AEfdp.pdf"),
    ],
)
def test_download_is_an_attachment_that_nothing_runs(house, signed_in, name, disposition):
    response = download(house, signed_in, name)
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"] == disposition
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"
    assert "x.pdf" not in response["Content-Disposition"].replace(name, "").replace("%20x.pdf", "")


def test_download_of_a_polyglot_is_a_pdf_that_nothing_runs(house, signed_in):
    response = download(house, signed_in, "page.pdf", PDF + b"<html><script>alert(1)</script>")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment")


def test_download_of_a_request_without_document_is_not_found(house, signed_in):
    row = VerificationFactory(organisation=house.organisation)
    client = signed_in(house.viewer)
    assert client.get(reverse("download_evidence", args=[row.pk])).status_code == 404
