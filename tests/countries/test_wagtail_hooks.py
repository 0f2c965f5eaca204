import datetime as dt

import pytest
from django.urls import reverse
from django.utils.html import escape

from audit.models import AuditEntry
from countries.enums import FactOrigin
from countries.models import Country, CountryGroupMembership, IncomeClassification, Region
from tests.countries.conftest import KINDS
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def bangladesh():
    return CountryGroupMembership.objects.get(country="BD", group="ldc")


def as_posted(fact, **changes):
    fields = ("country_id", "group", "since", "until", "note", "source", "source_url")
    values = {name.removesuffix("_id"): getattr(fact, name) or "" for name in fields}
    return {**values, "since_is_exact": "", **changes}


@pytest.mark.parametrize("kind", KINDS)
def test_lists_show_in_few_queries(kind, editor, admin_of, django_assert_max_num_queries):
    page = admin_of(editor)
    page.get(reverse(f"{kind}:index"))  # fills per-process caches

    with django_assert_max_num_queries(25):
        response = page.get(reverse(f"{kind}:index"))

    assert response.status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_lists_can_be_searched(kind, editor, admin_of):
    response = admin_of(editor).get(reverse(f"{kind}:index"), {"q": "Bangladesh"})

    assert response.status_code == 200
    assert "Bangladesh" in response.text
    assert "Kenya" not in response.text.split("<tbody>")[1]


def test_edit_page_shows_and_saves(editor, admin_of):
    page = admin_of(editor)
    url = reverse("countrygroupmembership:edit", args=[bangladesh().pk])
    assert page.get(url).status_code == 200

    response = page.post(url, as_posted(bangladesh(), until="2029-11-24", note="Put off."))

    assert response.status_code == 302
    assert bangladesh().until == dt.date(2029, 11, 24)
    assert bangladesh().origin == FactOrigin.CORRECTED
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor_name) == ("countrygroupmembership.corrected", "Ed Itor")


def test_edit_without_a_change_records_nothing(editor, admin_of):
    url = reverse("countrygroupmembership:edit", args=[bangladesh().pk])

    assert admin_of(editor).post(url, as_posted(bangladesh())).status_code == 302
    assert bangladesh().origin == FactOrigin.LOADED
    assert not AuditEntry.objects.exists()


def test_edit_that_ends_before_it_begins_is_explained(editor, admin_of):
    url = reverse("countrygroupmembership:edit", args=[bangladesh().pk])

    response = admin_of(editor).post(url, as_posted(bangladesh(), until="1970-01-01"))

    assert response.status_code == 200
    assert "The period must end after it begins." in response.text
    assert bangladesh().until == dt.date(2026, 11, 24)


def test_country_code_cannot_be_changed(editor, admin_of):
    country = Country.objects.get(pk="KE")
    values = {f.name: getattr(country, f.attname) for f in Country._meta.concrete_fields}

    admin_of(editor).post(
        reverse("country:edit", args=["KE"]), {**values, "code": "QZ", "name_fr": "Le Kenya"}
    )

    assert Country.objects.get(pk="KE").name_fr == "Le Kenya"
    assert Country.objects.count() == 249


def test_country_page_says_where_its_names_and_codes_are_from(editor, admin_of):
    page = admin_of(editor).get(reverse("country:edit", args=["KE"])).text
    assert "UN Statistics Division, Standard country or area codes (M49), September 2024" in page
    assert 'href="https://unstats.un.org/unsd/methodology/m49/"' in page


def test_create_adds_a_fact_of_staff(editor, admin_of):
    page = admin_of(editor)
    url = reverse("incomeclassification:add")
    assert page.get(url).status_code == 200

    response = page.post(
        url,
        {
            "country": "KE",
            "fiscal_year": "2027",
            "group": "lower_middle",
            "source": "World Bank",
            "source_url": "",
        },
    )

    assert response.status_code == 302
    row = IncomeClassification.objects.get(country="KE", fiscal_year=2027)
    assert row.origin == FactOrigin.ADDED
    assert AuditEntry.objects.get().action == "incomeclassification.added"


def test_create_of_an_overlapping_period_is_explained(editor, admin_of):
    response = admin_of(editor).post(
        reverse("countrygroupmembership:add"), as_posted(bangladesh(), since="2000-01-01")
    )

    assert response.status_code == 200
    assert "shares days with this one" in response.text
    assert CountryGroupMembership.objects.filter(country="BD").count() == 1


def test_delete_of_what_came_with_the_site_is_refused(editor, admin_of):
    response = admin_of(editor).post(
        reverse("countrygroupmembership:delete", args=[bangladesh().pk])
    )

    assert response.status_code == 409
    assert "came with the site" in response.text
    assert bangladesh()


def test_delete_is_offered_and_done_for_what_staff_added(editor, admin_of):
    page = admin_of(editor)
    row = IncomeClassification.objects.create(
        country_id="VA", fiscal_year=2026, group="high", source="-", origin=FactOrigin.ADDED
    )
    url = reverse("incomeclassification:delete", args=[row.pk])
    assert url in page.get(reverse("incomeclassification:edit", args=[row.pk])).text
    loaded = IncomeClassification.objects.get(country="KE", fiscal_year=2026)
    hidden = reverse("incomeclassification:delete", args=[loaded.pk])
    assert hidden not in page.get(reverse("incomeclassification:edit", args=[loaded.pk])).text

    assert page.get(url).status_code == 200
    assert page.post(url).status_code == 302
    assert not IncomeClassification.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("verb", ["index", "add", "edit", "delete"])
def test_staff_without_the_permission_are_sent_away(kind, verb, admin_of):
    user = UserFactory(with_permissions=["wagtailadmin.access_admin"])
    pk = {
        "country": "KE",
        "countrygroupmembership": bangladesh().pk,
        "incomeclassification": IncomeClassification.objects.filter(country="KE").first().pk,
    }[kind]
    url = reverse(f"{kind}:{verb}", args=[pk] if verb in ("edit", "delete") else [])
    page = admin_of(user)

    for response in (page.get(url), page.post(url, as_posted(bangladesh(), until=""))):
        assert response.status_code == 302
        assert response.url == reverse("wagtailadmin_home")
    assert bangladesh().origin == FactOrigin.LOADED
    assert not AuditEntry.objects.exists()


def test_menu_shows_country_facts_to_those_who_may_edit_them(editor, admin_of):
    assert "Country facts" in admin_of(editor).get(reverse("wagtailadmin_home")).text


def test_period_that_somebody_else_entered_meanwhile_is_refused_on_the_form(
    editor, admin_of, monkeypatch
):
    # As if the other one had been stored between the form's own check and the action's.
    monkeypatch.setattr(CountryGroupMembership, "clean", lambda period: None)
    before = CountryGroupMembership.objects.count()

    response = admin_of(editor).post(
        reverse("countrygroupmembership:add"),
        as_posted(bangladesh(), since="2001-01-01", note="Typed just now."),
    )

    assert response.status_code == 200
    assert "already has a period in the group" in response.text
    assert "Typed just now." in response.text
    assert CountryGroupMembership.objects.count() == before


def test_regions_are_shown_in_six_languages_and_offer_no_change(
    editor, admin_of, django_assert_max_num_queries
):
    page = admin_of(editor)
    page.get(reverse("region:index"))  # fills per-process caches
    with django_assert_max_num_queries(25):
        shown = page.get(reverse("region:index"))
    rows = shown.text.split("<tbody>")[1].split("</tbody>")[0]
    for region in Region.objects.select_related("parent"):
        assert escape(region.name_en) in rows
        assert escape(region.name_ar) in rows
        assert region.parent is None or escape(region.parent.name_en) in rows
    assert "<a " not in rows
    assert reverse("region:index") in page.get(reverse("wagtailadmin_home")).text


def test_regions_are_hidden_from_staff_without_the_permission(admin_of):
    staff = admin_of(UserFactory(with_permissions=["wagtailadmin.access_admin"]))
    assert staff.get(reverse("region:index")).url == reverse("wagtailadmin_home")
    assert reverse("region:index") not in staff.get(reverse("wagtailadmin_home")).text
