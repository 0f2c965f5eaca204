"""Filling in the pages of a draft as a browser does: everything that stands on the page is sent."""

from __future__ import annotations

from html.parser import HTMLParser

from django.urls import reverse

from marketplace.actions import drafting
from marketplace.models import Listing
from tests.factories import ListingFactory

NOT_SENT = {"submit", "button", "file", "image", "reset"}


class _Form(HTMLParser):
    """The fields of one form of a page: the one that carries `token` or `writer`."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self.area = self.select = None

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.forms.append({})
        elif not self.forms:
            return
        elif tag == "input":
            self._input(given)
        elif tag == "textarea":
            self.area = given["name"]
            self.forms[-1][self.area] = [""]
        elif tag == "select":
            self.select = given["name"]
        elif tag == "option" and "selected" in given:
            self.forms[-1].setdefault(self.select, []).append(given.get("value", ""))

    def _input(self, given):
        kind = given.get("type", "text")
        if kind in NOT_SENT or (kind in ("checkbox", "radio") and "checked" not in given):
            return
        self.forms[-1].setdefault(given["name"], []).append(given.get("value") or "")

    def handle_endtag(self, tag):
        if tag == "textarea":
            # Browsers drop the line break that Django writes after the tag.
            text = self.forms[-1][self.area][0]
            self.forms[-1][self.area] = [text.removeprefix("\n")]
            self.area = None

    def handle_data(self, data):
        if self.area:
            self.forms[-1][self.area][0] += data


def fields(response) -> dict[str, list[str]]:
    """What a browser would send if the page's own form were sent untouched."""
    parser = _Form()
    parser.feed(response.content.decode())
    return next(form for form in parser.forms if "writer" in form)


def address(listing, step: str) -> str:
    return reverse("write_step", args=[listing.pk, step])


def fill(client, url: str, **values):
    """Open the page, change the fields named, send it."""
    sent = fields(client.get(url))
    sent.pop("csrfmiddlewaretoken", None)
    return client.post(url, {**sent, **values})


def drafted(house, **values) -> Listing:
    """A draft of the house as the pages make it: with a revision, written by the editor."""
    listing = ListingFactory.build(
        organisation=house.organisation, author=house.editor, **{"description": "Long.", **values}
    )
    return drafting.start(listing, by=house.editor)


def newest(listing) -> Listing:
    """The newest draft, read afresh."""
    return Listing.objects.get(pk=listing.pk).get_latest_revision_as_object()
