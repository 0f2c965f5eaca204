"""Everything that a person can get from the site, in bytes."""

from __future__ import annotations

import html
import re
from collections import Counter, deque
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve, reverse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from django.core.mail import EmailMessage
    from django.http import HttpResponse
    from django.test import Client

LINK = re.compile(r'\b(?:href|src|action)="([^"]+)"')
PLACE = re.compile(r"<loc>([^<]+)</loc>")
# The demo's mailbox is everybody's; signing out would end the visit.
LEFT_OUT = re.compile(r"^/(?:demo/|static/|(?:fr|es|ar|ru|zh-hans)/)|logout")
# Filters can be combined without end, and the steps of a form are alike: so many of one path, and
# so many of one view.
OF_ONE_PATH, OF_ONE_VIEW = 2, 12


def reach(client: Client, starts: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Every answer from these addresses on, along the links and forms in them, by GET."""
    waiting, seen = deque(starts), Counter()
    while waiting:
        address = waiting.popleft()
        path = urlsplit(address).path
        view = _view(path)
        is_much = seen[path] >= OF_ONE_PATH or seen[view] >= OF_ONE_VIEW
        if LEFT_OUT.search(path) or seen[address] or is_much:
            continue
        seen.update({address, path, view})
        response = client.get(address)
        answer = bytes_of(response)
        yield address, answer
        waiting.extend(_links(address, response, answer.decode(errors="replace")))


def _view(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return path


def bytes_of(response: HttpResponse) -> bytes:
    """Head and body of an answer."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    head = "".join(f"{name}: {value}\n" for name, value in response.headers.items())
    return f"{head}{response.cookies.output()}\n".encode() + body


def _links(address: str, response: HttpResponse, text: str) -> Iterator[str]:
    found = [response["Location"]] if "Location" in response else []
    for link in (*found, *LINK.findall(text), *PLACE.findall(text)):
        to = urlsplit(urljoin(f"http://testserver{address}", html.unescape(link)))
        if to.scheme in {"http", "https"} and to.netloc == "testserver":
            yield to.path + (f"?{to.query}" if to.query else "")


def bytes_of_mail(message: EmailMessage) -> bytes:
    """All parts of a message with their heads, as they are read."""
    parts = list(message.message().walk())
    heads = [f"{name}: {value}" for part in parts for name, value in part.items()]
    bodies = [part.get_payload(decode=True) or b"" for part in parts]
    return "\n".join([str(message.subject), *heads]).encode() + b"\n".join(bodies)


def refused_page(client: Client, view: str, pk: UUID) -> str:
    """The page that says there is nothing, without what differs in any two answers, and the key."""
    response = client.get(reverse(view, args=[pk]))
    assert response.status_code == 404
    nonces = r'nonce="[^"]+"|value="[A-Za-z0-9]{64}"'
    return re.sub(nonces, "", response.content.decode()).replace(str(pk), "")
