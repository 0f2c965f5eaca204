from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.urls import reverse

from core.files import private_storage, random_name, serve_private


@pytest.mark.parametrize(
    ("given", "suffix"),
    [("a.PNG", ".png"), ("a", ""), ("../../a.png", ".png"), ("a.tar.gz", ".gz"), (".png", "")],
)
def test_random_name_keeps_nothing_but_the_ending(given, suffix):
    name = random_name("logos", given)
    folder, _, stem = name.partition("/")
    assert folder == "logos"
    assert stem.endswith(suffix)
    assert len(stem) == 32 + len(suffix)
    assert "/" not in stem
    assert name != random_name("logos", given)


def test_private_files_have_no_address():
    assert private_storage() is storages["private"]
    assert private_storage() is not default_storage


@pytest.fixture
def stored():
    """A function: store content publicly, return its address."""

    def store(name: str, content: bytes) -> str:
        return reverse("public_file", args=[default_storage.save(name, ContentFile(content))])

    return store


def test_public_file_is_kept_for_long_and_runs_nothing(client, stored):
    response = client.get(stored("logos/a.png", b"\x89PNG"))
    assert b"".join(response.streaming_content) == b"\x89PNG"
    assert response["Content-Type"] == "image/png"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "max-age=31536000, immutable, public"


def test_public_file_with_markup_is_sandboxed(client, stored):
    response = client.get(stored("logos/a.html", b"<script>alert(1)</script>"))
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["logos/none.png", "../settings.py", "..%2f..%2fetc/passwd", "/etc/passwd",
     "logos/%00.png", "logos//", "%2e%2e/%2e%2e/etc/passwd"],
)  # fmt: skip
def test_public_file_that_is_none_is_not_found(client, path):
    assert client.get(f"/media/{path}").status_code == 404


def test_public_file_answers_only_reading(client, stored):
    assert client.post(stored("logos/b.png", b"x")).status_code == 405


def test_private_file_is_a_download_that_no_cache_keeps_and_nothing_runs():
    storage = private_storage()
    name = storage.save("evidence/a.pdf", ContentFile(b"%PDF"))
    response = serve_private(storage.open(name), filename="scan.pdf")
    assert b"".join(response.streaming_content) == b"%PDF"
    assert response["Content-Disposition"] == 'attachment; filename="scan.pdf"'
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
