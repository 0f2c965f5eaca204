"""What all lists of the staff's desks have in common."""

from __future__ import annotations

import re

import pytest
from django.utils.html import strip_tags

from accounts.actions import change_settings
from tests.conftest import sign_in
from tests.factories import VerificationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def arabic_desk(client, superuser):
    VerificationFactory()
    change_settings(superuser, name="Sue", language="ar", time_zone="Africa/Cairo")
    return sign_in(client, superuser, second_factor=True)


@pytest.mark.parametrize(
    "place",
    ["verifications", "organisations", "record", "countries", "country-memberships",
     "country-incomes"],
)  # fmt: skip
def test_columns_are_named_in_the_language_of_the_reader(arabic_desk, place):
    page = arabic_desk.get(f"/admin/{place}/").content.decode()
    table = page[page.index('<table class="listing') :]
    headings = [
        " ".join(strip_tags(part).split())
        for part in re.findall(r"<th\b[^>]*>(.*?)</th>", table[: table.index("</table>")], re.S)
    ]
    assert len(headings) > 2
    assert [heading for heading in headings if re.search("[A-Za-z]", heading)] == []
