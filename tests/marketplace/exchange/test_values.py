"""Single values that do not fit: each is refused, and told what it should have been."""

from __future__ import annotations

import pytest

from marketplace.enums import FacetScheme
from marketplace.exchange.fields import BY_NAME, LISTING_BY_NAME
from marketplace.exchange.values import LONGEST_KEYWORD, Cleaner, WrongValueError

CLEANER = Cleaner({"KE"})
AMOUNT = BY_NAME["remuneration"].column("upfront_amount")


@pytest.mark.parametrize(
    ("column", "raw", "sentence"),
    [
        (LISTING_BY_NAME["title"], "a\x00b", "a character that cannot be stored"),
        (LISTING_BY_NAME["title"], "a\ud800b", "a character that cannot be stored"),
        (LISTING_BY_NAME["readiness"], "2.5", "Give a whole number."),
        (AMOUNT, True, "Give a number."),
        (AMOUNT, "much", "“much” is no number."),
        (AMOUNT, "Infinity", "“Infinity” is no number."),
        (AMOUNT, "1e99", "“1e99” is no number."),
        (AMOUNT, "1.005", "Give at most 2 digits after the point."),
        (BY_NAME["rights"].column("licence_of_right"), "perhaps", "Write true or false."),
        (BY_NAME["links"].column("url"), "javascript:alert(1)", "is no address of a web page"),
    ],
)
def test_value_is_refused_in_words_of_its_kind(column, raw, sentence):
    with pytest.raises(WrongValueError, match=sentence):
        CLEANER.value(column, raw)


@pytest.mark.parametrize(
    ("scheme", "raw", "sentence"),
    [
        (FacetScheme.DIVISION, "00", "not among the codes that docs/formats names"),
        (FacetScheme.PARTNER, "friend", "is not among the choices. Write one of: "),
    ],
)
def test_code_is_refused_with_the_choices_unless_they_are_too_many(scheme, raw, sentence):
    with pytest.raises(WrongValueError, match=sentence):
        CLEANER.facet(scheme, raw)


def test_long_keyword_is_refused_and_that_of_an_outside_source_cut():
    word = "x" * (LONGEST_KEYWORD + 1)
    with pytest.raises(WrongValueError, match="A keyword has at most 60 characters"):
        CLEANER.facet(FacetScheme.KEYWORD, word)
    [cut] = Cleaner({"KE"}, outside=True).facet(FacetScheme.KEYWORD, word)
    assert len(cut) == LONGEST_KEYWORD
