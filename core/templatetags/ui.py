"""Small parts of pages: icons, states, languages, numbers.

These are tags, not includes, because they stand in loops: a tag costs microseconds.
"""

from __future__ import annotations

from functools import lru_cache
from html import escape  # Django's asks first whether its argument is a promise: ten times slower
from typing import TYPE_CHECKING

from babel.numbers import format_currency, format_decimal, format_percent
from django import template
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from core.addresses import of_view
from core.languages import active_locale, current, direction, html_code, locale_of
from core.words import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from decimal import Decimal

    from django.template import RequestContext

register = template.Library()
register.filter(quoted)

# Signs with a direction of reading; the question mark is mirrored in Arabic too.
MIRRORED = frozenset(
    {
        "arrow-forward",
        "arrow-back",
        "external",
        "help",
        "need",
        "offer",
        "sign-out",
        "state-unknown",
    }
)

# The word a template says -> (colour, sign). The label beside it carries the meaning.
STATES = {
    "good": ("good", "state-full"),
    "pending": ("warn", "state-half"),
    "open": ("quiet", "state-open"),
    "draft": ("quiet", "state-draft"),
    "ended": ("quiet", "state-ended"),
    "bad": ("bad", "state-ended"),
    "warning": ("warn", "warning"),
    "none": ("quiet", "state-none"),
    "unknown": ("quiet", "state-unknown"),
}


@lru_cache(maxsize=1)
def _sprite() -> str:
    return static("img/icons.svg")


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite; decorative unless it has a `label`."""
    classes = "icon icon-mirrors" if name in MIRRORED else "icon"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}#{}"/></svg>',
            classes, label, _sprite(), name,
        )  # fmt: skip
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', classes, _sprite(), name
    )


@register.simple_tag
def address(view: str) -> str:
    """As `url` of a view without arguments, for pages that are opened most."""
    return of_view(view)


@register.simple_tag
def kind(name: str) -> SafeString:
    """ "offer" or "need": told apart by colour, sign and word."""
    return _kind(name, current())


@lru_cache(maxsize=32)
def _kind(name: str, _language: str) -> SafeString:
    label = gettext("Need") if name == "need" else gettext("Offer")
    return format_html('<span class="kind kind-{}">{}</span>', name, label)


@register.simple_tag
def state(name: str, label: str, note: str = "") -> SafeString:
    """A state in words with its sign; `name` is one of STATES, `note` a remark in plain weight."""
    tone, sign = STATES[name]
    rest = format_html(' <span class="state-note">{}</span>', note) if note else ""
    return format_html(
        '<span class="state state-{}">{}<span>{}</span></span>{}', tone, icon(sign), label, rest
    )


@register.simple_tag
def verified(since: date | None = None) -> SafeString:
    """The badge of a verified organisation, with the day if given."""
    return _verified(since, current())


@lru_cache(maxsize=256)
def _verified(since: date | None, _language: str) -> SafeString:
    label = gettext("Verified")
    if since:
        label = gettext("Verified on %(date)s") % {"date": formats.date_format(since)}
    return format_html('<span class="verified">{}<span>{}</span></span>', icon("verified"), label)


@register.simple_tag
def fact_rows(rows: Iterable[tuple[str, Sequence[str]]]) -> SafeString:
    """Rows of a list of facts: each a term and, in paragraphs of their own, its values."""
    return SafeString("\n".join([_fact_row(term, values) for term, values in rows]))


def _fact_row(term: str, values: Sequence[str]) -> str:
    said = "".join([f"<dd>{inline(value)}</dd>" for value in values])
    return f"<div><dt>{inline(term)}</dt>{said}</div>"


def inline(text: str) -> str:
    """Escaped, unless it is markup of ours already."""
    return text if isinstance(text, SafeString) else escape(text)


@register.filter
def day(value: date) -> str:
    """A day as the reader's language writes it; as `date`, but a list of dates costs nothing."""
    return _day(value, current())


@lru_cache(maxsize=1024)
def _day(value: date, _language: str) -> str:
    return formats.date_format(value)


def today() -> str:
    """The present day, in the reader's time zone."""
    return _day(timezone.localdate(), current())


@register.simple_tag
def due(day: date) -> SafeString:
    """A due date: the day, and how long is left."""
    return format_html(
        '<time datetime="{}">{}</time> <span class="state-note">({})</span>',
        day.isoformat(), formats.date_format(day), _days_left((day - timezone.localdate()).days),
    )  # fmt: skip


def _days_left(days: int) -> str:
    if days == 0:
        return gettext("today")
    if days > 0:
        return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
    return ngettext("%(days)s day late", "%(days)s days late", -days) % {"days": -days}


@register.simple_tag(takes_context=True)
def csrf_input(context: RequestContext) -> SafeString:
    """The token of a form, also inside `{% include … only %}`, where `{% csrf_token %}` is empty."""
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(context.request)
    )


@register.filter
def isolated(text: object) -> SafeString:
    """A name of unknown direction for the middle of a translated sentence."""
    return format_html("<bdi>{}</bdi>", text)


@register.filter
def dir_of(code: str | None) -> str:
    return direction(code) if code else "auto"


@register.simple_tag
@lru_cache(maxsize=256)
def lang_attrs(code: str | None = None) -> SafeString:
    """`lang` and `dir` for text people wrote; of unknown language, the text itself decides."""
    if not code:
        return mark_safe('dir="auto"')
    return format_html('lang="{}" dir="{}"', html_code(code), direction(code))


@register.filter
def number(value: Decimal | float, pattern: str | None = None) -> str:
    return _number(value, pattern, current())


# A page of results has more than a hundred, most of them small.
@lru_cache(maxsize=4096, typed=True)
def _number(value: Decimal | float, pattern: str | None, language: str) -> str:
    return format_decimal(value, format=pattern, locale=locale_of(language))


@register.filter
def percent(value: Decimal | float) -> str:
    """0.864 becomes "86%", placed and spaced as the language does."""
    return format_percent(value, locale=active_locale())


@register.filter
def money(value: Decimal | float, currency: str) -> str:
    return format_currency(value, currency, locale=active_locale())
