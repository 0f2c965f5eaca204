from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from negotiations.models import ContactRequest
from negotiations.standing import FEWEST, standing_of
from tests.negotiations.parties import party

pytestmark = pytest.mark.django_db


@pytest.fixture
def history(deal):
    """A function: that many requests to the recipient, each with these columns."""

    def make(number: int, status: str, days: int | None = None) -> None:
        sent_at = timezone.now() - timedelta(days=40)
        for _each in range(number):
            asker = party(f"Asker {ContactRequest.objects.count()}")
            ContactRequest.objects.create(
                listing=deal.listing,
                sender=asker.organisation,
                recipient=deal.recipient.organisation,
                author=asker.owner,
                status=status,
                sent_at=sent_at,
                answered_at=None if days is None else sent_at + timedelta(days=days),
                due_at=timezone.now(),
                next_step_at=timezone.now(),
            )

    return make


def test_fewer_than_five_say_nothing(deal, history):
    history(FEWEST - 1, "accepted", days=1)
    history(3, "submitted")
    history(3, "withdrawn")
    assert standing_of(deal.recipient.organisation.slug) is None


def test_from_five_on_rate_and_median_are_told(deal, history):
    history(2, "accepted", days=1)
    history(1, "declined", days=9)
    history(1, "expired_no_reply")
    history(1, "expired_no_reply", days=2)  # asked something once, then fell silent
    standing = standing_of(deal.recipient.organisation.slug)
    assert (standing.answered, standing.total, standing.median_days) == (3, 5, 1)
    assert not standing.is_poor


def test_pages_tell_how_requests_are_answered(client, deal, history):
    listing = reverse("show_listing", args=[deal.listing.pk])
    profile = reverse("show_organisation", args=[deal.recipient.organisation.slug])
    assert "Requests answered" not in client.get(profile).content.decode()
    history(1, "accepted", days=3)
    history(4, "expired_no_reply")
    shown = client.get(profile).content.decode()
    assert "20% of the last 5" in shown
    assert "3 days" in shown
    assert "has answered 1 of its last 5 requests" in client.get(listing).content.decode()


def test_listing_of_those_who_answer_says_nothing(client, deal, history):
    history(FEWEST, "declined", days=2)
    shown = client.get(reverse("show_listing", args=[deal.listing.pk])).content.decode()
    assert "of its last" not in shown
    assert reverse("start_request", args=[deal.listing.pk]) in shown
