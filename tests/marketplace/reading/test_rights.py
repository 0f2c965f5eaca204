import datetime as dt

import pytest

from marketplace.models import RightsEntry, RightsStatus
from marketplace.reading.rights import Verdict, rights_in

ON = dt.date(2026, 11, 25)
PUBLIC = {"kind": "patent", "publication_number": "WO 1"}


def verdict(right: dict, status: dict | None = None, country: str = "KE") -> Verdict:
    entry = RightsEntry(**{**PUBLIC, **right})
    statuses = [RightsStatus(right=entry.pk, country="KE", **status)] if status else []
    return rights_in([entry], statuses, country, "Kenya", on=ON).verdict


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("in_force", Verdict.IN_FORCE),
        ("opposed", Verdict.IN_FORCE),
        ("pending", Verdict.PENDING),
        ("unknown", Verdict.UNKNOWN),
        ("lapsed", Verdict.ENDED),
        ("expired", Verdict.ENDED),
        ("revoked", Verdict.ENDED),
        ("withdrawn", Verdict.ENDED),
    ],
)
def test_declared_state_decides(state, expected):
    # The right's own office and region would say something else.
    assert verdict({"office": "AP"}, {"state": state}) == expected


def test_state_in_force_whose_last_day_has_passed_counts_as_ended():
    assert verdict({}, {"state": "in_force", "until": dt.date(2026, 11, 24)}) == Verdict.ENDED
    assert verdict({}, {"state": "in_force", "until": ON}) == Verdict.IN_FORCE


@pytest.mark.parametrize(
    ("right", "expected"),
    [
        ({"office": "AP"}, Verdict.POSSIBLE),
        ({"office": "AP", "expires_on": dt.date(2020, 1, 1)}, Verdict.ENDED),
        ({"office": "EP"}, Verdict.NONE),
        ({"office": "WO", "pct_phase": "published"}, Verdict.POSSIBLE),
        ({"office": "WO", "pct_phase": "entered"}, Verdict.NONE),
        ({"office": "WO", "pct_phase": "lapsed"}, Verdict.NONE),
        ({"office": "KE"}, Verdict.PENDING),
        ({"office": "KE", "granted_on": dt.date(2021, 1, 1)}, Verdict.IN_FORCE),
        ({"office": "DE", "granted_on": dt.date(2021, 1, 1)}, Verdict.NONE),
    ],
)
def test_without_a_status_the_right_itself_decides(right, expected):
    assert verdict(right) == expected


def test_weightiest_right_decides_and_words_never_promise_freedom():
    pending = RightsEntry(kind="patent", publication_number="1", office="KE")
    in_force = RightsEntry(kind="design", grant_number="2", office="KE")
    here = rights_in([pending, in_force], [], "KE", "Kenya", on=ON)
    assert here.verdict == Verdict.IN_FORCE
    assert [right.right for right in here.rights] == [in_force, pending]
    none = rights_in([], [], "KE", "Kenya", on=ON)
    assert none.sentence == "No right declared in Kenya."
    assert "free" not in here.sentence + none.sentence


def test_rights_without_an_office_hold_everywhere():
    secret = RightsEntry(kind="know_how")
    here = rights_in([secret], [], "KE", "Kenya", on=ON)
    assert here.verdict == Verdict.NONE
    assert here.everywhere == [secret]


def test_status_of_another_country_says_nothing_here():
    assert verdict({}, {"state": "in_force"}, country="TZ") == Verdict.NONE
