"""Letters that a mail provider posts: only with its secret, and as large as a request can be."""

from __future__ import annotations

import base64
import json

import pytest
from django.urls import include, path
from django.utils import translation

from accounts.mail_provider import provider_urls
from config import urls
from negotiations.models import Message, MessageAttachment, ReceivedMail
from tests.negotiations.parties import in_state
from tests.negotiations.replying.letters import address, letter
from tests.negotiations.sending import pdf

urlpatterns = [path("mail/", include(provider_urls("postmark"))), *urls.urlpatterns]
handler400, handler500 = urls.handler400, urls.handler500

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

INBOUND = "/mail/postmark/inbound/"
SECRET = "postmark:secret"


@pytest.fixture(autouse=True)
def provider(settings):
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}


def posted(client, event: dict, *, secret: str | None = SECRET):
    headers = {}
    if secret is not None:
        headers["Authorization"] = f"Basic {base64.b64encode(secret.encode()).decode()}"
    with translation.override("en"):
        return client.post(INBOUND, json.dumps(event), "application/json", headers=headers)


def event(request, person, **values) -> dict:
    message = letter(address(request, person), sender=person.email)
    return {
        "RawEmail": message.as_string(),
        "OriginalRecipient": address(request, person),
        "Headers": [],
        **values,
    }


def test_letter_of_the_provider_is_a_message_once(client, deal):
    request = in_state("accepted", deal)
    for _time in range(2):
        assert posted(client, event(request, deal.sender.editor)).status_code == 200
    assert Message.objects.get().body == "It does."


@pytest.mark.parametrize("secret", [None, "", "postmark:wrong", "postmark"])
def test_letter_without_the_secret_is_refused(client, deal, secret):
    request = in_state("accepted", deal)
    assert posted(client, event(request, deal.sender.editor), secret=secret).status_code == 400
    assert not ReceivedMail.objects.exists()


def test_address_answers_to_posts_alone(client):
    assert client.get(INBOUND).status_code == 405
    assert client.delete(INBOUND).status_code == 405


def test_letter_in_parts_is_put_together(client, deal):
    request = in_state("accepted", deal)
    person = deal.sender.editor
    parts = {
        "FromFull": {"Email": person.email, "Name": "Amina"},
        "ToFull": [{"Email": address(request, person), "Name": ""}],
        "Subject": "Re: A question",
        "TextBody": "It does.\n\nOn 26 Nov 2026, X <n@x.example> wrote:\n> Old",
        "Headers": [{"Name": "Message-ID", "Value": "<1@mail.example>"}],
        "Attachments": [
            {
                "Name": "plan.pdf",
                "ContentType": "application/pdf",
                "Content": base64.b64encode(pdf()).decode(),
            }
        ],
    }
    assert posted(client, parts).status_code == 200
    assert Message.objects.get().body == "It does."
    assert MessageAttachment.objects.get().name == "plan.pdf"


def test_letter_larger_than_a_form_is_taken(client, deal, settings):
    request = in_state("accepted", deal)
    large = event(request, deal.sender.editor, Padding="x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    assert posted(client, large, secret="postmark:wrong").status_code == 400
    assert posted(client, large).status_code == 200
    assert Message.objects.count() == 1
    assert not MessageAttachment.objects.exists()


def test_fifty_megabytes_are_refused_before_they_are_read(client, deal, settings, monkeypatch):
    request = in_state("accepted", deal)
    settings.MAX_REQUEST_BYTES = 100_000
    monkeypatch.setattr("django.http.HttpRequest.read", None)
    large = event(request, deal.sender.editor, Padding="x" * 200_000)
    assert posted(client, large).status_code == 413


def test_fault_of_ours_asks_the_provider_to_come_again(client, deal, monkeypatch):
    request = in_state("accepted", deal)
    client.raise_request_exception = False

    def fail(*args, **kwargs):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("negotiations.emails.message", fail)
        assert posted(client, event(request, deal.sender.editor)).status_code == 500
    assert posted(client, event(request, deal.sender.editor)).status_code == 200
    assert Message.objects.count() == 1
