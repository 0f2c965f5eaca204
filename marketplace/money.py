"""Currencies by ISO 4217, and amounts as a reader writes them (Unicode CLDR)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from babel import Locale
from babel.numbers import format_currency, list_currencies
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import to_locale

from core.languages import current

if TYPE_CHECKING:
    from decimal import Decimal

CURRENCIES = frozenset(list_currencies())


def currency_code(value: str) -> None:
    """Raise ValidationError ("unknown_currency") unless `value` is a code of ISO 4217."""
    if value not in CURRENCIES:
        raise ValidationError(
            _("“%(code)s” is not a currency code; write three capital letters such as USD or KES."),
            code="unknown_currency",
            params={"code": value},
        )


def amount(value: Decimal, currency: str) -> str:
    """The amount in the active language; without decimals where it is a whole number."""
    return _amount(value, currency, current())


@lru_cache(maxsize=1024)
def _amount(value: Decimal, currency: str, language: str) -> str:
    locale = _locale(language)
    whole = value == value.to_integral_value()
    return format_currency(
        value, currency, locale=locale, format="¤#,##0" if whole else None,
        currency_digits=not whole,
    )  # fmt: skip


@lru_cache(maxsize=16)
def _locale(language: str) -> Locale:
    return Locale.parse(to_locale(language))
