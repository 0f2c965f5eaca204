"""The head of a listing's page: what it is, in whose words, whose it is, and since when verified."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString

from core.templatetags.ui import kind, lang_attrs, verified
from core.words import say as _

if TYPE_CHECKING:
    from marketplace.reading.presentation import Text


def heading(listing: Any, text: Text, *, is_verified: bool, is_translated: bool) -> SafeString:
    """`is_translated` says that the reader could have a translation of what is shown."""
    attrs, organisation = lang_attrs(text.language), listing.organisation
    badge = f" {verified()}" if is_verified else ""
    return SafeString(
        f'<header class="page-head"><p>{kind(listing.kind)}</p>\n'
        f"<h1><bdi {attrs}>{escape(text.title)}</bdi></h1>\n"
        f'<p class="lead"><bdi {attrs}>{escape(text.summary)}</bdi></p>\n'
        f'<p class="row byline"><a href="{organisation.get_absolute_url()}">'
        f"<bdi>{escape(organisation.name)}</bdi></a> "
        f"<span>{escape(organisation.country.name)}</span>{badge}</p></header>\n"
        f"{_other_text(text, is_translated=is_translated)}"
    )


def _other_text(text: Text, *, is_translated: bool) -> str:
    """The way from a translation to the original, or back."""
    if text.original:
        origin, original = escape(text.origin), escape(_("Original in %(language)s"))
        original %= {"language": escape(text.original)}
        return f'<p class="quiet small">{origin} · <a href="?text=original">{original}</a></p>'
    if is_translated:
        back = escape(_("Show the translation"))
        return f'<p class="quiet small"><a href="?">{back}</a></p>'
    return ""
