"""What is wrong, late or hostile in a form about a request: told in words, and nothing is lost."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from marketplace.actions import life
from negotiations.actions import answering, asking, safety, threads
from negotiations.enums import Side
from negotiations.models import ContactRequest, Intention
from tests.negotiations.parties import ANSWERS, again, drafted, need_of, offer_of, sent
from tests.negotiations.views.test_pages import FORM, page

pytestmark = pytest.mark.django_db


def opened(client, start: str) -> dict[str, str]:
    """What the form says of when it was opened, and by whom."""
    (token,) = re.findall(r'name="opened" value="([^"]+)"', page(client, start))
    return {"opened": token}


def test_what_is_written_while_the_listing_is_withdrawn_is_kept(deal, signed_in):
    start, client = reverse("start_request", args=[deal.listing.pk]), signed_in(deal.sender.editor)
    token = opened(client, start)
    life.withdraw(deal.listing, by=deal.recipient.editor)
    answer = client.post(start, {**FORM, **token})
    assert "no longer public. What you wrote is kept as a draft." in answer.text
    draft = ContactRequest.objects.get()
    assert (draft.status, draft.intention.proposal) == ("draft", ANSWERS["proposal"])
    assert ANSWERS["proposal"] in page(client, reverse("write_request", args=[draft.pk]))


def test_listing_that_is_not_public_takes_no_form_that_was_not_opened(
    deal, signed_in, time_machine
):
    start, client = reverse("start_request", args=[deal.listing.pk]), signed_in(deal.sender.editor)
    other = reverse("start_request", args=[offer_of(deal.recipient).pk])
    tokens = [
        {},
        {"opened": "x"},
        opened(client, other),
        opened(signed_in(deal.sender.owner), start),
    ]
    mine = opened(client, start)
    life.withdraw(deal.listing, by=deal.recipient.editor)
    for token in tokens:
        assert client.post(start, {**FORM, **token}).status_code == 404
    time_machine.move_to(timezone.now() + timedelta(hours=25))
    assert client.post(start, {**FORM, **mine}).status_code == 404
    assert not ContactRequest.objects.exists()


@pytest.mark.parametrize("code", ["", "because"])
def test_decline_without_a_reason_says_so_at_its_field_and_keeps_the_text(deal, signed_in, code):
    request, client = sent(deal), signed_in(deal.recipient.editor)
    address = reverse("decline_request", args=[request.pk])
    answer = client.post(address, {"code": code, "note": "Not this year."})
    assert set(answer.context["form"].errors) == {"code"}
    assert 'href="#id_code' in answer.text
    assert "Not this year." in answer.text
    assert again(request).status == "submitted"


def test_script_in_every_text_of_a_request_is_shown_as_text(deal, signed_in):
    script = "<script>alert(1)</script>"
    texts = dict.fromkeys(Intention.TEXTS, script)
    own = need_of(deal.sender, title=script)
    request = drafted(
        deal, own_listing=own, listing=offer_of(deal.recipient, title=script), **texts
    )
    author, reader = signed_in(deal.sender.editor), signed_in(deal.recipient.editor)
    shown = [page(author, reverse("write_request", args=[request.pk]))]
    asking.send(request, by=deal.sender.editor)
    key = uuid.uuid4()
    answering.ask(request, by=deal.recipient.editor, question=script, key=key)
    threads.add_note(request, by=deal.recipient.editor, side=Side.RECIPIENT, body=script)
    answer = {"code": "too_early", "note": script, "suggestion": script}
    answering.decline(request, by=deal.recipient.editor, **answer)
    safety.report(request, by=deal.recipient.editor, side=Side.RECIPIENT, text=script)
    for client in (author, reader):
        shown.append(page(client, request.get_absolute_url()))
    # Four answers and two titles; then the question and the two words of who declined, too.
    for text, least in zip(shown, (6, 9, 9), strict=True):
        assert text.count(escape(script)) >= least
        assert script not in text
