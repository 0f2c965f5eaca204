from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from countries.models import CountryGroupMembership
from partners.enums import VerificationStatus
from partners.models import (
    Organisation,
    OrganisationDivision,
    OrganisationIdentifier,
    OrganisationName,
)
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory, VerificationFactory
from tests.partners.conftest import unchanged

pytestmark = pytest.mark.django_db

PROFILE = {"name": "Water Works", "language": "en", "kind": "firm", "country": "KE"}
DIRECTORY = "/en/organisations/"


def page(client: Client, name: str, *args, **asked) -> str:
    response = client.get(reverse(name, args=args), asked)
    assert response.status_code == 200
    return response.content.decode()


def entries(html: str) -> list[str]:
    return re.findall(r'<li class="entry">.*?<h2><a[^>]*>([^<]*)</a>', html, re.S)


# --- Directory ------------------------------------------------------------------------------


def test_directory_lists_the_public_ones_by_name(client):
    for name in ("Zebra", "Acacia", "Mango"):
        VerificationFactory(organisation=OrganisationFactory(name=name))
    OrganisationFactory(name="Never verified")
    assert entries(page(client, "list_organisations")) == ["Acacia", "Mango", "Zebra"]


def test_directory_shows_a_member_their_own_too(house, signed_in):
    html = page(signed_in(house.viewer), "list_organisations")
    assert entries(html) == ["Institute of Wells"]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("1", 1), ("2", 2), ("999999", 2), ("-1", 2), ("0", 2), ("abc", 1), ("", 1), ("1e9", 1)],
)
def test_directory_shows_a_page_for_any_number(client, asked, shown):
    for number in range(26):
        VerificationFactory(organisation=OrganisationFactory(name=f"Institute {number:02}"))
    html = page(client, "list_organisations", page=asked)
    assert len(entries(html)) == (25 if shown == 1 else 1)


@pytest.mark.parametrize("words", ["%", "_", "nul\x00", "x" * 1_000_000, "'\"<&>", "\ud83d\ude00"])
def test_directory_takes_any_words(client, words):
    VerificationFactory(organisation=OrganisationFactory(name="Wells"))
    assert client.get(DIRECTORY, {"q": words.encode(errors="replace")}).status_code == 200


def test_directory_keeps_what_was_asked_between_pages(client):
    for number in range(26):
        VerificationFactory(organisation=OrganisationFactory(name=f"Institute & Sons {number:02}"))
    html = page(client, "list_organisations", q="& sons", country="KE")
    link = re.search(r'href="(\?[^"]*page=2)"', html)[1].replace("&amp;", "&")
    second = client.get(DIRECTORY + link).content.decode()
    assert entries(second) == ["Institute &amp; Sons 25"]


def test_directory_marks_what_has_lapsed(client):
    yesterday = timezone.now().date() - timedelta(days=1)
    VerificationFactory(organisation=OrganisationFactory(name="Lapsed"), expires_on=yesterday)
    assert "Verification has expired" in page(client, "list_organisations")
    assert entries(page(client, "list_organisations", verified="on")) == []


def test_directory_counts_in_words(client):
    VerificationFactory()
    assert "1 organisation<" in page(client, "list_organisations")
    VerificationFactory()
    assert "2 organisations<" in page(client, "list_organisations")


# --- Profile --------------------------------------------------------------------------------


@pytest.fixture
def public(house):
    return VerificationFactory(organisation=house.organisation)


def profile_page(client: Client, organisation) -> str:
    return page(client, "show_organisation", organisation.slug)


def test_profile_shows_what_is_known(client, house, public):
    Organisation.objects.filter(pk=house.organisation.pk).update(
        website="https://wells.example/?a=1&b=2", size_class="small", city="Kisumu",
        description="Digs.\n\nDeep.", capabilities="Drills",
    )  # fmt: skip
    OrganisationIdentifier.objects.create(
        organisation=house.organisation, scheme="ror", value="02mhbdp94"
    )
    OrganisationDivision.objects.create(organisation=house.organisation, code="36")
    html = profile_page(client, house.organisation)
    link = 'href="https://wells.example/?a=1&amp;b=2" rel="nofollow noopener ugc"'
    for part in ("Kisumu", "<p>Digs.</p>", "Drills", "https://ror.org/02mhbdp94", "ISIC 36", link):
        assert part in html


def test_profile_says_what_is_due_to_change_for_the_country(client, house, public):
    today = timezone.now().date()
    groups = {"ldc": (timedelta(days=-900), timedelta(days=30)), "g20": (timedelta(days=9), None)}
    CountryGroupMembership.objects.filter(country="KE").delete()
    for group, (since, until) in groups.items():
        CountryGroupMembership.objects.create(
            country_id="KE", group=group, since=today + since, until=until and today + until,
            source=f"List of {group}",
        )  # fmt: skip
    html = profile_page(client, house.organisation)
    assert "<dt>Source</dt>" in html
    assert ">List of ldc</span>" in html
    assert "List of g20" not in html
    assert '<span class="small">Least developed countries</span>' in html
    assert "Least developed countries: to be left on" in html
    assert "G20: to be joined on" in html
    assert '<span class="small">G20</span>' not in html
    assert "As of" in html


def test_profile_of_one_in_force_says_until_when(client, house, public):
    html = profile_page(client, house.organisation)
    assert 'class="verified"' in html
    assert "Verified until" in html
    assert "noindex" not in html


@pytest.mark.parametrize("renewal", [None, "requested", "refused", "cancelled"])
def test_profile_of_a_lapsed_one_says_nothing_of_its_requests(client, house, renewal):
    yesterday = timezone.now().date() - timedelta(days=1)
    VerificationFactory(organisation=house.organisation, expires_on=yesterday)
    if renewal:
        VerificationFactory(organisation=house.organisation, status=renewal)
    html = profile_page(client, house.organisation)
    assert "Verification has expired" in html
    assert 'class="verified"' not in html
    assert "noindex" in html
    for word in ("Waiting for a decision", "Refused", "Cancelled", ">Verified<"):
        assert word not in html


def test_profile_before_verification_is_for_members(client, house, signed_in):
    VerificationFactory(organisation=house.organisation, status="requested")
    assert client.get(house.organisation.get_absolute_url()).status_code == 404
    html = profile_page(signed_in(house.viewer), house.organisation)
    assert "Only members and our staff see this page" in html
    assert "Waiting for a decision" in html


def test_profile_after_withdrawal_is_gone_in_our_look(client, house, signed_in):
    VerificationFactory(organisation=house.organisation, status=VerificationStatus.WITHDRAWN)
    response = client.get(house.organisation.get_absolute_url())
    assert response.status_code == 410
    assert "This is no longer here" in response.content.decode()
    assert "Institute of Wells" not in response.content.decode()
    assert profile_page(signed_in(house.viewer), house.organisation)


def test_profile_leads_its_members_only_to_what_there_is_to_do(client, house, public, signed_in):
    overview = f'href="{reverse("manage_organisation", args=[house.organisation.slug])}"'
    assert overview in profile_page(signed_in(house.viewer), house.organisation)
    assert overview not in profile_page(signed_in(house.stranger), house.organisation)
    assert overview not in profile_page(client, house.organisation)


def test_profile_that_never_was_is_not_found(client):
    assert client.get("/en/organisations/no-such-thing/").status_code == 404


# --- Founding and writing -------------------------------------------------------------------


def test_founding_leads_to_the_overview(house, signed_in):
    client = signed_in(house.stranger)
    response = client.post(reverse("found_organisation"), {**PROFILE, "divisions": ["36"]})
    organisation = Organisation.objects.get(name="Water Works")
    assert response.url == reverse("manage_organisation", args=[organisation.slug])
    assert "Next, ask for it to be verified" in client.get(response.url).content.decode()


def test_founding_of_one_too_many_keeps_what_was_typed(db, signed_in):
    person = UserFactory()
    for _number in range(20):
        MembershipFactory(user=person)
    client = signed_in(person)
    with unchanged():
        response = client.post(reverse("found_organisation"), PROFILE)
    html = response.content.decode()
    assert "You belong to 20 organisations, which is the most a person can." in html
    assert 'value="Water Works"' in html


def test_editing_saves_and_leads_to_the_overview(house, signed_in):
    edit = reverse("edit_organisation", args=[house.organisation.slug])
    client = signed_in(house.editor)
    response = client.post(edit, {**PROFILE, "city": "Kisumu", "revision": "1"})
    assert response.url == reverse("manage_organisation", args=[house.organisation.slug])
    stored = Organisation.objects.get()
    assert (stored.name, stored.city, stored.revision) == ("Water Works", "Kisumu", 2)


@pytest.mark.parametrize("revision", ["", "0", "2", "x"])
def test_editing_from_an_old_page_loses_nothing(house, signed_in, revision):
    edit = reverse("edit_organisation", args=[house.organisation.slug])
    with unchanged():
        html = (
            signed_in(house.editor)
            .post(edit, {**PROFILE, "city": "Kisumu", "revision": revision})
            .content.decode()
        )
    assert 'value="Kisumu"' in html
    if revision != "x":
        assert "Somebody else changed this profile" in html
        assert '<dt>Name</dt><dd dir="auto">Institute of Wells</dd>' in html
        assert 'name="revision" value="1"' in html


def test_names_and_identifiers_are_added_and_removed(house, signed_in):
    address = reverse("edit_names", args=[house.organisation.slug])
    client = signed_in(house.editor)
    name = {"name-value": "Puits", "name-kind": "label", "name-language": "fr"}
    assert client.post(address, {"add": "name", **name}).url == address
    number = {"identifier-scheme": "ror", "identifier-value": "ror.org/02mhbdp94"}
    assert client.post(address, {"add": "identifier", **number}).url == address
    html = client.get(address).content.decode()
    assert '<bdi lang="fr" dir="ltr">Puits</bdi>' in html
    assert '<bdi dir="ltr">02mhbdp94</bdi>' in html

    known = client.post(address, {"add": "name", **name}).content.decode()
    assert "This name is there already." in known
    for kind, row in (
        ("name", OrganisationName.objects.get()),
        ("identifier", OrganisationIdentifier.objects.get()),
    ):
        remove = reverse(f"remove_{kind}", args=[house.organisation.slug, row.pk])
        assert client.post(remove).url == address
    assert not house.organisation.names.exists()
    assert not house.organisation.identifiers.exists()


def test_identifier_with_a_wrong_check_digit_is_explained(house, signed_in):
    address = reverse("edit_names", args=[house.organisation.slug])
    data = {"add": "identifier", "identifier-scheme": "ror", "identifier-value": "02mhbdp95"}
    with unchanged():
        html = signed_in(house.editor).post(address, data).content.decode()
    assert "The check digits do not fit" in html
    assert 'value="02mhbdp95"' in html


def test_rows_of_another_organisation_are_not_found(house, signed_in):
    other = OrganisationFactory()
    name = OrganisationName.objects.create(organisation=other, kind="alias", value="Other")
    number = OrganisationIdentifier.objects.create(
        organisation=other, scheme="national", value="C.1"
    )
    client = signed_in(house.owner)
    for kind, row in (("name", name), ("identifier", number)):
        with unchanged():
            address = reverse(f"remove_{kind}", args=[house.organisation.slug, row.pk])
            assert client.post(address).status_code == 404


# --- Cost -----------------------------------------------------------------------------------


def furnish(organisation, numbers: range) -> None:
    """For each number a name, an identifier, a member; and a neighbour its owner belongs to."""
    owner = organisation.memberships.owners().first().user
    for number in numbers:
        neighbour = OrganisationFactory()
        for named in (organisation, neighbour):
            OrganisationName.objects.create(
                organisation=named, kind="alias", value=f"Name {number}"
            )
        OrganisationIdentifier.objects.create(
            organisation=organisation, scheme="national", value=f"C.{number}"
        )
        MembershipFactory(organisation=organisation, role="viewer")
        MembershipFactory(organisation=neighbour, user=owner)
        VerificationFactory(organisation=neighbour)


@pytest.mark.parametrize(
    "name",
    [
        "list_organisations",
        "list_my_organisations",
        "show_dashboard",
        "show_organisation",
        "manage_organisation",
        "list_members",
        "edit_names",
        "show_verification",
    ],
)
def test_queries_do_not_grow_with_the_rows(
    house, public, signed_in, name, django_assert_max_num_queries
):
    needs_slug = name not in ("list_organisations", "list_my_organisations", "show_dashboard")
    address = reverse(name, args=[house.organisation.slug] if needs_slug else [])
    client = signed_in(house.owner)
    client.get(address)  # what is kept after the first page is kept
    furnish(house.organisation, range(1))
    with django_assert_max_num_queries(100) as with_one:
        client.get(address)
    furnish(house.organisation, range(1, 30))
    with django_assert_max_num_queries(len(with_one)) as with_many:
        client.get(address)
    assert len(with_many) == len(with_one)


@pytest.mark.parametrize(
    ("role", "may_edit", "may_ask"),
    [("owner", True, True), ("editor", True, False), ("signatory", False, True),
     ("viewer", False, False)],
)  # fmt: skip
def test_overview_offers_what_the_role_allows(house, signed_in, role, may_edit, may_ask):
    html = page(signed_in(getattr(house, role)), "manage_organisation", house.organisation.slug)
    edit = f'href="{reverse("edit_organisation", args=[house.organisation.slug])}"'
    assert (edit in html, "Go to verification" in html) == (may_edit, may_ask)
