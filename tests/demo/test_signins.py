from __future__ import annotations

import io

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from cms.groups import STAFF_GROUPS
from demo.people import create_staff
from demo.signins import MEMBERS, MODERATOR, PASSWORD, STAFF

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return create_staff(joined=timezone.now())


def password_accepted(client: Client, email: str) -> str:
    answer = client.post("/en/account/login/", {"login": email, "password": PASSWORD})
    assert answer.status_code == 302
    return answer["Location"]


@pytest.mark.parametrize("sign_in", STAFF, ids=lambda one: one.email)
def test_staff_get_in_with_the_code_that_the_page_shows(client, staff, sign_in):
    # A code lasts half a minute, and the next one may begin at any time.
    with time_machine.travel(timezone.now(), tick=False):
        second = password_accepted(client, sign_in.email)
        page = client.get("/demo/").content.decode()
        assert sign_in.code in page
        client.post(second, {"code": sign_in.code})
        assert client.get("/admin/").status_code == 200


def test_staff_get_in_with_a_recovery_code_once(client, staff):
    sign_in = STAFF[0]
    code = sign_in.recovery_codes[0]
    client.post(password_accepted(client, sign_in.email), {"code": code})
    assert client.get("/admin/").status_code == 200
    assert code not in sign_in.recovery_codes
    other = Client()
    other.post(password_accepted(other, sign_in.email), {"code": code})
    assert other.get("/admin/").status_code == 302


def test_staff_without_the_code_stay_outside(client, staff):
    client.post(password_accepted(client, STAFF[0].email), {"code": "000000x"})
    assert client.get("/admin/").status_code == 302


def test_verifier_may_verify_and_editor_of_pages_may_not(staff):
    assert staff["verifier@techaccord.example"].has_perm("partners.verify_organisation")
    assert not staff["pages@techaccord.example"].has_perm("partners.verify_organisation")


def test_moderator_decides_on_reports_and_nothing_else(staff):
    moderator = staff[MODERATOR]
    assert moderator.has_perm("negotiations.handle_report")
    assert not moderator.has_perm("partners.verify_organisation")


def test_editor_of_country_facts_edits_them_and_nothing_else(staff):
    editor = staff["facts@techaccord.example"]
    assert editor.has_perm("countries.change_countrygroupmembership")
    assert not editor.has_perm("partners.verify_organisation")


def test_every_group_of_staff_but_postmasters_can_be_tried():
    tried = {group for one in STAFF for group in one.groups}
    # The administrator of the demo sees the letters that did not arrive.
    assert tried == {group.name for group in STAFF_GROUPS} - {"Postmasters"}


def test_sign_ins_are_printed():
    out = io.StringIO()
    call_command("show_demo_signins", stdout=out)
    printed = out.getvalue()
    assert PASSWORD in printed
    for sign_in in (*MEMBERS, *STAFF):
        assert sign_in.email in printed
    for sign_in in STAFF:
        assert sign_in.recovery_codes[0] in printed


def test_page_of_sign_ins_is_kept_by_no_cache(client):
    assert "no-store" in client.get("/demo/")["Cache-Control"]


def test_page_of_sign_ins_outside_the_demo_is_hidden(client, settings):
    settings.DEMO = False
    assert client.get("/demo/", follow=True).status_code == 404
