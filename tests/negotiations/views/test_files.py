"""Files of a thread in the browser: sent by the form, shown, given out, kept with the rest."""

from __future__ import annotations

import io
import json
import re
import uuid
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accounts import personal_data
from core.files import private_storage
from negotiations.enums import AttachmentState, Side
from negotiations.models import ContactRequest, Message, MessageAttachment
from tests.marketplace.writing.test_files import SVG
from tests.negotiations.parties import in_state, offer_of, sent
from tests.negotiations.reach import refused_page
from tests.negotiations.sending import in_file_state, pdf, photograph, posted, ready, sent_file
from tests.partners.conftest import unchanged

pytestmark = pytest.mark.django_db


def write(client, request: ContactRequest, *files, view: str = "write_message", **data):
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    form = {"body": "As promised.", "key": str(uuid.uuid4()), "uploads": uploads, **data}
    return client.post(reverse(view, args=[request.pk]), form)


def page(client, request: ContactRequest) -> str:
    return client.get(request.get_absolute_url()).content.decode()


# --- The form -------------------------------------------------------------------------------


def test_form_takes_files_and_both_sides_see_them(deal, signed_in):
    request = in_state("accepted", deal)
    client = signed_in(deal.sender.editor)
    shown = page(client, request)
    assert 'enctype="multipart/form-data"' in shown
    assert re.search(r'<input type="file" name="uploads"[^>]* multiple', shown)
    answer = write(client, request, ("plan.pdf", pdf()), ("pump.jpg", photograph()))
    assert answer.url == request.get_absolute_url()
    for person in (deal.sender.viewer, deal.recipient.viewer):
        shown = page(signed_in(person), request)
        assert "plan.pdf" in shown
        assert "pump.webp" in shown
        assert "Not checked for viruses" in shown


def test_question_takes_files_too(deal, signed_in):
    request = sent(deal)
    data = {"view": "ask_for_more"}
    answer = write(signed_in(deal.recipient.editor), request, ("plan.pdf", pdf()), **data)
    assert answer.url == request.get_absolute_url()
    assert MessageAttachment.objects.get().message.side == "recipient"


@pytest.mark.parametrize("view", ["write_message", "ask_for_more"])
def test_refused_file_is_named_at_its_field_and_the_text_is_kept(deal, signed_in, view):
    request = in_state("accepted", deal) if view == "write_message" else sent(deal)
    client = signed_in(deal.recipient.editor)
    with unchanged():
        answer = write(
            client, request, ("plan.pdf", pdf()), ("drawing.svg", SVG), ("none.png", b""), view=view
        )
    form = answer.context["message_form" if view == "write_message" else "form"]
    assert set(form.errors) == {"uploads"}
    told = " ".join(form.errors["uploads"])
    assert "“drawing.svg” was not taken. Send a PDF, or a picture" in told
    assert "“none.png” was not taken." in told
    assert "Choose the files again" in told
    assert "As promised." in answer.content.decode()


def test_too_many_files_are_refused_at_their_field(deal, signed_in):
    request = in_state("accepted", deal)
    with unchanged():
        answer = write(signed_in(deal.sender.editor), request, *[("a.pdf", pdf())] * 6)
    assert "A message takes 5 files." in answer.context["message_form"].errors["uploads"][0]


def test_files_of_a_message_refused_for_another_reason_have_to_be_chosen_again(deal, signed_in):
    request = in_state("accepted", deal)
    client = signed_in(deal.sender.editor)
    answer = write(client, request, ("a.pdf", pdf()), body=" ")
    assert set(answer.context["message_form"].errors) == {"body", "uploads"}
    answer = write(client, request, body=" ")
    assert set(answer.context["message_form"].errors) == {"body"}
    assert not MessageAttachment.objects.exists()


def test_unnamed_sender_is_told_at_the_field_why_there_are_no_files(deal, signed_in):
    request = in_state("information_requested", deal, visibility="anonymous")
    shown = page(signed_in(deal.sender.editor), request)
    field = re.search(r'<input type="file" name="uploads"[^>]*>', shown).group()
    assert "disabled" in field
    assert "a file could tell who you are" in shown
    named = in_state("information_requested", deal, listing=offer_of(deal.recipient))
    shown = page(signed_in(deal.sender.editor), named)
    assert "disabled" not in re.search(r'<input type="file" name="uploads"[^>]*>', shown).group()


# --- Names, sizes, states -------------------------------------------------------------------


@pytest.mark.parametrize("state", AttachmentState.values)
def test_page_says_of_each_file_what_became_of_it(deal, signed_in, state):
    request = in_state("accepted", deal)
    file = sent_file(request, deal.sender.editor)
    in_file_state(file, state)
    for person in (deal.sender.viewer, deal.recipient.viewer):
        shown = page(signed_in(person), request)
        assert str(AttachmentState(state).label) in shown
        assert (file.get_absolute_url() in shown) == (state in {"clean", "unscanned"})


def test_name_is_text_and_size_is_that_of_the_locale(deal, signed_in):
    request = in_state("accepted", deal)
    file = sent_file(request, deal.sender.editor, name="<b>مضخة</b>.pdf")
    MessageAttachment.objects.update(size=1_300_000)
    client = signed_in(deal.recipient.editor)
    shown = page(client, request)
    assert "<bdi>&lt;b&gt;مضخة&lt;/b&gt;.pdf</bdi>" in shown
    assert "1.2\xa0MB" in shown
    with translation.override("fr"):
        shown = client.get(request.get_absolute_url()).content.decode()
        assert file.get_absolute_url() in shown
    assert "1,2\xa0M" in shown


def queries(client, address) -> int:
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address)
        b"".join(response.streaming_content) if response.streaming else None
    assert response.status_code == 200
    return len(asked)


@pytest.mark.parametrize("view", ["show_request", "export_request", "export_files"])
def test_queries_do_not_grow_with_messages_and_files(deal, signed_in, view):
    request = in_state("accepted", deal)
    client, address = signed_in(deal.recipient.editor), reverse(view, args=[request.pk])
    posted(request, deal.sender.editor, ready())
    client.get(address)
    before = queries(client, address)
    for _number in range(29):
        posted(request, deal.sender.editor, ready(), ready())
    assert queries(client, address) == before


# --- Giving out -----------------------------------------------------------------------------


def test_file_is_a_download_that_no_cache_keeps_and_nothing_runs(deal, signed_in):
    file = sent_file(in_state("accepted", deal), deal.sender.editor, name="Plan für Nairobi.pdf")
    for person in (deal.sender.viewer, deal.recipient.viewer):
        answer = signed_in(person).get(file.get_absolute_url())
        assert b"".join(answer.streaming_content) == b"%PDF-1.4"
        assert answer["Content-Disposition"].startswith("attachment;")
        assert "Plan%20f%C3%BCr%20Nairobi.pdf" in answer["Content-Disposition"]
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize("state", ["held", "infected"])
def test_what_is_held_or_deleted_is_given_to_nobody(deal, signed_in, state):
    file = sent_file(in_state("accepted", deal), deal.sender.editor)
    in_file_state(file, state)
    for person in (deal.sender.editor, deal.recipient.editor):
        answer = signed_in(person).get(file.get_absolute_url())
        assert answer.status_code == 409
        assert str(AttachmentState(state).label) in answer.content.decode()


def test_hidden_file_answers_as_a_random_one(deal, signed_in):
    client = signed_in(deal.stranger)
    file = sent_file(in_state("accepted", deal), deal.sender.editor)
    there = refused_page(client, "download_attachment", file.pk)
    assert there == refused_page(client, "download_attachment", uuid.uuid4())


def test_who_has_left_the_organisation_gets_no_file(deal, signed_in):
    file = sent_file(in_state("accepted", deal), deal.sender.editor)
    client = signed_in(deal.recipient.viewer)
    assert client.get(file.get_absolute_url()).status_code == 200
    deal.recipient.organisation.memberships.filter(user=deal.recipient.viewer).delete()
    assert client.get(file.get_absolute_url()).status_code == 404


def test_lost_bytes_are_not_found_and_told_to_the_operator(deal, signed_in, caplog):
    file = sent_file(in_state("accepted", deal), deal.sender.editor)
    private_storage().delete(file.file.name)
    assert signed_in(deal.sender.editor).get(file.get_absolute_url()).status_code == 404
    assert f"The bytes of {file} are lost." in caplog.text


# --- The correspondence ---------------------------------------------------------------------


def archive(client, request: ContactRequest) -> zipfile.ZipFile:
    answer = client.get(reverse("export_files", args=[request.pk]))
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"] == f'attachment; filename="request-{request.pk}.zip"'
    assert answer["Cache-Control"] == "private, no-store"
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def test_correspondence_is_kept_with_its_files(deal, signed_in):
    request = in_state("accepted", deal)
    posted(request, deal.sender.editor, ready("a.pdf", b"one"), ready("a.pdf", b"two"))
    posted(request, deal.recipient.editor, ready("b.pdf", b"three"), side=Side.RECIPIENT)
    client = signed_in(deal.sender.viewer)
    assert reverse("export_files", args=[request.pk]) in page(client, request)
    kept = archive(client, request)
    names = ["files/001 a.pdf", "files/002 a.pdf", "files/003 b.pdf"]
    assert kept.namelist() == ["request.json", *names]
    assert [kept.read(name) for name in names] == [b"one", b"two", b"three"]
    text = kept.read("request.json").decode()
    assert text == client.get(reverse("export_request", args=[request.pk])).content.decode()
    files = [file for entry in json.loads(text)["thread"] for file in entry["files"]]
    assert [file["in_archive"] for file in files] == names
    assert {file["state"] for file in files} == {"unscanned"}


def test_what_cannot_be_opened_is_named_and_left_out(deal, signed_in):
    request = in_state("accepted", deal)
    for state in AttachmentState.values:
        in_file_state(sent_file(request, deal.sender.editor, name=f"{state}.pdf"), state)
    lost = sent_file(request, deal.sender.editor, name="lost.pdf")
    private_storage().delete(lost.file.name)
    kept = archive(signed_in(deal.recipient.viewer), request)
    assert kept.namelist() == ["request.json", "files/002 clean.pdf", "files/004 unscanned.pdf"]
    assert "held.pdf" in kept.read("request.json").decode()


def test_name_of_a_file_leads_nowhere_on_the_readers_disk(deal, signed_in, tmp_path):
    request = in_state("accepted", deal)
    sent_file(request, deal.sender.editor, name="plan.pdf")
    MessageAttachment.objects.update(name="../../../evil.pdf")
    archive(signed_in(deal.recipient.viewer), request).extractall(tmp_path)
    assert (tmp_path / "files" / "001 .._.._.._evil.pdf").exists()


def test_page_without_files_offers_no_archive_of_them(deal, signed_in):
    request = in_state("accepted", deal)
    posted(request, deal.sender.editor)
    address = reverse("export_files", args=[request.pk])
    client = signed_in(deal.recipient.viewer)
    assert address not in page(client, request)
    assert archive(client, request).namelist() == ["request.json"]


def test_files_are_named_in_what_a_person_takes_along(deal):
    request = in_state("accepted", deal)
    sent_file(request, deal.sender.editor)
    (message,) = personal_data.export(deal.sender.editor)["messages"]
    assert [file["name"] for file in message["files"]] == ["plan.pdf"]
    assert personal_data.export(deal.recipient.editor)["messages"] == []


def test_files_stay_when_their_sender_is_deleted(deal, signed_in):
    file = sent_file(in_state("accepted", deal), deal.sender.editor)
    for entry in personal_data.erasers():
        if entry.erase:
            entry.erase(deal.sender.editor)
    assert Message.objects.count() == 1
    answer = signed_in(deal.recipient.viewer).get(file.get_absolute_url())
    assert answer.status_code == 200
