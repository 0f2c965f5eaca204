from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils import translation

from partners import forms
from partners.enums import EvidenceKind, Role
from partners.models import Organisation, OrganisationIdentifier
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory, VerificationFactory

pytestmark = pytest.mark.django_db

PROFILE = {"name": "Water Works", "language": "en", "kind": "firm", "country": "KE"}
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"


def profile(**changes) -> forms.OrganisationForm:
    data = QueryDict(mutable=True)
    for name, value in {**PROFILE, **changes}.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return forms.OrganisationForm(data)


# --- Profile --------------------------------------------------------------------------------


def test_profile_with_the_least_is_valid():
    assert profile().errors == {}


@pytest.mark.parametrize("missing", ["name", "language", "kind", "country"])
def test_profile_without_one_of_the_least_says_which(missing):
    assert list(profile(**{missing: ""}).errors) == [missing]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "x" * 201),
        ("name", "two\nlines"),
        ("name", "car\rriage"),
        ("name", "nul\x00"),
        ("name", "line\u2028separator"),
        ("city", "a\x1bb"),
        ("city", "x" * 121),
        ("description", "x" * 4001),
        ("capabilities", "x" * 4001),
        ("description", "nul\x00"),
        ("kind", "bank"),
        ("language", "tlh"),
        ("country", "XX"),
        ("country", "150"),
        ("size_class", "huge"),
        ("divisions", ["04"]),
        ("divisions", ["36", "'; drop table"]),
    ],
)
def test_profile_with_a_wrong_value_says_which(field, value):
    assert list(profile(**{field: value}).errors) == [field]


@pytest.mark.parametrize(
    "website",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "javascript://wells.example/%0aalert(1)",
        "data:text/html;base64,PHNjcmlwdD4=",
        "vbscript:msgbox",
        "file:///etc/passwd",
        "ftp://wells.example/",
        "//",
        "https://",
        "https://wells.example/\x01",
        "https://wells.example/\x7f",
        "https://wells.example/\x00",
        "https://wells.example/\r\nSet-Cookie:a",
        "https://wells.example/\u202egnp.exe",
        "https://wells.example/\u200b",
        "https://wells.example@evil.example/",
        "https://wells.example:443@evil.example/",
        "https://wells.example/" + "x" * 300,
    ],
)
def test_profile_with_a_website_that_is_none_gives_each_reason_once(website):
    errors = profile(website=website).errors
    assert list(errors) == ["website"]
    assert len(set(errors["website"])) == len(errors["website"])


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("wells.example", "https://wells.example"),
        ("http://wells.example/about?x=1#y", "http://wells.example/about?x=1#y"),
        ("https://water.example/@team", "https://water.example/@team"),
        ("https://пример.рф/", "https://пример.рф/"),
        ("", ""),
    ],
)
def test_profile_with_a_website_keeps_it(typed, stored):
    form = profile(website=typed)
    assert form.is_valid()
    assert form.cleaned_data["website"] == stored


@pytest.mark.parametrize(
    ("changes", "valid"),
    [
        ({"kind": "firm", "size_class": "small"}, True),
        ({"kind": "firm", "size_class": ""}, True),
        ({"kind": "firm", "size_class": "large"}, False),
        ({"kind": "university", "size_class": "small"}, False),
    ],
)
def test_profile_of_an_sme_is_a_firm_that_is_not_large(changes, valid):
    form = profile(is_sme="on", **changes)
    assert form.is_valid() is valid
    assert valid or "Only a firm with fewer than 250 people" in str(form.errors)


def test_profile_starts_in_the_language_of_the_page():
    with translation.override("fr"):
        assert forms.OrganisationForm()["language"].value() == "fr"


def test_profile_knows_only_what_changed():
    organisation = OrganisationFactory(name="Water Works", kind="firm", city="Kisumu")
    data = {**PROFILE, "city": "Nakuru", "revision": "1", "divisions": ["36"]}
    form = forms.OrganisationForm(data, instance=organisation)
    assert form.is_valid()
    assert form.changes() == {"city": "Nakuru"}


def test_profile_after_a_refusal_shows_what_is_stored_and_counts_from_there():
    organisation = OrganisationFactory(name="Water Works", kind="firm", city="Kisumu")
    data = QueryDict(mutable=True)
    data.update({**PROFILE, "kind": "ngo", "city": "Nakuru", "revision": "1"})
    form = forms.OrganisationForm(data, instance=organisation)
    assert form.is_valid()
    stored = Organisation.objects.get(pk=organisation.pk)
    stored.revision = 7
    assert form.accept_current(stored) == [("Kind", "Firm"), ("City", "Kisumu")]
    assert form["revision"].value() == "7"
    assert form["city"].value() == "Nakuru"


@pytest.mark.parametrize("language", ["en", "ar", "zh-hans"])
def test_languages_are_named_in_the_language_of_the_page(language):
    with translation.override(language):
        names = dict(forms.language_choices())
    assert len(names) == len(forms.WRITING_LANGUAGES)
    assert names["fr"] == {"en": "French", "ar": "الفرنسية", "zh-hans": "法语"}[language]


# --- Names, identifiers, people -------------------------------------------------------------


@pytest.mark.parametrize("value", ["", "   ", "a\nb", "a\r\nBcc: x", "\x00", "x" * 201, "a\u2029b"])
def test_name_that_is_no_single_line_is_refused(value):
    form = forms.NameForm({"value": value, "kind": "alias", "language": "en"})
    assert list(form.errors) == ["value"]


def test_identifier_is_cleaned_to_its_normal_form():
    form = forms.IdentifierForm({"scheme": "ror", "value": " https://ror.org/02MHBDP94 "})
    assert form.is_valid()
    assert form.cleaned_data["value"] == "02mhbdp94"


@pytest.mark.parametrize(
    ("scheme", "value", "field"),
    [("ror", "02mhbdp95", "value"), ("", "02mhbdp94", "scheme"), ("ror", "", "value")],
)
def test_identifier_that_is_wrong_says_so_at_the_field(scheme, value, field):
    assert list(forms.IdentifierForm({"scheme": scheme, "value": value}).errors) == [field]


@pytest.mark.parametrize(
    "email",
    ["", "nobody", "a@b", "a@b.example\nBcc: x@y.example", "a\x00@b.example", "a b@c.example",
     "a" * 60 + "@" + ".".join(["b" * 60] * 4) + ".example"],
)  # fmt: skip
def test_invitation_to_what_is_no_address_is_refused(email):
    form = forms.InvitationForm({"email": email, "role": "viewer", "language": "en"})
    assert list(form.errors) == ["email"]


@pytest.mark.parametrize(("field", "value"), [("role", "king"), ("language", "de")])
def test_invitation_with_a_wrong_choice_is_refused(field, value):
    data = {"email": "a@b.example", "role": "viewer", "language": "en", field: value}
    assert list(forms.InvitationForm(data).errors) == [field]


@pytest.mark.parametrize(("typed", "rank"), [("", None), ("1", 1), ("2", 2)])
def test_contact_is_a_number_or_none(typed, rank):
    form = forms.ContactForm({"rank": typed})
    assert form.is_valid()
    assert form.cleaned_data == {"rank": rank}


@pytest.mark.parametrize("typed", ["0", "3", "x", "1 "])
def test_contact_of_another_rank_is_refused(typed):
    assert list(forms.ContactForm({"rank": typed}).errors) == ["rank"]


def test_hand_over_offers_the_other_members_who_can_sign_in(house):
    MembershipFactory(organisation=house.organisation, user=UserFactory(is_active=False))
    form = forms.HandOverForm(organisation=house.organisation, by=house.owner)
    assert {seat.user for seat in form.fields["to"].queryset} == {
        house.editor,
        house.signatory,
        house.viewer,
    }


# --- Verification ---------------------------------------------------------------------------


@pytest.fixture
def evidence(house):
    """A function: the form of the owner, sent with these values and files."""

    def make(files=None, **data):
        return forms.VerificationForm(data, files, organisation=house.organisation, by=house.owner)

    return make


def upload(name: str = "certificate.pdf") -> dict:
    return {"document": SimpleUploadedFile(name, PDF, "application/pdf")}


def test_evidence_by_address_needs_one_of_the_own_verified_ones(house, evidence):
    EmailAddress.objects.create(user=house.owner, email="no@wells.example", verified=False)
    assert evidence(evidence_kind="email_domain", email=house.owner.email).errors == {}
    for wrong in ("no@wells.example", house.editor.email):
        assert list(evidence(evidence_kind="email_domain", email=wrong).errors) == ["email"]
    missing = evidence(evidence_kind="email_domain")
    assert missing.errors == {"email": ["Choose the address that proves it."]}


def test_evidence_by_document_needs_one_and_keeps_its_name(evidence):
    form = evidence(upload(), evidence_kind="document")
    assert form.errors == {}
    assert form.save(commit=False).document_name == "certificate.pdf"
    missing = evidence(evidence_kind="document")
    assert missing.errors == {"document": ["Attach the document."]}


def test_evidence_by_document_of_a_wrong_kind_gives_one_reason(evidence):
    form = evidence(upload("certificate.html"), evidence_kind="document")
    assert list(form.errors) == ["document"]
    assert len(form.errors["document"]) == 1


def test_evidence_by_identifier_needs_one_of_the_own_organisation(house, evidence):
    mine = OrganisationIdentifier.objects.create(
        organisation=house.organisation, scheme="national", value="C.1"
    )
    other = OrganisationIdentifier.objects.create(
        organisation=OrganisationFactory(), scheme="national", value="C.2"
    )
    assert evidence(evidence_kind="identifier", identifier=mine.pk).errors == {}
    for wrong in (other.pk, 0, "x", "9" * 40):
        form = evidence(evidence_kind="identifier", identifier=wrong)
        assert list(form.errors) == ["identifier"]
    assert list(evidence(evidence_kind="identifier").errors) == ["identifier"]


@pytest.mark.parametrize("kind", ["", "word_of_honour"])
def test_evidence_of_no_kind_is_refused(evidence, kind):
    assert list(evidence(evidence_kind=kind).errors) == ["evidence_kind"]


def test_evidence_kinds_all_say_what_they_need():
    assert set(forms.VerificationForm.NEEDED) == set(EvidenceKind)


def test_decision_needs_a_reason_and_to_grant_a_last_day():
    form = forms.DecisionForm({"decision": "grant", "reason": " "}, decisions=["grant", "refuse"])
    assert set(form.errors) == {"reason", "expires_on"}


@pytest.mark.parametrize("day", ["2027-13-01", "tomorrow", "0"])
def test_decision_until_no_day_is_refused(day):
    data = {"decision": "grant", "reason": "Seen.", "expires_on": day}
    assert "expires_on" in forms.DecisionForm(data, decisions=["grant", "refuse"]).errors


def test_decision_that_is_not_offered_is_refused():
    form = forms.DecisionForm({"decision": "grant", "reason": "Seen."}, decisions=["withdraw"])
    assert list(form.errors) == ["decision"]


# --- Directory ------------------------------------------------------------------------------


def narrowed(**asked) -> set[str]:
    data = QueryDict(mutable=True)
    data.update(asked)
    rows = Organisation.objects.with_verified_until()
    return {row.name for row in forms.DirectoryForm(data).narrow(rows)}


@pytest.fixture
def listed(house):
    firm = OrganisationFactory(name="Pump Makers", kind="firm", country_id="IN")
    VerificationFactory(organisation=firm)
    return {house.organisation.name, firm.name}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"Institute of Wells", "Pump Makers"}),
        ({"kind": "firm"}, {"Pump Makers"}),
        ({"country": "KE"}, {"Institute of Wells"}),
        ({"verified": "on"}, {"Pump Makers"}),
        ({"q": "wells"}, {"Institute of Wells"}),
        ({"q": "pump", "country": "KE"}, set()),
        ({"kind": "bank"}, {"Institute of Wells", "Pump Makers"}),
        ({"country": "XX"}, {"Institute of Wells", "Pump Makers"}),
        ({"country": "XX", "kind": "firm"}, {"Pump Makers"}),
        ({"q": "x" * 201}, {"Institute of Wells", "Pump Makers"}),
        ({"q": "we\x00lls"}, {"Institute of Wells", "Pump Makers"}),
    ],
)
def test_directory_narrows_by_what_makes_sense_and_ignores_the_rest(listed, asked, found):
    assert narrowed(**asked) == found


def test_directory_offers_the_countries_that_occur(listed):
    codes = [code for code, _name in forms.DirectoryForm({}).fields["country"].choices]
    assert codes == ["", "IN", "KE"]


def test_role_explanations_name_every_role():
    assert set(Role.EXPLANATIONS) == set(Role.values)
