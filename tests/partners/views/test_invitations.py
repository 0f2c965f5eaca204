from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from partners.models import Invitation, Membership
from tests.factories import InvitationFactory, UserFactory
from tests.partners.conftest import unchanged

pytestmark = pytest.mark.django_db

TOKEN = "k" * 43


def link(token: str = TOKEN) -> str:
    return f"/en/invitations/{token}/"


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def invited(house):
    person = UserFactory(name="Ines Invited", email="ines@people.example")
    InvitationFactory(
        organisation=house.organisation, invited_by=house.owner, email=person.email, token=TOKEN
    )
    return person


# --- Sending --------------------------------------------------------------------------------


def send(client: Client, **changes):
    data = {"email": "new@people.example", "role": "viewer", "language": "fr", **changes}
    return client.post(reverse("invite_member", args=["institute-of-wells"]), data)


def test_sending_says_so_and_lists_the_invitation(house, signed_in):
    client = signed_in(house.owner)
    response = send(client)
    html = text(client.get(response.url))
    assert "The invitation to new@people.example is on its way." in html
    assert "Open invitations" in html


def test_sending_never_follows_the_host_header(house):
    client = Client(headers={"host": "localhost", "x-forwarded-host": "evil.example"})
    client.force_login(house.owner)
    send(client)
    [message] = mail.outbox
    assert "http://testserver/fr/invitations/" in message.body
    for host in ("localhost", "evil.example"):
        assert host not in message.body.replace("noreply@localhost", "")
        assert host not in message.alternatives[0].content


def test_sending_to_a_member_is_refused_in_words_and_keeps_the_form(house, signed_in):
    client = signed_in(house.owner)
    with unchanged():
        html = text(send(client, email=house.viewer.email))
    assert f"{house.viewer.email} is a member already." in html
    assert f'value="{house.viewer.email}"' in html


def test_revoking_says_so_and_closes_the_link(house, invited, signed_in):
    client = signed_in(house.owner)
    pk = Invitation.objects.get().pk
    address = reverse("revoke_invitation", args=["institute-of-wells", pk])
    assert "The invitation is revoked." in text(client.post(address, follow=True))
    assert client.get(link()).status_code == 404
    with unchanged():
        again = client.post(address, follow=True)
    assert "This invitation was used, revoked or has expired." in text(again)


def test_revoking_one_of_another_organisation_is_not_found(house, signed_in):
    other = InvitationFactory()
    client = signed_in(house.owner)
    with unchanged():
        address = reverse("revoke_invitation", args=["institute-of-wells", other.pk])
        assert client.post(address).status_code == 404


# --- Answering ------------------------------------------------------------------------------


def test_link_shows_a_visitor_the_ways_in_that_come_back(invited, client):
    response = client.get(link())
    html = text(response)
    assert "Owner Person asks you to join as Editor." in html
    back = f"next=%2Fen%2Finvitations%2F{TOKEN}%2F"
    assert f'href="{reverse("account_login")}?{back}"' in html
    assert f'href="{reverse("account_signup")}?{back}"' in html
    assert 'name="answer"' not in html
    assert response["Referrer-Policy"] == "same-origin"


def test_accepting_leads_into_the_organisation(house, invited, signed_in):
    client = signed_in(invited)
    response = client.post(link(), {"answer": "accept"})
    assert response.url == reverse("manage_organisation", args=["institute-of-wells"])
    assert "Welcome to “Institute of Wells”." in text(client.get(response.url))
    assert Membership.objects.get(user=invited).role == "editor"


def test_declining_leads_to_the_dashboard(invited, signed_in):
    client = signed_in(invited)
    response = client.post(link(), {"answer": "decline"}, follow=True)
    assert response.redirect_chain == [(reverse("show_dashboard"), 302)]
    assert "You have declined the invitation." in text(response)
    assert client.get(link()).status_code == 404


def test_answer_by_somebody_else_is_refused_in_words(house, invited, signed_in):
    client = signed_in(house.stranger)
    with unchanged():
        response = client.post(link(), {"answer": "accept"}, follow=True)
    assert "This invitation was sent to another e-mail address." in text(response)


def test_answer_of_a_visitor_changes_nothing(invited, client):
    with unchanged():
        assert client.post(link(), {"answer": "accept"}).status_code == 200


def test_dashboard_shows_nobody_the_invitations_of_others(house, invited, signed_in):
    assert "asks you to join" in text(signed_in(invited).get(reverse("show_dashboard")))
    assert "asks you to join" not in text(signed_in(house.stranger).get(reverse("show_dashboard")))


def test_own_invitation_is_answered_from_the_dashboard(house, invited, signed_in):
    client = signed_in(invited)
    pk = Invitation.objects.get().pk
    address = reverse("answer_own_invitation", args=[pk])
    assert address in text(client.get(reverse("show_dashboard")))
    assert client.post(address, {"answer": "accept"}).status_code == 302
    assert Membership.objects.filter(user=invited, organisation=house.organisation).exists()


def test_own_invitation_of_somebody_else_is_not_found(house, invited, signed_in):
    client = signed_in(house.stranger)
    with unchanged():
        address = reverse("answer_own_invitation", args=[Invitation.objects.get().pk])
        assert client.post(address, {"answer": "accept"}).status_code == 404


# --- Closed, forged, lost -------------------------------------------------------------------

FORGED = {
    "first character": "j" + TOKEN[1:],
    "one bit": TOKEN[:20] + chr(ord("k") ^ 1) + TOKEN[21:],
    "letter case": TOKEN.upper(),
    "cut": TOKEN[:-1],
    "longer": TOKEN + "k",
    "very long": "k" * 3000,
    "one character": "k",
    "unicode": "кккк",
    "emoji": "🔑",
    "right to left": "\u202ekkk",
    "percent": "%25",
    "null": "%00",
    "broken utf-8": "%ff%fe",
    "digest": Invitation.digest(TOKEN),
    "quote": "' or 1=1 --",
    "script": "<img src=x onerror=alert(1)>",
}


def closed_page(client: Client, token: str) -> tuple[int, str, list]:
    """Status, body and headers, without what differs from one request to the next."""
    response = client.get(link(token))
    html = text(response)
    html = re.sub(r"/invitations/[^\"<]*", "/invitations/…", html)
    html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", html)
    headers = {k: v for k, v in response.headers.items() if k not in ("Content-Length",)}
    headers["Content-Security-Policy"] = re.sub(
        r"'nonce-[^']*'", "", headers["Content-Security-Policy"]
    )
    return response.status_code, html, sorted(headers.items())


@pytest.fixture
def closed_tokens(house) -> list[str]:
    now = timezone.now()
    states = {
        "expired": {"expires_at": now - timedelta(seconds=1)},
        "used": {"closed_at": now, "accepted_by": house.viewer},
        "revoked": {"closed_at": now},
        "revoked and expired": {"closed_at": now, "expires_at": now - timedelta(days=1)},
    }
    for token, state in states.items():
        InvitationFactory(organisation=house.organisation, token=token, **state)
    return list(states)


@pytest.mark.parametrize("language_of_reader", ["visitor", "signed in"])
def test_closed_invitations_of_every_kind_get_one_answer(
    house, invited, closed_tokens, signed_in, language_of_reader
):
    client = Client() if language_of_reader == "visitor" else signed_in(house.stranger)
    answers = {token: closed_page(client, token) for token in [*closed_tokens, *FORGED.values()]}
    status, html, _headers = first = answers["expired"]
    assert status == 404
    assert "This invitation is closed" in html
    assert "Institute of Wells" not in html
    assert [token for token, answer in answers.items() if answer != first] == []


@pytest.mark.parametrize("token", FORGED.values(), ids=FORGED)
def test_forged_token_gives_nothing(house, invited, signed_in, token):
    client = signed_in(invited)
    with unchanged():
        assert client.post(link(token), {"answer": "accept"}).status_code == 404


def test_empty_token_is_no_address(client):
    assert client.get("/en/invitations//").status_code == 404


def test_closed_page_speaks_the_readers_language(client):
    response = client.get("/ar/invitations/forged/")
    assert response.status_code == 404
    assert '<html lang="ar" dir="rtl">' in text(response)
