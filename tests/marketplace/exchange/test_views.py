"""Import in the browser: send, check, say yes; and export as a download."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from core.files import private_storage
from marketplace.exchange import uploads
from marketplace.models import Listing
from marketplace.views import importing
from tests.factories import ListingFactory, MembershipFactory
from tests.marketplace.exchange.records import json_lines, simple
from tests.marketplace.pages import notices, page


@pytest.fixture(autouse=True)
def _empty_storage():
    for name in kept():
        private_storage().delete(f"imports/{name}")


def kept() -> list[str]:
    try:
        return private_storage().listdir("imports")[1]
    except FileNotFoundError:
        return []


@pytest.fixture
def client(house, signed_in):
    return signed_in(house.editor)


def address(house, name="import_offers", *more) -> str:
    return reverse(name, args=[house.organisation.slug, *more])


def send(client, house, *records, name="listings.jsonl", to="import_offers", content=None):
    data = json_lines(*records).getvalue() if content is None else content
    return client.post(address(house, to), {"file": SimpleUploadedFile(name, data)})


def test_file_is_checked_before_anything_is_saved_and_then_imported(house, client):
    records = [simple(n) for n in range(12)]
    records[3]["readiness"] = 10
    response = send(client, house, *records)
    assert response["Location"] == address(house, "check_import")
    check = client.get(response["Location"])
    assert "listings.jsonl" in page(check)
    assert "Import 11 rows" in page(check)
    assert "readiness" in page(check)
    assert not Listing.objects.exists()
    assert len(kept()) == 1

    done = client.post(address(house, "check_import"))
    assert done["Location"] == address(house, "show_import")
    for _looked_at_again in range(2):
        assert "The import is done" in page(shown := client.get(done["Location"]))
    assert "readiness" in page(shown)
    assert {row.status for row in Listing.objects.all()} == {"draft"}
    assert Listing.objects.filter(author=house.editor).count() == 11
    assert kept() == []
    again = client.post(address(house, "check_import"), follow=True)
    assert notices(again) == ["warning"]
    assert Listing.objects.count() == 11


def test_need_sent_to_the_offers_is_told_so(house, client):
    send(client, house, simple(1, kind="need"))
    check = page(client.get(address(house, "check_import")))
    assert "Import it on the page for needs." in check
    assert '<button class="btn">Import' not in check
    client.post(address(house, "check_import"))
    assert not Listing.objects.exists()


def test_needs_have_a_page_of_their_own(house, client):
    send(client, house, simple(1), to="import_needs")
    client.post(address(house, "check_import"))
    assert Listing.objects.get().kind == "need"


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.csv", "title,language\nPump,en".encode("utf-16"), "UTF-16"),
        ("a.csv", b"title,description\nPump,x", "“language” is missing"),
        ("a.pdf", b"%PDF-1.4", "is not known"),
        ("a.xlsx", b"nothing", "not what its ending says"),
        ("a.csv", b"", "empty"),
    ],
)
def test_wrong_file_is_told_and_not_kept(house, client, name, content, word):
    response = send(client, house, name=name, content=content)
    assert response.status_code == 200
    assert word in page(response)
    assert kept() == []


def test_file_that_is_too_large_is_told_and_not_kept(house, client, settings):
    settings.MAX_DOCUMENT_BYTES = 100
    assert "larger than" in page(send(client, house, *(simple(n) for n in range(9))))
    assert kept() == []


def test_rows_beyond_the_most_are_left_out_and_said_so(house, client, monkeypatch):
    monkeypatch.setattr(importing, "MOST_ROWS", 2)
    send(client, house, *(simple(n) for n in range(5)))
    check = page(client.get(address(house, "check_import")))
    assert "Import 2 rows" in check
    assert "Only 2 rows are taken at a time" in check


def test_another_file_takes_the_place_of_the_first(house, client):
    send(client, house, simple(1))
    send(client, house, simple(2))
    assert len(kept()) == 1
    response = client.post(address(house, "check_import"), {"discard": "1"})
    assert response["Location"] == address(house)
    assert kept() == []
    assert not Listing.objects.exists()


def test_file_belongs_to_the_session_that_sent_it(house, client, signed_in):
    send(client, house, simple(1))
    other = signed_in(house.owner)
    assert other.post(address(house, "check_import"))["Location"] == address(house)
    assert not Listing.objects.exists()


def test_result_of_an_import_is_shown_to_its_own_session_and_organisation(house, client, signed_in):
    send(client, house, simple(1))
    client.post(address(house, "check_import"))
    response = signed_in(house.owner).get(address(house, "show_import"))
    assert response["Location"] == address(house)
    slug = MembershipFactory(user=house.editor).organisation.slug
    elsewhere = reverse("show_import", args=[slug])
    assert client.get(elsewhere)["Location"] == reverse("import_offers", args=[slug])


def test_role_lost_between_the_steps_ends_the_import(house, client):
    send(client, house, simple(1))
    house.seats["editor"].delete()
    assert client.post(address(house, "check_import")).status_code == 403
    assert not Listing.objects.exists()


def test_file_that_nobody_came_back_for_is_deleted_after_a_day():
    uploads.keep(ContentFile(b"x"), "a.csv")
    assert uploads.forget_old() == 0
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1), tick=False):
        assert uploads.forget_old() == 1
    assert kept() == []


def test_file_deleted_meanwhile_is_asked_for_again(house, client):
    send(client, house, simple(1))
    private_storage().delete(f"imports/{kept()[0]}")
    response = client.get(address(house, "check_import"), follow=True)
    assert notices(response) == ["warning"]


def test_name_of_the_file_cannot_lead_elsewhere(house, client):
    send(client, house, simple(1), name="../../<b>.jsonl")
    assert "<b>" not in page(client.get(address(house, "check_import")))
    assert all("/" not in name and "<" not in name for name in kept())


@pytest.mark.parametrize("format_", ["jsonl", "csv", "xlsx"])
def test_export_is_a_download_that_can_be_imported(house, client, format_):
    send(client, house, simple(1))
    client.post(address(house, "check_import"))
    response = client.get(address(house, "export_listings", format_))
    assert f'filename="{house.organisation.slug}.{format_}"' in response["Content-Disposition"]
    content = b"".join(response.streaming_content)
    send(client, house, name=f"a.{format_}", content=content)
    assert "Unchanged</dt><dd>1" in page(client.get(address(house, "check_import")))


def test_export_has_ones_own_listings_alone(house, client):
    send(client, house, simple(1))
    client.post(address(house, "check_import"))
    ListingFactory(status="published")
    response = client.get(address(house, "export_listings", "jsonl"))
    [line] = b"".join(response.streaming_content).splitlines()
    assert json.loads(line)["organisation"] == house.organisation.slug
    assert client.get(address(house, "export_listings", "pdf")).status_code == 404


def test_export_gives_a_superuser_no_more_than_what_is_public(house, signed_in, superuser):
    for status in ("published", "draft"):
        ListingFactory(organisation=house.organisation, status=status, title=f"{status} one")
    visitor = signed_in(superuser, second_factor=True)
    response = visitor.get(address(house, "export_listings", "jsonl"))
    [line] = b"".join(response.streaming_content).splitlines()
    assert json.loads(line)["title"] == "published one"
