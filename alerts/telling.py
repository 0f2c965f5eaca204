"""Saved searches in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from alerts.compiling import Compiled
from alerts.models import SavedSearch
from search.choices import chosen

if TYPE_CHECKING:
    from search.choices import Names
    from search.query import SearchQuery

NAME_LENGTH = SavedSearch._meta.get_field("name").max_length


class Shown:
    """A saved search with what it looks for, word by word."""

    def __init__(self, search: SavedSearch, names: Names) -> None:
        self.search = search
        # Checked when it was saved: to do so again would cost queries for each.
        filters = Compiled.from_json(search.compiled).query
        query = replace(filters, words=search.query.get("q", ""))
        self.words = [one.label for one in chosen(query, names)]


def name_for(query: SearchQuery, names: Names) -> str:
    """What a person may call this search: its words, without quotation marks, and its filters."""
    filters = [one.label for one in chosen(replace(query, words=""), names)]
    return ", ".join(filter(None, [query.words, *filters])) or _("Everything new")
