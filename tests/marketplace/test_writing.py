"""What is written: drafting, publishing, revising and withdrawing, through the pages."""

import pytest
from django.urls import reverse

from marketplace.enums import ListingKind, ListingStatus
from marketplace.models import Listing
from partners.enums import Role
from tests.factories import MembershipFactory
from tests.marketplace.pages import notices, of, page
from tests.partners.conftest import unchanged

TEXT = {"title": "A pump", "summary": "Lifts water.", "description": "", "language": "en"}


@pytest.mark.parametrize("kind", ListingKind.values)
def test_writing_starts_with_the_only_organisation_there_is(signed_in, house, kind):
    client, address = signed_in(house.editor), reverse(f"start_{kind}")
    assert "For Institute of Wells" in page(client.get(address))

    answer = client.post(f"{address}?organisation={house.organisation.slug}", TEXT, follow=True)

    listing = Listing.objects.get()
    assert (listing.kind, listing.organisation) == (kind, house.organisation)
    assert answer.redirect_chain == [(listing.get_absolute_url(), 302)]
    assert notices(answer) == ["success"]


def test_writing_without_an_organisation_says_what_comes_first(signed_in, house):
    for person in (house.stranger, house.viewer):
        html = page(signed_in(person).get(reverse("start_offer")))
        assert reverse("found_organisation") in html
        assert "invite you as an editor" in html


def test_writing_for_one_of_several_asks_for_which(signed_in, house):
    other = MembershipFactory(user=house.editor, organisation__name="Second House").organisation
    read_only = MembershipFactory(
        user=house.editor, organisation__name="Library", role=Role.VIEWER
    ).organisation
    client, address = signed_in(house.editor), reverse("start_need")

    html = page(client.get(address))

    assert f'href="?organisation={other.slug}"' in html
    assert f'href="?organisation={house.organisation.slug}"' in html
    assert read_only.slug not in html
    chosen = page(client.get(address, {"organisation": other.slug}))
    assert "For Second House" in chosen
    assert f'action="?organisation={other.slug}"' in chosen


def test_what_was_written_never_lands_with_another_organisation(signed_in, house):
    """Two organisations when the page was drawn, one when it was sent."""
    MembershipFactory(user=house.editor)
    client, address = signed_in(house.editor), reverse("start_offer")
    sent_to = f"{address}?organisation={house.organisation.slug}"
    assert client.get(sent_to).status_code == 200

    seat = house.seats["editor"]
    seat.role = Role.VIEWER
    seat.save()
    with unchanged():
        assert client.post(sent_to, TEXT).status_code == 403
    seat.delete()
    with unchanged():
        assert client.post(sent_to, TEXT).status_code == 404


def test_wrong_input_comes_back_as_it_was_typed(signed_in, house):
    client = signed_in(house.editor)
    with unchanged():
        html = page(client.post(reverse("start_offer"), {**TEXT, "title": "", "summary": "Kept"}))
    assert "Please correct what is marked" in html
    assert ">\nKept</textarea>" in html
    assert "<title>Error:" in html


def test_draft_of_an_unverified_organisation_is_kept_and_not_published(signed_in, house):
    listing = of(house)
    house.unverify()
    client = signed_in(house.owner)

    html = page(client.get(listing.get_absolute_url()))
    assert reverse("publish_listing", args=[listing.pk]) not in html
    assert reverse("show_verification", args=[house.organisation.slug]) in html

    with unchanged():
        answer = client.post(reverse("publish_listing", args=[listing.pk]), follow=True)
    assert notices(answer) == ["warning"]
    assert "has to be verified before it can publish" in page(answer)


def test_publish_and_withdraw_from_the_page(signed_in, client, house):
    listing = of(house)
    editor, address = signed_in(house.editor), listing.get_absolute_url()

    answer = editor.post(reverse("publish_listing", args=[listing.pk]), follow=True)
    assert notices(answer) == ["success"]
    assert client.get(address).status_code == 200

    leave = reverse("withdraw_listing", args=[listing.pk])
    assert leave in page(editor.get(address))
    with unchanged():
        assert "its address says that it is gone" in page(editor.get(leave))
    assert notices(editor.post(leave, follow=True)) == ["success"]
    assert client.get(address).status_code == 410


def test_publish_is_nothing_that_a_link_can_do(signed_in, house):
    listing = of(house)
    with unchanged():
        answer = signed_in(house.owner).get(reverse("publish_listing", args=[listing.pk]))
    assert answer.status_code == 405


def test_second_click_is_told_that_it_is_done(signed_in, house):
    listing = of(house, ListingStatus.PUBLISHED)
    with unchanged():
        answer = signed_in(house.owner).post(
            reverse("publish_listing", args=[listing.pk]), follow=True
        )
    assert notices(answer) == ["warning"]
    assert "already “Published”" in page(answer)


def test_edit_saves_and_leads_back(signed_in, house):
    listing = of(house)
    client, address = signed_in(house.editor), reverse("edit_listing", args=[listing.pk])
    assert 'name="revision" value="1"' in page(client.get(address))

    answer = client.post(address, {**TEXT, "title": "Better", "revision": 1}, follow=True)

    assert answer.redirect_chain == [(listing.get_absolute_url(), 302)]
    listing.refresh_from_db()
    assert (listing.title, listing.revision) == ("Better", 2)


def test_second_editor_sees_both_texts_and_can_save_then(signed_in, house):
    listing = of(house, title="Before")
    address = reverse("edit_listing", args=[listing.pk])
    mine = {**TEXT, "title": "Mine", "revision": 1}
    signed_in(house.owner).post(address, {**TEXT, "title": "Theirs", "revision": 1})
    client = signed_in(house.editor)

    with unchanged():
        html = page(client.post(address, mine))

    assert "Compare, then save again" in html
    assert "What is stored now" in html
    assert "Theirs" in html
    assert 'value="Mine"' in html
    assert 'name="revision" value="2"' in html

    client.post(address, {**mine, "revision": 2})
    assert Listing.objects.get().title == "Mine"


def test_edit_without_the_count_is_not_a_way_around(signed_in, house):
    listing = of(house)
    with unchanged():
        answer = signed_in(house.editor).post(reverse("edit_listing", args=[listing.pk]), TEXT)
    assert "Compare, then save again" in page(answer)


def test_edit_of_what_everybody_reads_waits_for_verification(signed_in, house):
    listing = of(house, ListingStatus.PUBLISHED)
    house.lapse()
    client, address = signed_in(house.editor), reverse("edit_listing", args=[listing.pk])
    assert address not in page(client.get(listing.get_absolute_url()))

    with unchanged():
        html = page(client.post(address, {**TEXT, "title": "Typed", "revision": 1}))

    assert "has to be verified again" in html
    assert 'value="Typed"' in html
    assert "What is stored now" not in html


def test_role_lost_between_page_and_post_writes_nothing(signed_in, house):
    listing = of(house)
    client, address = signed_in(house.editor), reverse("edit_listing", args=[listing.pk])
    assert client.get(address).status_code == 200

    seat = house.seats["editor"]
    seat.role = Role.VIEWER
    seat.save()
    with unchanged():
        assert client.post(address, {**TEXT, "revision": 1}).status_code == 403
    seat.delete()
    with unchanged():
        assert client.post(address, {**TEXT, "revision": 1}).status_code == 404
