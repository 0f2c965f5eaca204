"""The story that everything else rests on, told by people at their browsers."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.journeys import posting, steps
from tests.journeys.posting import make_staff, signs_in_as_staff
from tests.journeys.visitor import Visitor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
]

TEXTS = {
    "en": {
        "owner": "Amina Otieno",
        "colleague": "Juma Were",
        "organisation": "Institute of Wells",
        "description": "We dig and repair village wells.",
        "title": "Hand pump that one person can mend",
    },
    "ar": {
        "owner": "أمينة حسن",
        "colleague": "يوسف علي",
        "organisation": "معهد الآبار",
        "description": "نحفر آبار القرى ونصلحها.",
        "title": "مضخة يدوية يصلحها شخص واحد",
    },
    "fr": {
        "owner": "Aminata Koné",
        "colleague": "Issa Traoré",
        "organisation": "Institut des puits",
        "description": "Nous creusons et réparons les puits des villages.",
        "title": "Pompe à main qu’une seule personne répare",
    },
}
# A phone that has recognised its owner.
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}
OWNER, COLLEAGUE = "owner@wells.example", "colleague@wells.example"


@pytest.mark.parametrize(
    ("language", "width"), [("en", 1280), ("en", 360), ("ar", 1280), ("ar", 360), ("fr", 360)]
)
def test_story_from_sign_up_to_a_published_offer(visit, language, width):
    texts = TEXTS[language]
    owner, colleague, anybody = (visit(language, width) for _person in range(3))
    verifier, secret = make_staff(language, "Verifiers")

    owner.opens("/")
    owner.chooses_in_menu("Create account")
    steps.signs_up(owner, name=texts["owner"], email=OWNER)
    steps.sets_up_second_factor(owner)
    slug = steps.founds(owner, name=texts["organisation"])
    steps.completes_profile(owner, description=texts["description"])
    steps.adds_identifier(owner)

    steps.invites(owner, slug, email=COLLEAGUE)
    accepts_invitation(colleague, texts, slug)
    changes_role(owner, texts["colleague"], slug)
    colleague.opens(colleague.address("edit_organisation", slug))
    colleague.reads_heading("Edit the profile")

    steps.asks_for_verification(owner, slug)
    assert anybody.opens(anybody.address("show_organisation", slug)) == 404
    staff = visit(language, width)
    signs_in_as_staff(staff, verifier, secret)
    decides(staff, texts["organisation"], "grant", "The register confirms it.")

    owner.opens_mail(OWNER, "/verification/")
    owner.reads("Verified")
    owner.reads("The register confirms it.")
    offer = posting.writes_small_offer(owner, slug, texts["title"])
    reviewer, secret = make_staff(language, "Reviewers")
    desk = visit(language, 1280)
    signs_in_as_staff(desk, reviewer, secret)
    posting.decides(desk, texts["title"], "approve")
    finds_offer(anybody, texts, slug)

    decides(staff, texts["organisation"], "withdraw", "The register was wrong.")
    assert anybody.opens(anybody.address("show_organisation", slug)) == 410
    anybody.reads_heading("This is no longer here")
    assert anybody.opens(offer) == 410


def accepts_invitation(colleague: Visitor, texts: dict, slug: str) -> None:
    """From the message: the way through creating an account leads back to the invitation."""
    colleague.opens_mail(COLLEAGUE, "/invitations/")
    colleague.reads(texts["organisation"], within="h1")
    colleague.chooses("Create an account")
    steps.signs_up(colleague, name=texts["colleague"], email=COLLEAGUE)
    colleague.chooses("Accept")
    colleague.reads("Welcome to “%(organisation)s”.", organisation=texts["organisation"])
    assert colleague.path == colleague.address("manage_organisation", slug)
    assert colleague.opens(colleague.address("edit_organisation", slug)) == 403


def changes_role(owner: Visitor, colleague: str, slug: str) -> None:
    owner.opens(owner.address("list_members", slug))
    row = owner.page.get_by_role("row").filter(has_text=colleague)
    row.get_by_role("link").click()
    owner.reads_heading(colleague)
    owner.fills(role="editor")
    owner.chooses("Save the role")
    expect(row).to_be_visible()


def decides(staff: Visitor, organisation: str, decision: str, reason: str) -> None:
    staff.opens("/admin/verifications/")
    staff.page.get_by_role("link", name=organisation).first.click()
    with staff.page.expect_download() as download:
        staff.page.get_by_role("link", name="certificate.pdf").click()
    assert Path(download.value.path()).read_bytes() == steps.PDF
    staff.keeps_picture()
    staff.fills(decision=decision)
    staff.chooses("Decide")
    staff.reads("This field is required.")
    staff.fills(decision=decision, reason=reason)
    staff.chooses("Decide")
    staff.page.wait_for_url("**/admin/verifications/")


def finds_offer(anybody: Visitor, texts: dict, slug: str) -> None:
    anybody.opens("/")
    anybody.chooses_in_menu("Organisations")
    anybody.page.get_by_role("link", name=texts["organisation"]).click()
    anybody.reads_heading(texts["organisation"])
    anybody.reads(texts["description"])
    anybody.reads("Verified")
    anybody.page.get_by_role("link", name=texts["title"]).click()
    anybody.reads_heading(texts["title"])
    anybody.reads(texts["organisation"])


def test_story_without_javascript(visit):
    visitor = visit("en", 360, java_script_enabled=False)
    visitor.opens("/en/")
    visitor.chooses_in_menu("Create account")
    steps.signs_up(visitor, name="Noor Scriptless", email=OWNER)
    slug = steps.founds(visitor, name="Plain Institute")
    steps.completes_profile(visitor, description="It works.")
    steps.invites(visitor, slug, email=COLLEAGUE)
    visitor.reads(COLLEAGUE)


def test_story_with_the_keyboard_alone(visit):
    factories.UserFactory(email=OWNER)
    visitor = visit("en", 1280)
    visitor.opens("/en/")
    visitor.enters("link", "Skip to the content")
    visitor.page.keyboard.press("Tab")
    expect(visitor.page.locator("main :focus")).to_have_count(1)
    visitor.opens("/en/")
    visitor.enters("link", "Sign in")
    visitor.reads_heading("Sign in")
    visitor.types("textbox", "E-mail address", OWNER)
    visitor.types("textbox", "Password", factories.PASSWORD)
    visitor.page.keyboard.press("Enter")
    visitor.reads_heading("My work")
    visitor.enters("link", "Found an organisation")
    visitor.reads_heading("Found an organisation")
    visitor.types("textbox", "Name", "Institute of Keys")
    visitor.types("combobox", "Kind", "Uni")
    visitor.types("combobox", "Country", "Keny")
    visitor.enters("button", "Found the organisation")
    visitor.reads_heading("Institute of Keys")


def test_story_with_a_passkey(visit):
    """Set up, then used instead of the password; the device is the browser's own make-believe."""
    factories.UserFactory(email=OWNER)
    visitor = visit("en", 1280)
    device = visitor.page.context.new_cdp_session(visitor.page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    visitor.opens("/en/account/login/")
    visitor.fills(login=OWNER, password=factories.PASSWORD)
    visitor.chooses("Sign in")
    visitor.chooses_in_menu("Your account")
    visitor.chooses("Set up")
    visitor.chooses("Add a passkey")
    visitor.reads_heading("Confirm that it is you")
    visitor.fills(password=factories.PASSWORD)
    visitor.chooses("Confirm")
    visitor.reads_heading("Add a passkey")
    visitor.fills(name="The test's own")
    visitor.chooses("Add a passkey")
    visitor.reads_heading("Recovery codes")
    visitor.chooses_in_menu("Sign out")
    visitor.chooses("Sign out")
    visitor.opens("/en/account/login/")
    visitor.chooses("Sign in with a passkey")
    visitor.reads_heading("My work")
    visitor.opens(visitor.address("mfa_list_webauthn"))
    visitor.reads("The test's own")
