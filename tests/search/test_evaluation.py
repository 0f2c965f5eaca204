"""Judged sets are read, loaded through the import into a database of their own, and scored."""

from __future__ import annotations

import json
import time

import pytest
from django.core.management import CommandError, call_command

from marketplace.models import Listing
from search import engines
from search.documents import documents_of
from search.engines.base import EngineUnavailableError, QuestionRefusedError
from search.engines.patience import is_patient
from search.evaluation import measuring
from search.evaluation.running import evaluate, load, write_run
from search.evaluation.scratch import is_scratch
from search.evaluation.sets import (
    FIELDS,
    LISTS,
    MOST_ROWS,
    JudgedSet,
    UnusableSetError,
    cut,
    language_of,
    record,
)
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


def test_judgments_are_read_as_others_write_them(folder):
    lines = ["\ufeffquery-id\tcorpus-id\tscore", '"q1\t"d 1\t1.0', "q2\tQ0\td2\t-1", "", "\t\t"]
    (folder / "qrels" / "test.tsv").write_text("\r\n".join(lines))
    assert JudgedSet(folder).judgments == {('"q1', '"d 1'): 1, ("q2", "d2"): -1}


@pytest.mark.parametrize("grade", ["0.5", "nan", ""])
def test_grade_that_is_not_whole_is_named(folder, grade):
    (folder / "qrels" / "test.tsv").write_text(f"{JUDGMENTS}q3\td1\t{grade}\n")
    with pytest.raises(UnusableSetError, match=r"test\.tsv, line 4: not question"):
        _ = JudgedSet(folder).judgments


def corpus(folder, *lines: str) -> list[dict[str, str]]:
    (folder / "corpus.jsonl").write_text("\n".join(lines))
    return list(JudgedSet(folder).documents())


def test_number_is_a_text_and_null_is_none(folder):
    (one,) = corpus(folder, '\ufeff{"_id": 7, "title": 1984, "text": null}')
    assert (one["_id"], one["title"], one["text"]) == ("7", "1984", "")
    (one,) = corpus(folder, r'{"_id": "x", "text": "half \ud800 of a sign"}')
    assert one["text"] == "half   of a sign"


@pytest.mark.parametrize(
    "line",
    [
        '{"_id": "x", "text": ["a", "list"]}', '{"_id": "x", "title": true}', '{"_id": null}',
        r'{"_id": "\ud800"}', '{"_id": ""}', "[1]", '"x"',
    ],
)  # fmt: skip
def test_what_is_no_text_is_named(folder, line):
    with pytest.raises(UnusableSetError, match=r"corpus\.jsonl, line 2: no object with _id"):
        corpus(folder, '{"_id": "first"}', line)


@pytest.mark.parametrize("name", ["corpus.jsonl", "qrels/test.tsv"])
def test_line_that_is_not_in_utf_8_is_named(folder, name):
    with (folder / name).open("ab") as file:
        file.write("\nÉnergie".encode("latin-1"))
    with pytest.raises(UnusableSetError, match=r"line \d: not in UTF-8"):
        _ = JudgedSet(folder).judgments, list(JudgedSet(folder).documents())


def test_titles_tell_the_language_where_there_is_nothing_else(folder):
    row = {"title": "Насос для воды", "text": ""}
    empty = [json.dumps({"_id": f"e{n}", "text": ""}) for n in range(3)]
    corpus(folder, json.dumps({"_id": "d1", **row}), *empty)
    assert JudgedSet(folder).language() == "ru"


def test_only_questions_that_are_there_are_scored(folder):
    with (folder / "qrels" / "test.tsv").open("a") as file:
        file.write("q8\td1\t1\nq9\td1\t1\nq9\td2\t1\n")
    judged = JudgedSet(folder)
    assert judged.missing_questions == 2
    found = measuring.measures({"q1": {"d1": 1.0}, "q2": {}}, judged)
    assert found == {"nDCG@10": 0.5, "recall@50": 0.5, "MRR@10": 0.5}


def test_set_without_a_judged_question_is_not_used(folder):
    (folder / "qrels" / "test.tsv").write_text("q9\td1\t1\n")
    with pytest.raises(UnusableSetError, match=r"queries\.jsonl has no question that is judged"):
        _ = JudgedSet(folder).questions


@pytest.mark.django_db
def test_documents_keep_the_names_that_the_set_has_for_them(folder, tmp_path):
    ids = [" d1 ", "d 2", "long" * 100, "twice", "twice"]
    corpus(folder, *(json.dumps({"_id": one, "text": "Lifts water."}) for one in ids))
    loaded = load(JudgedSet(folder), "en", tmp_path)
    assert sorted(loaded.names.values()) == sorted(ids)
    assert loaded.cut == 0


@pytest.mark.django_db
def test_every_word_of_a_long_document_reaches_the_index(folder, tmp_path):
    words = [f"word{n}" for n in range(4000)]
    corpus(folder, json.dumps({"_id": "d1", "text": " ".join(words)}))
    loaded = load(JudgedSet(folder), "en", tmp_path)
    (document,) = documents_of(loaded.names)
    assert set(words) <= set(document.texts[0].body.split())
    assert loaded.cut == 0


def test_blank_in_a_name_does_not_part_it_in_the_run_file(tmp_path):
    write_run({"q 1": {"d\t1": 1.0, "100%": 0.5}}, tmp_path / "run", "tag")
    lines = (tmp_path / "run").read_text().splitlines()
    assert lines == ["q%201 Q0 d%091 1 1.0 tag", "q%201 Q0 100% 2 0.5 tag"]


@pytest.fixture
def asked(folder, tmp_path, db, monkeypatch):
    """A function: evaluates with an engine that first raises these; returns what came of it, what
    was told, for how long was waited, and whether the engine was given its time."""
    index, paused, told, patient = engines.engine("embedded"), [], [], []
    index.clear()
    judged, search = JudgedSet(folder), type(index).search
    names = load(judged, "en", tmp_path).names
    monkeypatch.setattr(time, "sleep", paused.append)

    def ask(*errors):
        left = list(errors)

        def answer(*args, **options):
            patient.append(is_patient())
            if left:
                raise left.pop(0)
            return search(*args, **options)

        monkeypatch.setattr(type(index), "search", answer)
        return evaluate(judged, index, names, "en", "search", told.append), told, paused, patient

    return ask


def test_slow_answer_does_not_end_an_evaluation(asked):
    found, told, paused, patient = asked(EngineUnavailableError("ConnectionTimeout"))
    assert list(found.run["q1"]) == ["d1"]
    assert told == ["ConnectionTimeout: trying again in 5 seconds."]
    assert paused == [5]
    assert patient == [True] * 3
    assert not is_patient()


def test_refused_question_is_not_asked_again(asked):
    with pytest.raises(QuestionRefusedError):
        asked(QuestionRefusedError("400"))


def test_documents_of_one_name_are_one_answer_at_the_better_place(folder, tmp_path, db):
    rows = [("d1", "Pump"), ("d3", "Pump of mills"), ("d1", "Pump of a long, long sentence")]
    corpus(folder, *(json.dumps({"_id": i, "title": t, "text": "x"}) for i, t in rows))
    judged, index = JudgedSet(folder), engines.engine("embedded")
    found = evaluate(judged, index, load(judged, "en", tmp_path).names, "en", "search", print)
    for run in (found.run, measuring.plain_bm25(judged, "en")):
        assert max(run["q1"], key=run["q1"].get) == "d1"
        assert set(run["q1"]) == {"d1", "d3"}


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
    words = [f"word{n}" for n in range(9000)]
    made, left = record({"title": "t " * 100 + "end", "text": " ".join(words)}, "en")

    parts = [made["title"], made["description"], *made["offer_details"].values()]
    parts += [row[field] for name, _others, field, _size in LISTS for row in made[name]]
    assert " ".join(parts).split() == ["t"] * 100 + ["end"] + words
    assert left == ""
    assert len(made["title"]) <= 120
    sizes = dict(FIELDS)
    assert all(len(text) <= sizes[name] for name, text in made["offer_details"].items())


def test_what_no_field_holds_is_told():
    made, left = record({"title": "", "text": "word " * 40_000}, "en")
    assert left.split()
    assert all(len(made[name]) == MOST_ROWS for name, *_others in LISTS)


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
    assert (told["documents_cut"], told["judged_queries_missing"]) == (0, 0)
    assert (told["nDCG@10"], told["recall@50"], told["MRR@10"]) == (1.0, 1.0, 1.0)
    assert told["plain_bm25"]["nDCG@10"] == 1.0
    first = run.read_text().splitlines()[0].split()
    assert first == ["q1", "Q0", "d1", "1", "1.0", f"techaccord-{engine}"]
    assert Listing.objects.count() == before
