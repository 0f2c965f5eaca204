"""Words are marked where they stand, and nothing in a text becomes markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.engines.base import Results
from search.highlighting import Marker
from search.query import SearchQuery


def mark(words: str, text: str, language: str = "en", marks: tuple[str, ...] = ()) -> str:
    return Marker(SearchQuery(words=words), Results([], 0, marks=marks)).mark(text, language)


@pytest.mark.parametrize(
    ("words", "text", "language", "marked"),
    [
        ("pump", "Two pumps pumped", "en", "Two <mark>pumps</mark> <mark>pumped</mark>"),
        ("PUMP", "Pumpkin pump", "en", "Pumpkin <mark>pump</mark>"),
        ("energie", "L'Énergie", "fr", "L&#x27;<mark>Énergie</mark>"),
        ("energia", "La energía", "es", "La <mark>energía</mark>"),
        ("水泵", "太阳能水泵站", "zh-hans", "太阳能<mark>水泵</mark>站"),
        ("太阳能水泵", "太阳能水泵站", "zh-hans", "<mark>太阳能水泵</mark>站"),
        ("насос", "Два насоса", "ru", "Два <mark>насоса</mark>"),
        ("electr*", "Electrolyser", "en", "<mark>Electrolyser</mark>"),
        ("the pump", "The pump", "en", "The <mark>pump</mark>"),
        ("<mark>", "<mark>a</mark>", "en", "&lt;<mark>mark</mark>&gt;a&lt;/<mark>mark</mark>&gt;"),
        ("x", "<script>alert(1)</script>", "en", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("", "a & b", "en", "a &amp; b"),
    ],
)
def test_words_are_marked_by_their_stem(words, text, language, marked):
    assert mark(words, text, language) == marked


def test_word_whose_stem_begins_otherwise_is_marked():
    """Indonesian takes away what stands in front of a word."""
    assert mark("bersih", "Pembersih air", "id") == "<mark>Pembersih</mark> air"


def test_what_the_engine_put_beside_is_marked():
    assert mark("pv", "Photovoltaic", marks=("photovoltaic",)) == "<mark>Photovoltaic</mark>"


@given(st.text(max_size=80), st.text(max_size=300))
def test_no_text_becomes_markup(words, text):
    marker = Marker(SearchQuery.from_json({"q": words}))
    for marked in (marker.mark(text, "en"), marker.mark(text, "fr")):
        rest = marked.replace("<mark>", "").replace("</mark>", "")
        assert "<" not in rest
        assert ">" not in rest


WORDS = st.lists(st.sampled_from(["pump", "pumps", "Pumping", "solar", "élan", "Élans", "x", "2x"]))
TEXTS = st.text(alphabet="pumPsolarélanÉxX2 _-'.’", max_size=60)


@given(words=WORDS, text=TEXTS, language=st.sampled_from(["en", "fr", "es", "tr", "id"]))
def test_words_passed_over_at_a_glance_are_none_that_were_asked_for(words, text, language):
    """Looked at with a letter that is not of ASCII behind it, every word is looked at."""
    marker = Marker(SearchQuery(words=" ".join(words)))
    assert marker.mark(f"{text} я", language) == f"{marker.mark(f'{text} ', language)}я"
