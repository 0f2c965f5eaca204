"""Saved searches in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from alerts.compiling import Compiled
from alerts.models import SavedSearch
from search.choices import chosen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search.choices import Names

# With the space that French has inside of them.
MARKS = "“”«»\u00a0\u202f"
NAME_LENGTH = SavedSearch._meta.get_field("name").max_length


class Shown:
    """A saved search with what it looks for, word by word."""

    def __init__(self, search: SavedSearch, names: Names) -> None:
        self.search = search
        # Checked when it was saved: to do so again would cost queries for each.
        filters = Compiled.from_json(search.compiled).query
        query = replace(filters, words=search.query.get("q", ""))
        self.words = [one.label for one in chosen(query, names)]


def name_for(words: Sequence[str]) -> str:
    """What a person may call a search for these words and filters."""
    return ", ".join(word.strip(MARKS) for word in words) or _("Everything new")
