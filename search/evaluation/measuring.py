"""Measures by `ir_measures`, and plain BM25 by `bm25s` to compare with. Both are for development:
requirements/dev.in."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from search.analysis import SNOWBALL, base, words_of
from search.evaluation.running import DEPTH, Run

if TYPE_CHECKING:
    from types import ModuleType

    from search.evaluation.sets import JudgedSet

MEASURES = {"nDCG@10": "nDCG@10", "recall@50": "R@50", "MRR@10": "RR@10"}


class MissingLibraryError(Exception):
    """A library that measuring needs is not installed."""


def library(name: str) -> ModuleType:
    try:
        return import_module(name)
    except ImportError:
        raise MissingLibraryError(
            f"{name} is not installed. It comes with requirements/dev.txt."
        ) from None


def measures(run: Run, judged: JudgedSet) -> dict[str, float]:
    """The means over the questions of the run, those without an answer among them."""
    ir = library("ir_measures")
    qrels = [ir.Qrel(q, d, grade) for (q, d), grade in judged.judgments.items() if q in run]
    scored = [ir.ScoredDoc(q, d, score) for q, row in run.items() for d, score in row.items()]
    wanted = {ir.parse_measure(code): name for name, code in MEASURES.items()}
    found = ir.calc_aggregate(list(wanted), qrels, scored)
    return {name: round(found[measure], 4) for measure, name in wanted.items()}


def plain_bm25(judged: JudgedSet, language: str) -> Run:
    """Titles and texts as one, words stemmed; pairs of characters where words have no spaces."""
    bm25s = library("bm25s")
    documents = list(judged.documents())
    stem = _stemmer(language)
    corpus = [_terms(f"{d['title']} {d['text']}", stem) for d in documents]
    index = bm25s.BM25()
    index.index(corpus, show_progress=False)
    known = {term for terms in corpus for term in terms}
    run: Run = {}
    depth = min(DEPTH, len(documents))
    for question in judged.questions:
        terms = [t for t in _terms(f"{question.title} {question.text}", stem) if t in known]
        run[question.id] = {}
        if terms:
            places, scores = index.retrieve([terms], k=depth, show_progress=False)
            for place, score in zip(places[0], scores[0], strict=True):
                if score > 0:
                    run[question.id].setdefault(documents[int(place)]["_id"], float(score))
    return run


def _stemmer(language: str) -> Any:
    name = SNOWBALL.get(base(language))
    return library("snowballstemmer").stemmer(name).stemWord if name else str


def _terms(text: str, stem: Any) -> list[str]:
    found = []
    for word in words_of(text):
        if "\u3400" <= word[0] <= "\u9fff" and len(word) > 1:
            found += [word[at : at + 2] for at in range(len(word) - 1)]
        else:
            found.append(stem(word))
    return found
