from __future__ import annotations

import pytest

from demo.stories import read_requests
from negotiations.enums import RequestStatus, Visibility
from negotiations.models import Intention

TOLD = read_requests()


def test_the_demo_has_requests_in_every_state_named_and_unnamed(loaded):
    assert {one.status for one in loaded.requests} == set(RequestStatus.values)
    for states in (RequestStatus.UNDECIDED_STATES, {"accepted"}, {"declined", "withdrawn"}):
        of_these = [one for one in loaded.requests if one.status in states]
        assert {one.visibility for one in of_these} == set(Visibility.values)


def test_every_request_that_is_told_is_there(loaded):
    assert {(one.sender.slug, one.listing.title) for one in loaded.requests} == {
        (told.sender, told.title) for told in TOLD
    }
    assert len(loaded.requests) == len(TOLD)


@pytest.mark.parametrize("slug", ["chemchemi-waterworks", "wadi-al-nour-energy"])
def test_who_can_be_tried_out_has_both_boxes_filled(loaded, slug):
    assert len([one for one in loaded.requests if one.recipient.slug == slug]) >= 3
    assert len([one for one in loaded.requests if one.sender.slug == slug]) >= 3


def test_what_waits_is_not_overdue(loaded):
    waiting = [one for one in loaded.requests if one.is_undecided]
    assert len(waiting) >= 8
    assert all(one.due_at > loaded.at for one in waiting)


def test_threads_go_back_and_forth_in_order_after_the_acceptance(loaded):
    threads = [one for one in loaded.requests if one.messages.all()]
    assert len(threads) >= 5
    for one in threads:
        messages = [said for said in one.messages.all() if said.kind == "message"]
        assert messages == sorted(messages, key=lambda said: said.at)
        assert all(said.at >= one.accepted_at for said in messages)


def test_languages_of_requests_are_several(loaded):
    written = "".join(one.intention.proposal for one in loaded.requests)
    for word in ("نريد", "Nous", "Tunaomba", "Предлагаем", "Procuramos", "would"):
        assert word in written


def test_form_of_every_request_is_known():
    names = {field.name for field in Intention._meta.fields}
    for told in TOLD:
        assert set(told.content) <= names
