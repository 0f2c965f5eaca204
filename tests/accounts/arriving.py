"""Somebody whom an identity provider has just sent here for the first time, without an address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal.flows.signup import redirect_to_signup
from django.test import RequestFactory

if TYPE_CHECKING:
    from django.test import Client

# A name that has to be escaped, and is longer than a narrow page is wide.
NAME = "Institute of <Wells> & Geothermal Measurement, Department of International Relations"
PROVIDERS: dict[str, Any] = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "institute",
                "name": NAME,
                "client_id": "x",
                "settings": {"server_url": "https://id.example"},
            }
        ]
    }
}


def arrive(client: Client, **told: str) -> None:
    """Leave in the session what the round trip to the provider of PROVIDERS leaves there."""
    request = RequestFactory().get("/")
    request.session = client.session
    provider = get_adapter().get_provider(request, "institute")
    told = {"sub": "wells-1", "name": "Lea Wells", **told}
    redirect_to_signup(request, provider.sociallogin_from_response(request, told))
    request.session.save()
