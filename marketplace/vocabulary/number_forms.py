"""How the offices write their application, publication and grant numbers.

Sources, as far as the offices have made their rules public: WIPO Standard ST.13 and its annex on
the practice of offices, marketplace/data/README.md for single offices; for check digits, the notices
named at each function. Where no rule was found (OBSERVED), another form is no mistake.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

PATENTS = frozenset({"patent", "utility_model"})


def luhn(digits: str) -> str:
    """The check digit of the European Patent Office: every second digit doubled, modulo 10."""
    doubled = [int(sign) * (2 if place % 2 else 1) for place, sign in enumerate(digits)]
    return str(-sum(number // 10 + number % 10 for number in doubled) % 10)


def german(digits: str) -> str:
    """German Patent and Trade Mark Office: weights 2, 3, 4 … from the right, modulo 11.

    Notice 3/1983 of its president; applied to the twelve digits in use since 2004.
    """
    total = sum(int(sign) * weight for weight, sign in enumerate(reversed(digits), 2))
    return _without_ten(-total % 11)


def brazilian(digits: str) -> str:
    """National Institute of Industrial Property of Brazil: weights 2 to 9 from the right, mod 11.

    Its resolution 74/2013 names the digit, not the sum; found from published applications.
    """
    total = sum(int(sign) * (2 + place % 8) for place, sign in enumerate(reversed(digits)))
    return _without_ten(-total % 11)


def chinese(digits: str) -> str:
    """China National Intellectual Property Administration: standard ZC 0006-2003, modulo 11."""
    total = sum(int(sign) * (2 + place % 8) for place, sign in enumerate(digits))
    return "0123456789X"[total % 11]


def _without_ten(rest: int) -> str:
    """A rest of ten has no digit and is written 0."""
    return str(rest % 10)


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which an office writes a number.

    `pattern` fits the number without separators; `shown` puts its groups into the office's own
    form. With `check`, the last group is a check digit over the digits before it, which is added
    where people left it out.
    """

    pattern: str
    shown: str
    example: str
    check: Callable[[str], str] | None = None
    rights: frozenset[str] = PATENTS

    def read(self, compact: str) -> re.Match[str] | None:
        return re.fullmatch(self.pattern, compact, re.A)


# The kind of document that many write behind the number ("B1"); it has a field of its own.
_KIND = r"(?:[A-Z][0-9]?)?"
_YEAR = r"((?:19|20)\d\d)"

_PCT = (
    Form(rf"PCT([A-Z]{{2}}){_YEAR}(\d{{6}})", "PCT/{0}{1}/{2}", "PCT/IB2014/065737"),
    Form(r"PCT([A-Z]{2})(\d\d)(\d{5})", "PCT/{0}{1}/{2}", "PCT/US98/12345"),
)
_EP_DOCUMENT = (Form(rf"(\d{{7}}){_KIND}", "{0}", "1234567"),)
_DE_DOCUMENT = (Form(rf"(\d{{12}}|\d{{6,8}}){_KIND}", "{0}", "102007004488"),)
_CN_DOCUMENT = Form(rf"([1-9]\d{{8}}|\d{{7}}){_KIND}", "{0}", "102822194")
_CN_APPLICATION = (
    Form(
        r"((?:19|20)\d\d[1-9]\d{7})([0-9X])?", "{0}.{1}", "201080063196.9", chinese,
    ),
    Form(r"((?:8[5-9]|9\d|0[0-3])\d{6})([0-9X])", "{0}.{1}", "02822194.5"),
)  # fmt: skip
_JP_YEARLY = (
    Form(rf"{_YEAR}(\d{{6}}){_KIND}", "{0}-{1}", "2010-123456"),
    Form(rf"([SH]\d\d)(\d{{6}}){_KIND}", "{0}-{1}", "H08-123456"),
)
_KR_RIGHTS = PATENTS | {"design", "trade_mark"}
_KR_YEARLY = (
    Form(
        rf"([1-4]0){_YEAR}(\d{{7}}){_KIND}", "{0}-{1}-{2}", "10-2010-0012345", rights=_KR_RIGHTS,
    ),
)  # fmt: skip
_BR = (
    Form(
        rf"([1-3]\d){_YEAR}(\d{{6}})(\d)?{_KIND}",
        "BR {0} {1} {2}-{3}",
        "BR 10 2015 013528-9",
        brazilian,
    ),
    Form(rf"(PI|MU|C[1-9])(\d{{7}})(\d){_KIND}", "{0} {1}-{2}", "PI 0412345-6"),
)
_ZA = (Form(rf"{_YEAR}(\d{{5}})", "{0}/{1}", "2010/12345"),)

# Office: kind of number: forms, the one in use today first.
FORMS: dict[str, dict[str, tuple[Form, ...]]] = {
    "EP": {
        "application": (Form(r"(\d{8})(\d)?", "{0}.{1}", "16839078.9", luhn),),
        "publication": _EP_DOCUMENT,
        "grant": _EP_DOCUMENT,
    },
    "WO": {
        "application": _PCT,
        "publication": (
            Form(rf"{_YEAR}(\d{{6}}){_KIND}", "WO {0}/{1}", "WO 2015/083001"),
            Form(rf"(\d\d)(\d{{5,6}}){_KIND}", "WO {0}/{1}", "WO 98/12345"),
        ),
        "grant": (),
    },
    "US": {
        "application": (Form(r"(\d\d)(\d{3})(\d{3})", "{0}/{1},{2}", "13/001,888"),),
        "publication": (Form(rf"(20\d\d)(\d{{7}}){_KIND}", "{0}/{1}", "2018/0123456"),),
        "grant": (
            Form(rf"(\d{{6,8}}|D\d{{5,7}}|PP\d{{4,6}}|RE\d{{4,6}}){_KIND}", "{0}", "12138008"),
        ),
    },
    "DE": {
        "application": (
            Form(
                rf"(\d\d){_YEAR}(\d{{3}})(\d{{3}})(\d)?",
                "{0} {1} {2} {3}.{4}",
                "10 2007 004 488.9",
                german,
            ),
            Form(r"([12]\d\d)(\d\d)(\d{3})(\d)", "{0} {1} {2}.{3}", "197 12 345.6"),
        ),
        "publication": _DE_DOCUMENT,
        "grant": _DE_DOCUMENT,
    },
    "CN": {
        "application": _CN_APPLICATION,
        "publication": (_CN_DOCUMENT,),
        "grant": (
            _CN_DOCUMENT,
            Form(
                r"(?:ZL)?((?:19|20)\d\d[1-9]\d{7})([0-9X])?",
                "ZL {0}.{1}",
                "ZL 201080063196.9",
                chinese,
            ),
        ),
    },
    "JP": {
        "application": _JP_YEARLY,
        "publication": _JP_YEARLY,
        "grant": (Form(rf"(\d{{6,7}}){_KIND}", "{0}", "7571093"),),
    },
    "KR": {
        "application": _KR_YEARLY,
        "publication": _KR_YEARLY,
        "grant": (
            Form(
                rf"([1-4]0)(\d{{7}})(?:0000)?{_KIND}", "{0}-{1}", "10-1234567", rights=_KR_RIGHTS,
            ),
        ),
    },
    "IN": {
        "application": (
            Form(r"(20\d\d[1-4][1-9]\d{6})", "{0}", "201611012345"),
            Form(
                r"PCT((?:19|20)\d\d)(\d{1,5})(DEL|MUM|KOL|CHE|CAL|BOM|MAS)",
                "IN/PCT/{0}/{1}/{2}",
                "IN/PCT/2002/00123/DEL",
            ),
            Form(
                r"(\d{1,5})((?:DEL|MUM|KOL|CHE)(?:NP)?|CHENP|CAL|BOM|MAS)((?:19|20)\d\d)",
                "{0}/{1}/{2}",
                "1234/DELNP/2010",
            ),
        ),
        "grant": (Form(r"(\d{1,6})", "{0}", "312345"),),
    },
    "BR": {"application": _BR, "publication": _BR, "grant": _BR},
    "ZA": {"application": _ZA, "publication": _ZA, "grant": _ZA},
    "KE": {
        "application": (
            Form(rf"(P|UM){_YEAR}(\d{{1,6}})", "KE/{0}/{1}/{2:0>6}", "KE/P/2010/001234"),
        ),
        "grant": (Form(r"0*([1-9]\d{0,4})", "KE {0}", "KE 123"),),
    },
    "AP": {
        "application": (Form(rf"(P|UM|U){_YEAR}(\d{{6}})", "AP/{0}/{1}/{2}", "AP/P/2010/005123"),),
        "grant": (Form(r"0*([1-9]\d{0,4})", "AP {0}", "AP 3123"),),
    },
    "EA": {
        "application": (Form(rf"({_YEAR}\d{{5}})", "{0}", "201000123"),),
        "grant": (Form(rf"(\d{{6}}){_KIND}", "{0}", "012345"),),
    },
    "RU": {
        "application": (Form(rf"({_YEAR}\d{{6}})", "{0}", "2010123456"),),
        "grant": (Form(rf"(\d{{5,7}}){_KIND}", "{0}", "2412345"),),
    },
}  # fmt: skip

# (office, kind of number) whose forms were seen on documents, without a rule that says that there is
# no other: a number of another form is kept as it was written, and its owner asked to look again.
OBSERVED = frozenset({
    ("AP", "application"), ("AP", "grant"), ("EA", "grant"), ("KE", "application"), ("KE", "grant"),
    ("ZA", "application"), ("ZA", "publication"), ("ZA", "grant"),
})  # fmt: skip
