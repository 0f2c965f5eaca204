"""What the reviewers' desk shows, to whom, and that it writes no mail of its own."""

from __future__ import annotations

import json

import pytest
from django.core import mail
from django.urls import reverse

from marketplace.actions import drafting, life, reviewing
from marketplace.models import Listing
from tests.factories import ListingFactory
from tests.marketplace.desk import at, decision, form_of, said, text
from tests.marketplace.listings import (
    again,
    drafted,
    new_reviewer,
    published,
    revise,
    scores,
    submitted,
    waiting,
    work_on,
)
from tests.partners.conftest import unchanged

pytestmark = pytest.mark.django_db


# --- What is seen ---------------------------------------------------------------------------


def pages_of(listing: Listing) -> list[str]:
    revision = listing.latest_revision_id
    return [
        at("edit", listing.pk),
        at("history", listing.pk),
        at("history_results", listing.pk),
        at("workflow_history", listing.pk),
        at("revisions_view", listing.pk, revision),
        at("revisions_compare", listing.pk, "earliest", "latest"),
        at("revisions_compare", listing.pk, "live", "latest"),
        at("revisions_compare", listing.pk, revision, revision),
    ]


def test_draft_that_was_never_handed_in_is_nowhere(house, desk, signed_in, superuser):
    listing = revise(drafted(house, title="Secret pump"), house.editor, summary="Secret summary")
    submitted(house)
    for client in (desk, signed_in(superuser, second_factor=True)):
        for address in (
            at("list"),
            at("list") + "?q=pump",
            reverse("wagtailadmin_home"),
            reverse("wagtailadmin_reports:site_history"),
            reverse("wagtailadmin_reports:workflow"),
            reverse("wagtailadmin_reports:workflow_tasks"),
        ):
            assert "Secret" not in text(client.get(address)), address
        for address in pages_of(listing):
            response = client.get(address)
            assert response.status_code in (302, 404), address
            assert "Secret pump" not in text(response)


def test_revision_that_is_not_handed_in_yet_is_not_shown(house, desk, reviewer):
    listing = published(house, reviewer)
    revise(listing, house.editor, title="Secret pump", summary="Secret summary")
    for address in [at("list"), *pages_of(again(listing))]:
        assert "Secret" not in text(desk.get(address)), address
    assert "A pump" in text(desk.get(at("list")))


def test_index_lists_what_was_handed_in_with_its_state(house, desk, reviewer):
    submitted(house, title="Waiting pump")
    life.withdraw(published(house, reviewer, title="Withdrawn pump"), by=house.owner)
    html = text(desk.get(at("list")))
    assert "Waiting pump" in html
    assert "In review" in html
    assert "Withdrawn pump" in html
    assert "Waiting" in text(desk.get(at("list"), {"q": "waiting"}))
    assert "Waiting pump" not in text(desk.get(at("list"), {"status": "withdrawn"}))


def test_queries_of_the_index_do_not_grow(house, desk, django_assert_max_num_queries):
    submitted(house)
    desk.get(at("list"))
    with django_assert_max_num_queries(100) as with_one:
        desk.get(at("list"))
    for _number in range(8):
        ListingFactory(status="published")
    with django_assert_max_num_queries(len(with_one)):
        desk.get(at("list"))


def test_comparison_shows_parts_in_words(house, desk, reviewer):
    listing = published(house, reviewer)
    work = work_on(listing)
    right = work.rights.first()
    statuses = list(work.rights_statuses.all())
    statuses[0].state = "revoked"
    work.rights_statuses = [
        *statuses,
        type(statuses[0])(right=right.pk, country="PL", state="pending"),
    ]
    terms = work.licence_terms.first()
    terms.kinds = ["exclusive"]
    work.licence_terms = [terms]
    drafting.save(work, by=house.editor, token=again(listing).draft_token)
    reviewing.submit(again(listing), by=house.editor)
    latest = again(listing).latest_revision_id
    for older in ("live", listing.live_revision_id):
        html = text(desk.get(at("revisions_compare", listing.pk, older, latest)))
        assert "Revoked" in html
        assert "Patent EP1234567B1" in html
        assert "Non-exclusive" in html
        assert "PL" in html
        assert str(right.pk) not in html


def test_compare_survives_any_number(house, desk):
    listing = submitted(house)
    for number in ("0", "99999999", "9" * 400):
        address = at("list") + f"history/{listing.pk}/revisions/compare/{number}...latest/"
        assert desk.get(address).status_code in (200, 404)


def test_what_is_not_public_is_not_compared_as_if_it_were(house, desk):
    listing = submitted(house)
    assert desk.get(at("revisions_compare", listing.pk, "live", "latest")).status_code == 404
    revision = listing.latest_revision_id
    assert desk.get(at("revisions_compare", listing.pk, revision, revision)).status_code == 200


def test_listing_without_revisions_has_nothing_to_compare(desk):
    listing = ListingFactory(status="published")
    assert desk.get(at("history", listing.pk)).status_code == 200
    assert desk.get(at("revisions_compare", listing.pk, "earliest", "latest")).status_code == 404


def test_reviewer_previews_what_everybody_would_see(house, desk):
    listing = submitted(house)
    shown = text(desk.get(at("workflow_preview", listing.pk, waiting(listing).task_id)))
    assert "A pump" in shown
    data = form_of(desk.get(at("edit", listing.pk))) | {"title": "A pump, corrected"}
    assert desk.post(at("preview_on_edit", listing.pk), data).json()["is_valid"]
    assert "A pump, corrected" in text(desk.get(at("preview_on_edit", listing.pk)))
    assert "A pump" in text(desk.get(at("revisions_view", listing.pk, listing.latest_revision_id)))


def test_desk_is_closed_to_others(house, signed_in, verifier):
    listing = submitted(house)
    client = signed_in(verifier, second_factor=True)
    assert at("list") not in said(client)
    for address in [at("list"), *pages_of(listing)]:
        assert "A pump" not in text(client.get(address)), address
    with unchanged():
        client.post(decision(listing, "approve"), scores(5))


def test_reviewer_without_second_factor_decides_nothing(house, reviewer, signed_in):
    listing = submitted(house)
    client = signed_in(reviewer)
    with unchanged():
        assert client.get(at("list")).status_code == 302
        client.post(decision(listing, "approve"), scores(5))


def test_form_of_a_decision_has_words_and_all_scores(house, desk):
    listing = submitted(house)
    html = json.loads(text(desk.get(decision(listing, "approve"))))["html"]
    assert "Novelty and advantage" in html
    assert html.count("<select") == 4
    collect = at("collect_workflow_action_data", listing.pk, "approve", waiting(listing).pk)
    answer = json.loads(text(desk.post(collect, scores(3))))
    assert answer["cleaned_data"]["fit"] == 3


# --- Mail -----------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["approve", "reject"])
def test_wagtail_sends_nothing_of_its_own(house, desk, signed_in, superuser, action):
    # People whom Wagtail would write to: reviewers, superusers, and who handed it in.
    house.editor.is_superuser = True
    house.editor.save()
    new_reviewer("Other R.")
    listing = submitted(house)
    assert mail.outbox == []
    desk.post(decision(listing, action), scores(4))
    assert [message.to for message in mail.outbox] == [[house.editor.email]]
    assert "/admin/" not in mail.outbox[0].body
