"""Words with accents, typed with them or without, on every engine alike."""

from __future__ import annotations

import pytest

from search.analysis import fold
from search.query import SearchQuery

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "title", "start", "word"),
    [
        ("fr", "Énergie des vagues", "énerg", "énergie"),
        ("fr", "Énergie des vagues", "energ", "énergie"),
        ("fr", "Énergie des vagues", "ENERGIE", "énergie"),
        ("fr", "Le séchage", "séch", "séchage"),
        ("fr", "Le séchage", "sech", "séchage"),
        ("fr", "Une manœuvre", "manoeu", "manœuvre"),
        ("es", "Agua agrícola", "agrícol", "agrícola"),
        ("es", "Agua agrícola", "agricol", "agrícola"),
        ("de", "Die Straße", "strass", "straße"),
        ("ru", "Солнечная энергия", "энерг", "энергия"),
        ("ar", "الطَّاقة", "الطَّا", "الطَّاقة"),
        ("hi", "सौर ऊर्जा", "ऊर्ज", "ऊर्जा"),
    ],
)
def test_beginning_has_accents_or_has_none(engine, listed, titles, language, title, start, word):
    listed(title, language=language)
    listed("Something else")

    assert engine.suggest(f"les {start}") == [f"les {word}"]
    assert titles(f"{start}*") == titles(start) == [title]
    assert titles(f"-{start}*") == ["Something else"]


@pytest.mark.parametrize("start", ["énerg", "energ", "énergi"])
def test_beginning_finds_every_word_whatever_accents_it_has(engine, listed, titles, start):
    """Which of them was written first decides what an index shows of them."""
    listed("Energien", language="de")
    listed("Énergie", language="fr")
    listed("Énergies", language="fr")
    listed("Energies", language="en")
    listed("Something else")

    assert sorted(titles(f"{start}*")) == ["Energien", "Energies", "Énergie", "Énergies"]
    assert titles(f"-{start}*") == ["Something else"]


def test_word_goes_on_once_whatever_accents_it_has(engine, listed):
    listed("Énergie", language="fr")
    listed("Énergie", language="fr")
    listed("Energie", language="de")
    listed("Synergy")

    assert [fold(word) for word in engine.suggest("énerg")] == ["energie"]
    assert engine.suggest("sýnerg") == ["synergy"]


@pytest.mark.parametrize(
    ("language", "title", "wrong", "right"),
    [
        ("fr", "Énergie des vagues", "énergei", "énergie"),
        ("fr", "Énergie des vagues", "energei", "énergie"),
        ("fr", "Le séchage", "séchgae", "séchage"),
        ("es", "Agua agrícola", "agrícloa", "agrícola"),
        ("ru", "Солнечная энергия", "энергяи", "энергия"),
    ],
)
def test_typing_error_in_a_word_with_accents_is_seen_through(
    engine, listed, titles, language, title, wrong, right
):
    listed(title, language=language)
    listed("Something else")

    assert titles(wrong) == [title]
    assert engine.search(SearchQuery(words=f"{wrong} xyz")).suggestion == f"{right} xyz"


def test_typing_error_in_a_word_of_the_text_alone_is_seen_through(engine, listed, titles):
    listed("Une pompe", "Elle sert à la désinfection.", language="fr")

    assert titles("désinfectoin") == ["Une pompe"]


def test_small_word_with_accents_is_known(engine, listed):
    listed("La même pompe", language="fr")
    listed("Une mère", language="fr")

    assert engine.search(SearchQuery(words="même pompe")).suggestion == ""


@pytest.mark.parametrize(
    ("language", "title", "start", "wrong", "word"),
    [
        ("fr", "Gestion de l'énergie", "énerg", "énergei", "énergie"),
        ("fr", "Gestion d’énergie", "énerg", "énergei", "énergie"),
        ("it", "Gestione dell'energia", "energ", "enregia", "energia"),
        ("ca", "Gestió de l’energia", "energ", "enregia", "energia"),
        ("pt", "Caixa d'água", "águ", "águq", "água"),
    ],
)
def test_word_begins_after_an_elision(engine, listed, titles, language, title, start, wrong, word):
    """Where the word is nowhere without one."""
    listed(title, language=language)
    listed("Something else")

    assert titles(f"{start}*") == titles(word) == [title]
    assert titles(f"-{start}*") == ["Something else"]
    assert engine.suggest(start) == [word]
    asked = engine.search(SearchQuery(words=f"{wrong} {title.split()[0]}"))
    assert asked.suggestion == f"{word} {title.split()[0]}"
    assert engine.search(SearchQuery(words=word)).suggestion == ""
