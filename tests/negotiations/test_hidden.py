"""A request that a person may not see answers as one that never was, byte for byte."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.test import Client
from django.urls import URLResolver, reverse

from negotiations import urls
from negotiations.actions import safety
from negotiations.enums import Side
from tests.negotiations.parties import drafted, in_state, offer_of, party, sent
from tests.negotiations.reach import bytes_of
from tests.negotiations.sending import sent_file

pytestmark = pytest.mark.django_db

METHODS = ("get", "head", "options", "post", "put", "patch", "delete")
# In any two answers: the page's nonce, the token of its forms, and when the cookie of that ends.
CHANGING = re.compile(
    rb"'nonce-[^']+'|nonce=\"[^\"]+\"|value=\"\w{64}\"|csrftoken=\w+|expires=[^;]+"
)
FORM = {"do": "send", "code": "too_early", "body": "Hello", "text": "Rude.", "note": "Ha."}
OF_A_REQUEST = "requests/<uuid:pk>/"
PARAMETER = re.compile(r"<\w+:(\w+)>")


@pytest.fixture
def hidden(deal) -> dict[str, Any]:
    """The keys of what is there: of a request, and of what the addresses that are named want."""
    in_contact = in_state("accepted", deal)
    other = in_state("submitted", deal, listing=offer_of(deal.recipient))
    block = safety.block(other, by=deal.recipient.owner, side=Side.RECIPIENT)
    withdrawn = offer_of(deal.recipient)
    type(withdrawn).objects.filter(pk=withdrawn.pk).update(status="withdrawn", live=False)
    file = sent_file(in_contact, deal.sender.editor)
    return {
        "": in_contact.pk, "start_request": withdrawn.pk, "unblock_sender": block.pk,
        "download_attachment": file.pk,
    }  # fmt: skip


def addresses(keys: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Every address of requests, the key in it, and the same with the key of nothing."""
    for route, name in routes(urls.urlpatterns):
        others = {found: uuid.uuid4() for found in PARAMETER.findall(route) if found != "pk"}
        key = keys.get(name, keys[""] if route.startswith(OF_A_REQUEST) else None)
        if key is not None:
            nothing = uuid.uuid4() if isinstance(key, uuid.UUID) else key + 1000
            here = reverse(name, kwargs={"pk": key, **others})
            yield here, str(key), str(nothing)


def routes(patterns: list, before: str = "") -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        route = f"{before}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route, pattern.name


def differing(client: Client, keys: Mapping[str, Any]) -> list[str]:
    """Where something hidden is told from nothing at all; every answer is a refusal."""
    found = []
    for here, key, nothing in addresses(keys):
        for method in METHODS:
            one = answer(client, method, here, key)
            other = answer(client, method, here.replace(key, nothing), nothing)
            if one != other or not 300 <= one[0] < 500:
                found.append(f"{method} {here}: {one[0]} and {other[0]}")
    return found


def answer(client: Client, method: str, address: str, key: str) -> tuple[int, bytes]:
    data = {"data": FORM} if method == "post" else {}
    response = getattr(client, method)(address, **data)
    path = address.removeprefix("/en")  # it is there in other languages too
    same = CHANGING.sub(b"", bytes_of(response)).replace(path.encode(), b"")
    if len(key) == len(str(uuid.uuid4())):
        same = same.replace(key.encode(), b"")
    return response.status_code, re.sub(rb"Content-Length: \d+\n", b"", same)


@pytest.mark.parametrize("persona", ["nobody", "stranger", "member of another"])
def test_hidden_request_answers_as_one_that_never_was(deal, hidden, signed_in, client, persona):
    if persona != "nobody":
        person = deal.stranger if persona == "stranger" else party("House of Others").owner
        client = signed_in(person)
    assert len(list(addresses(hidden))) > 18
    assert differing(client, hidden) == []


def test_draft_of_a_colleague_answers_as_one_that_never_was(deal, signed_in):
    draft = drafted(deal)
    assert differing(signed_in(deal.sender.owner), {"": draft.pk}) == []
    assert differing(signed_in(deal.recipient.owner), {"": draft.pk}) == []


def test_difference_would_be_seen(deal, signed_in):
    """A viewer of the recipient may read the request, and may not act on it: neither is hidden."""
    request = sent(deal)
    told = differing(signed_in(deal.recipient.viewer), {"": request.pk})
    assert {line.rpartition(": ")[2] for line in told} >= {"200 and 404", "403 and 404"}
