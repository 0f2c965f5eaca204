"""Until an unnamed sender's request is accepted, nothing the other side can see says who they are."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from accounts import personal_data
from negotiations.actions import answering, safety, threads
from negotiations.enums import Side
from negotiations.models import ContactRequest
from partners.models import OrganisationIdentifier, OrganisationName
from tests.negotiations.parties import ANSWERS, again, in_state, sent
from tests.negotiations.sending import pdf
from tests.negotiations.test_chasing import pass_time

pytestmark = pytest.mark.django_db

TOKENS = {
    "name": "Zephyrine Tokenworks", "slug": "zephyrine-slug", "city": "Zephyropolis",
    "website": "https://zephyr-site.example/", "description": "zephyr-description",
    "capabilities": "zephyr-capabilities",
}  # fmt: skip
READERS = ("owner", "editor", "viewer")
PAGES = (
    "export_request",
    "export_files",
    "show_request",
    "accept_request",
    "ask_for_more",
    "decline_request",
    "close_request",
    "block_sender",
    "report_request",
)


@pytest.fixture
def unnamed(deal):
    """The sender, with a token in everything that could name them."""
    organisation, author = deal.sender.organisation, deal.sender.editor
    for column, token in TOKENS.items():
        setattr(organisation, column, token)
    organisation.save()
    OrganisationName.objects.create(organisation=organisation, kind="alias", value="zephyr-alias")
    OrganisationIdentifier.objects.create(organisation=organisation, scheme="lei", value="ZEPHYR9")
    author.name, author.email = "Zephyra Writer", "zephyra@zephyr-mail.example"
    author.save()
    return deal


def secrets(deal) -> list[str]:
    author = deal.sender.editor
    own = [*TOKENS.values(), "zephyr-alias", "ZEPHYR9", "zephyr-site", author.name, author.email]
    colleagues = [deal.sender.owner.name, deal.sender.owner.email, deal.sender.viewer.name]
    return [secret.casefold() for secret in (*own, *colleagues)]


def shown_to(deal, signed_in, request) -> Iterator[tuple[str, str]]:
    """Everything that people of the recipient can get, by the name of where."""
    for role in READERS:
        client = signed_in(getattr(deal.recipient, role))
        addresses = [reverse(name, args=[request.pk]) for name in PAGES]
        boxes = ["list_inbox", "list_outbox", "show_dashboard", "list_my_listings", "list_blocks"]
        addresses += [reverse(name) for name in boxes]
        addresses += [f"{reverse('list_inbox')}?q=Zephyrine", deal.listing.get_absolute_url()]
        addresses += [deal.recipient.organisation.get_absolute_url()]
        for address in addresses:
            response = client.get(address, follow=True)
            yield (
                f"{role} {address}",
                response.getvalue().decode(errors="replace") + str(response.headers),
            )
        export = personal_data.export(getattr(deal.recipient, role))
        yield f"{role} export", json.dumps(export, default=str)
    addresses = {getattr(deal.recipient, role).email for role in READERS}
    for message in mail.outbox:
        if addresses & set(message.to):
            html = message.alternatives[0][0]
            yield f"mail {message.subject}", f"{message.subject}{message.body}{html}"


def leaks(deal, signed_in, request) -> list[str]:
    return [
        f"{where}: {secret}"
        for where, text in shown_to(deal, signed_in, request)
        for secret in secrets(deal)
        if secret in text.casefold()
    ]


@pytest.mark.parametrize(
    "state",
    ["submitted", "acknowledged", "information_requested", "declined", "withdrawn",
     "expired_no_reply"],
)  # fmt: skip
def test_unnamed_sender_is_known_from_nothing(unnamed, signed_in, state, caplog):
    request = in_state(state, unnamed, visibility="anonymous")
    safety.block(request, by=unnamed.recipient.editor, side=Side.RECIPIENT)
    assert leaks(unnamed, signed_in, request) == []
    assert not [s for s in secrets(unnamed) if s in caplog.text.casefold()]


def test_unnamed_sender_stays_so_through_questions_and_reminders(unnamed, signed_in):
    request = in_state("information_requested", unnamed, visibility="anonymous")
    answering.answer(request, by=unnamed.sender.editor, body="The small one.", key=uuid.uuid4())
    threads.add_note(request, by=unnamed.sender.editor, side=Side.SENDER, body="zephyr-description")
    for days in (8, 5, 30):
        pass_time(days=days)
        call_command("chase_requests", verbosity=0)
    assert again(request).status == "expired_no_reply"
    assert leaks(unnamed, signed_in, request) == []


def test_unnamed_sender_shows_no_file_even_when_sending_one(unnamed, signed_in):
    request = in_state("information_requested", unnamed, visibility="anonymous")
    file = SimpleUploadedFile("zephyr-description.pdf", pdf())
    answer = {"body": "The small one.", "key": str(uuid.uuid4()), "uploads": file}
    address = reverse("write_message", args=[request.pk])
    page = signed_in(unnamed.sender.editor).post(address, answer)
    assert page.status_code == 422
    assert set(page.context["message_form"].errors) == {"uploads"}
    assert "a file could tell who you are" in page.content.decode()
    assert "The small one." in page.content.decode()
    assert leaks(unnamed, signed_in, request) == []


def test_what_an_unnamed_sender_agreed_to_show_is_shown(unnamed, signed_in):
    request = sent(unnamed, visibility="anonymous")
    page = signed_in(unnamed.recipient.viewer).get(request.get_absolute_url()).content.decode()
    for word in ("A sender who is not named yet", "Firm", "Small (10 to 49 people)", "Kenya"):
        assert word in page
    assert ANSWERS["proposal"] in page


@pytest.mark.parametrize("visibility", ["anonymous", "full"])
def test_once_accepted_the_name_is_known_and_stays_so(unnamed, signed_in, visibility):
    request = in_state("accepted", unnamed, visibility=visibility)
    page = signed_in(unnamed.recipient.viewer).get(request.get_absolute_url()).content.decode()
    assert {"Zephyrine Tokenworks", "Zephyra Writer", "zephyra@zephyr-mail.example"} <= {
        secret
        for secret in ("Zephyrine Tokenworks", "Zephyra Writer", "zephyra@zephyr-mail.example")
        if secret in page
    }
    answering.close(request, by=unnamed.recipient.editor, side=Side.RECIPIENT)
    assert leaks(unnamed, signed_in, request) != []


def test_named_sender_shows_no_address_before_acceptance(unnamed, signed_in):
    request = sent(unnamed)
    page = signed_in(unnamed.recipient.viewer).get(request.get_absolute_url()).content.decode()
    assert "Zephyrine Tokenworks" in page
    assert "zephyra@zephyr-mail.example" not in page


def test_people_of_the_recipient_are_not_named_before_acceptance(unnamed, signed_in):
    request = in_state("information_requested", unnamed)
    threads.add_note(request, by=unnamed.recipient.editor, side=Side.RECIPIENT, body="inner-note")
    threads.assign(request, by=unnamed.recipient.owner, to=unnamed.recipient.editor)
    page = signed_in(unnamed.sender.editor).get(request.get_absolute_url()).content.decode()
    for secret in ("inner-note", unnamed.recipient.editor.name, unnamed.recipient.editor.email):
        assert secret not in page


def test_search_by_name_does_not_find_the_unnamed(unnamed, signed_in):
    request = sent(unnamed, visibility="anonymous")
    client = signed_in(unnamed.recipient.owner)
    found = client.get(reverse("list_inbox"), {"q": "Zephyrine"})
    assert found.context["page"].paginator.count == 0
    ContactRequest.objects.update(visibility="full")
    found = client.get(reverse("list_inbox"), {"q": "Zephyrine"})
    assert [row for row, _party in found.context["lines"]] == [request]
