"""A file far too large, sent by a browser to the web server of production."""

from __future__ import annotations

from contextlib import closing

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.factories import MembershipFactory
from tests.journeys.visitor import Visitor
from tests.web_server import database_of_the_tests, serving

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

THIRTY_MEGABYTES = 30 * 1024**2


@pytest.mark.parametrize("language", ["en", "ar"])
def test_sender_of_a_file_far_too_large_reads_why(chromium, signed_in, tmp_path, language):
    seat = MembershipFactory()
    session = signed_in(seat.user).cookies[settings.SESSION_COOKIE_NAME].value
    file = tmp_path / "logo.png"
    file.write_bytes(b"x" * THIRTY_MEGABYTES)
    with serving(tmp_path, database_of_the_tests()) as server:
        url = f"http://localhost:{server.port}"
        with closing(chromium.new_context(base_url=url, locale=language)) as context:
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}]
            )
            sender = Visitor(context.new_page(), language)
            sender.opens(sender.address("edit_logo", seat.organisation.slug))
            sender.reads_heading("Logo")
            sender.fills(logo=file)
            with sender.page.expect_navigation() as navigation:
                sender.chooses("Save")
            assert navigation.value.status == 413
            sender.reads_heading("This is too large")
            expect(sender.page.locator("main")).to_contain_text("25")
    seat.organisation.refresh_from_db()
    assert not seat.organisation.logo
