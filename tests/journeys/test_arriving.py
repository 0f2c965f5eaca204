"""The pages of sign-in where an identity provider is switched on, and of who comes from there.

Apart from the others: in these, nobody has switched one on.
"""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from tests.accounts.arriving import PROVIDERS, arrive
from tests.journeys import pages
from tests.journeys.test_pages import browser, complaints, visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHOWN = (
    ("account_login", pages.nothing),
    ("account_signup", pages.nothing),
    ("socialaccount_signup", pages.nothing),
    ("socialaccount_signup", pages.sends_form),
)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_of_who_comes_from_an_identity_provider(language, chromium, site, settings, subtests):
    settings.SOCIALACCOUNT_PROVIDERS = PROVIDERS
    client = Client()
    arrive(client)
    session = client.cookies["sessionid"].value
    cookies = [{"name": "sessionid", "value": session, "url": site}]
    with browser(chromium, site, language, cookies) as (page, scales, watch):
        for name, first in SHOWN:
            with subtests.test(page=name, first=first.__name__):
                with override(language):
                    address = reverse(name)
                assert visit(page, scales, address) == (200, [])
                first(page)
                assert page.url.endswith(address)
                assert complaints(page, language) + watch.problems == []
