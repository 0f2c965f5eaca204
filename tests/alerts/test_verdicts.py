"""An alert finds what the search page lists: held against the engine on the listings of the demo."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from functools import cache

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from alerts.batch import Batch
from alerts.compiling import Compiled, compiled, present_languages
from alerts.indexing import Frequencies
from alerts.keys import keys_carried, keys_of
from search.analysis import STOP_WORDS, asked_of, is_cjk, words_of
from search.documents import documents_of
from search.engines import engine
from search.engines.embedded import bitmaps, lookup, scoring
from search.engines.embedded.analysing import analyse
from search.engines.embedded.bitmaps import numbers_of
from search.facets import FACETS
from search.geography import geography
from search.indexing import public_keys
from search.query import SearchQuery
from search.synonyms import DATA
from tests.conftest import WAITING

pytestmark = pytest.mark.django_db
SYNONYMS = [
    member
    for line in DATA.read_text(encoding="utf-8").splitlines()
    for member in line.split(",")[1:]
]

SEED = 2016
EVERY_LISTING = 1000


@dataclass
class Compared:
    """Of many questions, what page and alert answer; which alerts would not have been looked up."""

    queries: int = 0
    found: int = 0
    differing: list[str] = field(default_factory=list)
    overlooked: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def compared(django_db_setup, django_db_blocker) -> dict[str, Compared]:
    """By kind of question. All at once, then the demo is rolled back; tasks wait for nobody."""
    with (
        django_db_blocker.unblock(),
        override_settings(TASKS=WAITING),
        transaction.atomic(),
        pytest.MonkeyPatch.context() as patch,
    ):
        call_command("load_demo", verbosity=0)
        call_command("rebuild_index", verbosity=0)
        # As with many thousand listings, which afford every word and have enough that fits.
        patch.setattr(lookup, "POSTINGS_EACH", 10**9)
        patch.setattr(lookup, "MOST_POSTINGS", 10**9)
        patch.setattr(scoring, "FEW", 0)
        # In a transaction they are read anew for every question; nothing changes meanwhile.
        patch.setattr(bitmaps, "tokens_of", cache(bitmaps.tokens_of))
        documents = documents_of(public_keys())
        result = {kind: compare(documents, asked) for kind, asked in questions(documents).items()}
        transaction.set_rollback(True)
    return result


def compare(documents, asked: list[str]) -> Compared:
    batch, present = Batch(documents), present_languages()
    carried = [keys_of_document(document) for document in documents]
    result = Compared(len(asked))
    for text in asked:
        query = SearchQuery.from_query_string(text)
        page = engine("embedded").search(query, per_page=EVERY_LISTING, with_facets=False)
        form = Compiled.from_json(compiled(query, present).to_json())
        numbers = set(numbers_of(batch.fitting(form)))
        if {documents[number].id for number in numbers} != {hit.id for hit in page.hits}:
            result.differing.append(text)
        result.found += len(numbers)
        for frequency in (Frequencies([form]), lambda key: 0, lambda key: len(key) % 7):
            keys = set(keys_of(form, frequency))
            if any(keys.isdisjoint(carried[number]) for number in numbers):
                result.overlooked.append(text)
    return result


def terms_of(analysed) -> set[str]:
    return {term for version in analysed.versions for term in version.weights} | {*analysed.labels}


def keys_of_document(document) -> set[str]:
    analysed = analyse(document)
    terms = terms_of(analysed)
    return keys_carried(document, terms, analysed.shown.values(), geography())


def questions(documents) -> dict[str, list[str]]:
    chance = random.Random(SEED)  # noqa: S311 - the same ones every time
    known = set().union(*(terms_of(analyse(document)) for document in documents))
    titles = [(text.language, words_of(text.title)) for d in documents for text in d.texts]
    return {
        "words": [f"q={some(titles, chance, n)}" for n in (1, 1, 2, 3) for _ in range(10)],
        "many words": [f"q={some(titles, chance, 7)}" for _ in range(20)],
        "language": [f"q={words[0]}&in={language}" for language, words in titles[::4]],
        "phrases": [f"q=%22{' '.join(words[at : at + 2])}%22"
                    for _language, words in titles[::3] for at in (0, 2) if len(words) > at + 1],
        "minus": [f"q={some(titles, chance, 2)} -{some(titles, chance, 1)}" for _ in range(20)],
        "minus phrase": [f"q={words[0]} -%22{' '.join(words[1:3])}%22" for _l, words in titles[::5]
                         if len(words) > 2],
        "only minus": [f"q=-{some(titles, chance, 1)}" for _ in range(10)],
        "stars": [f"q={word[:5]}*" for _language, words in titles[::3] for word in words[:2]
                  if len(word) > 5 and not is_cjk(word)],
        "minus stars": [f"q={some(titles, chance, 1)} {' '.join(beginnings(titles, chance, 6))}"
                        for _ in range(20)],
        "many minus": [f"q={' '.join(f'-{some(titles, chance, 1)}' for _ in range(20))}"
                       for _ in range(5)],
        "one character": [f"q={words[0][0]}" for _l, words in titles if is_cjk(words[0])],
        "facets": [asked for code in FACETS for asked in of_facet(code, documents, chance)],
        "synonyms": [f"q={other}" for other in SYNONYMS if all(
            known & set(one.terms) for one in asked_of(other, "", present_languages()))],
        "range": ["readiness_from=5", "readiness_to=4", "readiness_from=3&readiness_to=6",
                  "readiness_from=9&readiness_to=2", "readiness_from=2&readiness=7&readiness=1"],
        "everything": [""],
        "all together": [
            f"q={some(titles, chance, 2)}&{chance.choice(of_facet(code, documents, chance))}"
            for code in FACETS for _ in range(3)
        ],
    }  # fmt: skip


def some(titles, chance: random.Random, number: int) -> str:
    """Words of one title and of others, none of which the index does not know."""
    known = [w for _language, words in titles for w in words if w not in STOP_WORDS]
    return " ".join(chance.sample(known, number))


def beginnings(titles, chance: random.Random, number: int) -> list[str]:
    """Of words of any titles, each with a minus and a star."""
    known = [w for _language, words in titles for w in words if len(w) > 5 and not is_cjk(w)]
    return [f"-{word[:3]}*" for word in chance.sample(known, number)]


def of_facet(code: str, documents, chance: random.Random) -> list[str]:
    """Values that some listing has, and one or two at random; of flags and the like, the only."""
    carried = {token for document in documents for token in document.tokens}
    values = sorted(t.partition(":")[2] for t in carried if t.startswith(f"{code}:"))
    known = FACETS[code].values()
    values = [v for v in values if v in known] or sorted(known)
    chosen = chance.sample(values, min(2, len(values)))
    country = f"&my_country={chance.choice(['KE', 'DE', 'NP', 'BR'])}"
    return [
        f"{code}={chosen[0]}{country}",
        "&".join(f"{code}={value}" for value in chosen) + country,
    ]


KINDS = [
    "words", "many words", "language", "phrases", "minus", "minus phrase", "only minus", "stars",
    "minus stars", "many minus", "one character", "synonyms", "facets", "range", "everything", "all together",
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_alert_finds_what_the_page_lists(compared, kind):
    assert compared[kind].queries > 0
    assert compared[kind].differing == []


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_an_alert_finds_shares_a_key_with_it(compared, kind):
    assert compared[kind].overlooked == []


def test_questions_find_something(compared):
    assert set(compared) == set(KINDS)
    assert all(one.found for one in compared.values())
