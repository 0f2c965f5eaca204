"""The steps of the stories, each from one page that a person sees to the next."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import expect

from tests.journeys.visitor import code_of

if TYPE_CHECKING:
    from tests.journeys.visitor import Visitor

PASSWORD = "seven quiet rivers meet"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def signs_up(visitor: Visitor, *, name: str, email: str) -> None:
    """From the page with the form; ends signed in."""
    visitor.reads_heading("Create an account")
    visitor.fills(name=name, email=email, password1=PASSWORD)
    visitor.chooses("Create the account")
    visitor.reads_heading("Confirm your e-mail address")
    visitor.opens_mail(email, "/confirm-email/")
    visitor.reads(email)
    visitor.chooses("Yes, confirm it")


def sets_up_second_factor(visitor: Visitor) -> None:
    visitor.chooses_in_menu("Your account")
    visitor.chooses("Set up")
    visitor.reads_heading("Two-step sign-in")
    visitor.chooses("Set up an app")
    # Signed in by the link in the message, not by the password.
    visitor.reads_heading("Confirm that it is you")
    visitor.fills(password=PASSWORD)
    visitor.chooses("Confirm")
    visitor.reads_heading("Set up an authenticator app")
    secret = visitor.page.locator("main code").inner_text().replace(" ", "")
    visitor.fills(code="000000")
    visitor.chooses("Turn on")
    visitor.reads("Please correct what is marked")
    visitor.fills(code=code_of(secret))
    visitor.chooses("Turn on")
    visitor.reads_heading("Recovery codes")
    assert len(visitor.page.locator("main pre").inner_text().split("\n")) >= 10


def founds(visitor: Visitor, *, name: str, country: str = "KE") -> str:
    """From any page; the slug of the new organisation."""
    visitor.chooses_in_menu("My organisations")
    visitor.chooses("Found an organisation")
    visitor.reads_heading("Found an organisation")
    visitor.fills(name=name, kind="research_institute", country=country)
    visitor.chooses("Found the organisation")
    visitor.reads_heading(name)
    visitor.reads("Your organisation is here. Next, ask for it to be verified.")
    return visitor.path.split("/")[-3]


def completes_profile(visitor: Visitor, *, description: str) -> None:
    visitor.chooses("Say what the organisation does")
    visitor.fills(description=description, website="https://wells.example/", divisions=["36"])
    visitor.chooses("Save")
    visitor.reads("The profile is saved.")
    visitor.chooses("Add a logo")
    visitor.fills(logo={"name": "logo.png", "mimeType": "image/png", "buffer": picture()})
    visitor.chooses("Save")
    visitor.reads("The logo is saved.")


def picture() -> bytes:
    """A small PNG."""
    file = io.BytesIO()
    Image.new("RGB", (64, 64), "#0a5b5b").save(file, "PNG")
    return file.getvalue()


def adds_identifier(visitor: Visitor) -> None:
    """First with a slip of the pen."""
    visitor.chooses("Add an identifier of a public register")
    fields = {"identifier-scheme": "ror", "identifier-value": "https://ror.org/02mhbdp95"}
    visitor.fills(**fields)
    visitor.chooses("Add the identifier")
    expect(visitor.page.locator("[name='identifier-value']")).to_have_attribute(
        "aria-invalid", "true"
    )
    expect(visitor.page.locator(".error-summary")).to_be_focused()
    visitor.fills(**{"identifier-value": "https://ror.org/02mhbdp94"})
    visitor.chooses("Add the identifier")
    visitor.reads("02mhbdp94", within="main .lines")


def invites(visitor: Visitor, slug: str, *, email: str, role: str = "viewer") -> None:
    visitor.opens(visitor.address("list_members", slug))
    visitor.chooses("Invite a colleague")
    visitor.fills(email=email, role=role)
    visitor.chooses("Send the invitation")
    visitor.reads("The invitation to %(email)s is on its way.", email=email)


def asks_for_verification(visitor: Visitor, slug: str) -> None:
    visitor.opens(visitor.address("manage_organisation", slug))
    visitor.chooses("Go to verification")
    visitor.chooses("Ask to be verified")
    visitor.fills(evidence_kind="document")
    visitor.chooses("Send the request")
    visitor.reads("Attach the document.")
    document = {"name": "certificate.pdf", "mimeType": "application/pdf", "buffer": PDF}
    visitor.fills(document=document)
    visitor.chooses("Send the request")
    visitor.reads("Your request is with our staff.")
    visitor.reads("Waiting for a decision")
