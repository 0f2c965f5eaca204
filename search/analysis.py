"""From text to terms, the same for an index and for what is asked of it.

NFKC, lower case, every decimal digit as ASCII; words are letters, digits and combining marks (which
`\\w` leaves out: it would cut Hindi to pieces); runs of Chinese, Japanese and Korean become pairs of
characters; others are stemmed by Snowball, and then lose their accents if they are Latin. Arabic
is left to its stemmer, which does worse when anything is normalised before. Only English has stop
words: elsewhere they were measured to bring nothing (docs/search-quality.md).
"""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import snowballstemmer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Terms made by another version do not meet those of this one: an index names its version.
VERSION = 1
LONGEST_TERM = 64

SNOWBALL = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "es": "spanish", "eu": "basque", "fi": "finnish", "fr": "french",
    "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch", "no": "norwegian",
    "nb": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
OF_SCRIPT = {"arabic": ("ar",), "cyrillic": ("ru",), "cjk": ("zh",), "devanagari": ("hi",)}
LATIN = ("en", "fr", "es")
STOP_WORDS = frozenset(
    {
        "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in", "into", "is",
        "it", "no", "not", "of", "on", "or", "such", "that", "the", "their", "then", "there",
        "these", "they", "this", "to", "was", "will", "with",
    }
)  # fmt: skip
# No mark and no digit of a script that is written with is beyond.
_LAST = 0x20000


def _ranges(characters: Iterable[int]) -> str:
    """A regular expression's class for these code points."""
    spans: list[list[int]] = []
    for point in characters:
        if spans and spans[-1][1] == point - 1:
            spans[-1][1] = point
        else:
            spans.append([point, point])
    return "".join(f"{re.escape(chr(a))}-{re.escape(chr(b))}" for a, b in spans)


_MARKS = _ranges(
    point for point in range(_LAST) if unicodedata.category(chr(point)) in ("Mn", "Mc")
)
_CJK = "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
# Possessive: the classes have nothing in common, and nothing ever has to be given back.
_WORD = re.compile(rf"[{_CJK}]++|(?:[^\W_{_CJK}]++|[{_MARKS}\u200c\u200d]++)++")
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_IS_CJK = re.compile(rf"[{_CJK}]")
_APOSTROPHE = re.compile(r"(?<=\w)['’]\w+")
_OTHER_DIGIT = re.compile(r"[^\D0-9]")
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})


class Token(NamedTuple):
    """A word of a text. `term` is what stands for it in an index ("" for a stop word); `also` are
    further terms under which it is found but which do not make the text longer."""

    word: str
    term: str
    also: tuple[str, ...] = ()


def base(language: str) -> str:
    """ "zh" of "zh-hans"."""
    return language.split("-")[0].lower()


def normalise(text: str, language: str = "") -> str:
    """Lower case in the language's way, in one form of Unicode."""
    text = unicodedata.normalize("NFKC", text)
    if base(language) == "tr":
        text = _APOSTROPHE.sub("", text.replace("İ", "i").replace("I", "ı"))
    text = text.lower()
    if text.isascii():
        return text
    return _OTHER_DIGIT.sub(_as_ascii, text).replace("ё", "е")


def _as_ascii(digit: re.Match[str]) -> str:
    return str(unicodedata.decimal(digit[0]))


def words_of(text: str, language: str = "") -> list[str]:
    """The words, normalised; a run of Chinese, Japanese or Korean is one of them."""
    text = normalise(text, language)
    return (_ASCII_WORD if text.isascii() else _WORD).findall(text)


def words_as_written(text: str) -> list[str]:
    """The words of a text, each as it is written there."""
    return _WORD.findall(text)


def word_spans(text: str) -> Iterator[re.Match[str]]:
    """The same words where they stand in a text as it was written."""
    return _WORD.finditer(text)


def is_cjk(word: str) -> bool:
    return bool(_IS_CJK.match(word))


def tokens_of(text: str, language: str) -> Iterator[Token]:
    """The tokens of a text whose language is known, in order."""
    known = base(language)
    for word in words_of(text, known):
        if word.isascii() or not is_cjk(word):
            yield _token(word, known)
        else:
            yield from _pairs(word)


def _pairs(run: str) -> Iterator[Token]:
    if len(run) == 1:
        yield Token(run, run)
        return
    last = len(run) - 2
    for at in range(last + 1):
        # The last character alone: one who looks for it finds it in front of a pair or here.
        yield Token(run[at : at + 2], run[at : at + 2], (run[-1],) if at == last else ())


@lru_cache(maxsize=65536)
def _token(word: str, language: str) -> Token:
    if language == "en" and word in STOP_WORDS:
        return Token(word, "")
    term = stem(word, language)
    plain = fold(word)
    if plain == word:
        return Token(word, term)
    # Typed without accents a word may get another stem: Spanish "energía" and "energia".
    other = stem(plain, language)
    return Token(word, term, (other,) if other != term else ())


def stem(word: str, language: str) -> str:
    """The term for a normalised word that is not CJK."""
    name = SNOWBALL.get(language)
    short = word[:LONGEST_TERM]
    return fold(_stemmer(name).stemWord(short) if name else short)[:LONGEST_TERM]


_stemmers = threading.local()


def _stemmer(name: str) -> snowballstemmer.stemmer:
    # The one in C keeps what it is working on in itself.
    kept = _stemmers.__dict__
    if name not in kept:
        kept[name] = snowballstemmer.stemmer(name)
    return kept[name]


def fold(word: str) -> str:
    """Without accents, if it is Latin."""
    if word.isascii() or not _is_latin(word):
        return word
    parts = unicodedata.normalize("NFD", word.translate(_LETTERS))
    return "".join(c for c in parts if not unicodedata.combining(c))


def _is_latin(word: str) -> bool:
    return all(ord(c) < 0x250 or 0x300 <= ord(c) < 0x370 or 0x1E00 <= ord(c) < 0x1F00 for c in word)


# --- What is asked ------------------------------------------------------------------------------


class Asked(NamedTuple):
    """A word of a query and the terms that may stand for it, one for each language it may be in."""

    word: str
    terms: tuple[str, ...]


def script_of(word: str) -> str:
    """ "latin", "cyrillic", "arabic", "cjk", "devanagari", or "" for numbers and the rest."""
    for character in word:
        if character.isalpha():
            if is_cjk(character):
                return "cjk"
            name = unicodedata.name(character, "").split(" ")[0].lower()
            return name if name in OF_SCRIPT or name == "latin" else ""
    return ""


def asked_of(
    text: str, language: str = "", present: Iterable[str] = (), *, every: bool = False
) -> list[Asked]:
    """The words of a query, in order, stop words left out unless there is nothing else (or with
    `every`).

    Where `language` is not known, or no word can be of it, a word is looked for in the languages
    of its script: all Latin ones together cost less than taking one for another. `present` are
    the languages there are texts in.
    """
    known = base(language)
    words = list(_asked_words(text, known))
    latin = _latin(known, present)
    kept = [word for word in words if every or "en" not in latin or word not in STOP_WORDS]
    return [_asked(word, known, latin) for word in kept or words]


def _asked_words(text: str, language: str) -> Iterator[str]:
    for word in words_of(text, language):
        if len(word) > 1 and not word.isascii() and is_cjk(word):
            yield from (word[at : at + 2] for at in range(len(word) - 1))
        else:
            yield word


def _latin(known: str, present: Iterable[str]) -> tuple[str, ...]:
    if known and OF_LANGUAGE.get(known, "latin") == "latin":
        return (known,)
    others = {base(code) for code in present} & SNOWBALL.keys()
    return (*LATIN, *sorted(c for c in others - {*LATIN} if OF_LANGUAGE.get(c, "latin") == "latin"))


OF_LANGUAGE = {
    "ar": "arabic", "ru": "cyrillic", "sr": "cyrillic", "uk": "cyrillic", "bg": "cyrillic",
    "zh": "cjk", "ja": "cjk", "ko": "cjk", "hi": "devanagari", "ne": "devanagari", "el": "greek",
    "hy": "armenian", "ta": "tamil", "yi": "hebrew", "fa": "arabic", "ur": "arabic",
}  # fmt: skip


@lru_cache(maxsize=65536)
def _asked(word: str, known: str, latin: tuple[str, ...]) -> Asked:
    return Asked(word, _terms(word, known, latin))


def _terms(word: str, known: str, latin: tuple[str, ...]) -> tuple[str, ...]:
    if is_cjk(word):
        return (word,)
    script = script_of(word)
    if script == "latin":
        languages = latin
    elif OF_LANGUAGE.get(known) == script:
        languages = (known,)
    else:
        languages = OF_SCRIPT.get(script, ("",))
    return tuple(dict.fromkeys(stem(word, language) for language in languages))
