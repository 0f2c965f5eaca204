"""How links to pages come out of stored rich text."""

from __future__ import annotations

from django.utils.html import format_html
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from cms import navigation


class OneQueryPageLinkHandler(PageLinkHandler):
    """One query for all links of a text, where Wagtail needs three for each.

    A link to a page that is gone or not published leaves its words without a link.
    """

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        wanted = [attrs["id"] for attrs in attrs_list if attrs.get("id", "").isdecimal()]
        rows = Page.objects.filter(pk__in=wanted, live=True).values_list(
            "pk", "locale__language_code", "url_path"
        )
        paths = {str(pk): navigation.address(language, path) for pk, language, path in rows}
        return [
            format_html('<a href="{}">', paths[attrs["id"]]) if attrs.get("id") in paths else "<a>"
            for attrs in attrs_list
        ]
