from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.factories import UserFactory
from tests.negotiations.parties import offer_of, party


@pytest.fixture
def deal(db):
    """A sender in Kenya, a recipient in Japan with a published offer, and somebody else."""
    sender = party("Tank Makers Nairobi", "KE", kind="firm", size_class="small")
    recipient = party("Osaka Pump Institute", "JP")
    return SimpleNamespace(
        sender=sender,
        recipient=recipient,
        listing=offer_of(recipient, title="A quiet pump"),
        stranger=UserFactory(name="Strange R."),
    )
