from __future__ import annotations

import csv

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from marketplace.vocabulary.symbols import (
    CPC_SUBCLASSES,
    IPC_SUBCLASSES,
    normalise,
    subclass,
)
from tests.real_data import REFERENCE, needs_real_data


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("C02F 1/44", "C02F 1/44"),
        ("c02f1/44", "C02F 1/44"),
        ("  C02F   1 / 44 ", "C02F 1/44"),
        ("C02F0001440000", "C02F 1/44"),
        ("C02F0001000000", "C02F 1/00"),
        ("A61B0005020500", "A61B 5/0205"),
        ("C02F", "C02F"),
        ("Y02W 10/37", "Y02W 10/37"),
        ("C07K 2319/30", "C07K 2319/30"),
        ("H01L 31/0224", "H01L 31/0224"),
        ("H10P 72/00", "H10P 72/00"),
        ("Ｃ０２Ｆ １／４４", "C02F 1/44"),
        ("C02F 001/440", "C02F 1/44"),
    ],
)
def test_symbol_is_brought_into_its_normal_form(written, normal):
    assert normalise(written) == normal
    assert subclass(written) == normal[:4]


@pytest.mark.parametrize(
    "written",
    ["", "C02", "C02F 1", "C02F 1/4", "C02F/44", "C02F 1/44/2", "02F 1/44", "C02F 0/00",
     "C02F 12345/00", "C02F 1/1234567", "Z02F 1/44", "C02F 1/44 A", "water", "C02F 1/٤٤",
     "C02F000144000", "F24J 2/00", "C02X 1/44", "Y02Z 1/00"],
)  # fmt: skip
def test_what_is_no_symbol_is_refused_with_an_example(written):
    with pytest.raises(ValidationError) as caught:
        normalise(written)
    assert caught.value.code == "bad_symbol"
    assert "C02F 1/44" in caught.value.messages[0]


def test_refusal_of_an_unknown_subclass_names_it():
    with translation.override("en"), pytest.raises(ValidationError) as caught:
        normalise("c02x 1/44")
    assert "C02X" in caught.value.messages[0]


@given(
    st.sampled_from(sorted(IPC_SUBCLASSES | CPC_SUBCLASSES)),
    st.integers(1, 9999),
    st.text("0123456789", min_size=2, max_size=6),
)
def test_every_spelling_of_a_group_leads_to_one_form(head, group, tail):
    normal = normalise(f"{head} {group}/{tail}")
    assert normalise(normal) == normal
    assert normalise(f"{head}{group:04}{tail.ljust(6, '0')}") == normal
    assert normalise(f"{head.lower()}{group:04}/{tail}") == normal


@given(st.text(max_size=20))
def test_any_text_is_normal_after_once_or_refused(text):
    try:
        normal = normalise(text)
    except ValidationError:
        return
    assert normalise(normal) == normal


@needs_real_data
def test_every_subclass_of_the_reference_list_is_known():
    path = REFERENCE / "ipc" / "ipc-sections-classes-subclasses.csv"
    with path.open(encoding="utf-8", newline="") as file:
        listed = {row["code"] for row in csv.DictReader(file) if row["level"] == "subclass"}
    assert len(listed) == 647
    assert listed <= IPC_SUBCLASSES


def test_no_subclass_is_in_both_lists():
    assert not IPC_SUBCLASSES & CPC_SUBCLASSES
    assert {code for code in CPC_SUBCLASSES if code < "Y"} == {
        "A23V", "B41P", "B60Y", "C12Y", "D10B", "E05Y", "F05B", "F05C", "F05D",
    }  # fmt: skip
