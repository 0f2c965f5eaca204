"""Facts about the languages the interface speaks."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import TYPE_CHECKING

from babel import Locale
from django.conf import settings
from django.utils.translation import get_language

if TYPE_CHECKING:
    from collections.abc import Iterator

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})

# Each language by its own name: what its readers look for in a list.
OWN_NAMES = {
    "en": "English",
    "fr": "Français",
    "es": "Español",
    "ar": "العربية",
    "ru": "Русский",
    "zh-hans": "简体中文",
}


_settled: ContextVar[str | None] = ContextVar("settled_language", default=None)


def current() -> str:
    """The active language."""
    return _settled.get() or get_language() or settings.LANGUAGE_CODE


@contextmanager
def settled() -> Iterator[None]:
    """While it lasts, `current` answers what was active when it began; nothing in it may change that.

    Also a decorator. For pages of several hundred translated words: Django takes four
    microseconds to say which language is active.
    """
    token = _settled.set(current())
    try:
        yield
    finally:
        _settled.reset(token)


@lru_cache(maxsize=32)
def locale_of(code: str) -> Locale:
    """The CLDR locale of a language of the interface."""
    return Locale.parse(code.replace("-", "_"))


def active_locale() -> Locale:
    return locale_of(current())


def direction(code: str | None = None) -> str:
    """ "rtl" or "ltr" for a BCP 47 code; without one, for the active language."""
    code = code or current()
    return "rtl" if code.split("-")[0] in RIGHT_TO_LEFT else "ltr"


def html_code(code: str | None = None) -> str:
    """The code as BCP 47 writes it in an HTML lang attribute ("zh-Hans", not "zh-hans")."""
    code = code or current()
    head, _, script = code.partition("-")
    return f"{head}-{script.title()}" if script else head


def supported(code: str | None) -> str:
    """`code` if the interface speaks it, else the default language."""
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
