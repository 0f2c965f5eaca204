"""Every message about organisations: who reads it, in which language, where it leads."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.core import mail
from django.urls import reverse
from django.utils import translation

from partners import emails
from tests.factories import InvitationFactory, UserFactory, VerificationFactory

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.LANGUAGES]
MESSAGES = {
    "invitation": "answer_invitation",
    "invitation_accepted": "list_members",
    "role_changed": "list_members",
    "membership_removed": "list_my_organisations",
    "handed_over": "list_members",
    "verification_decided": "show_verification",
    "verification_ending": "show_verification",
    "verification_outdated": "verifications:decide",
}


def send(name: str, house, language: str) -> mail.EmailMessage:
    """The message of this name, read by the owner or the person invited."""
    house.owner.language = language
    house.owner.save()
    house.seats["owner"].user = house.owner
    if name == "invitation":
        row = InvitationFactory(
            organisation=house.organisation, invited_by=house.viewer, language=language
        )
        emails.invitation(row, token="token")
    elif name == "invitation_accepted":
        row = InvitationFactory(organisation=house.organisation, invited_by=house.owner)
        emails.invitation_accepted(row, member=house.viewer)
    elif name == "membership_removed":
        emails.membership_removed(house.organisation, house.owner, by=house.viewer)
    elif name == "verification_outdated":
        permission = Permission.objects.get(codename="verify_organisation")
        outsider = UserFactory(language=language)
        outsider.user_permissions.add(permission)
        was = {**house.organisation.facts_to_verify(), "kind": "firm"}
        row = VerificationFactory(pk=4711, organisation=house.organisation, verified_as=was)
        emails.verification_outdated(row)
    elif name.startswith("verification"):
        getattr(emails, name)(VerificationFactory(organisation=house.organisation))
    else:
        getattr(emails, name)(house.seats["owner"], by=house.viewer)
    [message] = mail.outbox
    return message


def page(name: str, language: str) -> str:
    args: dict[str, list[object]] = {
        "answer_invitation": ["token"],
        "list_my_organisations": [],
        "verifications:decide": [4711],
    }
    with translation.override(language):
        return "http://testserver" + reverse(
            MESSAGES[name], args=args.get(MESSAGES[name], ["institute-of-wells"])
        )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", MESSAGES)
def test_message_speaks_the_readers_language_and_leads_to_the_page(house, name, language):
    with translation.override("en"):  # that of whoever acts
        message = send(name, house, language)
    assert page(name, language) in message.body
    html = message.alternatives[0].content
    direction = "rtl" if language == "ar" else "ltr"
    code = {"zh-hans": "zh-Hans"}.get(language, language)
    assert f'<html lang="{code}" dir="{direction}">' in html
    assert page(name, language) in html
    assert "Institute of Wells" in message.subject + message.body


@pytest.mark.parametrize("name", MESSAGES)
def test_message_has_a_subject_of_one_line_and_no_left_over_marks(house, name):
    message = send(name, house, "en")
    assert message.subject == " ".join(message.subject.split())
    assert message.subject
    for text in (message.subject, message.body, message.alternatives[0].content):
        assert not re.search(r"{{|{%|%\(|None", text)


@pytest.mark.parametrize("name", MESSAGES)
def test_message_with_markup_in_names_is_plain_text_and_escaped_html(house, name):
    house.organisation.name = "<b>Wells</b> & Sons"
    house.organisation.save()
    house.viewer.name = "O'<script>alert(1)</script>"
    house.viewer.save()
    message = send(name, house, "en")
    html = message.alternatives[0].content
    assert "<b>Wells</b> & Sons" in message.subject + message.body
    assert "<b>Wells" not in html
    assert "<script" not in html


def test_decision_is_told_with_its_reason(house):
    reason = "The register says:\n<b>dissolved</b> & gone."
    emails.verification_decided(VerificationFactory(organisation=house.organisation, reason=reason))
    [message] = mail.outbox
    assert reason in message.body
    assert "&lt;b&gt;dissolved&lt;/b&gt; &amp; gone." in message.alternatives[0].content


def test_end_of_its_time_is_told_without_the_reason_for_which_it_was_granted(house):
    emails.verification_decided(
        VerificationFactory(organisation=house.organisation, status="expired", reason="Seen.")
    )
    [message] = mail.outbox
    assert "Seen." not in message.body + message.alternatives[0].content


@pytest.mark.parametrize(
    ("person", "is_active", "told"),
    [
        ("signatory", True, {"owner", "signatory"}),
        ("signatory", False, {"owner"}),
        ("owner", True, {"owner"}),
        ("stranger", True, {"owner"}),
    ],
)
def test_decision_is_told_to_whoever_asked_while_a_member(house, person, is_active, told):
    asker = getattr(house, person)
    asker.is_active = is_active
    asker.save()
    emails.verification_decided(
        VerificationFactory(organisation=house.organisation, requested_by=asker)
    )
    wanted = sorted(getattr(house, each).email for each in told)
    assert sorted(to for message in mail.outbox for to in message.to) == wanted


def test_language_nobody_speaks_falls_back_to_the_default(house):
    assert page("role_changed", "en") in send("role_changed", house, "tlh").body
