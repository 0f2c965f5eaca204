"""Single values: from what a file says to what a field holds, and back."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from babel import Locale, UnknownLocaleError
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, URLValidator
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import to_locale

from marketplace.enums import Asset, Cooperation, FacetScheme, PartnerKind
from marketplace.exchange.fields import Column, Kind
from marketplace.exchange.texts import INVISIBLE, shorten, tidy
from marketplace.vocabulary.sdg import GOALS, TARGETS
from marketplace.vocabulary.symbols import normalise
from marketplace.vocabulary.themes import THEMES
from partners import isic

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

_YES, _NO = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.A)
_WEB = URLValidator(schemes=["http", "https"])
LONGEST_KEYWORD = 60
MOST_CODES_SHOWN = 12
LONGEST_NUMBER = 20


class WrongValueError(ValueError):
    """The value does not fit; the message is a translated sentence with the remedy."""


class Cleaner:
    """Reads values for one import.

    `countries` are the codes known on this site. Texts of an outside source are cut where they
    are too long, for nobody there can be asked to shorten them; one's own are refused.
    """

    def __init__(self, countries: Collection[str], *, outside: bool = False) -> None:
        self.countries = frozenset(countries)
        self.outside = outside
        self._methods: dict[Kind, Callable[[Column, Any], Any]] = {
            Kind.TEXT: self._words,
            Kind.CODE: self._code,
            Kind.CODES: self._codes,
            Kind.INTEGER: self._integer,
            Kind.DECIMAL: self._decimal,
            Kind.DATE: self._date,
            Kind.BOOLEAN: self._boolean,
            Kind.URL: self._url,
            Kind.COUNTRY: self._country,
            Kind.COUNTRIES: self._countries,
            Kind.LANGUAGE: self._language,
        }

    def value(self, column: Column, raw: Any) -> Any:
        """What the field is to hold, or its empty value. Raises `WrongValueError`."""
        if isinstance(raw, str):
            raw = self._text(raw)
        if raw is None or raw in ("", []):
            if column.is_required:
                raise WrongValueError(_("This is needed. Fill it in."))
            return column.empty()
        value = self._methods[column.kind](column, raw)
        try:
            column.field.run_validators(value)
        except ValidationError as error:
            raise WrongValueError(" ".join(error.messages)) from None
        return value

    def _text(self, raw: str) -> str:
        text = tidy(raw)
        if "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
            raise WrongValueError(
                _("This holds a character that cannot be stored. Type the text anew.")
            )
        return INVISIBLE.sub("", text) if self.outside else text

    def _one(self, raw: Any) -> str:
        if isinstance(raw, str):
            return raw
        if isinstance(raw, int | Decimal) and not isinstance(raw, bool):
            return str(raw)
        raise WrongValueError(_("Give a text here."))

    # --- One method for each kind ---------------------------------------------------------------

    def _words(self, column: Column, raw: Any) -> str:
        text = self._one(raw)
        limit = column.field.max_length  # type: ignore[attr-defined]
        may_be_cut = column.name == "title" or isinstance(column.field, models.TextField)
        if self.outside and may_be_cut:
            text = " ".join(text.split()) if column.name == "title" else text
            return shorten(text, limit)
        if len(text) > limit:
            try:
                MaxLengthValidator(limit)(text)
            except ValidationError as error:
                raise WrongValueError(" ".join(error.messages)) from None
        return text

    def _code(self, column: Column, raw: Any) -> str:
        return _known(self._one(raw), codes_of(column.field))

    def _codes(self, column: Column, raw: Any) -> list[str]:
        known = codes_of(column.field)
        return self._each(raw, lambda one: _known(one, known))

    def _countries(self, column: Column, raw: Any) -> list[str]:
        return self._each(raw, self.country)

    def _country(self, column: Column, raw: Any) -> str:
        return self.country(self._one(raw))

    def _integer(self, column: Column, raw: Any) -> int:
        number = _decimal(raw)
        if number != number.to_integral_value():
            raise WrongValueError(_("Give a whole number."))
        known = codes_of(column.field)
        if known:
            _known(str(int(number)), known)
        return int(number)

    def _decimal(self, column: Column, raw: Any) -> Decimal:
        number = _decimal(raw)
        places: int = column.field.decimal_places  # type: ignore[attr-defined]
        if number != number.quantize(Decimal(1).scaleb(-places)):
            raise WrongValueError(
                _("Give at most %(places)d digits after the point.") % {"places": places}
            )
        return number.quantize(Decimal(1).scaleb(-places))

    def _date(self, column: Column, raw: Any) -> dt.date:
        try:
            return dt.date.fromisoformat(self._one(raw))
        except ValueError:
            raise WrongValueError(
                _("“%(value)s” is no date. Write it as year-month-day, such as 2026-03-31.")
                % {"value": str(raw)[:40]}
            ) from None

    def _boolean(self, column: Column, raw: Any) -> bool:
        word = str(raw).lower()
        if word not in _YES | _NO:
            raise WrongValueError(_("Write true or false."))
        return word in _YES

    def _url(self, column: Column, raw: Any) -> str:
        text = self._one(raw)
        try:
            _WEB(text)
        except ValidationError:
            raise WrongValueError(
                _("“%(value)s” is no address of a web page. It begins with https://.")
                % {"value": text[:80]}
            ) from None
        return text

    def _language(self, column: Column, raw: Any) -> str:
        code = self._one(raw).lower().replace("_", "-")
        if not is_language(code):
            raise WrongValueError(
                _("“%(value)s” is no language code. Write it by BCP 47, such as en, fr or zh-hans.")
                % {"value": code[:40]}
            )
        return code

    # --- What a listing is found by -------------------------------------------------------------

    def country(self, raw: str) -> str:
        code = raw.upper()
        if code not in self.countries:
            raise WrongValueError(
                _("“%(value)s” is no country code. Write two letters by ISO 3166-1, such as KE.")
                % {"value": raw[:40]}
            )
        return code

    def facet(self, scheme: FacetScheme, raw: Any) -> list[str]:
        """The codes of one scheme, each once, in the order given. Raises `WrongValueError`."""
        return self._each(raw, lambda one: self._facet(scheme, one))

    def _facet(self, scheme: FacetScheme, one: str) -> str:
        if scheme == FacetScheme.IPC:
            try:
                return normalise(one)
            except ValidationError as error:
                raise WrongValueError(" ".join(error.messages)) from None
        if scheme == FacetScheme.PLACE:
            return self.country(one)
        if scheme == FacetScheme.KEYWORD:
            return self._keyword(one)
        return _known(one, _facet_codes(scheme))

    def _keyword(self, one: str) -> str:
        word = " ".join(one.split())
        if len(word) > LONGEST_KEYWORD:
            if self.outside:
                return shorten(word, LONGEST_KEYWORD)
            raise WrongValueError(
                _("A keyword has at most %(limit)d characters; “%(value)s” is longer.")
                % {"limit": LONGEST_KEYWORD, "value": word[:40]}
            )
        return word

    def _each(self, raw: Any, clean: Callable[[str], str]) -> list[str]:
        if not isinstance(raw, list):
            raw = [raw]
        values = [clean(text) for one in raw if (text := self._text(self._one(one)))]
        return list(dict.fromkeys(values))


def _decimal(raw: Any) -> Decimal:
    if isinstance(raw, bool):
        raise WrongValueError(_("Give a number."))
    try:
        number = Decimal(str(raw))
    except InvalidOperation:
        number = Decimal("NaN")
    # A number that long is no amount, and would take its time to be rounded.
    if not number.is_finite() or abs(number.adjusted()) > LONGEST_NUMBER:
        raise WrongValueError(
            _("“%(value)s” is no number. Write digits, with a point before decimals.")
            % {"value": str(raw)[:40]}
        )
    return number


def _known(code: str, known: Collection[str]) -> str:
    if code in known:
        return code
    if len(known) > MOST_CODES_SHOWN:
        raise WrongValueError(
            _("“%(code)s” is not among the codes that docs/formats names for this field.")
            % {"code": code[:60]}
        )
    raise WrongValueError(
        _("“%(code)s” is not among the choices. Write one of: %(codes)s.")
        % {"code": code[:60], "codes": ", ".join(known)}
    )


@cache
def codes_of(field: models.Field) -> dict[str, None]:
    """The codes a field takes, in order; empty where it takes any value."""
    vocabulary = getattr(field, "vocabulary", None)
    pairs = vocabulary() if vocabulary else (field.flatchoices or ())  # type: ignore[attr-defined]
    return dict.fromkeys(str(code) for code, _label in pairs)


@cache
def _facet_codes(scheme: FacetScheme) -> dict[str, None]:
    lists: dict[str, Collection[str]] = {
        FacetScheme.THEME: THEMES.codes,
        # A goal where the target is not known: "9" beside "9.4".
        FacetScheme.SDG: (*GOALS.codes, *TARGETS.codes),
        FacetScheme.DIVISION: list(isic.DIVISIONS),
        FacetScheme.COOPERATION: Cooperation.values,
        FacetScheme.ASSET: Asset.values,
        FacetScheme.PARTNER: PartnerKind.values,
    }
    return dict.fromkeys(lists[scheme])


@lru_cache(maxsize=500)
def is_language(code: str) -> bool:
    """Whether it has the form of BCP 47 and names a language that Unicode CLDR knows."""
    if not _LANGUAGE.fullmatch(code):
        return False
    try:
        Locale.parse(to_locale(code))
    except (ValueError, UnknownLocaleError):
        return False
    return True
