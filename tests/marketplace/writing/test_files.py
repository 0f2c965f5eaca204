"""Pictures and documents: what comes in, what is refused, who pays with how much room."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from core.uploads import Upload
from marketplace.actions import files
from marketplace.models import StoredFile
from tests.core.test_pdfs import full, plain, protected, readable, written
from tests.marketplace.pages import page
from tests.marketplace.writing.pages import address, drafted, fields, fill, newest
from tests.partners.conftest import recorded, refused, unchanged

PDF = written(plain())


def picture(size=(40, 30), kind="JPEG", **options) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "green").save(buffer, kind, **options)
    return buffer.getvalue()


def located() -> bytes:
    """A photograph that says where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "Camera of Kisumu"
    return picture(exif=exif)


def huge() -> bytes:
    """A PNG of 50,000 by 50,000 pixels in a few bytes."""
    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"")), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def send(client, listing, name: str, content: bytes, **values):
    upload = SimpleUploadedFile(name, content)
    return fill(client, address(listing, "files"), upload=upload, **values)


def test_picture_is_kept_without_what_the_camera_wrote(signed_in, house):
    listing = drafted(house)
    answer = send(signed_in(house.editor), listing, "Pump <b>.jpg", located(),
                  upload_title="The pump", upload_alt_text="A blue pump")  # fmt: skip

    assert answer.status_code == 302
    row = newest(listing).attachments.get()
    assert (row.title, row.alt_text) == ("The pump", "A blue pump")
    assert (row.file.media_type, row.file.width, row.file.height) == ("image/webp", 40, 30)
    assert row.file.organisation == house.organisation
    content = row.file.file.read()
    assert b"Kisumu" in located()
    assert b"Kisumu" not in content
    assert recorded("file.stored").about == [house.organisation, row.file]


def test_document_is_kept_and_named(signed_in, house):
    listing = drafted(house)
    send(signed_in(house.editor), listing, "plan.pdf", PDF)
    row = newest(listing).attachments.get()
    assert (row.title, row.file.name, row.file.media_type) == (
        "plan",
        "plan.pdf",
        "application/pdf",
    )


def test_document_is_kept_without_what_lies_behind_its_pages(signed_in, house):
    listing = drafted(house)
    send(signed_in(house.editor), listing, "plan.pdf", full())
    stored = newest(listing).attachments.get().file
    content = stored.file.read()
    assert b"Amina in Info" in readable(full())
    assert b"Amina in Info" not in readable(content)
    assert (stored.size, stored.sha256) == (len(content), hashlib.sha256(content).hexdigest())


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("drawing.svg", SVG, "Send a PDF, or a picture"),
        ("drawing.png", SVG, "not an image we can read"),
        ("plan.pdf", SVG, "whose ending says which it is"),
        ("plan.pdf", protected(), "without a password"),
        ("plan.pdf", PDF[:200], "Print it to a new PDF"),
        ("plan.pdf", b"MZ\x90", "whose ending says which it is"),
        ("photo.jpg", b"not one", "not an image we can read"),
        ("macro.docm", PDF, "Send a PDF, or a picture"),
        ("huge.png", huge(), "million pixels"),
        ("large.png", b"\x89PNG" + b"x" * (5 * 1024 * 1024), "larger than 5 MB"),
        ("large.pdf", PDF + b"x" * (10 * 1024 * 1024), "larger than 10 MB"),
        ("empty.pdf", b"", "empty"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_other_files_are_refused_in_words(signed_in, house, name, content, sentence):
    listing = drafted(house)
    with unchanged():
        answer = send(signed_in(house.editor), listing, name, content, upload_title="Typed")
    assert answer.status_code == 422
    assert sentence in page(answer)
    assert 'value="Typed"' in page(answer)


def upload(size: int = 10) -> Upload:
    content = ContentFile(b"x" * size, name="a.pdf")
    return Upload(file=content, name="a.pdf", media_type="application/pdf", sha256="0" * 64)


def test_organisation_has_so_much_room_and_no_more(house, settings):
    settings.ORGANISATION_FILE_BYTES = 15
    files.store(house.organisation, by=house.editor, upload=upload(10))
    with refused("quota"):
        files.store(house.organisation, by=house.editor, upload=upload(6))
    files.store(house.organisation, by=house.editor, upload=upload(5))


@pytest.mark.parametrize("who", ["viewer", "signatory", "stranger"])
def test_others_store_nothing(house, who):
    with refused("not_allowed"):
        files.store(house.organisation, by=getattr(house, who), upload=upload())


def test_file_of_a_save_that_is_refused_is_not_kept(signed_in, house, monkeypatch):
    listing = drafted(house)
    client, url = signed_in(house.editor), address(listing, "files")
    old = fields(client.get(url))
    fill(signed_in(house.owner), address(listing, "basics"), title="Theirs")
    deleted = []
    storage = StoredFile._meta.get_field("file").storage
    monkeypatch.setattr(type(storage), "delete", lambda self, name: deleted.append(name))

    with unchanged():
        answer = client.post(url, {**old, "upload": SimpleUploadedFile("plan.pdf", PDF)})

    assert answer.status_code == 409
    assert len(deleted) == 1
    assert not StoredFile.objects.exists()


def test_picture_without_words_waits_for_them(signed_in, house):
    listing = drafted(house)
    client = signed_in(house.editor)
    send(client, listing, "pump.png", picture(kind="PNG"), upload_title="Pump")
    overview = reverse("write_listing", args=[listing.pk])
    assert "Say in words what the picture “Pump” shows." in page(client.get(overview))
    fill(client, address(listing, "files"), **{"attachments-0-alt_text": "A pump"})
    assert "Say in words" not in page(client.get(overview))
