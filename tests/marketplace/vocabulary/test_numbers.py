from __future__ import annotations

import re

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.enums import RightKind
from marketplace.vocabulary.number_forms import FORMS
from marketplace.vocabulary.numbers import normalise_number, normalise_number_there, usual_form

KINDS = ("application", "publication", "grant")
RIGHTS = RightKind.values
FORMS_IN_USE = [
    pytest.param(office, kind, form, id=f"{office} {kind} {form.example}")
    for office, kinds in FORMS.items()
    for kind, forms in kinds.items()
    for form in forms
]


@pytest.mark.parametrize(
    ("office", "kind", "written", "normal"),
    [
        ("EP", "application", "EP16839078.9", "16839078.9"),
        ("EP", "application", "16 839 078", "16839078.9"),
        ("EP", "publication", "EP 3 285 042 A1", "3285042"),
        ("EP", "grant", "ep3868660b1", "3868660"),
        ("WO", "application", "pct/ib2014/065737", "PCT/IB2014/065737"),
        ("WO", "application", "PCT/US98/12345", "PCT/US98/12345"),
        ("IB", "application", "PCT/IB2014/065737", "PCT/IB2014/065737"),
        ("WO", "publication", "WO2015083001A1", "WO 2015/083001"),
        ("WO", "publication", "WO 03/100000", "WO 03/100000"),
        ("US", "application", "US 13/001,888", "13/001,888"),
        ("US", "publication", "US 2018/0123456 A1", "2018/0123456"),
        ("US", "grant", "US 12,138,008 B2", "12138008"),
        ("US", "grant", "US D654,321 S1", "D654321"),
        ("US", "grant", "RE45,123", "RE45123"),
        ("DE", "application", "10 2007 004 488.9", "10 2007 004 488.9"),
        ("DE", "application", "DE112014005344.9", "11 2014 005 344.9"),
        ("DE", "application", "102007004488", "10 2007 004 488.9"),
        ("DE", "application", "197 12 345.6", "197 12 345.6"),
        ("DE", "grant", "DE 10 2007 004 488 B4", "102007004488"),
        ("CN", "application", "CN 2010 8 0063196 .9", "201080063196.9"),
        ("CN", "grant", "ZL201080063196.9", "ZL 201080063196.9"),
        ("CN", "grant", "CN102822194B", "102822194"),
        ("JP", "application", "特願2010-123456", None),
        ("JP", "application", "JP 2010－123456", "2010-123456"),
        ("JP", "publication", "JPH08123456A", "H08-123456"),
        ("JP", "grant", "JP7571093B2", "7571093"),
        ("KR", "application", "10-2010-0012345", "10-2010-0012345"),
        ("KR", "grant", "KR 10-1234567-0000 B1", "10-1234567"),
        ("IN", "application", "201611012345", "201611012345"),
        ("IN", "application", "1234/delnp/2010", "1234/DELNP/2010"),
        ("IN", "application", "in/pct/2002/123/DEL", "IN/PCT/2002/123/DEL"),
        ("IN", "grant", "IN 312345", "312345"),
        ("IN", "grant", "9876", "9876"),
        ("BR", "application", "BR 11 2014 020913-8", "BR 11 2014 020913-8"),
        ("BR", "application", "BR1020150135289", "BR 10 2015 013528-9"),
        ("BR", "grant", "BR 10 2015 026020 2 B1", "BR 10 2015 026020-2"),
        ("ZA", "application", "ZA2010/12345", "2010/12345"),
        ("KE", "application", "KE/P/2010/1234", "KE/P/2010/001234"),
        ("AP", "application", "AP/P/2000/001992", "AP/P/2000/001992"),
        ("EA", "grant", "EA 012345 B1", "012345"),
        ("RU", "application", "2010123456", "2010123456"),
        ("AP", "grant", "AP 03123", "AP 3123"),
        ("PE", "application", " 000123 – 2019/din ", "000123 - 2019/DIN"),
    ],
)
def test_number_is_brought_into_the_form_of_its_office(office, kind, written, normal):
    if normal is None:
        with pytest.raises(ValidationError):
            normalise_number(office, kind, "patent", written)
    else:
        assert normalise_number(office, kind, "patent", written) == normal


# File numbers that exist, from judgments and published applications.
CHECKED = [
    ("EP", "16839078.9"), ("DE", "10 2007 004 488.9"), ("DE", "11 2014 005 344.9"),
    ("CN", "201080063196.9"), ("BR", "BR 11 2014 020913-8"), ("BR", "BR 10 2019 016050-0"),
    ("BR", "BR 10 2019 004292-3"), ("BR", "BR 10 2015 029772-6"), ("BR", "BR 10 2015 025786-4"),
    ("BR", "BR 10 2015 002142-9"), ("BR", "BR 10 2015 026020-2"), ("BR", "BR 10 2015 032685-8"),
    ("BR", "BR 10 2015 013528-9"), ("BR", "BR 10 2015 019130-8"),
]  # fmt: skip


@pytest.mark.parametrize(("office", "number"), CHECKED)
def test_number_with_another_check_digit_is_refused(office, number):
    assert normalise_number(office, "application", "patent", number) == number
    for digit in set("0123456789") - {number[-1]}:
        with pytest.raises(ValidationError) as caught:
            normalise_number(office, "application", "patent", number[:-1] + digit)
        assert caught.value.code == "bad_number"


@pytest.mark.parametrize(("office", "kind", "form"), FORMS_IN_USE)
def test_example_of_every_form_is_its_own_normal_form(office, kind, form):
    assert normalise_number(office, kind, "patent", form.example) == form.example


@pytest.mark.parametrize(
    ("office", "kind", "written"),
    [
        ("EP", "application", "1683907"), ("EP", "publication", "123"),
        ("WO", "application", "2014/065737"), ("WO", "publication", "WO 2015/83"),
        ("US", "application", "13/001"), ("US", "grant", "X123456"),
        ("JP", "application", "123456"), ("KR", "application", "2010-0012345"),
        ("IN", "application", "201650012345"), ("IN", "application", "201610012345"),
        ("IN", "grant", "1234567"), ("EA", "application", "20100012"),
    ],
)  # fmt: skip
def test_number_of_another_form_is_refused_with_an_example(office, kind, written):
    with pytest.raises(ValidationError) as caught:
        normalise_number(office, kind, "patent", written)
    assert caught.value.code == "bad_number"
    assert FORMS[office][kind][0].example in caught.value.messages[0]


# Another form than the one that was seen on documents, where no rule says that there is no other.
UNUSUAL = [
    ("ZA", "application", "ZA 2010/1", "2010/12345"),
    ("ZA", "grant", "98/1234", "2010/12345"),
    ("AP", "application", "ZW/AP/P/96/00023", "AP/P/2010/005123"),
    ("AP", "grant", "AP/P/1", "AP 3123"),
    ("KE", "application", "KE 2010 17", "KE/P/2010/001234"),
    ("KE", "grant", "KE 123 A", "KE 123"),
    ("EA", "grant", "1248", "012345"),
]


@pytest.mark.parametrize(("office", "kind", "written", "example"), UNUSUAL)
def test_unusual_number_is_kept_and_asked_about_where_no_rule_is_public(
    office, kind, written, example
):
    assert normalise_number(office, kind, "patent", written) == written
    assert usual_form(office, kind, "patent", written) == example
    with pytest.raises(ValidationError):
        normalise_number(office, kind, "patent", "<script>")


@pytest.mark.parametrize(("office", "kind", "form"), FORMS_IN_USE)
def test_usual_number_is_not_asked_about(office, kind, form):
    assert usual_form(office, kind, "patent", form.example) == ""


@pytest.mark.parametrize(
    ("office", "right", "number"),
    [("PE", "patent", "1"), ("ZA", "design", "1"), ("ZA", "patent", "")],
)
def test_number_is_not_asked_about_where_no_form_is_known(office, right, number):
    assert usual_form(office, "grant", right, number) == ""


def test_number_of_a_grant_under_the_pct_is_refused():
    with pytest.raises(ValidationError) as caught:
        normalise_number("WO", "grant", "patent", "WO 2015/083001")
    assert caught.value.code == "bad_number"


@pytest.mark.parametrize("written", ["", "   ", "ABC", "12#4", "1" * 31, "１２３<b>", "١٢٣"])
def test_number_of_no_form_at_all_is_refused_where_the_rule_is_unknown(written):
    with pytest.raises(ValidationError) as caught:
        normalise_number("PE", "application", "patent", written)
    assert caught.value.code == "bad_number"


def test_rule_for_patents_leaves_other_rights_alone():
    assert normalise_number("EP", "application", "trade_mark", "018 123 456") == "018 123 456"
    assert normalise_number("KR", "grant", "design", "30-1234567") == "30-1234567"


@pytest.mark.parametrize("right", ["design", "trade_mark"])
def test_korean_rule_holds_for_every_right_that_its_office_numbers_so(right):
    assert normalise_number("KR", "grant", right, "KR 40-1234567-0000") == "40-1234567"
    with pytest.raises(ValidationError):
        normalise_number("KR", "grant", right, "1234")


def test_kinds_of_right_that_forms_speak_of_exist():
    named = {right for kinds in FORMS.values() for forms in kinds.values()
             for form in forms for right in form.rights}  # fmt: skip
    assert named <= set(RightKind.values)


@pytest.mark.parametrize(
    ("country", "state", "office", "written", "normal"),
    [
        ("CN", "pending", "WO", "cn 201080063196", "201080063196.9"),
        ("CN", "in_force", "WO", "CN102822194B", "102822194"),
        ("KR", "in_force", "KR", "10-1234567-0000", "10-1234567"),
        # What ended may have been an application still.
        ("CN", "withdrawn", "WO", "201080063196.9", "201080063196.9"),
        ("CN", "lapsed", "WO", "zl201080063196.9", "ZL 201080063196.9"),
        ("US", "lapsed", "WO", "12138008", "12138008"),
        ("US", "lapsed", "WO", "12/138,008", "12/138,008"),
        ("EP", "lapsed", "EP", "16 839 078", "16839078.9"),
        # A country may keep the number of the regional office.
        ("DE", "in_force", "EP", "EP 3 868 660 B1", "3868660"),
        ("DE", "pending", "EP", "EP16839078", "16839078.9"),
        # No rule is known.
        ("PE", "in_force", "PE", " 000123 – 2019/din ", "000123 - 2019/DIN"),
    ],
)
def test_number_in_a_country_is_brought_into_its_form(country, state, office, written, normal):
    assert normalise_number_there(country, state, office, "patent", written) == normal
    assert normalise_number_there(country, state, office, "patent", normal) == normal


@pytest.mark.parametrize(
    ("country", "state", "office", "written"),
    [
        ("PE", "in_force", "PE", "nonsense!!"),
        ("CN", "pending", "WO", "ZL 201080063196.9"),
        ("DE", "in_force", "US", "EP 3 868 660 B1"),
        ("US", "in_force", "EP", "X1"),
    ],
)
def test_number_that_no_office_of_a_country_gives_is_refused(country, state, office, written):
    with pytest.raises(ValidationError) as caught:
        normalise_number_there(country, state, office, "patent", written)
    assert caught.value.code == "bad_number"


def accepted(office: str, kind: str, right: str, text: str) -> str | None:
    try:
        return normalise_number(office, kind, right, text)
    except ValidationError:
        return None


@given(
    st.sampled_from([*FORMS, "IB", "PE"]),
    st.sampled_from(KINDS),
    st.sampled_from(RIGHTS),
    st.one_of(st.text(max_size=32), st.text("0123456789ABDEPRWOXZL /.,-", max_size=32)),
)
def test_any_text_is_normal_after_once_or_refused(office, kind, right, text):
    normal = accepted(office, kind, right, text)
    if normal is not None:
        assert accepted(office, kind, right, normal) == normal


@pytest.mark.parametrize(("office", "kind", "form"), FORMS_IN_USE)
@settings(max_examples=20)
@given(data=st.data())
def test_whatever_fits_a_form_is_normal_after_once(office, kind, form, data):
    text = data.draw(st.from_regex(re.compile(form.pattern, re.A), fullmatch=True))
    normal = accepted(office, kind, "patent", text)
    if normal is not None:
        assert accepted(office, kind, "patent", normal) == normal
    else:
        assert form.check is not None
