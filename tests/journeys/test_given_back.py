"""Who loses their role while they write gets the text back, on a page as good as any other."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils.translation import override

from partners.models import Membership
from tests.journeys import world
from tests.journeys.test_pages import browser, complaints, visit
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = "An hour's work.\n\nنص من سطرين"


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(("role", "status"), [("viewer", 403), (None, 404)])
def test_text_is_given_back_where_it_is_refused(language, role, status, chromium, site):
    built = world.build()
    request = built.requests["in_contact"]
    with (
        browser(chromium, site, language, built.cookies("owner", site)) as (page, scales, watch),
        override(language),
    ):
        visit(page, scales, site + reverse("show_request", args=[request.pk]))
        page.locator("[name=note]").fill(TEXT)
        seat = Membership.objects.filter(user=built.owner, organisation=request.recipient)
        seat.update(role=role) if role else seat.delete()
        watch.expected_status = status
        page.locator("form:has([name=note]) button").click()
        page.wait_for_load_state()
        assert page.locator("main textarea").input_value() == TEXT
        assert complaints(page, language) + watch.problems == []
        Visitor(page, language).keeps_picture(f"given_back_{status}")
