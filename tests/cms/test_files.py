"""Pictures and documents that editors publish."""

from __future__ import annotations

import io
import re

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import ImageField
from django.urls import reverse
from django.utils import translation
from PIL import Image
from wagtail.models import Collection, CollectionViewRestriction
from wagtail.users.models import UserProfile

from cms.models import EditorialDocument, EditorialImage, StandardPage
from tests.core.test_images import huge_png
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def picture(width: int = 900, height: int = 600, kind: str = "PNG") -> bytes:
    stream = io.BytesIO()
    Image.effect_noise((width, height), 80).save(stream, kind)
    return stream.getvalue()


def cut_off(kind: str) -> SimpleUploadedFile:
    """A picture of which half has arrived."""
    content = picture(kind=kind)
    return SimpleUploadedFile(f"pump.{kind.lower()}", content[: len(content) // 2])


@pytest.fixture(autouse=True)
def files_on_disk(monkeypatch, tmp_path):
    """Documents are sent from a path, which files in memory do not have."""
    file = EditorialDocument._meta.get_field("file")
    monkeypatch.setattr(file, "storage", FileSystemStorage(tmp_path / "private"))


def document_under(**restriction: str) -> EditorialDocument:
    collection = Collection.get_first_root_node().add_child(name="Internal")
    CollectionViewRestriction.objects.create(collection=collection, **restriction)
    return EditorialDocument.objects.create(
        title="Minutes", file=ContentFile(b"kept inside", name="minutes.txt"), collection=collection
    )


def body(response) -> bytes:
    return b"".join(response) if response.streaming else response.content


def test_document_of_a_private_collection_is_for_signed_in_people(client, signed_in):
    document = document_under(restriction_type="login")
    response = client.get(document.url)
    assert response.status_code == 302
    assert "/account/login/" in response["Location"]
    opened = signed_in(UserFactory()).get(document.url)
    assert body(opened) == b"kept inside"
    assert opened["Content-Security-Policy"].startswith("default-src 'none'")


def test_document_of_a_group_stays_closed_to_a_member_who_used_only_a_password(signed_in):
    document = document_under(restriction_type="groups")
    editors = Group.objects.get(name="Editors")
    document.collection.get_view_restrictions().get().groups.add(editors)
    inside = UserFactory()
    inside.groups.add(editors)
    response = signed_in(inside).get(document.url)
    assert (response.status_code, response["Location"]) == (302, reverse("mfa_index"))
    assert body(signed_in(inside, second_factor=True).get(document.url)) == b"kept inside"
    assert "/account/login/" in signed_in(UserFactory()).get(document.url)["Location"]


def test_document_under_a_password_opens_to_those_who_know_it(client):
    document = document_under(restriction_type="password", password="a secret")
    asked = client.get(document.url)
    assert b"kept inside" not in body(asked)
    action = re.search(r'action="([^"]+authenticate[^"]+)"', asked.content.decode())[1]
    client.post(action, {"password": "guess", "return_url": document.url})
    assert b"kept inside" not in body(client.get(document.url))
    client.post(action, {"password": "a secret", "return_url": document.url})
    assert body(client.get(document.url)) == b"kept inside"


def test_document_has_no_address_but_that_of_the_view(client):
    document = document_under(restriction_type="login")
    for address in (f"/media/{document.file.name}", document.file.url):
        assert client.get(address).status_code == 404


# Wagtail leaves the spooled files of its renditions to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")
def test_picture_is_drawn_with_its_text_and_credit(client):
    image = EditorialImage.objects.create(
        title="A pump", file=ContentFile(picture(), name="pump.png"), credit="A. Maker, CC BY 4.0"
    )
    page = StandardPage.objects.get(slug="about", locale__language_code="en")
    page.body = [
        {
            "type": "figure",
            "value": {
                "image": {"image": image.pk, "alt_text": "A pump at a well", "decorative": False},
                "caption": "At work",
            },
        }
    ]
    page.save()
    html = client.get("/en/about/").content.decode()
    assert 'alt="A pump at a well"' in html
    assert "At work · A. Maker, CC BY 4.0" in html
    assert "srcset=" in html


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("not-one.png", b"<script>alert(1)</script>"),
        ("wrong-name.png", b"GIF89a nothing"),
        ("bomb.png", huge_png(50_000, 50_000)),
    ],
)
def test_file_that_is_no_picture_is_refused(signed_in, superuser, name, content):
    staff = signed_in(superuser, second_factor=True)
    upload = SimpleUploadedFile(name, content)
    response = staff.post(
        "/admin/images/add/",
        {"title": "x", "file": upload, "collection": Collection.get_first_root_node().pk},
    )
    assert response.status_code == 200
    assert not EditorialImage.objects.exists()


@pytest.mark.parametrize(
    ("way", "name"),
    [("images", "drawing.svg"), ("documents", "page.html"), ("documents", "drawing.svg"),
     ("documents", "script.js")],
)  # fmt: skip
def test_kind_of_file_that_a_browser_would_run_is_refused_by_its_name(
    signed_in, superuser, way, name
):
    """Before anybody looks into it, and as one of the kinds that are told."""
    staff = signed_in(superuser, second_factor=True)
    upload = SimpleUploadedFile(name, b"<svg/>")
    root = Collection.get_first_root_node().pk
    response = staff.post(f"/admin/{way}/add/", {"title": "x", "file": upload, "collection": root})
    [told] = response.context["form"].errors["file"]
    assert "Supported formats: AVIF, GIF" in told or "Allowed extensions are: csv, docx" in told
    assert not EditorialImage.objects.exists()
    assert not EditorialDocument.objects.exists()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "AVIF"])
def test_picture_that_was_cut_off_is_refused_in_words(signed_in, superuser, kind):
    data = {
        "title": "x",
        "file": cut_off(kind),
        "collection": Collection.get_first_root_node().pk,
    }
    response = signed_in(superuser, second_factor=True).post("/admin/images/add/", data)
    assert response.status_code == 200
    assert "Upload a valid image." in response.text
    assert not EditorialImage.objects.exists()


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("/admin/images/add/", "file"),
        ("/admin/images/multiple/add/", "files[]"),
        ("/admin/images/chooser/create/", "image-chooser-upload-file"),
    ],
)
def test_every_way_to_send_a_picture_refuses_in_the_language_of_who_sends_it(
    signed_in, superuser, address, field
):
    UserProfile.objects.update_or_create(user=superuser, defaults={"preferred_language": "ar"})
    root = Collection.get_first_root_node().pk
    prefix = field.removesuffix("file") if field.endswith("-file") else ""
    response = signed_in(superuser, second_factor=True).post(
        address,
        {f"{prefix}title": "x", f"{prefix}collection": root, field: cut_off("PNG")},
        headers={"x-requested-with": "XMLHttpRequest"},
    )
    assert response.status_code == 200
    with translation.override("ar"):
        told = str(ImageField.default_error_messages["invalid_image"])
    is_json = response["Content-Type"] == "application/json"
    assert told in (str(response.json()) if is_json else response.text)
    assert not EditorialImage.objects.exists()


def test_picture_is_kept_as_it_was_sent(signed_in, superuser):
    content = picture()
    data = {
        "title": "x",
        "file": SimpleUploadedFile("pump.png", content),
        "collection": Collection.get_first_root_node().pk,
    }
    signed_in(superuser, second_factor=True).post("/admin/images/add/", data)
    with EditorialImage.objects.get().file.open() as kept:
        assert kept.read() == content


def test_picture_of_too_many_pixels_is_refused_in_words(signed_in, superuser):
    stream = io.BytesIO()
    Image.new("1", (8_000, 5_001)).save(stream, "PNG")
    response = signed_in(superuser, second_factor=True).post(
        "/admin/images/add/",
        {
            "title": "x",
            "file": SimpleUploadedFile("large.png", stream.getvalue()),
            "collection": Collection.get_first_root_node().pk,
        },
    )
    assert response.status_code == 200
    assert "40000000" in re.sub(r"[,.\s\xa0]", "", response.text)
    assert not EditorialImage.objects.exists()
