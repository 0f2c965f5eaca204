from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from partners.enums import Role
from partners.models import Membership
from tests.factories import InvitationFactory, MembershipFactory
from tests.partners.conftest import unchanged

pytestmark = pytest.mark.django_db

SLUG = "institute-of-wells"


def text(response) -> str:
    return response.content.decode()


def test_list_shows_everybody_and_to_owners_the_open_invitations(house, signed_in):
    InvitationFactory(organisation=house.organisation, email="waiting@people.example")
    address = reverse("list_members", args=[SLUG])
    as_owner = text(signed_in(house.owner).get(address))
    as_viewer = text(signed_in(house.viewer).get(address))
    for role in Role.values:
        assert getattr(house, role).name in as_viewer
    assert "waiting@people.example" in as_owner
    assert "waiting@people.example" not in as_viewer
    assert reverse("edit_member", args=[SLUG, house.seats["viewer"].pk]) not in as_viewer


def test_role_is_saved_and_said(house, signed_in):
    client = signed_in(house.owner)
    address = reverse("edit_member", args=[SLUG, house.seats["viewer"].pk])
    response = client.post(address, {"save": "role", "role": "editor"})
    assert response.url == reverse("list_members", args=[SLUG])
    assert "Saved." in text(client.get(response.url))
    assert Membership.objects.get(user=house.viewer).role == Role.EDITOR


def test_contact_is_saved_without_touching_the_role(house, signed_in):
    address = reverse("edit_member", args=[SLUG, house.seats["viewer"].pk])
    signed_in(house.owner).post(address, {"save": "contact", "rank": "2", "role": "owner"})
    seat = Membership.objects.get(user=house.viewer)
    assert (seat.contact_rank, seat.role) == (2, Role.VIEWER)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"save": "role"},
        {"save": "role", "role": "king"},
        {"save": "contact", "rank": "3"},
        {"save": "x", "role": "owner"},
    ],
)
def test_member_form_that_says_nothing_comes_back(house, signed_in, data):
    address = reverse("edit_member", args=[SLUG, house.seats["viewer"].pk])
    client = signed_in(house.owner)
    with unchanged():
        assert client.post(address, data).status_code == 200


def test_role_of_the_last_owner_is_refused_in_words(house, signed_in):
    client = signed_in(house.owner)
    address = reverse("edit_member", args=[SLUG, house.seats["owner"].pk])
    with unchanged():
        response = client.post(address, {"save": "role", "role": "viewer"}, follow=True)
    assert "“Institute of Wells” needs at least one owner." in text(response)


def test_own_page_offers_no_removal(house, signed_in):
    client = signed_in(house.owner)
    own, other = (house.seats[role].pk for role in ("owner", "viewer"))
    assert reverse("remove_member", args=[SLUG, own]) not in text(
        client.get(reverse("edit_member", args=[SLUG, own]))
    )
    assert reverse("remove_member", args=[SLUG, other]) in text(
        client.get(reverse("edit_member", args=[SLUG, other]))
    )


def test_removal_asks_first_and_ends_access_with_the_next_request(house, signed_in):
    theirs = signed_in(house.viewer)
    page = reverse("list_members", args=[SLUG])
    assert theirs.get(page).status_code == 200
    client = signed_in(house.owner)
    address = reverse("remove_member", args=[SLUG, house.seats["viewer"].pk])
    with unchanged():
        assert "Remove Viewer Person?" in text(client.get(address))
    response = client.post(address, follow=True)
    assert "Viewer Person is no longer a member." in text(response)
    assert theirs.get(page).status_code == 404


def test_removal_of_a_member_of_another_organisation_is_not_found(house, signed_in):
    elsewhere = MembershipFactory()
    client = signed_in(house.owner)
    for name in ("remove_member", "edit_member"):
        with unchanged():
            address = reverse(name, args=[SLUG, elsewhere.pk])
            assert client.post(address, {"save": "role", "role": "viewer"}).status_code == 404


def test_leaving_leads_to_the_own_organisations(house, signed_in):
    client = signed_in(house.viewer)
    response = client.post(reverse("leave_organisation", args=[SLUG]))
    assert response.url == reverse("list_my_organisations")
    assert "You have left “Institute of Wells”." in text(client.get(response.url))


def test_leaving_of_the_last_owner_is_refused_in_words(house, signed_in):
    client = signed_in(house.owner)
    with unchanged():
        response = client.post(reverse("leave_organisation", args=[SLUG]), follow=True)
    assert response.redirect_chain == [(reverse("list_members", args=[SLUG]), 302)]
    assert "Make somebody else an owner first." in text(response)


def test_hand_over_says_who_owns_now(house, signed_in):
    client = signed_in(house.owner)
    data = {"to": house.seats["viewer"].pk}
    response = client.post(reverse("hand_over_organisation", args=[SLUG]), data, follow=True)
    assert "Viewer Person is now an owner, and you are an editor." in text(response)


@pytest.mark.parametrize("choice", ["", "0", "x", "own"])
def test_hand_over_to_nobody_comes_back(house, signed_in, choice):
    to = house.seats["owner"].pk if choice == "own" else choice
    client = signed_in(house.owner)
    with unchanged():
        response = client.post(reverse("hand_over_organisation", args=[SLUG]), {"to": to})
    assert response.status_code == 200
    assert "error-summary" in text(response)


def test_hand_over_without_others_invites_to_invite(signed_in):
    seat = MembershipFactory()
    address = reverse("hand_over_organisation", args=[seat.organisation.slug])
    html = text(signed_in(seat.user).get(address))
    assert "There is nobody to hand over to" in html
    assert not re.search(r"<form[^>]*method=\"post\"[^>]*>.*hand", html, re.I)


def test_post_without_a_token_is_refused(house):
    client = Client(enforce_csrf_checks=True)
    client.force_login(house.owner)
    with unchanged():
        response = client.post(reverse("leave_organisation", args=[SLUG]))
    assert response.status_code == 403
    assert "This form is too old" in text(response)
