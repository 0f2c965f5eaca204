"""How an index is laid out: a group of fields for each language, each with that language's analyser.

`combined_fields`, which ranks best by far, takes one analyser a call; so a text fills the fields of
its own language only, and a query is asked of every group. Nothing here needs more than a plain
node: no ICU, no `search_as_you_type`, no percolator.
"""

from __future__ import annotations

from typing import Any

from search import analysis
from search.analysis import base

# Another layout has another alias: what is asked and written now does not fit the old index. Until
# the new one is built something else answers, as where an index is lost; then the old one is dropped.
VERSION = 4
# Elasticsearch allows no more.
LONGEST_BEGINNING = 19
# Of the same language in the sense of analysis.
CJK = "cjk"
SAME = {"zh": CJK, "ja": CJK, "ko": CJK, "nb": "no", "nn": "no"}
OTHER = "xx"

# What loses its vowel before a word and is written to it, in French, Italian, Catalan and Portuguese:
# not of the word in any other language either.
_ELIDED = [
    "c", "d", "j", "l", "m", "n", "qu", "s", "t", "jusqu", "lorsqu", "puisqu", "quoiqu", "agl",
    "all", "coll", "dagl", "dall", "degl", "dell", "gl", "negl", "nell", "pell", "sugl", "sull",
    "un", "v",
]  # fmt: skip
FILTERS: dict[str, dict[str, Any]] = {
    "of_english": {"type": "stemmer", "language": "possessive_english"},
    "elision": {"type": "elision", "articles": _ELIDED},
}
_FIRST = ("cjk_width", "lowercase", "decimal_digit", "elision")
# What Elasticsearch's own analyser of the language does, in that order. Accents go last in all of
# them, so that one who types without finds the same; pairs of Chinese characters come first, so
# that Chinese words in any text are found.
CHAINS: dict[str, list[str]] = {
    "ar": ["stop:_arabic_", "arabic_normalization", "stemmer:arabic"],
    CJK: ["stop:_english_"],
    "da": ["stop:_danish_", "stemmer:danish"],
    "de": ["stop:_german_", "german_normalization", "stemmer:light_german"],
    "en": ["of_english", "stop:_english_", "stemmer:english"],
    "es": ["stop:_spanish_", "stemmer:light_spanish"],
    "fa": ["arabic_normalization", "persian_normalization", "stop:_persian_"],
    "fr": ["stop:_french_", "stemmer:light_french"],
    "hi": ["indic_normalization", "hindi_normalization", "stop:_hindi_", "stemmer:hindi"],
    "id": ["stop:_indonesian_", "stemmer:indonesian"],
    "it": ["stop:_italian_", "stemmer:light_italian"],
    "nl": ["stop:_dutch_", "stemmer:dutch"],
    "no": ["stop:_norwegian_", "stemmer:norwegian"],
    "pt": ["stop:_portuguese_", "stemmer:light_portuguese"],
    "ru": ["stop:_russian_", "stemmer:russian"],
    "sv": ["stop:_swedish_", "stemmer:swedish"],
    "tr": ["stop:_turkish_", "stemmer:turkish"],
    OTHER: [],
}
GROUPS = tuple(CHAINS)
# Names of classifications and countries are in the six languages; an institution's own name may be
# in any, and is no text that would need its analyser.
LABEL_GROUPS = ("ar", CJK, "en", "es", "fr", "ru", OTHER)
# Facets of which an index counts the values by itself.
COUNTED = (
    "kind", "type", "theme", "field", "sdg", "target", "sector", "readiness", "institution",
    "country", "sme", "licence", "exclusivity", "know_how", "training", "partner", "language",
    "day",
)  # fmt: skip


def group_of(language: str) -> str:
    """The group of fields for texts in a language."""
    code = SAME.get(base(language), base(language))
    return code if code in CHAINS else OTHER


def label_group_of(language: str) -> str:
    group = group_of(language)
    return group if group in LABEL_GROUPS else OTHER


def settings(*, replicas: int, shards: int) -> dict[str, Any]:
    filters, analysers = dict(FILTERS), {}
    for language, chain in CHAINS.items():
        names = []
        for step in chain:
            kind, _, value = step.partition(":")
            name = step.replace(":", "_") if value else step
            if value:
                option = "stopwords" if kind == "stop" else "language"
                filters[name] = {"type": kind, option: value}
            names.append(name)
        analysers[f"text_{language}"] = _custom(*_FIRST, "cjk_bigram", *names, "asciifolding")
    # As written, but for case and accents: for beginnings, and for who typed the very form.
    analysers["plain"] = _custom(*_FIRST, "asciifolding")
    return {
        "number_of_shards": shards,
        "number_of_replicas": replicas,
        # Measured against b = 0.75; `combined_fields` wants it to be the default.
        "similarity": {"default": {"type": "BM25", "k1": 1.2, "b": 0.9}},
        "analysis": {"filter": filters, "analyzer": analysers},
        # So long a delete is remembered, against a task that read the row before it.
        "gc_deletes": "12h",
        "max_result_window": WINDOW,
        "mapping.total_fields.limit": 400,
    }


# Further on, pages are reached from the end or in steps (`paging`).
WINDOW = 100_000


def _custom(*filters: str) -> dict[str, Any]:
    return {"type": "custom", "tokenizer": "standard", "filter": list(filters)}


def mappings() -> dict[str, Any]:
    keyword = {"type": "keyword"}
    properties: dict[str, Any] = {
        "key": keyword,
        "hash": {"type": "keyword", "index": False},
        "original": {"type": "keyword", "index": False},
        "languages": {"type": "keyword", "index": False},
        "organisation": {"type": "long"},
        "published_at": {"type": "date"},
        "closes_on": {"type": "date"},
        "tokens": keyword,
        **{f"facet_{code}": keyword for code in COUNTED},
        # Counted by how long ago it was.
        "facet_day": {"type": "date"},
        # Every word as written: what can be completed, and what a wrong one is compared with. Its
        # beginnings are kept: looked for among all words they are refused by a cluster that allows
        # nothing expensive (`search.allow_expensive_queries`).
        "spell": {
            "type": "text", "analyzer": "plain", "norms": False, "index_options": "docs",
            "index_prefixes": {"min_chars": 1, "max_chars": LONGEST_BEGINNING},
        },
        "vocabulary": keyword,
    }  # fmt: skip
    for language in GROUPS:
        properties |= _group(language)
    return {
        "dynamic": False,
        # All of it can be made again from the database; kept twice it would only take room.
        "_source": {"enabled": False},
        "_meta": {"layout": VERSION, "analysis": analysis.VERSION},
        "properties": properties,
    }


def _group(language: str) -> dict[str, Any]:
    text = {"type": "text", "analyzer": f"text_{language}"}
    # Where words stand is asked of one field only, for phrases.
    counted = {"index_options": "freqs"}
    copied = {**text, **counted, "copy_to": [f"{language}_all", "spell"]}
    plain = {"type": "text", "analyzer": "plain", **counted}
    fields = {
        f"{language}_title": copied,
        f"{language}_body": copied,
        f"{language}_all": {**text, "fields": {"plain": plain}},
    }
    if language in LABEL_GROUPS:
        fields[f"{language}_label"] = {**text, **counted, "copy_to": "spell"}
    return fields
