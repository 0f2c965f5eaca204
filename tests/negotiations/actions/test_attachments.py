"""What may go with a message: whose, of which kind, how many; and that nothing is half written."""

from __future__ import annotations

import hashlib
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.db.transaction import TransactionManagementError

from core import uploads
from core.errors import ActionRefused
from core.files import private_storage
from negotiations.actions import answering, attachments, threads
from negotiations.actions.attachments import attach, check_all
from negotiations.enums import Side
from negotiations.models import Message, MessageAttachment
from negotiations.models.attachments import FOLDER
from tests.marketplace.writing.test_files import SVG, huge
from tests.negotiations.parties import in_state, sent
from tests.negotiations.sending import pdf, photograph, posted, raw, ready
from tests.partners.conftest import recorded, refused

pytestmark = pytest.mark.django_db


def test_file_is_kept_cleaned_with_its_message(deal):
    request = in_state("accepted", deal)
    message = posted(request, deal.sender.editor, raw("Drawing.JPG", photograph()), raw())
    picture, document = message.attachments.all()
    assert (picture.name, picture.media_type) == ("Drawing.webp", "image/webp")
    assert (document.name, document.media_type) == ("plan.pdf", "application/pdf")
    content = picture.file.read()
    assert b"Kisumu" in photograph()
    assert b"Kisumu" not in content
    assert picture.sha256 == hashlib.sha256(content).hexdigest()
    assert picture.size == len(content)
    assert picture.file.name.startswith(f"{FOLDER}/")
    assert "Drawing" not in picture.file.name
    assert {row.state for row in (picture, document)} == {"unscanned"}


def test_what_was_sent_is_recorded_without_its_name(deal):
    request = in_state("accepted", deal)
    posted(request, deal.sender.editor, ready("Amina's CV.pdf"))
    entry = recorded("attachment.sent")
    assert entry.actor == deal.sender.editor
    assert entry.about == [deal.sender.organisation, request]
    assert "Amina" not in str(entry.data)


def test_recipient_sends_files_with_a_question_and_a_named_sender_with_the_answer(deal):
    request = sent(deal)
    answering.ask(
        request, by=deal.recipient.editor, question="This one?", key=uuid.uuid4(), files=[ready()]
    )
    answering.answer(
        request, by=deal.sender.editor, body="Yes", key=uuid.uuid4(), files=[ready(), ready()]
    )
    assert [message.attachments.count() for message in request.messages.all()] == [1, 2]


def test_unnamed_sender_sends_no_file_before_acceptance(deal):
    request = in_state("information_requested", deal, visibility="anonymous")

    def answer() -> None:
        body, key = "The small one.", uuid.uuid4()
        answering.answer(request, by=deal.sender.editor, body=body, key=key, files=[ready()])

    with refused("unnamed"):
        answer()
    answering.accept(request, by=deal.recipient.editor)
    posted(request, deal.sender.editor, ready())
    assert MessageAttachment.objects.count() == 1


def test_recipient_of_an_unnamed_sender_may_send_files(deal):
    request = sent(deal, visibility="anonymous")
    answering.ask(
        request, by=deal.recipient.editor, question="This?", key=uuid.uuid4(), files=[ready()]
    )
    assert MessageAttachment.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.pdf", b"", "empty"),
        ("empty.png", b"", "empty"),
        ("drawing.svg", SVG, "Send a PDF, or a picture"),
        ("drawing.png", SVG, "not an image we can read"),
        ("huge.png", huge(), "million pixels"),
        ("bomb.zip", b"PK\x03\x04" + b"\0" * 100, "Send a PDF, or a picture"),
        ("bomb.pdf", b"PK\x03\x04" + b"\0" * 100, "whose ending says which it is"),
        ("plan.exe", pdf(), "Send a PDF, or a picture"),
        ("plan", pdf(), "Send a PDF, or a picture"),
        ("photo.pdf", photograph(), "whose ending says which it is"),
        ("large.pdf", pdf() + b"x" * (10 * 1024 * 1024), "larger than 10 MB"),
        ("torn.pdf", pdf()[:200], "Print it to a new PDF"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_other_files_are_refused_by_name_and_nothing_is_sent(deal, name, content, sentence):
    request = in_state("accepted", deal)
    with refused("refused_file"):
        posted(request, deal.sender.editor, ready(), raw(name, content))
    with pytest.raises(ActionRefused, match=f"“{name}” was not taken.*{sentence}"):
        posted(request, deal.sender.editor, raw(name, content))


def test_all_that_is_wrong_is_told_at_once():
    with pytest.raises(ActionRefused) as refusal:
        check_all([raw(), raw("a.svg", SVG), raw("b.png", b"")])
    assert "“a.svg”" in str(refusal.value)
    assert "“b.png”" in str(refusal.value)
    assert "plan.pdf" not in str(refusal.value)


def test_name_with_line_breaks_is_refused_in_one_line(deal):
    with pytest.raises(ActionRefused) as refusal:
        check_all([raw("a\r\nBcc: b\u202e.svg", SVG)])
    assert "“aBcc: b.svg”" in str(refusal.value)


def test_message_takes_so_many_files(deal, monkeypatch):
    request = in_state("accepted", deal)
    most = [ready()] * attachments.MOST_IN_MESSAGE
    posted(request, deal.sender.editor, *most)
    with refused("too_many_files"):
        posted(request, deal.sender.editor, *most, ready())
    with pytest.raises(ActionRefused, match="takes 5 files"):
        check_all([raw()] * 6)


def test_too_many_files_are_refused_before_each_is_read(deal, monkeypatch):
    request = in_state("accepted", deal)
    monkeypatch.setattr(uploads, "checked", lambda *args, **kwargs: pytest.fail("read"))
    with refused("too_many_files"):
        posted(request, deal.sender.editor, *[raw()] * 6)


def test_files_of_a_message_have_a_size_together(deal, monkeypatch):
    monkeypatch.setattr(attachments, "MOST_BYTES_IN_MESSAGE", 10)
    request = in_state("accepted", deal)
    posted(request, deal.sender.editor, ready(content=b"12345"), ready(content=b"12345"))
    with refused("too_large"):
        posted(request, deal.sender.editor, ready(content=b"12345"), ready(content=b"123456"))
    with pytest.raises(ActionRefused, match="MB together"):
        check_all([raw(content=b"12345"), raw(content=b"123456")])


def test_too_much_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(uploads, "checked", lambda *args, **kwargs: pytest.fail("read"))
    with pytest.raises(ActionRefused):
        check_all([raw()] * 6)


@pytest.mark.parametrize(("limit", "most"), [("MOST_IN_THREAD", 2), ("MOST_BYTES_IN_THREAD", 17)])
def test_each_side_of_a_thread_has_room_of_its_own(deal, monkeypatch, limit, most):
    monkeypatch.setattr(attachments, limit, most)
    request = in_state("accepted", deal)
    posted(request, deal.sender.editor, ready(), ready())
    with refused("thread_full"):
        posted(request, deal.sender.editor, ready())
    posted(request, deal.recipient.editor, ready(), side=Side.RECIPIENT)
    posted(request, deal.sender.editor)


def test_form_sent_twice_keeps_its_files_once(deal):
    request, key = in_state("accepted", deal), uuid.uuid4()
    for _time in range(2):
        threads.post(
            request, by=deal.sender.editor, side=Side.SENDER, body="x", key=key, files=[ready()]
        )
    assert MessageAttachment.objects.count() == 1
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_files_are_kept_in_a_transaction_only(deal):
    message = posted(in_state("accepted", deal), deal.sender.editor)
    with pytest.raises(TransactionManagementError):
        attach(message, [ready()], by=deal.sender.editor)
    assert not MessageAttachment.objects.exists()


def test_no_files_are_nothing_to_do(deal, django_assert_num_queries):
    message = posted(in_state("accepted", deal), deal.sender.editor)
    with django_assert_num_queries(0):
        assert attach(message, [], by=deal.sender.editor) == []


def stored() -> set[str]:
    try:
        return {f"{FOLDER}/{name}" for name in private_storage().listdir(FOLDER)[1]}
    except FileNotFoundError:
        return set()


def test_file_of_a_transaction_that_is_rolled_back_leaves_no_row(deal):
    request = in_state("accepted", deal)
    before = stored()
    with transaction.atomic():
        posted(request, deal.sender.editor, ready())
        transaction.set_rollback(True)
    assert not MessageAttachment.objects.exists()
    assert len(stored() - before) == 1  # what prune_attachments is for


def test_row_says_of_itself_whether_there_are_bytes(deal):
    row = posted(in_state("accepted", deal), deal.sender.editor, ready()).attachments.get()
    for wrong in ({"state": "infected"}, {"file": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            MessageAttachment.objects.filter(pk=row.pk).update(**wrong)
