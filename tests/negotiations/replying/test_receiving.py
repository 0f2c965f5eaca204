"""What becomes of a letter: a message as from the page, back to its writer, or nothing."""

from __future__ import annotations

import re
from email import message_from_bytes

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.utils import translation

from accounts.actions import delete_account
from audit.models import AuditEntry
from negotiations.actions import answering
from negotiations.enums import MailOutcome, Side
from negotiations.models import ContactRequest, Message, MessageAttachment, ReceivedMail
from negotiations.replying import receive
from partners.models import Membership
from tests.negotiations.parties import ENDED, again, in_state, sent
from tests.negotiations.replying.letters import INVITATION, address, answers_to, letter, raw
from tests.negotiations.sending import pdf

pytestmark = pytest.mark.django_db


def reply(request, person, side=Side.SENDER, **values) -> MailOutcome:
    values.setdefault("sender", person.email)
    return receive(raw(address(request, person, side), **values))


def rows() -> tuple:
    """Everything that a letter could change."""
    counts = tuple(model.objects.count() for model in (Message, ReceivedMail, AuditEntry))
    return (*counts, list(ContactRequest.objects.values_list("status", "active_at")))


# --- Taken --------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["submitted", "acknowledged"])
def test_recipients_first_reply_is_a_question_and_accepts_nothing(deal, state):
    request = in_state(state, deal)
    text = "We accept!\n\nOn Thu, 26 Nov 2026 at 10:00, TechAccord <n@x.example> wrote:\n> Old"
    assert reply(request, deal.recipient.editor, Side.RECIPIENT, text=text) == MailOutcome.TAKEN
    assert again(request).status == "information_requested"
    message = Message.objects.get()
    assert (message.kind, message.body, message.side) == ("question", "We accept!", "recipient")
    assert message.author == deal.recipient.editor
    assert mail.outbox[-1].to == [deal.sender.editor.email]


def test_senders_reply_answers_what_was_asked(deal):
    request = in_state("information_requested", deal)
    assert reply(request, deal.sender.editor) == MailOutcome.TAKEN
    assert again(request).status == "submitted"
    assert Message.objects.get(kind="answer").body == "It does."


@pytest.mark.parametrize("side", [Side.SENDER, Side.RECIPIENT])
def test_reply_in_contact_is_a_message_of_the_thread(deal, side, signed_in):
    request = in_state("accepted", deal)
    here, there = (
        (deal.sender, deal.recipient) if side == Side.SENDER else (deal.recipient, deal.sender)
    )
    assert reply(request, here.owner, side) == MailOutcome.TAKEN
    page = signed_in(there.viewer).get(request.get_absolute_url()).content.decode()
    assert "It does." in page
    assert here.owner.name in page
    assert AuditEntry.objects.filter(action="contact_request.message_sent").count() == 1


def test_address_in_capitals_and_another_confirmed_sender_are_taken(deal):
    request = in_state("accepted", deal)
    EmailAddress.objects.create(user=deal.sender.editor, email="a@home.example", verified=True)
    to = address(request, deal.sender.editor).upper()
    assert receive(raw(to, sender="A@Home.Example")) == MailOutcome.TAKEN


def test_recipient_of_the_mail_server_goes_before_the_head(deal):
    request = in_state("accepted", deal)
    content = raw("Undisclosed <list@people.example>", sender=deal.sender.editor.email)
    assert receive(content) == MailOutcome.UNKNOWN
    assert receive(content, address(request, deal.sender.editor)) == MailOutcome.TAKEN
    own = raw(address(request, deal.sender.editor), sender=deal.sender.editor.email)
    assert receive(own, "somebody@replies.example") == MailOutcome.UNKNOWN


def test_letter_handed_over_twice_is_one_message(deal):
    request = in_state("accepted", deal)
    assert reply(request, deal.sender.editor) == MailOutcome.TAKEN
    assert reply(request, deal.sender.editor, X_Route="another") == MailOutcome.DUPLICATE
    assert reply(request, deal.sender.editor, Message_ID="<two@mail.example>") == MailOutcome.TAKEN
    assert Message.objects.count() == 2


def test_letter_without_an_id_handed_over_twice_is_one_message(deal):
    request = in_state("accepted", deal)
    message = letter(address(request, deal.sender.editor), sender=deal.sender.editor.email)
    del message["Message-ID"]
    again_ = b"Received: from mail.example; today\r\n" + bytes(message)
    assert [receive(bytes(message)), receive(again_)] == [MailOutcome.TAKEN, MailOutcome.DUPLICATE]
    assert Message.objects.count() == 1


def test_same_id_of_two_people_is_two_letters(deal):
    request = in_state("accepted", deal)
    assert reply(request, deal.sender.editor) == MailOutcome.TAKEN
    assert reply(request, deal.sender.owner) == MailOutcome.TAKEN


def test_reply_addresses_do_not_reach_the_other_side(deal):
    request = in_state("accepted", deal)
    made = address(request, deal.sender.editor)
    reply(request, deal.sender.editor, text=f"Write to {made} please.")
    assert Message.objects.get().body == "Write to … please."


def test_name_with_line_breaks_adds_nothing(deal):
    request = in_state("accepted", deal)
    head = f"From: =?utf-8?q?A=0D=0ABcc:_victim=40p.example?= <{deal.sender.editor.email}>\r\n"
    content = f"{head}To: {address(request, deal.sender.editor)}\r\n\r\n> quoted".encode()
    assert receive(content) == MailOutcome.RETURNED
    [answer] = answers_to(deal.sender.editor)
    sent_ = message_from_bytes(answer.message().as_bytes())
    assert sent_["Bcc"] is None
    assert "victim" not in answer.message().as_string()


# --- Files --------------------------------------------------------------------------------------


def with_file(request, person, name="plan.pdf", content=None) -> bytes:
    message = letter(address(request, person), sender=person.email)
    body = pdf() if content is None else content
    message.add_attachment(body, "application", "octet-stream", filename=name)
    return bytes(message)


def test_file_comes_with_the_message(deal):
    request = in_state("accepted", deal)
    assert receive(with_file(request, deal.sender.editor)) == MailOutcome.TAKEN
    assert MessageAttachment.objects.get().name == "plan.pdf"
    assert answers_to(deal.sender.editor) == []


@pytest.mark.parametrize(
    ("name", "content"), [("virus.exe", b"MZ"), ("plan.pdf", b"no PDF"), ("card.vcf", b"BEGIN")]
)
def test_file_that_cannot_be_taken_keeps_nobody_from_writing(deal, name, content):
    request = in_state("accepted", deal)
    assert receive(with_file(request, deal.sender.editor, name, content)) == MailOutcome.TAKEN
    assert Message.objects.get().body == "It does."
    assert not MessageAttachment.objects.exists()
    [answer] = answers_to(deal.sender.editor)
    assert answer.subject == "Your files were not taken"
    assert name in answer.body


# --- Back to the writer ------------------------------------------------------------------------


def test_letter_at_the_wrong_moment_goes_back_whole(deal):
    request = sent(deal)
    before = ContactRequest.objects.values_list("status", "active_at").get()
    assert reply(request, deal.sender.editor, text="A\n\n<b>B</b>") == MailOutcome.RETURNED
    assert ContactRequest.objects.values_list("status", "active_at").get() == before
    assert not Message.objects.exists()
    [answer] = answers_to(deal.sender.editor)
    assert answer.subject == "Your reply was not taken"
    assert "It is the other side's turn to answer" in answer.body
    assert "> A\n> \n> <b>B</b>" in answer.body
    assert "&lt;b&gt;B" in answer.alternatives[0].content
    assert f"http://testserver/en/requests/{request.pk}/" in answer.body
    assert answer.extra_headers["In-Reply-To"] == "<one@mail.example>"
    assert answer.extra_headers["Reply-To"] == address(request, deal.sender.editor)


@pytest.mark.parametrize("state", ENDED)
def test_letter_about_what_has_ended_goes_back(deal, state):
    request = in_state(state, deal)
    assert reply(request, deal.recipient.editor, Side.RECIPIENT) == MailOutcome.RETURNED
    assert not Message.objects.exists()
    [answer] = answers_to(deal.recipient.editor)
    assert again(request).get_status_display() in answer.body
    assert "Reply-To" not in answer.extra_headers


def test_recipient_who_has_asked_waits(deal):
    request = in_state("information_requested", deal)
    assert reply(request, deal.recipient.editor, Side.RECIPIENT) == MailOutcome.RETURNED
    assert Message.objects.count() == 1


def invitation(to: str, sender: str) -> bytes:
    message = letter(to, sender=sender, text="Let us talk.")
    message.add_alternative(INVITATION, subtype="calendar")
    return bytes(message)


def test_calendar_invitation_goes_back(deal):
    request = in_state("accepted", deal)
    person = deal.sender.editor
    assert receive(invitation(address(request, person), person.email)) == MailOutcome.RETURNED
    [answer] = answers_to(person)
    assert "calendar invitation" in answer.body
    assert "> Let us talk." in answer.body


def test_only_quoted_text_goes_back(deal):
    request = in_state("accepted", deal)
    assert reply(request, deal.sender.editor, text="> Only\n> this") == MailOutcome.RETURNED
    assert "says nothing but what it quotes" in answers_to(deal.sender.editor)[0].body


def test_too_large_goes_back_by_its_head(deal, settings):
    settings.MAX_REQUEST_BYTES = 1024 * 1024
    request = in_state("accepted", deal)
    text = "x" * 70 + "\n"
    assert reply(request, deal.sender.editor, text=text * 20_000) == MailOutcome.RETURNED
    assert "larger than 1 MB" in answers_to(deal.sender.editor)[0].body


def test_too_long_text_goes_back(deal):
    request = in_state("accepted", deal)
    assert reply(request, deal.sender.editor, text="word " * 1001) == MailOutcome.RETURNED
    assert not Message.objects.exists()
    [answer] = answers_to(deal.sender.editor)
    assert "5,000" in answer.body or "5000" in answer.body
    assert "word word" in answer.body


def test_colleague_who_lost_the_role_gets_the_text_back(deal):
    request = in_state("accepted", deal)
    Membership.objects.filter(user=deal.sender.editor).update(role="viewer")
    assert reply(request, deal.sender.editor) == MailOutcome.RETURNED
    Membership.objects.filter(user=deal.sender.owner).delete()
    assert reply(request, deal.sender.owner) == MailOutcome.RETURNED
    assert not Message.objects.exists()
    for person in (deal.sender.editor, deal.sender.owner):
        [answer] = answers_to(person)
        assert "Your role in “Tank Makers Nairobi” does not allow this" in answer.body
        assert "> It does." in answer.body
        assert "Reply-To" not in answer.extra_headers


def test_answer_is_in_the_language_of_its_reader(deal):
    request = sent(deal)
    deal.sender.editor.language = "ar"
    deal.sender.editor.save()
    with translation.override("fr"):
        reply(request, deal.sender.editor)
        assert translation.get_language() == "fr"
    [answer] = answers_to(deal.sender.editor)
    assert 'lang="ar" dir="rtl"' in answer.alternatives[0].content


def test_two_machines_that_answer_each_other_stop(deal):
    request = sent(deal)
    for number in range(9):
        reply(request, deal.sender.editor, Message_ID=f"<{number}@mail.example>")
    assert len(answers_to(deal.sender.editor)) == 5


def test_id_that_would_add_a_header_is_not_repeated(deal):
    request = sent(deal)
    content = raw(address(request, deal.sender.editor), sender=deal.sender.editor.email)
    odd = re.sub(rb"Message-ID: .*", b"Message-ID: x\r\n Bcc: <v@p.example> y", content)
    assert receive(odd) == MailOutcome.RETURNED
    [answer] = answers_to(deal.sender.editor)
    assert answer.message()["Bcc"] is None


# --- From elsewhere -----------------------------------------------------------------------------


@pytest.mark.parametrize("sender", ["stranger@people.example", "unconfirmed@people.example"])
def test_letter_from_elsewhere_is_told_to_the_person_alone(deal, sender):
    request = in_state("accepted", deal)
    EmailAddress.objects.create(user=deal.sender.editor, email="unconfirmed@people.example")
    mail.outbox.clear()
    assert reply(request, deal.sender.editor, sender=sender) == MailOutcome.NOT_THEIRS
    assert not Message.objects.exists()
    [answer] = mail.outbox
    assert answer.to == [deal.sender.editor.email]
    assert sender in answer.body
    assert "> It does." in answer.body


def test_confirmed_address_of_a_colleague_is_not_the_persons(deal):
    request = in_state("accepted", deal)
    sender = deal.sender.owner.email
    assert reply(request, deal.sender.editor, sender=sender) == MailOutcome.NOT_THEIRS
    assert not Message.objects.exists()


# --- Nobody is told ----------------------------------------------------------------------------


def test_forged_address_gets_nothing_and_is_logged(deal, caplog):
    caplog.set_level("INFO", logger="techaccord.mail")
    request = in_state("accepted", deal)
    made = address(request, deal.sender.editor)
    before, letters = rows(), len(mail.outbox)
    forged = made.replace(made[-25], "a" if made[-25] != "a" else "b", 1)
    for to in (forged, made.replace("replies.", "other."), "noreply@replies.example"):
        assert receive(raw(to, sender=deal.sender.editor.email)) == MailOutcome.UNKNOWN
    assert (rows(), len(mail.outbox)) == (before, letters)
    assert "reply by e-mail: unknown" in caplog.text
    assert deal.sender.editor.email not in caplog.text


@pytest.mark.parametrize(
    "headers", [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}], ids=str
)
def test_machine_gets_nothing(deal, headers):
    request = in_state("accepted", deal)
    before, letters = rows(), len(mail.outbox)
    assert reply(request, deal.sender.editor, **headers) == MailOutcome.IGNORED
    assert (rows(), len(mail.outbox)) == (before, letters)


def test_our_own_letter_coming_back_gets_nothing(deal):
    request = in_state("accepted", deal)
    [ours] = [m for m in mail.outbox if m.to == [deal.sender.editor.email]][-1:]
    content = ours.message().as_bytes().replace(b"Auto-Submitted", b"X-Was")
    letters = len(mail.outbox)
    assert receive(content, address(request, deal.sender.editor)) == MailOutcome.IGNORED
    assert len(mail.outbox) == letters


def test_who_has_left_gets_nothing(deal):
    request = in_state("accepted", deal)
    made, sender = address(request, deal.sender.editor), deal.sender.editor.email
    delete_account(deal.sender.editor, by=deal.sender.editor)
    letters = len(mail.outbox)
    assert receive(raw(made, sender=sender)) == MailOutcome.UNKNOWN
    assert len(mail.outbox) == letters
    assert not ReceivedMail.objects.exists()


def test_address_of_a_draft_gets_nothing(deal):
    request = in_state("draft", deal)
    assert reply(request, deal.sender.editor) == MailOutcome.UNKNOWN


def test_fault_of_ours_leaves_the_letter_to_come_again(deal, monkeypatch):
    request = in_state("accepted", deal)

    def fail(*args, **kwargs):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("negotiations.emails.message", fail)
        with pytest.raises(RuntimeError):
            reply(request, deal.sender.editor)
    assert not Message.objects.exists()
    assert not ReceivedMail.objects.exists()
    assert reply(request, deal.sender.editor) == MailOutcome.TAKEN


def test_acceptance_meanwhile_makes_it_a_message(deal):
    request = sent(deal)
    stale = ContactRequest.objects.get(pk=request.pk)
    answering.accept(request, by=deal.recipient.editor)
    assert stale.status == "submitted"
    assert reply(stale, deal.sender.editor) == MailOutcome.TAKEN
    assert Message.objects.get().kind == "message"
