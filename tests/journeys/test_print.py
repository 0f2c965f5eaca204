"""What comes out of a printer."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from tests.factories import VerificationFactory
from tests.full_listings import full_offer
from tests.journeys.conftest import watched

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_listing_on_paper_tells_what_is_folded_and_nothing_that_has_to_be_clicked(chromium, site):
    listing = full_offer(organisation=VerificationFactory().organisation)
    with watched(chromium, site) as (context, _watch):
        page = context.new_page()
        page.goto(listing.get_absolute_url())
        menu = page.get_by_role("link", name="Sign in").first.inner_text()
        printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    told = " ".join(" ".join(sheet.extract_text() for sheet in printed.pages).split())
    assert listing.title in told
    # Facts of a right are folded away on a screen.
    assert "Institute of Wells" in told
    assert menu not in told
    size = printed.pages[0].mediabox
    assert (round(size.width / 72 * 25.4), round(size.height / 72 * 25.4)) == (210, 297)
