"""Staff power opens only with a second factor used in the session."""

import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.urls import reverse

from accounts.middleware import StaffSecondFactorMiddleware
from accounts.models import User
from tests.accounts.conftest import add_app, link_in_mail, password_sign_in, totp_code
from tests.conftest import sign_in
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

DOORS = ["/admin/login/", "/_util/login/", "/en/_util/login/"]


@pytest.mark.parametrize("door", DOORS)
def test_other_doors_sign_nobody_in_by_password(client, staff, superuser, door):
    for user in (staff, superuser):
        for names in (("username", "password"), ("login", "password"), ("email", "password")):
            answer = client.post(door, dict(zip(names, (user.email, PASSWORD), strict=True)))
            assert answer.status_code == 302
            assert answer.url == reverse("account_login")
    assert client.get("/admin/").status_code == 302
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("door", DOORS)
def test_other_doors_lead_to_the_one_sign_in_and_back(client, door):
    answer = client.get(door, {"next": "/admin/reports/"})
    assert answer.url == f"{reverse('account_login')}?next=%2Fadmin%2Freports%2F"


def test_reset_of_the_admin_leads_to_ours_and_its_links_are_dead(client, staff):
    assert client.get("/admin/password_reset/").url == reverse("account_reset_password")
    client.post("/admin/password_reset/", {"email": staff.email})
    assert not mail.outbox
    for path in ("confirm/MQ/set-password/", "done/", "complete/"):
        assert client.get(f"/admin/password_reset/{path}", follow=True).status_code == 404


def test_staff_page_leads_a_visitor_to_the_sign_in(client):
    answer = client.get("/admin/")
    assert answer.url.startswith(reverse("account_login"))


def test_staff_page_refuses_whoever_is_not_staff(client, person):
    assert sign_in(client, person, second_factor=True).get("/admin/").status_code == 403


def test_staff_without_a_factor_are_led_to_set_one_up(client, staff):
    answer = password_sign_in(client, staff)
    assert answer.url == "/en/dashboard/"
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain == [(reverse("mfa_index"), 302)]
    assert "Staff pages need a second step" in answer.content.decode()


def test_staff_with_a_factor_not_used_in_this_session_are_asked_for_it(client, staff):
    password_sign_in(client, staff)
    add_app(staff)
    answer = client.get("/admin/account/")
    assert answer.url == f"{reverse('mfa_reauthenticate')}?next=%2Fadmin%2Faccount%2F"
    assert client.get(answer.url).status_code == 200
    code = {"code": totp_code(), "next": "/admin/account/"}
    assert client.post(reverse("mfa_reauthenticate"), code).url == "/admin/account/"
    assert client.get("/admin/account/").status_code == 200


def test_staff_confirming_the_password_alone_stay_outside(client, staff):
    password_sign_in(client, staff)
    add_app(staff)
    answer = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert answer.status_code == 302
    assert client.get("/admin/").status_code == 302


def test_staff_with_a_factor_used_enter(client, staff):
    add_app(staff)
    password_sign_in(client, staff)
    client.post(reverse("mfa_authenticate"), {"code": totp_code()})
    assert client.get("/admin/").status_code == 200


def test_staff_signed_in_by_passkey_or_elsewhere_count_as_they_proved(client, staff):
    Authenticator.objects.create(user=staff, type="webauthn", data={"name": "Key"})
    sign_in(client, staff)
    session = client.session
    session["account_authentication_methods_user"] = str(staff.pk)
    session["account_authentication_methods"] = [
        {"method": "socialaccount", "provider": "oidc", "uid": "1", "at": time.time()}
    ]
    session.save()
    assert client.get("/admin/").status_code == 302
    session["account_authentication_methods"] += [
        {"method": "mfa", "type": "webauthn", "passwordless": True, "at": time.time()}
    ]
    session.save()
    assert client.get("/admin/").status_code == 200


def test_staff_with_only_a_passkey_are_asked_for_the_passkey(client, staff):
    Authenticator.objects.create(user=staff, type="webauthn", data={"name": "Key"})
    sign_in(client, staff)
    assert client.get("/admin/").url.startswith(reverse("mfa_reauthenticate_webauthn"))


def test_staff_who_remove_the_factor_are_out(client, staff):
    sign_in(client, staff, second_factor=True)
    assert client.get("/admin/").status_code == 200
    Authenticator.objects.all().delete()
    assert client.get("/admin/").url == reverse("mfa_index")


def test_staff_left_with_recovery_codes_alone_are_out(client, staff):
    sign_in(client, staff, second_factor=True)
    RecoveryCodes.activate(staff)
    Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES).delete()
    assert client.get("/admin/").url == reverse("mfa_index")


def test_staff_are_asked_again_after_half_a_day(client, staff):
    sign_in(client, staff, second_factor=True)
    with time_machine.travel(time.time() + 11 * 3600):
        assert client.get("/admin/").status_code == 200
    with time_machine.travel(time.time() + 13 * 3600):
        assert client.get("/admin/").url.startswith(reverse("mfa_reauthenticate"))


def test_staff_records_of_another_person_in_the_session_do_not_count(client, staff, superuser):
    sign_in(client, staff, second_factor=True)
    session = client.session
    session["account_authentication_methods_user"] = str(superuser.pk)
    session.save()
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize("path", ["/admin/api/main/pages/", "/admin/users/", "/admin/pages/1/"])
def test_staff_pages_below_are_guarded_too(client, superuser, path):
    sign_in(client, superuser)
    assert client.get(path).status_code == 302
    assert client.post(path).status_code == 302
    quiet = client.get(path, headers={"x-requested-with": "XMLHttpRequest"})
    assert quiet.status_code == 403


def test_staff_may_sign_out_before_the_second_step(client, superuser):
    sign_in(client, superuser)
    assert client.post("/admin/logout/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_powers_are_withheld_everywhere_until_the_factor_is_used(rf, client, superuser):
    seen = {}

    def page(request):
        seen["may"] = request.user.has_perm("accounts.change_user")
        seen["module"] = request.user.has_module_perms("accounts")

    def visit() -> dict:
        request = rf.get("/en/", headers={"cookie": f"sessionid={client.session.session_key}"})
        request.session = client.session
        request.user = User.objects.get(pk=superuser.pk)
        StaffSecondFactorMiddleware(page)(request)
        return seen

    sign_in(client, superuser)
    assert visit() == {"may": False, "module": False}
    sign_in(client, superuser, second_factor=True)
    assert visit() == {"may": True, "module": True}
    assert User.objects.get(pk=superuser.pk).has_perm("accounts.change_user")


def test_visitors_cost_no_query(rf, django_assert_num_queries):
    request = rf.get("/admin/")
    request.user = AnonymousUser()
    with django_assert_num_queries(0):
        StaffSecondFactorMiddleware(lambda _request: None)(request)


def test_pages_for_everybody_cost_no_query_for_the_factor(
    rf, client, person, django_assert_num_queries
):
    sign_in(client, person, second_factor=True)
    request = rf.get("/en/", headers={"cookie": f"sessionid={client.session.session_key}"})
    request.session = client.session
    request.session["loaded"] = True
    request.user = person
    with django_assert_num_queries(0):
        StaffSecondFactorMiddleware(lambda answered: answered.user.staff_powers_withheld)(request)


def test_staff_forgotten_password_does_not_open_the_staff_pages(client, staff):
    add_app(staff)
    client.post(reverse("account_reset_password"), {"email": staff.email})
    page = client.get(link_in_mail(), follow=True)
    new = "another long pass phrase"
    client.post(page.redirect_chain[-1][0], {"password1": new})
    assert password_sign_in(client, staff, new).url == reverse("mfa_authenticate")
    assert client.get("/admin/").status_code == 302


def test_person_who_is_not_staff_needs_no_second_factor(client):
    person = UserFactory()
    password_sign_in(client, person)
    assert client.get(reverse("show_account")).status_code == 200
