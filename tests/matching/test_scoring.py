"""The number that puts pairs in order."""

from __future__ import annotations

from matching.enums import Part
from matching.parts.finding import clashes, fits, is_open
from matching.scoring import WEIGHTS, is_worth_proposing, score_of


def test_where_nothing_else_differs_the_text_decides():
    same = [fits(Part.FIELD, shared=["1"]), clashes(Part.SITE, missing=["workshop"])]
    assert score_of(0.31, same) > score_of(0.30, same)


def test_what_fits_moves_up_and_what_does_not_moves_down():
    plain = score_of(0.2, [])
    assert score_of(0.2, [fits(Part.SITE)]) > plain > score_of(0.2, [clashes(Part.SITE)])
    assert score_of(0.2, [is_open(Part.SITE)]) == plain


def test_every_part_but_the_text_has_a_weight():
    assert set(WEIGHTS) == set(Part) - {Part.TEXT}
    assert min(WEIGHTS.values()) > 0


def test_pair_needs_near_texts_or_enough_classes_in_common():
    assert not is_worth_proposing([is_open(Part.TEXT), fits(Part.READINESS)])
    assert is_worth_proposing([fits(Part.TEXT)])
    assert not is_worth_proposing([fits(Part.THEME), fits(Part.SECTOR)])
    assert is_worth_proposing([fits(Part.THEME), fits(Part.SECTOR), fits(Part.SDG)])
    assert is_worth_proposing([fits(Part.THEME), fits(Part.FIELD)])
    assert not is_worth_proposing([clashes(Part.THEME), fits(Part.FIELD)])
