"""Loading a judged set through the import, and asking its questions as a page does."""

from __future__ import annotations

import json
import re
import statistics
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from core.mail import silence
from countries.models import Country
from marketplace.actions.importing import import_records
from marketplace.exchange.reading import read
from marketplace.models import Listing, ListingSource
from partners.actions.stand_ins import stand_for
from search.asking import ask, counterparts
from search.documents import documents_of
from search.engines.patience import insist, patiently
from search.evaluation.sets import UnusableSetError, record
from search.indexing import public_keys
from search.query import SearchQuery, clean_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from search.engines.base import Engine
    from search.evaluation.sets import JudgedSet, Question

SOURCE = "Judged set"
DEPTH = 100
Run = dict[str, dict[str, float]]


class Loaded(NamedTuple):
    """The set's names for the listings, and how many documents were too long for one."""

    names: dict[Any, str]
    cut: int


@dataclass
class Evaluation:
    """The answers to every question, by question and document, and how long they took."""

    run: Run
    milliseconds: list[float]
    documents: int

    @property
    def without_answer(self) -> int:
        return sum(not answers for answers in self.run.values())

    def summary(self) -> dict[str, Any]:
        return {
            "documents": self.documents,
            "queries": len(self.run),
            "queries_without_answer": self.without_answer,
            "milliseconds_median": round(statistics.median(self.milliseconds or [0]), 1),
        }


def load(judged: JudgedSet, language: str, folder: Path) -> Loaded:
    """Import every document as a public offer.

    Raises `UnusableSetError` when one of them is refused.
    """
    path, names, cut = folder / "records.jsonl", {}, 0
    with path.open("w", encoding="utf-8") as file:
        for number, document in enumerate(judged.documents()):
            made, left = record(document, language, number)
            file.write(json.dumps(made, ensure_ascii=False) + "\n")
            names[str(number)] = document["_id"]
            cut += bool(left)
    operator = User.objects.create_superuser(email="operator@evaluation.example", password=None)
    with silence(), path.open("rb") as stream:
        house = stand_for(SOURCE, country=Country.objects.order_by("pk")[0], by=operator)
        report = import_records(
            read(stream, path.name), organisation=house, by=operator, source=SOURCE,
            publish=True, as_operator=True,
        )  # fmt: skip
    if report.refused:
        problem = report.problems[0]
        raise UnusableSetError(
            f"{report.refused} documents were refused, the first in line {problem.line}: "
            f"{problem.field}: {problem.sentence}"
        )
    rows = ListingSource.objects.filter(name=SOURCE).values_list("listing", "external_id")
    return Loaded({key: names[number] for key, number in rows}, cut)


def evaluate(
    judged: JudgedSet,
    engine: Engine,
    names: dict[Any, str],
    language: str,
    as_: str,
    tell: Callable[[str], object],
) -> Evaluation:
    """Index what was imported and ask everything; `tell` is given a line for each failure."""
    run: Run = {}
    took = []
    with patiently():
        documents = insist(partial(engine.rebuild, public_keys, documents_of), tell)
        for question in judged.questions:
            found, seconds = insist(partial(_timed, question, engine, language, as_), tell)
            took.append(seconds * 1000)
            run[question.id] = {}
            for key, score in found:
                # Of several documents of one name that which comes first.
                run[question.id].setdefault(names[key], score)
    return Evaluation(run, took, documents)


def _timed(
    question: Question, engine: Engine, language: str, as_: str
) -> tuple[list[tuple[Any, float]], float]:
    began = time.perf_counter()
    ask_ = _counterparts if as_ == "match" else _search
    found = ask_(question, engine, language)
    return found, time.perf_counter() - began


def _search(question: Question, engine: Engine, language: str) -> list[tuple[Any, float]]:
    words = clean_words(f"{question.title} {question.text}")
    query = SearchQuery(words=words, language=language)
    answer = ask(query, AnonymousUser(), engine=engine, per_page=DEPTH, with_facets=False)
    return _ranked([found.listing.pk for found in answer.found])


def _counterparts(question: Question, engine: Engine, language: str) -> list[tuple[Any, float]]:
    need = Listing(kind="need", title=question.title, description=question.text, language=language)
    found = counterparts(need, AnonymousUser(), engine=engine, limit=DEPTH)
    return _ranked([one.listing.pk for one in found])


def _ranked(keys: list[Any]) -> list[tuple[Any, float]]:
    """What is measured is the order of the page; equal scores have one there."""
    return [(key, float(len(keys) - place)) for place, key in enumerate(keys)]


def write_run(run: Run, path: Path, tag: str) -> None:
    """As TREC has it: question, Q0, document, rank, score, name of the run.

    Blanks part these, so those within a name are written as in an address, "%20".
    """
    with path.open("w", encoding="utf-8") as file:
        for question, answers in run.items():
            ordered = sorted(answers.items(), key=lambda pair: -pair[1])
            for rank, (document, score) in enumerate(ordered, 1):
                file.write(f"{_word(question)} Q0 {_word(document)} {rank} {score} {tag}\n")


def _word(name: str) -> str:
    return re.sub(r"\s", lambda blank: quote(blank[0]), name)
