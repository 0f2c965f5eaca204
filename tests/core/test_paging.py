"""Links to the other pages of a list."""

from __future__ import annotations

import re
from types import SimpleNamespace

from django.core.paginator import Paginator

from core.templatetags.paging import pagination


def links(html: str) -> list[str]:
    return re.findall(r'<a (?:rel="\w+" )?href="([^"]*)"', html)


def drawn(rf, *, page: int = 1, pages: int = 100, asked: str | None = None, query: str = "") -> str:
    context = SimpleNamespace(request=rf.get(f"/?{query}"))
    return pagination(context, Paginator(range(pages * 10), 10).page(page), asked)


def test_ends_and_neighbours_are_kept(rf):
    html = drawn(rf, page=50)
    assert re.findall(r">(\d+|…)<", html) == ["1", "…", "48", "49", "50", "51", "52", "…", "100"]
    assert re.findall(r'href="([^"]*)" aria-current="page">(\d+)', html) == [("?page=50", "50")]
    assert re.findall(r'rel="(\w+)" href="([^"]*)"', html) == [
        ("prev", "?page=49"), ("next", "?page=51"),
    ]  # fmt: skip


def test_one_page_needs_no_links(rf):
    assert drawn(rf, pages=1) == ""


def test_first_and_last_page_have_one_neighbour(rf):
    assert 'rel="prev"' not in drawn(rf, page=1)
    assert 'rel="next"' not in drawn(rf, page=100)


def test_parameters_of_the_request_are_kept_but_for_its_page(rf):
    html = drawn(rf, pages=2, query="q=solar+pump&page=2&kind=offer&kind=need")
    expected = "?q=solar+pump&amp;kind=offer&amp;kind=need&amp;page="
    assert links(html) == [f"{expected}{n}" for n in (1, 2, 2)]


def test_those_given_take_the_place_of_the_requests(rf):
    assert set(links(drawn(rf, pages=2, asked="q=pump", query="show=country"))) == {
        "?q=pump&amp;page=1", "?q=pump&amp;page=2",
    }  # fmt: skip
    assert set(links(drawn(rf, pages=2, asked="", query="show=country"))) == {"?page=1", "?page=2"}


def test_second_list_of_a_page_has_a_parameter_and_a_label_of_its_own(rf):
    context = SimpleNamespace(request=rf.get("/?page=3&aside=2"))
    html = pagination(context, Paginator(range(20), 10).page(1), name="aside", label='"Aside"')
    assert set(links(html)) == {"?page=3&amp;aside=1", "?page=3&amp;aside=2"}
    assert 'aria-label="&quot;Aside&quot;"' in html
    first = pagination(context, Paginator(range(20), 10).page(1))
    assert set(links(first)) == {"?aside=2&amp;page=1", "?aside=2&amp;page=2"}
    assert 'aria-label="Pages"' in first


def test_nothing_of_a_parameter_becomes_markup(rf):
    html = drawn(rf, pages=2, query="q=%22%3E%3Cscript%3E")
    assert "<script" not in html
    assert '">&' not in html
