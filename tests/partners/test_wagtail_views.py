"""The staff's desk for organisations, as seen with a second factor just used."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.permissions import policy_registry

from partners.actions import verifications
from partners.enums import EvidenceKind, Role
from partners.models import Organisation, OrganisationIdentifier, Verification
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory, VerificationFactory
from tests.partners.conftest import unchanged

pytestmark = pytest.mark.django_db

QUEUE = "verifications:index"
UNTIL = timezone.now().date() + timedelta(days=365)


def text(response) -> str:
    return response.content.decode()


def decide(row: Verification) -> str:
    return reverse("verifications:decide", args=[row.pk])


@pytest.fixture
def desk(signed_in, verifier):
    return signed_in(verifier, second_factor=True)


@pytest.fixture
def waiting(house):
    return VerificationFactory(
        organisation=house.organisation, requested_by=house.owner, status="requested"
    )


# --- Lists ----------------------------------------------------------------------------------


def test_queue_lists_requests_and_leads_to_the_decision(desk, waiting):
    html = text(desk.get(reverse(QUEUE)))
    assert "Institute of Wells" in html
    assert decide(waiting) in html


def test_queue_begins_with_the_oldest_question_and_what_changed_since(desk, house, verifier):
    def asked(days_ago: int, name: str, **fields) -> Verification:
        row = VerificationFactory(organisation=OrganisationFactory(name=name), **fields)
        row.requested_at = timezone.now() - timedelta(days=days_ago)
        row.save(update_fields=["requested_at"])
        return row

    was = house.organisation.facts_to_verify()
    asked(1, "Young Question", status="requested")
    asked(9, "Old Grant")
    asked(3, "Older Question", status="requested")
    asked(2, "Young Grant")
    asked(8, "Changed Since", verified_as=was)
    asked(7, "Gone", status="withdrawn", verified_as=was)
    page = desk.get(reverse(QUEUE))
    names = [row.organisation.name for row in page.context["object_list"]]
    assert len(re.findall(r"<td[^>]*>\s*Yes\s*</td>", text(page))) == 1
    assert names == [
        "Older Question", "Young Question", "Changed Since", "Young Grant", "Gone", "Old Grant",
    ]  # fmt: skip
    by_age = desk.get(reverse(QUEUE), {"ordering": "requested_at"}).context["object_list"]
    assert by_age[0].organisation.name == "Old Grant"


def test_queue_is_found_by_name_and_state(desk, waiting):
    VerificationFactory(organisation=OrganisationFactory(name="Pump Makers"))
    found = text(desk.get(reverse(QUEUE), {"q": "pump"}))
    assert ("Pump Makers" in found, "Institute of Wells" in found) == (True, False)
    requested = text(desk.get(reverse(QUEUE), {"status": "requested"}))
    assert ("Pump Makers" in requested, "Institute of Wells" in requested) == (False, True)


@pytest.mark.parametrize("name", [QUEUE, "organisations:index"])
def test_lists_take_any_page_and_words(desk, waiting, name):
    for asked in ({"p": "999999"}, {"p": "abc"}, {"q": "%_\\'\""}, {"status": "x"}, {"kind": "x"}):
        assert desk.get(reverse(name), asked).status_code in (200, 404)


def test_organisations_are_listed_verified_or_not_and_lead_to_the_profile(desk, house):
    html = text(desk.get(reverse("organisations:index")))
    assert house.organisation.get_absolute_url() in html


@pytest.mark.parametrize("name", [QUEUE, "organisations:index"])
def test_queries_of_a_list_do_not_grow(desk, waiting, name, django_assert_max_num_queries):
    desk.get(reverse(name))
    with django_assert_max_num_queries(100) as with_one:
        desk.get(reverse(name))
    for _number in range(15):
        VerificationFactory()
    with django_assert_max_num_queries(len(with_one)):
        desk.get(reverse(name))


def test_editors_of_pages_see_neither_list_nor_menu(signed_in, waiting):
    editor = UserFactory(with_permissions=["wagtailadmin.access_admin"])
    client = signed_in(editor, second_factor=True)
    for address in (reverse(QUEUE), reverse("organisations:index"), decide(waiting)):
        assert "Institute of Wells" not in text(client.get(address))
    assert reverse(QUEUE) not in text(client.get(reverse("wagtailadmin_home"), follow=True))


@pytest.mark.parametrize("model", [Verification, Organisation])
def test_policy_lets_verifying_staff_see_and_decide_and_no_more(verifier, model):
    policy = policy_registry.get_by_type(model)
    actions = ("view", "change", "add", "delete")
    assert [policy.user_has_permission(verifier, action) for action in actions] == [
        True, True, False, False
    ]  # fmt: skip
    editor = UserFactory(with_permissions=["wagtailadmin.access_admin"])
    assert not policy.user_has_any_permission(editor, actions)


# --- The decision ---------------------------------------------------------------------------


def test_decision_page_shows_the_evidence(desk, house, waiting):
    waiting.identifier = OrganisationIdentifier.objects.create(
        organisation=house.organisation, scheme="ror", value="02mhbdp94"
    )
    waiting.note = "<b>bold</b>\nclaim"
    waiting.save()
    html = text(desk.get(decide(waiting)))
    assert house.owner.email in html
    assert "https://ror.org/02mhbdp94" in html
    assert "&lt;b&gt;bold&lt;/b&gt;<br>claim" in html
    assert 'name="decision" value="grant"' in html


@pytest.mark.parametrize("decision", ["grant", "refuse"])
def test_decision_is_stored_told_and_leads_back(desk, waiting, verifier, decision):
    data = {"decision": decision, "reason": "Register seen.", "expires_on": UNTIL.isoformat()}
    response = desk.post(decide(waiting), data)
    assert response.url == reverse(QUEUE)
    stored = Verification.objects.get(pk=waiting.pk)
    assert stored.status == {"grant": "granted", "refuse": "refused"}[decision]
    assert (stored.decided_by, stored.reason) == (verifier, "Register seen.")
    assert stored.expires_on == (UNTIL if decision == "grant" else None)
    assert len(mail.outbox) == 1
    assert "Institute of Wells" in text(desk.get(response.url))


def test_withdrawal_is_the_only_decision_on_a_granted_one(desk, house):
    row = VerificationFactory(organisation=house.organisation)
    html = text(desk.get(decide(row)))
    assert 'value="withdraw"' in html
    assert 'value="grant"' not in html
    desk.post(decide(row), {"decision": "withdraw", "reason": "Dissolved."})
    assert Verification.objects.get(pk=row.pk).status == "withdrawn"


def test_what_changed_since_verified_is_shown_and_can_be_confirmed(desk, house):
    was = {**house.organisation.facts_to_verify(), "name": "Wells <Ltd>"}
    row = VerificationFactory(organisation=house.organisation, verified_as=was)
    html = text(desk.get(decide(row)))
    assert "Wells &lt;Ltd&gt; · Research institute · Kenya" in html
    assert 'name="revision" value="1"' in html
    data = {"decision": "confirm", "reason": "Register seen.", "revision": "1"}
    # Changed once more, between the look and the decision.
    Organisation.objects.filter(pk=house.organisation.pk).update(revision=2)
    with unchanged():
        again = text(desk.post(decide(row), data))
    assert 'name="revision" value="2"' in again
    assert desk.post(decide(row), {**data, "revision": "2"}).status_code == 302
    assert 'value="confirm"' not in text(desk.get(decide(row)))


def test_request_is_not_granted_for_a_profile_that_changed_meanwhile(desk, waiting):
    Organisation.objects.filter(pk=waiting.organisation_id).update(revision=1002)
    data = {"decision": "grant", "reason": "Seen.", "expires_on": UNTIL.isoformat()}
    with unchanged():
        again = text(desk.post(decide(waiting), {**data, "revision": "1"}))
    assert 'name="revision" value="1002"' in again
    assert desk.post(decide(waiting), {**data, "revision": "1002"}).status_code == 302


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"decision": "grant"},
        {"decision": "grant", "reason": " ", "expires_on": UNTIL.isoformat()},
        {"decision": "grant", "reason": "Seen."},
        {"decision": "grant", "reason": "Seen.", "expires_on": "2020-01-01"},
        {"decision": "grant", "reason": "Seen.", "expires_on": "9999-12-31"},
        {"decision": "withdraw", "reason": "Seen."},
        {"decision": "refuse", "reason": ""},
        {"decision": "refuse", "reason": "x" * 2001},
        {"decision": "refuse", "reason": "\x00"},
    ],
)
def test_decision_that_lacks_something_comes_back(desk, waiting, data):
    with unchanged():
        assert desk.post(decide(waiting), data).status_code == 200


@pytest.mark.parametrize("status", ["refused", "cancelled", "withdrawn", "superseded"])
def test_decision_on_what_is_ended_is_not_offered(desk, house, status):
    row = VerificationFactory(organisation=house.organisation, status=status)
    assert 'name="decision"' not in text(desk.get(decide(row)))
    with unchanged():
        data = {"decision": "grant", "reason": "Seen.", "expires_on": UNTIL.isoformat()}
        assert desk.post(decide(row), data).status_code in (302, 403)


def test_decision_that_another_made_while_the_page_was_open_says_so(desk, waiting, superuser):
    verifications.refuse(waiting, by=superuser, reason="Not legible.")
    mail.outbox.clear()
    data = {"decision": "grant", "reason": "Seen.", "expires_on": UNTIL.isoformat()}
    with unchanged():
        response = desk.post(decide(waiting), data)
    assert response.url == decide(waiting)
    html = text(desk.get(response.url))
    assert "This is no longer possible: it is already “Refused”." in html
    assert "Not legible." in html


@pytest.mark.parametrize("role", list(Role))
def test_decision_on_the_own_organisation_is_not_offered(desk, house, waiting, verifier, role):
    MembershipFactory(organisation=house.organisation, user=verifier, role=role)
    html = text(desk.get(decide(waiting)))
    assert "somebody else has to decide" in html
    assert 'name="decision"' not in html
    data = {"decision": "grant", "reason": "Seen.", "expires_on": UNTIL.isoformat()}
    with unchanged():
        answer = desk.post(decide(waiting), data)
    # Refused: the admin leads whoever may not do a thing to its first page.
    assert (answer.status_code, answer.url) == (302, reverse("wagtailadmin_home"))
    assert Verification.objects.get(pk=waiting.pk).status == "requested"


@pytest.mark.parametrize("ask", ["get", "post"])
def test_decision_page_is_closed_to_staff_who_do_not_verify(house, waiting, signed_in, ask):
    """Even for their own organisation, whose request they may read on the site."""
    editor = UserFactory(with_permissions=["wagtailadmin.access_admin"])
    MembershipFactory(organisation=house.organisation, user=editor, role=Role.OWNER)
    client = signed_in(editor, second_factor=True)
    answer = getattr(client, ask)(decide(waiting), {"decision": "refuse", "reason": "No."})
    assert (answer.status_code, answer.url) == (302, reverse("wagtailadmin_home"))
    shown = text(client.get(answer.url))
    assert "somebody else has to decide" not in shown
    assert "do not have permission" in shown


def test_evidence_is_downloaded_by_staff(desk, house, signed_in):
    html = text(desk.get(decide(VerificationFactory(
        organisation=house.organisation, evidence_kind=EvidenceKind.DOCUMENT,
        document="evidence/x.pdf", document_name="scan.pdf"))))  # fmt: skip
    assert "scan.pdf" in html


def test_earlier_requests_are_linked(desk, house, waiting):
    other = VerificationFactory(organisation=house.organisation, status="refused")
    assert decide(other) in text(desk.get(decide(waiting)))


def test_day_after_the_last_is_shown_as_expired(desk, house):
    row = VerificationFactory(
        organisation=house.organisation, expires_on=timezone.now().date() - timedelta(days=1)
    )
    assert "<dd>Expired" in text(desk.get(decide(row)))


@pytest.mark.parametrize(
    ("email", "website", "said"),
    [
        ("a@wells.example", "https://wells.example/", "belongs to"),
        ("a@wells.example", "https://www.wells.example/about", "belongs to"),
        ("a@wells.example", "https://en.wells.example:8443/", "belongs to"),
        ("a@staff.wells.example", "https://wells.example/", "belongs to"),
        ("a@WELLS.example", "https://Wells.Example/", "belongs to"),
        ("a@wells.example", "https://wells.example.evil.example/", "does not belong"),
        ("a@evilwells.example", "https://wells.example/", "does not belong"),
        ("a@wells.example", "https://evilwells.example/", "does not belong"),
        # What stands before the @ is no host.
        ("a@evil.example", "https://evil.example:x@wells.example/", "does not belong"),
        ("a@evil.example", "https://evil.example@wells.example/", "does not belong"),
        ("a@evil.example", "https://wells.example/?evil.example", "does not belong"),
        ("a@evil.example", "https://wells.example?evil.example", "does not belong"),
        ("a@wells.example", "", None),
        ("", "https://wells.example/", None),
    ],
)
def test_address_is_compared_with_the_host_of_the_website(
    desk, house, waiting, email, website, said
):
    house.organisation.website = website
    house.organisation.save()
    Verification.objects.filter(pk=waiting.pk).update(email=email)
    html = text(desk.get(decide(waiting)))
    assert ("the website's domain" in html.replace("&#x27;", "'")) is (said is not None)
    assert said is None or said in html
