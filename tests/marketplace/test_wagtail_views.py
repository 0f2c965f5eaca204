"""The reviewers' desk, from being handed in to being public."""

from __future__ import annotations

import json
import re

import pytest
from django.core import mail
from django.urls import reverse

from marketplace.actions import reviewing
from marketplace.models import Listing, ReviewRecord
from tests.factories import MembershipFactory
from tests.marketplace.desk import at, decision, form_of, is_missing, said, text
from tests.marketplace.listings import (
    again,
    decide,
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


# --- The whole way --------------------------------------------------------------------------


def test_listing_is_handed_in_sent_back_revised_and_published(house, desk, client):
    listing = submitted(house)
    home = said(desk)
    assert "A pump" in home
    assert decision(listing, "approve") in home

    desk.post(
        decision(listing, "reject"),
        scores(2, evidence=0, evidence_note="None given.", comment="Say where."),
    )

    assert again(listing).first_published_at is None
    [message] = mail.outbox
    assert message.to == [house.editor.email]
    assert "A pump" not in said(desk)
    mail.outbox.clear()

    revise(listing, house.editor, title="A better pump")
    reviewing.submit(again(listing), by=house.editor)
    assert "A better pump" in said(desk)
    response = desk.post(decision(listing, "approve"), scores(5))

    assert response.status_code == 302
    assert Listing.objects.public().get().title == "A better pump"
    assert [message.to for message in mail.outbox] == [[house.editor.email]]
    assert client.get(again(listing).get_absolute_url()).status_code == 200
    outcomes = ReviewRecord.objects.order_by("pk").values_list("outcome", "comment")
    assert list(outcomes) == [("changes", "Say where."), ("approved", "")]


def test_decision_is_taken_in_the_editor_without_touching_the_text(house, desk):
    listing = submitted(house)
    before = listing.latest_revision_id
    data = form_of(desk.get(at("edit", listing.pk)))
    data |= {
        "action-workflow-action": "true",
        "workflow-action-name": "approve",
        "workflow-action-extra-data": json.dumps(scores(5)),
    }

    response = desk.post(at("edit", listing.pk), data)

    assert response.url == at("list")
    assert again(listing).live_revision_id == before == again(listing).latest_revision_id
    assert Listing.objects.public().get().rights_statuses.count() == 2


def test_correction_of_a_reviewer_is_published_with_the_keys_of_the_parts(house, desk):
    listing = submitted(house)
    keys = {right.pk for right in work_on(listing).rights.all()}
    data = form_of(desk.get(at("edit", listing.pk))) | {"title": "A pump, corrected"}

    assert desk.post(at("edit", listing.pk), data).url == at("edit", listing.pk)

    corrected = again(listing).latest_revision
    assert corrected.pk != waiting(listing).revision_id
    assert {right.pk for right in work_on(listing).rights.all()} == keys
    desk.post(decision(listing, "approve"), scores(5))
    shown = Listing.objects.public().get()
    assert shown.title == "A pump, corrected"
    assert {right.pk for right in shown.rights.all()} == keys
    assert {status.right for status in shown.rights_statuses.all()} == keys
    assert ReviewRecord.objects.get().revision == corrected.pk


@pytest.mark.parametrize(("group", "kept"), [("low", False), ("high", True)])
def test_correction_that_contradicts_itself_is_refused_as_in_the_authors_form(
    house, desk, group, kept
):
    listing = submitted(house)
    data = form_of(desk.get(at("edit", listing.pk)))
    data |= {"royalty_tiers-TOTAL_FORMS": "2", "royalty_tiers-1-group": group,
             "royalty_tiers-1-rate": "3", "royalty_tiers-1-ORDER": "2"}  # fmt: skip
    answer = desk.post(at("edit", listing.pk), data)
    assert ("overlaps with row 1" in answer.content.decode()) is not kept
    assert work_on(listing).royalty_tiers.count() == (2 if kept else 1)


def test_editor_offers_the_decision_before_anything_else(house, desk):
    response = desk.get(at("edit", submitted(house).pk))
    assert response.context["action_menu"].default_item.name == "approve"


def test_editor_names_languages_and_keeps_one_that_is_not_offered(house, desk):
    listing = submitted(house, language="smj")
    field = desk.get(at("edit", listing.pk)).context["form"]["language"]
    chosen = [option for option in field.subwidgets if option.data["selected"]]
    assert [option.data["value"] for option in chosen] == ["smj"]
    labels = [str(option.choice_label) for option in field.subwidgets]
    assert "French" in labels
    assert "—" not in labels


def test_editor_names_the_right_of_each_status(house, desk):
    html = text(desk.get(at("edit", submitted(house).pk)))
    chosen = re.findall(r'<option value="[^"]+" selected>Patent EP1234567B1</option>', html)
    assert len(chosen) == 2


# --- What is refused ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "extra",
    [
        json.dumps(scores(4, fit=0, fit_note="Unfit.")),
        json.dumps(scores(4, fit=0)),
        json.dumps(scores(4, fit=6)),
        json.dumps(scores(4, fit=None)),
        json.dumps({"task_state": 1, "user": 1}),
        "{}",
        "[]",
        "null",
        "{",
        "[" * 2000,
    ],
)
def test_raw_answers_of_the_editor_are_checked_and_nothing_is_kept(house, desk, extra):
    listing = submitted(house)
    data = form_of(desk.get(at("edit", listing.pk)))
    data |= {
        "title": "Changed on the way",
        "action-workflow-action": "true",
        "workflow-action-name": "approve",
        "workflow-action-extra-data": extra,
    }
    with unchanged():
        assert desk.post(at("edit", listing.pk), data).status_code == 200


@pytest.mark.parametrize("headers", [{}, {"x-requested-with": "XMLHttpRequest"}])
def test_zero_is_not_published(house, desk, headers):
    listing = submitted(house)
    answers = scores(4, fit=0, fit_note="Unfit.")
    with unchanged():
        response = desk.post(decision(listing, "approve"), answers, headers=headers)
    shown = text(response) if headers else said(desk)
    assert "A listing with a zero is not published." in shown


def test_decision_taken_twice_is_refused_in_words(house, desk, signed_in):
    listing = submitted(house)
    late = decision(listing, "approve")
    editor = form_of(desk.get(at("edit", listing.pk)))
    decide(listing, new_reviewer("Other R."), "reject")
    editor |= {
        "title": "Changed on the way",
        "action-workflow-action": "true",
        "workflow-action-name": "approve",
        "workflow-action-extra-data": json.dumps(scores(5)),
    }
    with unchanged():
        desk.post(late, scores(5))
    assert "is not currently awaiting moderation" in said(desk)
    with unchanged():
        desk.post(at("edit", listing.pk), editor)
    assert "This has been decided already, or was taken back." in said(desk)


def test_decision_of_an_earlier_round_does_not_decide_the_next(house, desk):
    listing = submitted(house)
    old = decision(listing, "approve")
    decide(listing, new_reviewer("Other R."), "reject")
    reviewing.submit(again(listing), by=house.editor)
    with unchanged():
        desk.post(old, scores(5))
    assert "This has been decided already" in said(desk)


def test_decision_about_another_listing_than_the_address_names_is_not_found(house, desk):
    one, other = submitted(house), submitted(house)
    with unchanged():
        address = at("workflow_action", one.pk, "approve", waiting(other).pk)
        assert is_missing(desk.post(address, scores(5)))


def test_publication_refused_meanwhile_keeps_nothing(house, desk):
    listing = submitted(house)
    data = form_of(desk.get(at("edit", listing.pk)))
    house.lapse()
    with unchanged():
        desk.post(decision(listing, "approve"), scores(5))
    assert "has to be verified before it can publish" in said(desk)
    data |= {
        "title": "Changed on the way",
        "action-workflow-action": "true",
        "workflow-action-name": "approve",
        "workflow-action-extra-data": json.dumps(scores(5)),
    }
    with unchanged():
        html = text(desk.post(at("edit", listing.pk), data))
    assert "has to be verified before it can publish" in html


def test_correction_over_a_newer_draft_is_refused(house, desk):
    listing = submitted(house)
    data = form_of(desk.get(at("edit", listing.pk))) | {"title": "Mine"}
    reviewing.take_back(listing, by=house.editor)
    revise(listing, house.editor, title="Newer")
    reviewing.submit(again(listing), by=house.editor)
    with unchanged():
        response = desk.post(at("edit", listing.pk), data)
    assert "Somebody else changed this while you were writing." in text(response)
    assert "Mine" in text(response)
    for name in ("loaded_revision_id", "loaded_revision_created_at"):
        with unchanged():
            desk.post(at("edit", listing.pk), {n: v for n, v in data.items() if n != name})


def test_decision_on_a_page_drawn_before_the_newest_draft_is_refused(house, desk):
    listing = submitted(house)
    old = form_of(desk.get(at("edit", listing.pk)))
    reviewing.take_back(listing, by=house.editor)
    revise(listing, house.editor, attachments=[])  # nothing that the form shows as changed
    reviewing.submit(again(listing), by=house.editor)
    data = form_of(desk.get(at("edit", listing.pk)))
    data |= {name: value for name, value in old.items() if name.startswith("loaded_revision")}
    data |= {
        "action-workflow-action": "true",
        "workflow-action-name": "approve",
        "workflow-action-extra-data": json.dumps(scores(5)),
    }
    with unchanged():
        html = text(desk.post(at("edit", listing.pk), data))
    assert "Somebody else changed this while you were writing." in html


def test_saving_by_itself_in_the_background_is_off(house, desk):
    context = desk.get(at("edit", submitted(house).pk)).context
    assert context["autosave_enabled"] is False


@pytest.mark.parametrize("action", ["publish", "submit", "cancel-workflow", "restart-workflow"])
def test_other_actions_of_wagtail_are_no_more_than_a_correction(house, desk, action):
    listing = submitted(house)
    data = form_of(desk.get(at("edit", listing.pk))) | {f"action-{action}": "true"}
    with unchanged():
        desk.post(at("edit", listing.pk), data)
    html = text(desk.get(at("edit", listing.pk)))
    assert f'name="action-{action}"' not in html


def test_others_are_not_told_what_became_of_it(house, signed_in, verifier):
    response = signed_in(verifier, second_factor=True).get(at("edit", submitted(house).pk))
    assert response["Location"] == reverse("wagtailadmin_home")


def test_editor_lets_a_reviewer_change_and_nothing_else(house, desk):
    view = desk.get(at("edit", submitted(house).pk)).context["view"]
    asked = ("add", "change", "delete", "publish", "lock", "unlock")
    assert [name for name in asked if view.user_has_permission(name)] == ["change"]


@pytest.mark.parametrize("path", [
    "add/", "delete/{}/", "copy/{}/", "usage/{}/", "lock/{}/", "unlock/{}/", "unpublish/{}/",
    "history/{}/revisions/{}/revert/", "history/{}/revisions/{}/unschedule/", "preview/",
    "inspect/{}/", "reorder/{}/",
])  # fmt: skip
def test_what_review_does_not_need_has_no_address(house, signed_in, superuser, reviewer, path):
    listing = published(house, reviewer)
    client = signed_in(superuser, second_factor=True)
    address = at("list") + path.format(listing.pk, listing.live_revision_id)
    with unchanged():
        assert is_missing(client.get(address))
        assert is_missing(client.post(address))


@pytest.mark.parametrize("who", ["reviewer", "superuser"])
def test_nothing_is_deleted_in_bulk(house, signed_in, superuser, reviewer, who):
    listing = published(house, reviewer)
    client = signed_in({"reviewer": reviewer, "superuser": superuser}[who], second_factor=True)
    address = reverse("wagtail_bulk_action", args=["marketplace", "listing", "delete"])
    with unchanged():
        client.post(f"{address}?id={listing.pk}&next=/admin/")
        client.post(f"{address}?id=all&next=/admin/")


def test_choosers_list_no_drafts(house, signed_in, superuser):
    drafted(house, title="Secret pump")
    client = signed_in(superuser, second_factor=True)
    assert is_missing(client.get("/admin/snippets/choose/marketplace/listing/"))


# --- One's own ------------------------------------------------------------------------------


@pytest.fixture(params=["reviewer", "superuser", "both"])
def insider(request, house):
    """A member with every power there is over other people's listings."""
    person = new_reviewer("In Sider", is_superuser=request.param != "reviewer")
    if request.param == "superuser":
        person.groups.clear()
    MembershipFactory(organisation=house.organisation, user=person, role="owner")
    return person


def test_own_listing_is_neither_decided_nor_changed(house, desk, insider, signed_in):
    listing = submitted(house)
    editor = form_of(desk.get(at("edit", listing.pk)))
    client = signed_in(insider, second_factor=True)
    assert decision(listing, "approve") not in said(client)
    with unchanged():
        assert client.get(at("edit", listing.pk)).status_code == 302
        client.post(at("edit", listing.pk), editor | {"title": "Mine"})
        for action in ("approve", "reject"):
            assert client.get(decision(listing, action)).status_code == 302
            client.post(decision(listing, action), scores(5))
            client.post(
                at("edit", listing.pk),
                editor | {
                    "action-workflow-action": "true",
                    "workflow-action-name": action,
                    "workflow-action-extra-data": json.dumps(scores(5)),
                },
            )  # fmt: skip
            client.post(
                at("collect_workflow_action_data", listing.pk, action, waiting(listing).pk),
                scores(5),
            )
        for send in (client.get, client.post, client.delete):
            assert send(at("preview_on_edit", listing.pk)).status_code in (302, 403)
        client.get(at("workflow_preview", listing.pk, waiting(listing).task_id))
    assert waiting(listing).status == "in_progress"


def test_own_decision_is_refused_also_behind_the_views(house, insider):
    listing = submitted(house)
    with unchanged(), pytest.raises(Exception, match="You may not decide"):
        decide(listing, insider, "approve")


def test_superuser_who_is_no_reviewer_reads_and_does_not_decide(house, signed_in, superuser):
    listing = submitted(house)
    client = signed_in(superuser, second_factor=True)
    assert client.get(at("history", listing.pk)).status_code == 200
    with unchanged():
        assert client.get(at("edit", listing.pk)).status_code == 302
        client.post(decision(listing, "approve"), scores(5))
