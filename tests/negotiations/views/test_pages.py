from __future__ import annotations

import re
import uuid
from datetime import timedelta
from html import unescape
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from negotiations.actions import answering, asking, threads
from negotiations.enums import Side
from negotiations.models import ContactRequest, Message, ReadMark
from tests.factories import MembershipFactory
from tests.negotiations.parties import (
    ANSWERS,
    STATES,
    again,
    drafted,
    in_state,
    offer_of,
    party,
    sent,
)
from tests.negotiations.reach import refused_page

pytestmark = pytest.mark.django_db

FORM = {**ANSWERS, "visibility": "full", "principles": "on", "do": "send"}


def page(client, address, **data) -> str:
    return client.get(address, data).content.decode()


# --- Writing --------------------------------------------------------------------------------


def test_request_is_sent_from_the_page_of_a_listing(deal, signed_in):
    client = signed_in(deal.sender.editor)
    start = reverse("start_request", args=[deal.listing.pk])
    assert start in page(client, deal.listing.get_absolute_url())
    assert "What would you like to do together?" in page(client, start)
    response = client.post(start, FORM, follow=True)
    request = ContactRequest.objects.get()
    assert response.redirect_chain == [(request.get_absolute_url(), 302)]
    assert request.status == "submitted"
    assert request.intention.territories == ANSWERS["territories"]
    assert "Your request is sent." in response.content.decode()


def test_draft_is_kept_without_answers_and_shown_again(deal, signed_in):
    client = signed_in(deal.sender.editor)
    start = reverse("start_request", args=[deal.listing.pk])
    response = client.post(start, {"visibility": "anonymous", "do": "keep", "proposal": "Half"})
    draft = ContactRequest.objects.get()
    assert response.url == reverse("write_request", args=[draft.pk])
    shown = page(client, response.url)
    assert "Half" in shown
    assert "What fits" in shown
    assert client.get(start).url == response.url
    client.post(reverse("discard_request", args=[draft.pk]))
    assert not ContactRequest.objects.exists()


def test_what_is_missing_is_named_at_its_question_and_nothing_is_lost(deal, signed_in):
    start = reverse("start_request", args=[deal.listing.pk])
    data = {**FORM, "use": "", "unclear": "", "principles": ""}
    shown = signed_in(deal.sender.editor).post(start, data).content.decode()
    for name in ("use", "unclear", "principles"):
        assert f'href="#id_{name}' in shown
    assert ANSWERS["proposal"] in shown
    assert not ContactRequest.objects.exists()


def test_refusal_keeps_the_draft_and_says_why(deal, signed_in):
    start = reverse("start_request", args=[deal.listing.pk])
    data = {**FORM, "visibility": "anonymous", "about": "We are Tank Makers Nairobi."}
    shown = signed_in(deal.sender.editor).post(start, data).content.decode()
    assert "but your text says “Tank Makers Nairobi”" in shown
    assert ContactRequest.objects.get().status == "draft"


def test_of_several_organisations_one_is_chosen(deal, signed_in):
    second = party("Second House")
    MembershipFactory(organisation=second.organisation, user=deal.sender.editor, role="editor")
    client = signed_in(deal.sender.editor)
    start = reverse("start_request", args=[deal.listing.pk])
    assert "For which of your organisations?" in page(client, start)
    assert "Send the request" in page(client, start, organisation=second.organisation.slug)
    client.post(f"{start}?organisation={second.organisation.slug}", FORM)
    assert ContactRequest.objects.get().sender == second.organisation


def test_who_writes_for_nobody_is_told_how_to(deal, signed_in):
    start = reverse("start_request", args=[deal.listing.pk])
    for person in (deal.stranger, deal.sender.viewer):
        assert "Found an organisation" in page(signed_in(person), start)


def test_who_belongs_to_the_organisation_is_told_that_it_is_their_own(deal, signed_in):
    start = reverse("start_request", args=[deal.listing.pk])
    client = signed_in(deal.recipient.owner)
    for answer in (client.get(start), client.post(start, FORM)):
        shown = unescape(answer.text)
        assert "This is your own organisation's. Write to its members yourself." in shown
        assert "Found an organisation" not in shown
    assert not ContactRequest.objects.exists()


def test_open_request_is_gone_on_with(deal, signed_in):
    request = sent(deal)
    start = reverse("start_request", args=[deal.listing.pk])
    assert signed_in(deal.sender.owner).get(start).url == request.get_absolute_url()


# --- Reading --------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [state for state in STATES if state != "draft"])
@pytest.mark.parametrize("side", ["sender", "recipient"])
def test_request_is_shown_in_every_state_to_both(deal, signed_in, state, side):
    request = in_state(state, deal)
    shown = page(signed_in(getattr(deal, side).viewer), request.get_absolute_url())
    assert str(request.get_status_display()) in shown
    assert ANSWERS["proposal"] in shown
    assert "A licence can be had for: Kenya." in shown
    assert "<form" not in shown.partition("<main")[2].partition("</main")[0]


def deeds(shown: str) -> set[str]:
    always = {"export", "report", "block"}
    return set(re.findall(r'/requests/[0-9a-f-]{36}/(\w+)/"', shown)) - always


def test_what_can_be_done_depends_on_state_and_side(deal, signed_in):
    notes = {"notes"}
    recipient, sender = signed_in(deal.recipient.editor), signed_in(deal.sender.editor)
    request = sent(deal)
    here = request.get_absolute_url()
    answers = {"accept", "question", "acknowledge", "decline", "assign"}
    assert deeds(page(recipient, here)) == answers | notes
    assert deeds(page(sender, here)) == {"withdraw"} | notes
    answering.ask(request, by=deal.recipient.editor, question="Which?", key=uuid.uuid4())
    assert deeds(page(sender, here)) == {"withdraw", "messages"} | notes
    assert deeds(page(recipient, here)) == {"accept", "decline", "assign"} | notes
    answering.accept(request, by=deal.recipient.editor)
    assert deeds(page(sender, here)) == {"close", "messages"} | notes
    answering.close(request, by=deal.sender.editor, side=Side.SENDER)
    assert deeds(page(sender, here)) == notes


def test_declined_shows_the_reason_to_the_sender(deal, signed_in):
    request = sent(deal)
    decline = reverse("decline_request", args=[request.pk])
    client = signed_in(deal.recipient.editor)
    assert set(client.post(decline, {"note": "No."}).context["form"].errors) == {"code"}
    client.post(decline, {"code": "no_capacity", "note": "Next year.", "suggestion": "Try X."})
    shown = page(signed_in(deal.sender.viewer), request.get_absolute_url())
    for word in ("We have no capacity at present", "Next year.", "Try X."):
        assert word in shown


def test_contact_is_open_to_both_after_acceptance(deal, signed_in):
    request = sent(deal)
    people = (deal.sender.editor, deal.recipient.editor)
    client = signed_in(deal.recipient.editor)
    client.post(reverse("accept_request", args=[request.pk]))
    message = reverse("write_message", args=[request.pk])
    client.post(message, {"body": "<b>Welcome</b>", "key": str(uuid.uuid4())})
    for person in people:
        shown = page(signed_in(person), request.get_absolute_url())
        assert all(other.email in shown for other in people)
        assert "&lt;b&gt;Welcome&lt;/b&gt;" in shown


def test_late_answer_is_told_what_happened_meanwhile(deal, signed_in):
    request = sent(deal)
    answering.withdraw(request, by=deal.sender.editor)
    client = signed_in(deal.recipient.editor)
    response = client.post(reverse("accept_request", args=[request.pk]), follow=True)
    assert "it is already “Withdrawn”" in response.content.decode()
    question = {"body": "Which?", "key": str(uuid.uuid4())}
    shown = client.post(reverse("ask_for_more", args=[request.pk]), question).content.decode()
    assert "it is already “Withdrawn”" in shown
    assert "Which?" in shown


def test_message_that_is_refused_keeps_its_text(deal, signed_in):
    request = in_state("accepted", deal)
    answering.close(request, by=deal.sender.editor, side=Side.SENDER)
    client = signed_in(deal.recipient.editor)
    address = reverse("write_message", args=[request.pk])
    response = client.post(address, {"body": "Too late", "key": str(uuid.uuid4())})
    assert response.status_code == 422
    assert "Messages can be written while you are in contact." in response.content.decode()


def test_hidden_request_answers_as_a_random_one(deal, signed_in):
    client = signed_in(deal.stranger)
    there = refused_page(client, "show_request", sent(deal).pk)
    assert there == refused_page(client, "show_request", uuid.uuid4())


@pytest.mark.parametrize("view", ["export_request", "export_files"])
def test_draft_is_no_correspondence_to_its_author_either(deal, signed_in, view):
    draft = drafted(deal)
    refused_page(signed_in(deal.sender.editor), view, draft.pk)


def test_correspondence_is_kept_as_a_file(deal, signed_in):
    request = in_state("information_requested", deal)
    client = signed_in(deal.sender.viewer)
    response = client.get(reverse("export_request", args=[request.pk]))
    assert "attachment" in response["Content-Disposition"]
    kept = response.json()
    assert kept["answers"] == ANSWERS
    assert [entry["text"] for entry in kept["thread"] if entry["text"]] == ["Which pump?"]
    assert (kept["state"], kept["contacts"], kept["declined"]) == (request.status, [], None)
    answering.accept(request, by=deal.recipient.editor)
    kept = client.get(reverse("export_request", args=[request.pk])).json()
    assert [one["email"] for one in kept["contacts"]] == [
        deal.sender.editor.email,
        deal.recipient.editor.email,
    ]


# --- Inbox and outbox -----------------------------------------------------------------------


@pytest.fixture
def box(deal, signed_in):
    """Reads the lines of a box as the recipient's editor, narrowed."""
    client = signed_in(deal.recipient.editor)

    def read(**asked) -> list[ContactRequest]:
        found = client.get(reverse("list_inbox"), asked)
        return [row for row, _party in found.context["lines"]]

    return SimpleNamespace(read=read, client=client)


def test_news_are_marked_until_read(deal, box):
    request = sent(deal)
    assert box.read(only="unread") == [request]
    box.client.get(request.get_absolute_url())
    assert box.read(only="unread") == []
    asked = in_state("accepted", deal, listing=offer_of(deal.recipient))
    threads.post(asked, by=deal.sender.editor, side=Side.SENDER, body="Hi", key=uuid.uuid4())
    assert box.read(only="unread") == [asked]
    assert ReadMark.objects.filter(reader=deal.recipient.editor).count() == 2


def test_filters_of_the_inbox(deal, box):
    waiting = sent(deal)
    closed = in_state("declined", deal, listing=offer_of(deal.recipient, title="Red wheel"))
    drafted(deal, listing=offer_of(deal.recipient))
    assert set(box.read()) == {waiting, closed}
    assert box.read(state="declined") == [closed]
    assert box.read(only="due") == [waiting]
    assert box.read(only="mine") == []
    threads.assign(waiting, by=deal.recipient.owner, to=deal.recipient.editor)
    assert box.read(only="mine") == [waiting]
    assert box.read(q="red wheel") == [closed]
    assert set(box.read(q="tank makers")) == {waiting, closed}
    assert box.read(state="nonsense", only="nonsense", q="wheel") == [closed]


def test_outbox_shows_own_drafts_only(deal, signed_in):
    draft = drafted(deal)
    outbox = reverse("list_outbox")
    lines = signed_in(deal.sender.editor).get(outbox).context["lines"]
    assert [row for row, _party in lines] == [draft]
    assert signed_in(deal.sender.owner).get(outbox).context["lines"] == []


def queries(client, address) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_queries_of_boxes_and_dashboard_do_not_grow(deal, signed_in):
    clients = signed_in(deal.recipient.editor), signed_in(deal.sender.editor)
    ways = [
        (c, reverse(n)) for c in clients for n in ("list_inbox", "list_outbox", "show_dashboard")
    ]
    sent(deal)
    before = [queries(*way) for way in ways]
    for number in range(9):
        listing = offer_of(deal.recipient, title=f"Pump {number}")
        state = "submitted" if number % 2 else "accepted"
        in_state(state, deal, listing=listing)
    assert [queries(*way) for way in ways] == before


def test_queries_of_a_request_do_not_grow_with_its_thread(deal, signed_in):
    request = in_state("accepted", deal)
    client = signed_in(deal.recipient.editor)
    threads.add_note(request, by=deal.recipient.owner, side=Side.RECIPIENT, body="One")
    threads.post(request, by=deal.sender.owner, side=Side.SENDER, body="One", key=uuid.uuid4())
    client.get(request.get_absolute_url())
    before = queries(client, request.get_absolute_url())
    for _number in range(9):
        threads.add_note(request, by=deal.recipient.editor, side=Side.RECIPIENT, body="More")
        threads.post(
            request, by=deal.sender.editor, side=Side.SENDER, body="More", key=uuid.uuid4()
        )
    assert queries(client, request.get_absolute_url()) == before


def test_long_thread_is_read_by_pages(deal, signed_in):
    request = in_state("accepted", deal)
    client, here = signed_in(deal.recipient.editor), request.get_absolute_url()
    write_messages(request, deal.sender.editor, 30)
    before = queries(client, here)
    write_messages(request, deal.sender.editor, 100, since=30)
    answering.close(request, by=deal.recipient.editor, side=Side.RECIPIENT)
    first, last = (told(client, here, page) for page in ("1", None))
    assert queries(client, here) <= before
    assert (len(first), first[0], first[-1]) == (52, "Sent", "Word 49.")
    assert (len(last), last[0], last[-1]) == (31, "Word 100.", "Closed")
    assert [told(client, here, page)[0] for page in ("2", "9", "x")] == [
        "Word 50.", "Word 100.", "Sent",
    ]  # fmt: skip


def write_messages(request, author, number: int, *, since: int = 0) -> None:
    Message.objects.bulk_create(
        Message(
            request=request, side=Side.SENDER, author=author, body=f"Word {at}.",
            at=request.accepted_at + timedelta(microseconds=at),
        )
        for at in range(since, since + number)
    )  # fmt: skip


def told(client, address: str, page: str | None) -> list[str]:
    """The messages and changes of state of one page of the thread."""
    response = client.get(address, {"page": page} if page else {})
    return [entry.body or entry.heading for entry in response.context["thread"]]


def test_limit_is_told_on_the_page(deal, signed_in, monkeypatch):
    monkeypatch.setattr(asking, "MOST_A_DAY_FOR_A_PERSON", 0)
    start = reverse("start_request", args=[deal.listing.pk])
    shown = signed_in(deal.sender.editor).post(start, FORM).content.decode()
    assert "the most a person can" in shown
    assert again(ContactRequest.objects.get()).status == "draft"
