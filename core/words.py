"""Words of ours in the reader's language; each is looked up once per language and process."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError
from babel.lists import format_list
from django.utils import translation
from django.utils.translation import gettext_noop

from core.languages import active_locale, current

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Choices


def say(message: str) -> str:
    """`gettext`, remembered per language: a listing's page has two hundred of them."""
    return _said(message, current())


@lru_cache(maxsize=4096)
def _said(message: str, _language: str) -> str:
    return translation.gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """As Django's, remembered per language."""
    return _counted(singular, plural, number, current())


@lru_cache(maxsize=1024)
def _counted(singular: str, plural: str, number: int, _language: str) -> str:
    return translation.ngettext(singular, plural, number)


def label(choices: type[Choices], code: object) -> str:
    """The word for a code; a code that no choice has is its own word, "" has none."""
    return _label(choices, code, current()) if code not in {"", None} else ""


@lru_cache(maxsize=4096)
def _label(choices: type[Choices], code: object, _language: str) -> str:
    return str(choices(code).label) if code in choices.values else str(code)


def labels(choices: type[Choices], codes: Iterable[object]) -> list[str]:
    return [label(choices, code) for code in codes]


QUOTED = gettext_noop("“%(text)s”")


def quoted(text: str) -> str:
    """In the quotation marks of the reader's language."""
    return say(QUOTED) % {"text": text}


def listed(words: Iterable[str]) -> str:
    """ "a, b and c" as the language writes it."""
    return _listed(tuple(words), current())


@lru_cache(maxsize=1024)
def _listed(words: tuple[str, ...], _language: str) -> str:
    return format_list(words, locale=active_locale())


def language_name(code: str) -> str:
    """The name of a language in the reader's; of an unknown code, the code."""
    return _language_name(code, current())


@lru_cache(maxsize=512)
def _language_name(code: str, _language: str) -> str:
    try:
        name = Locale.parse(code.replace("-", "_")).get_display_name(active_locale())
    except (ValueError, UnknownLocaleError):
        return code
    return (name or code).capitalize()
