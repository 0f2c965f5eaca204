from __future__ import annotations

import csv
from collections import Counter

import pytest

from marketplace.vocabulary.symbols import CPC_SUBCLASSES, IPC_SUBCLASSES
from marketplace.vocabulary.technology_fields import FIELDS, SECTORS, field_of
from tests.real_data import REFERENCE, needs_real_data


@pytest.mark.parametrize(
    ("symbol", "field"),
    [
        ("G06Q 10/06", "7"), ("G06F 17/00", "6"), ("G06V 10/00", "6"), ("G16H 10/00", "13"),
        ("A61K 8/00", "14"), ("A61K 9/00", "16"), ("A61K 31/045", "16"), ("A61K", "16"),
        ("A61Q 1/00", "14"), ("G01N 33/53", "11"), ("G01N 35/00", "10"), ("G01N 3/30", "10"),
        ("G01T 1/00", "24"), ("B01D 43/00", "23"), ("B01D 45/00", "24"), ("B01D 53/14", "24"),
        ("B01D 57/00", "23"), ("B01D", "23"), ("F01N 3/00", "24"), ("F01M 1/00", "27"),
        ("E01F 8/00", "24"), ("E01F 9/00", "35"), ("A62D 3/30", "24"), ("A62D 1/00", "26"),
        ("B81C 1/00", "22"), ("B82Y 40/00", "22"), ("H04N 1/00", "3"), ("H04N 5/225", "2"),
        ("H04N 21/00", "4"), ("H04L 12/00", "4"), ("H04B 7/00", "3"), ("H10B 12/00", "8"),
        ("H01L 31/04", "8"), ("H02S 20/00", "1"), ("H01M 10/00", "1"), ("C08J 3/00", "29"),
        ("C13B 5/00", "29"), ("C13B 10/00", "18"), ("C02F 1/44", "24"), ("C12N 15/00", "15"),
        ("C12G 1/00", "18"), ("C12L 3/00", "29"), ("B65F 1/00", "24"), ("B65G 1/00", "25"),
        ("F23G 5/00", "24"), ("F23R 3/00", "27"), ("F24S 10/00", "30"), ("F25D 11/00", "34"),
        ("A43D 1/00", "28"), ("A43B 1/00", "34"), ("A01N 25/00", "19"), ("A01G 9/00", "29"),
        ("B33Y 10/00", "29"), ("B64U 10/00", "32"), ("A47J 31/00", "33"), ("D06F 1/00", "34"),
        ("D06N 3/00", "34"), ("D06B 1/00", "23"), ("G05G 1/00", "31"), ("G10L 15/00", "6"),
        ("G11B 5/00", "2"), ("G11C 7/00", "6"), ("G09B 1/00", "12"), ("G09G 3/00", "2"),
        ("B05B 1/00", "23"), ("B05D 1/00", "21"), ("C14B 1/00", "28"), ("C14C 1/00", "23"),
        ("C03B 1/00", "29"), ("C03C 1/00", "20"), ("B25J 9/00", "25"), ("B25B 1/00", "26"),
        ("A21B 1/00", "29"), ("A21D 2/00", "18"), ("H05H 1/00", "23"), ("H05G 1/00", "13"),
    ],
)  # fmt: skip
def test_symbol_has_the_field_of_the_concordance(symbol, field):
    assert field_of(symbol) == field


@pytest.mark.parametrize(
    "symbol",
    ["Y02E 10/50", "Y02E", "F05B 2200/00", "A23V 2002/00", "B60Y", "c02f 1/44", "C02F1/44", "",
     "C02X 1/44"],
)  # fmt: skip
def test_what_the_concordance_leaves_out_has_no_field(symbol):
    assert field_of(symbol) is None


def test_every_subclass_of_the_ipc_has_a_field_and_no_other_has():
    assert {code for code in IPC_SUBCLASSES if field_of(code) not in FIELDS} == set()
    assert {code for code in CPC_SUBCLASSES if field_of(code)} == set()


@needs_real_data
def test_every_subclass_of_the_reference_list_has_a_field():
    path = REFERENCE / "ipc" / "ipc-sections-classes-subclasses.csv"
    with path.open(encoding="utf-8", newline="") as file:
        listed = [row["code"] for row in csv.DictReader(file) if row["level"] == "subclass"]
    assert [code for code in listed if field_of(code) not in FIELDS] == []


def test_every_field_has_subclasses_or_groups():
    groups = ["A61K 8/00", "G01N 33/00"]
    found = Counter(field_of(symbol) for symbol in [*IPC_SUBCLASSES, *groups])
    assert set(found) == set(FIELDS)


def test_fields_of_the_sectors_are_counted_as_the_concordance_counts_them():
    assert [
        sum(FIELDS.parent(code) == sector for code in FIELDS) for sector in SECTORS
    ] == [8, 5, 11, 8, 3]  # fmt: skip
