"""Offsets of Elasticsearch are in units of UTF-16, and words are cut by them. No node is needed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from search.engines.elastic.needs import heaviest
from search.engines.elastic.units import part, units_of


@given(st.text(), st.text(), st.text())
def test_part_of_a_text_is_cut_where_it_stands(before, text, after):
    start, end = (len(units_of(one)) // 2 for one in (before, before + text))

    assert part(units_of(before + text + after), start, end) == text


def test_half_of_a_character_is_left_out():
    assert part(units_of("a🌞b"), 0, 2) == "a"


def test_word_behind_an_emoji_is_the_word():
    told = {
        "doc_freq": 1, "score": 1.0, "tokens": [{"start_offset": 3, "end_offset": 8}],
    }  # fmt: skip
    vector = {"terms": {"solar": told}, "field_statistics": {"doc_count": 4}}

    (heavy,) = heaviest({"term_vectors": {"en_all": vector}}, {"en_all": "🌞 solar pump"})
    assert heavy.word == "solar"
