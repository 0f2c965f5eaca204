"""Pages as text."""

from __future__ import annotations

import re

from marketplace.enums import ListingStatus
from marketplace.models import Listing
from tests.factories import ListingFactory


def of(house, status=ListingStatus.DRAFT, **values) -> Listing:
    """A listing of the house, written by its owner."""
    return ListingFactory(
        organisation=house.organisation, author=house.owner, status=status, **values
    )


def page(response) -> str:
    return response.content.decode()


def notices(response) -> list[str]:
    """The levels of the messages on the page."""
    return re.findall(r'<div class="notice notice-(\w+)" role', page(response))
