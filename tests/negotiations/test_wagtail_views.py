"""The queue of reports in the Wagtail admin: for moderating staff, to decide with a reason."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.models import User
from audit.models import AuditEntry
from cms.groups import load_groups
from core.files import private_storage
from negotiations.actions import answering, safety
from negotiations.enums import AttachmentState, Side
from tests.factories import MembershipFactory, UserFactory
from tests.negotiations.parties import again, in_state, offer_of, sent
from tests.negotiations.sending import in_file_state, sent_file
from tests.partners.conftest import recorded, unchanged

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(signed_in):
    person = UserFactory(
        with_permissions=["wagtailadmin.access_admin", "negotiations.handle_report"]
    )
    return signed_in(person, second_factor=True)


@pytest.fixture
def report(deal):
    return safety.report(
        sent(deal), by=deal.recipient.editor, side=Side.RECIPIENT, text="It is <b>spam</b>."
    )


def test_report_is_read_and_decided_on(desk, report):
    assert "Report on Request" in desk.get(reverse("reports:index")).content.decode()
    address = reverse("reports:decide", args=[report.pk])
    shown = desk.get(address).content.decode()
    assert "It is &lt;b&gt;spam&lt;/b&gt;." in shown
    assert "Tank Makers Nairobi" in shown
    response = desk.post(address, {"decision": "uphold", "reason": "It is."})
    assert response.url == reverse("reports:index")
    assert again(report.request).status == "closed_no_deal"
    assert "It is." in desk.get(address).content.decode()


@pytest.mark.parametrize("data", [{}, {"decision": "uphold"}, {"decision": "x", "reason": "y"}])
def test_decision_without_a_reason_is_sent_back(desk, report, data):
    address = reverse("reports:decide", args=[report.pk])
    assert desk.post(address, data).status_code == 200
    report.refresh_from_db()
    assert report.status == "waiting"


def test_second_decision_is_told_that_it_is_too_late(desk, report):
    address = reverse("reports:decide", args=[report.pk])
    data = {"decision": "dismiss", "reason": "It is not."}
    desk.post(address, data)
    assert "it is already “Dismissed”" in desk.post(address, data).content.decode()


@pytest.mark.parametrize("side", ["sender", "recipient"])
def test_report_about_an_own_organisation_is_hidden(desk, deal, report, side):
    person = User.objects.get(pk=desk.session["_auth_user_id"])
    MembershipFactory(organisation=getattr(deal, side).organisation, user=person, role="viewer")
    assert "Report on Request" not in desk.get(reverse("reports:index")).content.decode()
    hidden = desk.get(reverse("reports:decide", args=[report.pk]), follow=True)
    assert hidden.status_code == 404


# --- Files of the thread --------------------------------------------------------------------


@pytest.fixture
def plan(deal, report):
    """A file that was sent in the thread that the report is about."""
    answering.accept(report.request, by=deal.recipient.editor)
    return sent_file(again(report.request), deal.sender.editor, name="Plan für Nairobi.pdf")


def opened(desk, report, file):
    # What is not found is sought in each language, too.
    return desk.post(reverse("reports:open_file", args=[report.pk, file.pk]), follow=True)


@pytest.mark.parametrize("decision", [None, "uphold", "dismiss"])
def test_file_of_a_reported_thread_is_given_to_staff_and_recorded(desk, report, plan, decision):
    page = reverse("reports:decide", args=[report.pk])
    if decision:
        desk.post(page, {"decision": decision, "reason": "Because."})
    shown = desk.get(page).content.decode()
    assert reverse("reports:open_file", args=[report.pk, plan.pk]) in shown
    answer = opened(desk, report, plan)
    assert b"".join(answer.streaming_content) == b"%PDF-1.4"
    assert "Plan%20f%C3%BCr%20Nairobi.pdf" in answer["Content-Disposition"]
    assert answer["Cache-Control"].startswith("private, no-store")
    entry = recorded("abuse.file_opened")
    assert entry.actor == User.objects.get(pk=desk.session["_auth_user_id"])
    assert entry.about == [report.request, report]
    assert entry.data == {"file": str(plan.pk), "sha256": plan.sha256}
    assert opened(desk, report, plan).status_code == 200
    assert AuditEntry.objects.filter(action="abuse.file_opened").count() == 2


@pytest.mark.parametrize("state", ["held", "infected"])
def test_file_that_nobody_is_given_is_not_given_to_staff_either(desk, report, plan, state):
    in_file_state(plan, state)
    address = reverse("reports:open_file", args=[report.pk, plan.pk])
    shown = desk.get(reverse("reports:decide", args=[report.pk])).content.decode()
    assert plan.name in shown
    assert address in shown
    assert "<button" not in shown.partition(address)[2].partition("</form>")[0]
    with unchanged():
        answer = opened(desk, report, plan)
    assert answer.status_code == 409
    assert str(AttachmentState(state).label) in answer.content.decode()


def test_file_of_another_thread_is_not_found_by_a_report(deal, desk, report):
    request = in_state("accepted", deal, listing=offer_of(deal.recipient))
    other = sent_file(request, deal.sender.editor)
    with unchanged():
        assert opened(desk, report, other).status_code == 404


@pytest.mark.parametrize("side", ["sender", "recipient"])
def test_file_of_an_own_organisation_is_hidden_from_staff(desk, deal, report, plan, side):
    person = User.objects.get(pk=desk.session["_auth_user_id"])
    MembershipFactory(organisation=getattr(deal, side).organisation, user=person, role="viewer")
    with unchanged():
        assert opened(desk, report, plan).status_code == 404


def test_file_is_not_given_to_staff_without_the_right(signed_in, report, plan):
    person = UserFactory(with_permissions=["wagtailadmin.access_admin"])
    with unchanged():
        answer = opened(signed_in(person, second_factor=True), report, plan)
    assert answer.redirect_chain[0][0] == reverse("wagtailadmin_home")


def test_lost_file_is_not_found_by_staff(desk, report, plan):
    private_storage().delete(plan.file.name)
    assert opened(desk, report, plan).status_code == 404


# --- Who, and how fast ----------------------------------------------------------------------


def test_moderators_hold_the_right():
    load_groups()
    moderator = UserFactory()
    assert not moderator.has_perm("negotiations.handle_report")
    moderator.groups.add(Group.objects.get(name="Moderators"))
    assert User.objects.get(pk=moderator.pk).has_perm("negotiations.handle_report")


def test_queries_of_the_queue_do_not_grow(deal, desk, report, django_assert_max_num_queries):
    index = reverse("reports:index")
    desk.get(index)
    with django_assert_max_num_queries(100) as with_one:
        desk.get(index)
    for number in range(5):
        request = sent(deal, listing=offer_of(deal.recipient, title=f"Pump {number}"))
        safety.report(request, by=deal.sender.editor, side=Side.SENDER, text="Rude.")
    with django_assert_max_num_queries(len(with_one)):
        desk.get(index)
