"""What editors may write, and what comes out of it."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import ValidationError
from wagtail.admin.rich_text import get_rich_text_editor_widget
from wagtail.rich_text import RichText

from cms.blocks import TEXT_FEATURES, BodyBlock, LinkBlock
from cms.models import StandardPage

pytestmark = pytest.mark.django_db


def saved(*, text: str, entity: dict | None = None) -> str:
    """What the editor stores of a paragraph, with `entity` on its first four letters."""
    content = {
        "blocks": [
            {
                "key": "a1",
                "text": text,
                "type": "unstyled",
                "depth": 0,
                "inlineStyleRanges": [],
                "entityRanges": [{"offset": 0, "length": 4, "key": 0}] if entity else [],
            }
        ],
        "entityMap": {"0": entity} if entity else {},
    }
    widget = get_rich_text_editor_widget(features=TEXT_FEATURES)
    return widget.value_from_datadict({"text": json.dumps(content)}, {}, "text")


def test_script_typed_into_a_text_comes_out_as_text():
    html = str(RichText(saved(text="<script>alert(1)</script>")))
    assert "<script" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize("address", ["javascript:alert(1)", "JaVaScript:x", "data:text/html,x"])
def test_link_that_would_run_something_loses_its_address(address):
    entity = {"type": "LINK", "mutability": "MUTABLE", "data": {"url": address}}
    html = str(RichText(saved(text="here is a link", entity=entity)))
    assert address.lower() not in html.lower()
    assert "here" in html


def test_picture_pasted_into_a_text_is_dropped():
    entity = {"type": "IMAGE", "mutability": "IMMUTABLE", "data": {"src": "https://evil.example/"}}
    assert "evil.example" not in saved(text="here", entity=entity)


def test_stored_link_cannot_break_out_of_its_address():
    html = str(RichText('<p><a linktype="page" id="1&quot; onclick=&quot;x">x</a></p>'))
    assert "onclick" not in html


@pytest.mark.parametrize(
    ("levels", "is_fine"), [("23", True), ("232", True), ("2", True), ("3", False), ("", True)]
)
def test_headings_keep_their_order(levels, is_fine):
    block = BodyBlock()
    value = block.to_python(
        [{"type": "heading", "value": {"text": "Title", "level": level}} for level in levels]
    )
    block.set_meta_options({"required": False})
    if is_fine:
        block.clean(value)
    else:
        with pytest.raises(ValidationError):
            block.clean(value)


@pytest.mark.parametrize(
    ("url", "with_page", "text", "is_fine"),
    [
        ("https://example.org/", False, "There", True),
        ("https://example.org/", False, "", False),
        ("", True, "", True),
        ("", False, "There", False),
        ("https://example.org/", True, "There", False),
        ("javascript:alert(1)", False, "There", False),
    ],
)
def test_link_leads_to_one_place(url, with_page, text, is_fine):
    page = StandardPage.objects.first().page_ptr if with_page else None
    value = {"url": url, "page": page, "text": text, "note": ""}
    if is_fine:
        LinkBlock().clean(value)
    else:
        with pytest.raises(ValidationError):
            LinkBlock().clean(value)


def test_every_block_is_drawn(client):
    page = StandardPage.objects.get(slug="about", locale__language_code="en")
    other = StandardPage.objects.get(slug="help", locale__language_code="en")
    cells = [{"values": ["Wind", 2.5, "<p>See <b>this</b></p>"]}]
    columns = [
        {"type": "text", "heading": "Source"},
        {"type": "number", "heading": "Power"},
        {"type": "rich_text", "heading": "Note"},
    ]
    page.body = [
        {"type": "heading", "value": {"text": "First", "level": "2"}},
        {"type": "quote", "value": {"text": "Said <so>.", "source": "A. Author"}},
        {"type": "call_out", "value": {"title": "Mind", "text": "<p>the gap</p>"}},
        {"type": "table", "value": {"caption": "Sources", "columns": columns, "rows": cells}},
        {
            "type": "links",
            "value": {
                "links": [
                    {"page": other.pk, "url": "", "text": "", "note": "Begin here"},
                    {"page": None, "url": "https://example.org/", "text": "Out", "note": ""},
                ]
            },
        },
    ]
    page.save()
    html = client.get("/en/about/").content.decode()
    assert "Said &lt;so&gt;." in html
    assert "<caption>Sources</caption>" in html
    assert '<th scope="row">Wind</th>' in html
    assert '<td class="num">2.5</td>' in html
    assert '<a href="/en/help/">Help</a>' in html
    assert '<a href="https://example.org/">Out</a>' in html
    assert "<strong>Mind</strong>" in html
