"""The queue of reports in the Wagtail admin: for moderating staff, to decide with a reason."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.models import User
from cms.groups import load_groups
from negotiations.actions import safety
from negotiations.enums import Side
from tests.factories import MembershipFactory, UserFactory
from tests.negotiations.parties import again, offer_of, sent

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
