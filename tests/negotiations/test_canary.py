"""Words that occur nowhere else, in everything that says who a sender is: do they turn up?

The sender asks in every state before acceptance, and is no longer public afterwards: so whatever
then names them comes from a request.
"""

from __future__ import annotations

import json
import logging
import secrets
import uuid
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from accounts import personal_data
from accounts.models import DeadLetter
from audit.models import AuditEntry
from core.mail import RefusedError, deliver
from marketplace.models import StoredFile
from negotiations.actions import answering, safety, threads
from negotiations.enums import Side
from negotiations.models import ContactRequest
from partners.models import OrganisationIdentifier, OrganisationName, Verification
from tests.factories import ListingFactory, MembershipFactory, UserFactory
from tests.negotiations.parties import in_state, need_of, offer_of
from tests.negotiations.reach import bytes_of, bytes_of_mail, reach
from tests.negotiations.test_chasing import pass_time

pytestmark = pytest.mark.django_db

PREFIX = "canary"
STATES = ("submitted", "acknowledged", "information_requested", "declined", "withdrawn")
WITHOUT_ARGUMENTS = (
    "show_dashboard", "list_inbox", "list_outbox", "list_blocks", "list_my_listings", "list_offers",
    "list_needs", "list_organisations", "list_my_organisations", "search_listings", "list_searches",
    "list_matches", "show_account", "show_home", "sitemap", "robots",
)  # fmt: skip
# As if somebody looked for them; what is typed comes back, but only the beginning is typed.
ASKED_FOR = (
    ("list_inbox", "q"), ("search_listings", "q"), ("suggest_words", "q"), ("list_organisations", "q"),
)  # fmt: skip
FORMS = ("ask_for_more", "decline_request", "report_request", "write_message", "write_note",
         "assign_request")  # fmt: skip


def token() -> str:
    return PREFIX + secrets.token_hex(8)


@pytest.fixture
def planted(deal) -> dict[str, list[str]]:
    """The words by what they are in: the name of the organisation, its people, the rest of it."""
    organisation, words = deal.sender.organisation, SimpleNamespace(house=[], people=[], rest=[])

    def plant(kind: list[str], form: str = "{}") -> str:
        kind.append(token())
        return form.format(kind[-1])

    organisation.name, organisation.slug = plant(words.house), plant(words.house)
    organisation.city, organisation.website = (
        plant(words.rest),
        plant(words.rest, "https://{}.example"),
    )
    organisation.description, organisation.capabilities = plant(words.rest), plant(words.rest)
    organisation.logo = ContentFile(b"GIF89a", name=plant(words.rest, "{}.gif"))
    organisation.save()
    OrganisationName.objects.create(
        organisation=organisation, kind="alias", value=plant(words.rest)
    )
    OrganisationIdentifier.objects.create(
        organisation=organisation, scheme="national", value=plant(words.rest)
    )
    for person in (deal.sender.editor, deal.sender.owner, deal.sender.viewer):
        person.name, person.email = plant(words.people), plant(words.people, "{}@post.example")
        person.save()
    _plant_files(deal, plant, words.rest)
    # What the requests are asked for: it is as open as the name.
    deal.need = need_of(deal.sender, title=plant(words.house), description=plant(words.rest))
    words.house.append(str(deal.need.pk))
    return vars(words)


def _plant_files(deal, plant, rest: list[str]) -> None:
    organisation, author = deal.sender.organisation, deal.sender.editor
    verification = organisation.verifications.get()
    verification.document = ContentFile(b"%PDF-", name="a.pdf")
    verification.document_name, verification.note = plant(rest, "{}.pdf"), plant(rest)
    verification.save()
    StoredFile.objects.create(
        organisation=organisation, uploaded_by=author, name=plant(rest, "{}.pdf"), size=5,
        file=ContentFile(b"%PDF-", name=plant(rest, "{}.pdf")), media_type="application/pdf",
    )  # fmt: skip
    ListingFactory(
        organisation=organisation, author=author, title=plant(rest), description=plant(rest),
        status="published",
    )  # fmt: skip


def asked_in_every_state(deal, visibility: str) -> list:
    """One request in each state, with all that both sides do about it before acceptance."""
    rows = [
        in_state(
            state, deal, visibility=visibility, listing=offer_of(deal.recipient, title=state),
            own_listing=deal.need,
        )
        for state in (*STATES, "submitted")
    ]  # fmt: skip
    author, reader = deal.sender.editor, deal.recipient.editor
    answering.answer(rows[2], by=author, body="The small one.", key=uuid.uuid4())
    for row in rows:
        threads.add_note(row, by=author, side=Side.SENDER, body=f"We are {author.name}.")
        threads.assign(row, by=reader, to=deal.recipient.owner)
    safety.report(rows[4], by=reader, side=Side.RECIPIENT, text="Rude.")
    for days in (8, 5, 30):
        pass_time(days=days)
        call_command("chase_requests", verbosity=0)
    again = in_state(
        "submitted", deal, visibility=visibility, listing=offer_of(deal.recipient, title="again"),
        own_listing=deal.need,
    )  # fmt: skip
    safety.block(rows[3], by=reader, side=Side.RECIPIENT)
    Verification.objects.filter(organisation=deal.sender.organisation).delete()
    return [*rows, again]


def everything_shown(deal, signed_in, rows: list, *, follows: bool) -> dict[str, bytes]:
    """What people of the recipient can get, by where; with all that is linked from there."""
    shown: dict[str, bytes] = {}
    house = [deal.recipient.owner, deal.recipient.editor, deal.recipient.viewer]
    pages = [reverse(name) for name in WITHOUT_ARGUMENTS]
    pages += [f"{reverse(name)}?{field}={PREFIX}" for name, field in ASKED_FOR]
    for row in rows:
        pages += [row.get_absolute_url(), row.listing.get_absolute_url()]
    owner = signed_in(house[0], second_factor=True)
    shown |= reach(owner, pages) if follows else {at: bytes_of(owner.get(at)) for at in pages}
    client = signed_in(house[1])
    for row in rows:
        for name in FORMS:
            address = reverse(name, args=[row.pk])
            shown[f"POST {address}"] = bytes_of(client.post(address, {}))
    viewer = signed_in(house[2])
    shown |= {f"viewer {at}": bytes_of(viewer.get(at)) for at in shown if at.startswith("/en/req")}
    for person in house:
        export = personal_data.export(person)
        shown[f"export {person.name}"] = json.dumps(export, default=str).encode()
    addresses = {person.email for person in house}
    for number, message in enumerate(mail.outbox):
        if addresses & set(message.to):
            shown[f"mail {number}"] = bytes_of_mail(message)
    return shown


def found(shown: dict[str, bytes], words: list[str]) -> set[str]:
    return {
        f"{word} in {where}" for where, what in shown.items() for word in words
        if word.encode() in what.lower()
    }  # fmt: skip


@pytest.mark.parametrize("visibility", ["anonymous", "full"])
def test_words_that_tell_who_asks_turn_up_nowhere(deal, planted, signed_in, caplog, visibility):
    caplog.set_level(logging.INFO)
    rows = asked_in_every_state(deal, visibility)
    shown = everything_shown(deal, signed_in, rows, follows=visibility == "anonymous")
    hidden = [*planted["people"], *planted["rest"]]
    if visibility == "anonymous":
        hidden += planted["house"]
    assert found(shown, hidden) == set()
    assert not [word for word in hidden if word in caplog.text.lower()]
    _require_all_was_seen(shown, rows, follows=visibility == "anonymous")


def _require_all_was_seen(shown: dict[str, bytes], rows: list, *, follows: bool) -> None:
    """Nothing is found either where nothing was looked at."""
    for row in rows:
        for name in ("export_request", "block_sender"):
            assert reverse(name, args=[row.pk]) in shown or not follows
        assert row.listing.title.encode() in shown[row.get_absolute_url()]
    mails = [at for at in shown if at.startswith("mail ")]
    assert len(mails) > 2 * len(rows)
    assert len([at for at in shown if at.startswith("/")]) > (100 if follows else 30)


def test_same_look_finds_what_acceptance_opens(deal, planted, signed_in):
    request = in_state("accepted", deal, visibility="anonymous", own_listing=deal.need)
    threads.add_note(request, by=deal.sender.owner, side=Side.SENDER, body=planted["rest"][0])
    client = signed_in(deal.recipient.viewer)
    shown = {"page": bytes_of(client.get(request.get_absolute_url()))}
    author = deal.sender.editor
    opened = [*planted["house"], author.name, author.email.partition("@")[0]]
    everything = [word for words in planted.values() for word in words]
    assert found(shown, everything) == {f"{word} in page" for word in opened}


# --- Staff ----------------------------------------------------------------------------------


@pytest.fixture
def staff(signed_in):
    """A function: what staff, by their client, read in the record and of undelivered mail."""

    def read(person) -> dict[str, bytes]:
        client = signed_in(person, second_factor=True)
        lists = ["record:index", "record:index_results", "undelivered:index"]
        pages = [f"{reverse(name)}?p={page}" for name in lists for page in (1, 2, 3)]
        pages += [f"{reverse(name)}?q={PREFIX}" for name in lists]
        letters = DeadLetter.objects.all()
        pages += [reverse("undelivered:decide", args=[letter.pk]) for letter in letters]
        return {at: bytes_of(client.get(at)) for at in pages}

    return read


def nothing_is_delivered() -> None:
    for row in DBTaskResult.objects.filter(task_path=deliver.module_path):
        row.set_failed(RefusedError("550 5.1.1 No such user"))


def who_asks(deal) -> list[str]:
    author = deal.sender.editor
    return [author.name, author.email.partition("@")[0], deal.sender.organisation.name]


@pytest.mark.usefixtures("tasks_wait")
@pytest.mark.parametrize("visibility", ["anonymous", "full"])
def test_staff_of_the_recipient_read_nowhere_who_asks(deal, planted, staff, visibility):
    asked_in_every_state(deal, visibility)
    nothing_is_delivered()
    hidden = [*planted["people"], *planted["rest"], *planted["house"]]
    colleague, other = UserFactory(is_superuser=True), UserFactory(is_superuser=True)
    MembershipFactory(organisation=deal.recipient.organisation, user=colleague, role="viewer")
    assert found(staff(colleague), hidden) == set()
    # Nothing is found either where nothing could be.
    seen = "".join(found(staff(other), hidden))
    assert [word for word in who_asks(deal) if word not in seen] == []


@pytest.mark.usefixtures("tasks_wait")
def test_staff_of_the_recipient_read_who_asks_once_it_is_accepted(deal, planted, staff):
    in_state("accepted", deal, visibility="anonymous")
    nothing_is_delivered()
    colleague = UserFactory(is_superuser=True)
    MembershipFactory(organisation=deal.recipient.organisation, user=colleague, role="viewer")
    seen = "".join(found(staff(colleague), [*planted["people"], *planted["house"]]))
    assert [word for word in who_asks(deal) if word not in seen] == []


@pytest.mark.parametrize(("state", "is_withheld"), [("submitted", True), ("accepted", False)])
@pytest.mark.parametrize("side", ["sender", "recipient"])
def test_request_is_withheld_from_staff_of_both_sides_until_it_is_accepted(
    deal, state, is_withheld, side
):
    request = in_state(state, deal)
    withheld = ContactRequest.objects.withheld_from(getattr(deal, side).viewer)
    assert list(withheld) == [request] * is_withheld
    assert not ContactRequest.objects.withheld_from(deal.stranger).exists()


@pytest.mark.usefixtures("tasks_wait")
def test_staff_wait_no_longer_where_more_is_withheld(deal, django_assert_num_queries):
    colleague = UserFactory(is_superuser=True)
    MembershipFactory(organisation=deal.recipient.organisation, user=colleague, role="viewer")
    for number in range(3):
        in_state("declined", deal, listing=offer_of(deal.recipient, title=f"Pump {number}"))
        nothing_is_delivered()
        list(AuditEntry.objects.visible_to(colleague))  # what kinds there are is remembered
        with django_assert_num_queries(1):
            assert not AuditEntry.objects.visible_to(colleague).exists()
        # Whether anything is withheld, what the messages lead to, whether that is, and the others.
        with django_assert_num_queries(4):
            assert not DeadLetter.objects.visible_to(colleague).exists()
        assert DeadLetter.objects.count() == 2 * (number + 1)
