"""Judged sets are read, loaded through the import into a database of their own, and scored."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

from marketplace.models import Listing
from search.evaluation import measuring
from search.evaluation.running import load
from search.evaluation.scratch import is_scratch
from search.evaluation.sets import FIELDS, JudgedSet, UnusableSetError, cut, language_of, record
from tests.search.conftest import ENGINES

DOCUMENTS = [
    {"_id": "d1", "title": "Solar pump", "text": "Lifts water from wells."},
    {"_id": "d2", "title": "", "text": "A drum turns kitchen waste into compost."},
    {"_id": "d3", "title": "Kiln", "text": "Burns bricks from rice husks."},
]
QUESTIONS = [
    {"_id": "q1", "text": "pumping water by the sun"},
    {"_id": "q2", "text": "composting in drums"},
    {"_id": "q3", "text": "never judged"},
]
JUDGMENTS = "query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t2\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "qrels").mkdir()
    for name, rows in (("corpus", DOCUMENTS), ("queries", QUESTIONS)):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (tmp_path / "qrels" / "test.tsv").write_text(JUDGMENTS)
    return tmp_path


def test_set_is_read(folder):
    judged = JudgedSet(folder)

    assert [question.id for question in judged.questions] == ["q1", "q2"]
    assert judged.judgments == {("q1", "d1"): 1, ("q2", "d2"): 2}
    assert judged.language() == "en"


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl", "qrels/test.tsv"])
def test_missing_file_is_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(CommandError, match=name):
        call_command("evaluate_search", "--set", str(folder))


def test_broken_line_is_named(folder):
    with (folder / "queries.jsonl").open("a") as file:
        file.write("\n{broken")
    with pytest.raises(UnusableSetError, match="line 4"):
        _ = JudgedSet(folder).questions


@pytest.mark.parametrize("line", ["q1\td1\tgood", "1"])
def test_broken_judgment_is_named(folder, line):
    with (folder / "qrels" / "test.tsv").open("a") as file:
        file.write(line)
    with pytest.raises(UnusableSetError, match=r"test\.tsv, line 4: not question"):
        _ = JudgedSet(folder).judgments


@pytest.mark.django_db
def test_set_with_documents_that_the_import_refuses_is_not_used(folder, tmp_path):
    with pytest.raises(UnusableSetError, match="3 documents were refused, the first in line 1"):
        load(JudgedSet(folder), "klingon", tmp_path)


def test_long_need_without_a_title_begins_with_one(folder):
    text = "Clean water for villages. " + "The wells are salty in summer. " * 10
    (folder / "queries.jsonl").write_text(json.dumps({"_id": "q1", "text": text}))

    (question,) = JudgedSet(folder).questions
    assert question.title == "Clean water for villages."
    assert question.text.startswith("The wells")


def test_every_word_of_a_document_is_in_its_record_once():
    words = [f"word{n}" for n in range(1500)]
    made = record({"_id": "x", "title": "t " * 100 + "end", "text": " ".join(words)}, "en")

    told = f"{made['title']} {made['description']} {' '.join(made['offer_details'].values())}"
    assert told.split() == ["t"] * 100 + ["end"] + words
    assert len(made["title"]) <= 120
    sizes = dict(FIELDS)
    assert all(len(text) <= sizes[name] for name, text in made["offer_details"].items())


def test_text_is_cut_between_words():
    assert cut("one two three", 9) == ("one two", "three")
    assert cut("水" * 12, 10) == ("水" * 10, "水" * 2)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Le moteur est dans la cave et les pompes pour l'eau", "fr"),
        ("El motor está en la casa y las bombas con agua", "es"),
        ("The engine is in the cellar", "en"), ("Насос для воды", "ru"), ("مضخة الماء", "ar"),
        ("太阳能水泵", "zh"),
    ],
)  # fmt: skip
def test_language_is_told_by_the_text(text, language):
    assert language_of(text) == language


def test_missing_library_is_named(folder, monkeypatch):
    def missing(_name):
        raise ImportError

    monkeypatch.setattr(measuring, "import_module", missing)
    with pytest.raises(CommandError, match="requirements/dev.txt"):
        call_command("evaluate_search", "--set", str(folder))


@pytest.mark.django_db
def test_this_database_is_no_scratch_one():
    assert not is_scratch()


# PostgreSQL makes no database inside a transaction.
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("as_", ["search", "match"])
def test_evaluation_prints_measures_and_leaves_the_database_alone(
    folder, capfd, monkeypatch, request, engine, as_
):
    if engine == "elasticsearch":
        # The command works in a process of its own, which asks the environment.
        node = request.getfixturevalue("elasticsearch_node")
        monkeypatch.setenv("ELASTICSEARCH_URL", node)
    before = Listing.objects.count()
    run = folder / "run.txt"
    options = ["--set", str(folder), "--engine", engine, "--as", as_, "--run", str(run)]
    call_command("evaluate_search", *options)

    told = json.loads(capfd.readouterr().out)
    assert (told["engine"], told["as"]) == (engine, as_)
    assert (told["documents"], told["queries"], told["queries_without_answer"]) == (3, 2, 0)
    assert (told["nDCG@10"], told["recall@50"], told["MRR@10"]) == (1.0, 1.0, 1.0)
    assert told["plain_bm25"]["nDCG@10"] == 1.0
    first = run.read_text().splitlines()[0].split()
    assert first == ["q1", "Q0", "d1", "1", "1.0", f"techaccord-{engine}"]
    assert Listing.objects.count() == before
