from __future__ import annotations

import json

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from partners import identifiers
from partners.enums import IdentifierScheme
from tests.real_data import REFERENCE, needs_real_data

INSTITUTIONS = REFERENCE / "ror-institutions-sample.jsonl"
ROR_SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"
DIGITS = "0123456789"

# Entries that exist: the institutions of the registers' own examples.
REAL = {
    "ror": ("02mhbdp94", "05dxps055", "00h25hq08", "01swzsf04"),
    "lei": ("5493001KJTIIGC8Y1R12", "506700GE1G29325QX363", "213800WSGIIZCXF1P572"),
    "isni": ("000000012281955X", "0000000121032683"),
}
SIGNS = {"ror": ROR_SIGNS, "lei": DIGITS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "isni": DIGITS + "X"}
EVERY_REAL = [(scheme, value) for scheme, values in REAL.items() for value in values]


def accepted(scheme: str, value: str) -> bool:
    try:
        identifiers.normalise(scheme, value)
    except ValidationError:
        return False
    return True


@needs_real_data
def test_every_institution_of_the_register_is_accepted():
    rows = [json.loads(line) for line in INSTITUTIONS.read_text(encoding="utf-8").splitlines()]
    addresses = [row["ror"] for row in rows]
    assert len(addresses) == 465
    assert [identifiers.normalise("ror", address) for address in addresses] == [
        address.removeprefix("https://ror.org/") for address in addresses
    ]


@pytest.mark.parametrize(("scheme", "value"), EVERY_REAL)
def test_real_identifier_is_its_own_normal_form(scheme, value):
    assert identifiers.normalise(scheme, value) == value


def forgeries(scheme: str, value: str) -> list[str]:
    """`value` with each of its characters in turn replaced by each other one."""
    return [
        value[:place] + sign + value[place + 1 :]
        for place in range(len(value))
        for sign in SIGNS[scheme]
        if sign != value[place]
    ]


@pytest.mark.parametrize(("scheme", "value"), EVERY_REAL)
def test_single_wrong_character_is_detected(scheme, value):
    assert forgeries(scheme, value)
    passing = [forgery for forgery in forgeries(scheme, value) if accepted(scheme, forgery)]
    if scheme == "lei":
        # ISO 7064 reads a letter as two digits: it promises nothing where a letter takes a
        # digit's place or the reverse.
        passing = [
            forgery
            for forgery in passing
            if all(one.isdigit() == two.isdigit() for one, two in zip(forgery, value, strict=True))
        ]
    assert passing == []


@pytest.mark.parametrize("value", REAL["lei"])
def test_digit_for_a_letter_in_an_lei_is_nearly_always_detected(value):
    tried = forgeries("lei", value)
    assert sum(accepted("lei", forgery) for forgery in tried) / len(tried) < 0.02


@pytest.mark.parametrize(("scheme", "value"), [row for row in EVERY_REAL if row[0] != "lei"])
def test_swapped_neighbours_are_detected(scheme, value):
    swapped = {
        value[:place] + value[place + 1] + value[place] + value[place + 2 :]
        for place in range(len(value) - 1)
    } - {value}
    assert [forgery for forgery in swapped if accepted(scheme, forgery)] == []


@pytest.mark.parametrize(
    ("scheme", "written", "normal"),
    [
        ("ror", "https://ror.org/02mhbdp94", "02mhbdp94"),
        ("ror", "http://www.ror.org/02mhbdp94", "02mhbdp94"),
        ("ror", "ror.org/02MHBDP94", "02mhbdp94"),
        ("ror", "  HTTPS://ROR.ORG/02mhbdp94\n", "02mhbdp94"),
        ("isni", "0000 0001 2281 955x", "000000012281955X"),
        ("isni", "0000-0001-2281-955X", "000000012281955X"),
        ("isni", "https://isni.org/isni/000000012281955X", "000000012281955X"),
        ("isni", "https://www.isni.org/000000012281955X", "000000012281955X"),
        ("lei", "5493 001k jtii gc8y 1r12", "5493001KJTIIGC8Y1R12"),
        ("wikidata", "https://www.wikidata.org/wiki/q1137652", "Q1137652"),
        ("duns", "15-048-3782", "150483782"),
        ("pic", "999 987 357", "999987357"),
        ("national", "  HRB   12345 ", "HRB 12345"),
        ("national", "С-123/45 (Алматы)", "С-123/45 (Алматы)"),
    ],
)
def test_identifier_is_brought_to_its_normal_form(scheme, written, normal):
    assert identifiers.normalise(scheme, written) == normal
    assert identifiers.normalise(scheme, normal) == normal


@pytest.mark.parametrize(
    ("scheme", "value"),
    [
        ("ror", "12mhbdp94"),
        ("ror", "02mhbdp9"),
        ("ror", "02mhbdp944"),
        ("ror", "02mhbil94"),
        ("ror", "https://evil.example/02mhbdp94"),
        ("ror", "https://ror.org/02mhbdp94/../x"),
        ("ror", "٠٢mhbdp94"),
        ("lei", "5493001KJTIIGC8Y1R1"),
        ("lei", "5493001KJTIIGC8Y1RXX"),
        ("isni", "00000001228195XX"),
        ("isni", "0000000121032683 "[:15]),
        ("isni", "٠٠٠٠٠٠٠١٢١٠٣٢٦٨٣"),
        ("wikidata", "P31"),
        ("wikidata", "Q0"),
        ("pic", "12345678"),
        ("duns", "1234567890"),
        ("national", "C"),
        ("national", "C" * 61),
        ("national", "<b>12</b>"),
        ("national", "12\x0034"),
    ],
)
def test_identifier_of_the_wrong_form_is_refused_with_an_example(scheme, value):
    with pytest.raises(ValidationError) as refusal:
        identifiers.normalise(scheme, value)
    assert refusal.value.code == "shape"
    assert "Example: " in refusal.value.messages[0]


@pytest.mark.parametrize(
    ("scheme", "value"),
    [("ror", "02mhbdp95"), ("lei", "5493001KJTIIGC8Y1R13"), ("isni", "0000000122819550")],
)
def test_identifier_with_wrong_check_digits_is_told_so(scheme, value):
    with pytest.raises(ValidationError) as refusal:
        identifiers.normalise(scheme, value)
    assert refusal.value.code == "checksum"


@given(st.sampled_from(list(IdentifierScheme)), st.text(max_size=120))
def test_any_text_is_normalised_for_good_or_refused(scheme, text):
    if accepted(scheme, text):
        normal = identifiers.normalise(scheme, text)
        assert identifiers.normalise(scheme, normal) == normal
        assert 0 < len(normal) <= 80
        assert "\n" not in normal
        assert "<" not in normal


@given(st.integers(0, 32**6 - 1))
def test_one_of_a_hundred_check_digits_fits_a_ror_id(number):
    body = "0"
    for power in reversed(range(6)):
        body += ROR_SIGNS[number // 32**power % 32]
    fitting = [check for check in range(100) if accepted("ror", f"{body}{check:02}")]
    # Two numbers may have the same remainder by 97; the register writes 01 to 97.
    assert len(fitting) in (1, 2)
    assert len({check % 97 for check in fitting}) == 1


@pytest.mark.parametrize("scheme", list(IdentifierScheme))
def test_link_leads_to_the_register_or_nowhere(scheme):
    link = identifiers.link(scheme, "123")
    assert link == "" or (link.startswith("https://") and link.endswith("123"))
