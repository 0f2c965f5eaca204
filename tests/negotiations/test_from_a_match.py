"""What of their own a sender asks for, where a match led them: chosen, kept, and shown to whom."""

from __future__ import annotations

import json
import re
import uuid

import pytest
from django.urls import reverse

from accounts import personal_data
from marketplace.actions import life
from marketplace.models import Listing
from negotiations.actions import answering, asking
from negotiations.models import ContactRequest
from tests.factories import ListingFactory
from tests.negotiations.parties import ANSWERS, again, drafted, in_state, need_of, sent
from tests.partners.conftest import recorded, refused, unchanged

pytestmark = pytest.mark.django_db

TITLE = "Wells without power"
FORM = {**ANSWERS, "visibility": "full", "principles": "on"}


@pytest.fixture
def need(deal) -> Listing:
    return need_of(deal.sender, title=TITLE)


def start(deal, key: object) -> str:
    organisation = deal.sender.organisation.slug
    address = reverse("start_request", args=[deal.listing.pk])
    return f"{address}?organisation={organisation}&for={key}"


def page(client, request: ContactRequest) -> str:
    return client.get(request.get_absolute_url()).content.decode()


# --- Choosing -------------------------------------------------------------------------------


def test_way_from_a_match_leads_to_a_request_that_tells_of_it(deal, signed_in, need):
    client = signed_in(deal.sender.editor)
    form = client.get(start(deal, need.pk)).content.decode()
    assert f"Say that it fits your need “{TITLE}”." in form
    assert re.search(r'<input type="checkbox" name="mentions_own"[^>]* checked', form)
    data = {**FORM, "mentions_own": "on", "do": "send"}
    answer = client.post(start(deal, need.pk), data, follow=True)
    request = ContactRequest.objects.get()
    assert (request.status, request.own_listing) == ("submitted", need)
    assert TITLE in answer.content.decode()
    assert recorded("contact_request.sent").data == {"own_listing": str(need.pk)}


def test_sender_who_does_not_want_to_tell_of_it_does_not(deal, signed_in, need):
    signed_in(deal.sender.editor).post(start(deal, need.pk), {**FORM, "do": "send"})
    request = ContactRequest.objects.get()
    assert (request.status, request.own_listing) == ("submitted", None)
    assert recorded("contact_request.sent").data == {}


def not_theirs(deal) -> Listing:
    return need_of(deal.recipient)


def of_the_same_kind(deal) -> Listing:
    house = deal.sender
    return ListingFactory(
        organisation=house.organisation, author=house.editor, status="published", title=TITLE
    )


def not_public(deal) -> Listing:
    need = need_of(deal.sender)
    life.withdraw(need, by=deal.sender.editor)
    return need


@pytest.mark.parametrize("which", [not_theirs, of_the_same_kind, not_public])
def test_listing_that_cannot_have_led_here_is_not_mentioned(deal, signed_in, which):
    client, address = signed_in(deal.sender.editor), start(deal, which(deal).pk)
    assert "mentions_own" not in client.get(address).content.decode()
    client.post(address, {**FORM, "mentions_own": "on", "do": "keep"})
    assert ContactRequest.objects.get().own_listing is None


@pytest.mark.parametrize("key", ["", "x", "1", uuid.uuid4()])
def test_key_of_nothing_is_as_none(deal, signed_in, key):
    assert "mentions_own" not in signed_in(deal.sender.editor).get(start(deal, key)).text


def test_draft_keeps_it_and_takes_that_of_another_match(deal, signed_in, need):
    request, client = drafted(deal, own_listing=need), signed_in(deal.sender.editor)
    address = reverse("write_request", args=[request.pk])
    assert TITLE in client.get(address).text
    client.post(address, {**FORM, "mentions_own": "on", "do": "keep"})
    assert again(request).own_listing == need
    other = need_of(deal.sender, title="Another need")
    form = client.get(start(deal, other.pk), follow=True)
    assert "Another need" in form.text
    way = form.redirect_chain[-1][0]
    assert way == f"{address}?for={other.pk}"
    client.post(way, {**FORM, "mentions_own": "on", "do": "keep"})
    assert again(request).own_listing == other
    client.post(address, {**FORM, "do": "keep"})
    assert again(request).own_listing is None


def test_own_listing_that_is_no_longer_public_is_not_sent(deal, signed_in, need):
    request, client = drafted(deal, own_listing=need), signed_in(deal.sender.editor)
    life.withdraw(need, by=deal.sender.editor)
    with refused("own_not_public"):
        asking.send(request, by=deal.sender.editor)
    address = reverse("write_request", args=[request.pk])
    told = client.post(address, {**FORM, "mentions_own": "on", "do": "send"})
    assert f"Your “{TITLE}” is no longer public." in told.content.decode()
    assert client.post(address, {**FORM, "do": "send"}).url == request.get_absolute_url()
    assert again(request).status == "submitted"


def test_nobody_asks_for_what_another_organisation_needs(deal):
    with unchanged(), pytest.raises(ValueError, match="another organisation"):
        drafted(deal, own_listing=deal.listing)


# --- Who sees it ----------------------------------------------------------------------------


def test_named_sender_shows_it_at_once(deal, signed_in, need):
    request = sent(deal, own_listing=need)
    for person in (deal.sender.viewer, deal.recipient.viewer):
        shown = page(signed_in(person), request)
        assert "What the sender needs" in shown
        assert f'href="{need.get_absolute_url()}"' in shown
        assert "They see it once they accept." not in shown


def test_unnamed_sender_shows_it_only_once_they_accept(deal, signed_in, need):
    request = sent(deal, own_listing=need, visibility="anonymous")
    reader = signed_in(deal.recipient.viewer)
    own = page(signed_in(deal.sender.viewer), request)
    assert TITLE in own
    assert "They see it once they accept." in own
    export = reverse("export_request", args=[request.pk])
    for shown in (page(reader, request), reader.get(export).text):
        assert TITLE not in shown
        assert str(need.pk) not in shown
        assert "What the sender needs" not in shown
    answering.accept(request, by=deal.recipient.editor)
    assert f'href="{need.get_absolute_url()}"' in page(reader, request)
    assert json.loads(reader.get(export).content)["asked_for"] == TITLE


def test_need_that_was_withdrawn_since_is_a_title_to_the_other_side(deal, signed_in, need):
    request = sent(deal, own_listing=need)
    life.withdraw(need, by=deal.sender.editor)
    shown = page(signed_in(deal.recipient.viewer), request)
    assert TITLE in shown
    assert "No longer public" in shown
    assert need.get_absolute_url() not in shown
    assert need.get_absolute_url() in page(signed_in(deal.sender.viewer), request)


def test_request_without_it_says_nothing_of_it(deal, signed_in):
    request = in_state("accepted", deal)
    client = signed_in(deal.recipient.viewer)
    assert "What the sender" not in page(client, request)
    export = client.get(reverse("export_request", args=[request.pk]))
    assert json.loads(export.content)["asked_for"] is None


def test_sender_takes_it_along_and_the_other_side_does_not(deal, need):
    sent(deal, own_listing=need, visibility="anonymous")
    (row,) = personal_data.export(deal.sender.editor)["contact requests"]
    assert row["asked_for"] == TITLE
    assert TITLE not in json.dumps(personal_data.export(deal.recipient.editor), default=str)
