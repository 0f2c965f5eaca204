"""The page that asks for what an identity provider did not tell."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.urls import reverse
from django.utils.html import escape

from accounts.models import User
from tests.accounts.arriving import NAME, PROVIDERS, arrive

pytestmark = pytest.mark.django_db


@pytest.fixture
def arrived(client, settings):
    settings.SOCIALACCOUNT_PROVIDERS = PROVIDERS
    arrive(client)
    return client


def test_page_names_who_told_and_keeps_what_was_told(arrived):
    page = arrived.get(reverse("socialaccount_signup"))
    assert page.status_code == 200
    assert f"<bdi>{escape(NAME)}</bdi> told us who you are." in page.text
    assert 'value="Lea Wells"' in page.text
    assert 'name="email"' in page.text


def test_what_is_missing_is_asked_for_until_it_is_there(arrived):
    address = reverse("socialaccount_signup")
    refused = arrived.post(address, {"name": "Lea Wells", "email": "no address"})
    assert refused.context["form"].errors["email"]
    assert not User.objects.exists()
    sent = arrived.post(address, {"name": "Lea Wells", "email": "lea@wells.example"})
    assert sent.url == reverse("account_email_verification_sent")
    assert User.objects.get() == SocialAccount.objects.get().user
    assert not EmailAddress.objects.get().verified


def test_page_without_somebody_who_arrived_leads_to_the_sign_in(client):
    assert client.get(reverse("socialaccount_signup")).url == reverse("account_login")
