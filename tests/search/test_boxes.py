"""Names and values of filters are text, wherever they come from."""

from __future__ import annotations

from search.choices import Group
from search.templatetags.search_tags import facet_boxes


def test_nothing_of_a_choice_becomes_markup():
    choices = [('"><b>', "<script>alert(1)</script>", 3)]
    html = facet_boxes([Group("kind", "<i>Kind</i>", choices, ticked=())])
    assert "<script" not in html
    assert "<b>" not in html
    assert "<i>" not in html
