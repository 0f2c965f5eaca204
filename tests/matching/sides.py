"""Sides in memory, plain unless a test says otherwise."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from marketplace.models import (
    KnowHowItem,
    LicenceTerms,
    NeedBrief,
    NeedConditions,
    OfferDetails,
    Remuneration,
    RoyaltyTier,
)
from matching.sides import Side
from search.engines.base import Likeness

TODAY = dt.date(2026, 11, 26)


def need(**values: Any) -> Side:
    return _side({"kind": "need", "organisation": 1, "country": "UG", **values})


def offer(**values: Any) -> Side:
    return _side({"kind": "offer", "organisation": 2, "country": "KE", **values})


def _side(values: dict[str, Any]) -> Side:
    """`terms`, `pay`, `details`, `brief`, `conditions` are values of the part, `codes` lists by scheme."""
    models = {
        "terms": LicenceTerms, "pay": Remuneration, "details": OfferDetails, "brief": NeedBrief,
        "conditions": NeedConditions,
    }  # fmt: skip
    for name, model in models.items():
        if name in values:
            values[name] = model(**values[name])
    for name, model in (("tiers", RoyaltyTier), ("know_how", KnowHowItem)):
        values[name] = tuple(model(**row) for row in values.get(name, ()))
    codes = values.pop("codes", {})
    plain: dict[str, Any] = {
        "key": uuid.uuid4(), "last_day": TODAY,
        "likeness": Likeness("A pump", "Lifts water.", "en"),
    }  # fmt: skip
    return Side(**{**plain, **values}, codes={s: tuple(given) for s, given in codes.items()})
