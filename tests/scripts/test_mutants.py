"""What `make mutants` removes: found by form, or written down and still there."""

from __future__ import annotations

import ast
import inspect
import tomllib
from collections import Counter
from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.handlers.base import BaseHandler

from scripts.mutants import EQUIVALENT
from scripts.mutation.guards import APPS, Mutant, find
from scripts.mutation.ledger import Ledger
from scripts.mutation.plans import MOST_SECONDS, Map, folders, get_map
from scripts.mutation.plugin import SEEN, Cartographer, Follower, resolve_and_look, take
from scripts.mutation.workshop import KILLED, SURVIVED, Outcome, Workshop
from tests.access import test_table

ROOT = Path(settings.BASE_DIR)

SAMPLE = """
from django.contrib.auth.decorators import login_required


@login_required
def show(request, slug):
    organisation = organisation_for(request, slug, "partners.see_members")
    row = get_object_or_404(organisation.names, pk=1)
    if row.is_old or not row.is_ours:
        raise ActionRefused("Too late.", code="too_late")
    return Thing.objects.visible_to(request.user)
"""
WITHOUT = {
    "sign-in": "import login_required\n\n\ndef show(",
    "permission": "organisation_for(request, slug)\n",
    "belongs": "get_object_or_404(organisation.names.model, pk=1)",
    "refusal": "        pass\n",
    "visible": "return Thing.objects.all()",
}


def mutants_of_sample(folder: Path, monkeypatch) -> list:
    (folder / "core").mkdir()
    (folder / "core" / "sample.py").write_text(SAMPLE)
    monkeypatch.setattr("scripts.mutation.guards.CHOSEN", folder)
    return find(folder)


def test_each_form_of_guard_is_found_and_removed_alone(tmp_path, monkeypatch):
    found = mutants_of_sample(tmp_path, monkeypatch)
    assert Counter(mutant.kind for mutant in found) == {**dict.fromkeys(WITHOUT, 1), "reason": 2}
    for mutant in found:
        source = mutant.source.decode()
        there = {kind for kind, without in WITHOUT.items() if without in source}
        assert there == {mutant.kind} & set(WITHOUT)
        assert mutant.function == "core/sample.py:5"
    reasons = [m.source.decode() for m in found if m.kind == "reason"]
    assert "if (not row.is_ours):" in reasons[0]
    assert "if (row.is_old):" in reasons[1]


def test_guard_in_a_lambda_stands_in_the_lambda(tmp_path, monkeypatch):
    (tmp_path / "core").mkdir()
    (tmp_path / "core" / "sample.py").write_text(
        "def item():\n    return lambda user: user.has_perm('a.b')\n"
    )
    monkeypatch.setattr("scripts.mutation.guards.CHOSEN", tmp_path)
    assert [mutant.function for mutant in find(tmp_path)] == ["core/sample.py:2"]


def test_guards_of_the_product_are_found_and_every_mutant_is_a_program():
    found = find(ROOT)  # raises when one that is written down is no longer there
    assert len(found) > 300
    assert [name for name, times in Counter(m.name for m in found).items() if times > 1] == []
    for mutant in found:
        ast.parse(mutant.source)
        assert mutant.source != (ROOT / mutant.path).read_bytes()


def test_equivalent_mutants_exist_and_have_a_reason():
    names = {mutant.name for mutant in find(ROOT)}
    for entry in tomllib.loads(EQUIVALENT.read_text()).get("equivalent", []):
        assert entry["name"] in names
        assert len(entry["reason"]) > 20


def test_plan_names_only_tests_that_run_the_place(tmp_path, monkeypatch):
    refusal = next(m for m in mutants_of_sample(tmp_path, monkeypatch) if m.kind == "refusal")
    running = {"seconds": 1, "functions": ["core/sample.py:5"]}
    table = "tests/access/test_table.py::test_table_in_state[verified]"
    drawn = Map(
        [
            {
                "tests": {
                    table: {"seconds": 9, "functions": []},
                    "tests/core/test_a.py::test_slow": {**running, "seconds": 5},
                    "tests/core/test_a.py::test_quick": running,
                    "tests/core/test_a.py::test_other": {"seconds": 1, "functions": []},
                },
                "rows": [
                    {"state": "verified", "row": 3, **running},
                    {"state": "verified", "row": 4, "seconds": 1, "functions": []},
                ],
                "red": [],
            }
        ]
    )
    assert drawn.plan(refusal) == {
        "tests": ["tests/core/test_a.py::test_quick", "tests/core/test_a.py::test_slow", table],
        "rows": {"verified": [3]},
    }


TABLE = "tests/access/test_table.py::test_table_in_state[{}]"


def drawn_map(tests: dict[str, dict], rows: tuple = ()) -> Map:
    return Map([{"tests": tests, "rows": list(rows), "red": []}])


def rule_of(path: str) -> Mutant:
    return Mutant(
        name="a rule", kind="rule", path=path, line=1, removed="", source=b"", function=None
    )


def test_plan_of_a_rule_names_the_tests_that_run_the_predicates_beside_it():
    plan = drawn_map(
        {
            "tests/core/test_a.py::test_asks": {
                "seconds": 1, "functions": ["core/permissions.py:7"]},
            "tests/core/test_a.py::test_other": {"seconds": 1, "functions": ["core/views.py:7"]},
        }
    ).plan(rule_of("core/permissions.py"))  # fmt: skip
    assert plan["tests"] == ["tests/core/test_a.py::test_asks"]


def test_plan_leaves_other_tests_their_time_when_the_table_takes_long():
    asking = {"functions": ["core/permissions.py:7"]}
    states = ("unverified", "verified")
    tests = {TABLE.format(state): {"seconds": 1, "functions": []} for state in states}
    tests["tests/core/test_a.py::test_asks"] = {"seconds": 1, **asking}
    rows = tuple({"state": s, "row": 0, "seconds": MOST_SECONDS, **asking} for s in states)
    plan = drawn_map(tests, rows).plan(rule_of("core/permissions.py"))
    assert plan["tests"] == [TABLE.format("unverified"), "tests/core/test_a.py::test_asks"]


def test_plan_begins_with_the_tests_of_the_module_itself_however_slow(tmp_path, monkeypatch):
    guard = next(m for m in mutants_of_sample(tmp_path, monkeypatch) if m.kind == "refusal")
    names = ["tests/core/test_a.py::test_quick", "tests/core/test_sample.py::test_slow"]
    running = {"functions": [guard.function]}
    quick, own = {**running, "seconds": MOST_SECONDS}, {**running, "seconds": MOST_SECONDS + 1}
    drawn = drawn_map(dict(zip(names, (quick, own), strict=True)))
    assert drawn.plan(guard)["tests"] == names[1:]


def test_map_is_drawn_of_the_table_and_of_the_tests_of_every_app():
    assert set(folders(ROOT)) == {"tests/access", *(f"tests/{app}" for app in APPS)}


def test_map_names_the_view_that_was_asked_for_though_its_decorators_refused(rf):
    SEEN.clear()
    answer = resolve_and_look(BaseHandler.resolve_request, BaseHandler(), rf.get("/en/account/"))
    assert answer.url_name == "show_account"
    assert [code.co_name for code in SEEN] == ["show_account"]
    assert [place.partition(":")[0] for place in take()] == ["accounts/views.py"]


@pytest.mark.parametrize("hook", [
    lambda items, path: Cartographer(path).pytest_collection_finish(SimpleNamespace(items=items)),
    lambda items, path: Follower({"tests": [TABLE.format("lapsed")], "rows": {}}).pytest_collection_modifyitems(
        [*items]
    ),
])  # fmt: skip
def test_map_and_plan_call_the_table_as_the_table_does(monkeypatch, tmp_path, hook):
    number = len(inspect.signature(test_table._complaints).parameters)
    monkeypatch.setattr(test_table, "_complaints", test_table._complaints)
    hook([SimpleNamespace(nodeid=TABLE.format("lapsed"), module=test_table)], tmp_path / "map.json")
    given = [test_table.ROWS[0], SimpleNamespace(state="lapsed"), *[None] * (number - 2)]

    wrapped = test_table._complaints(*given)

    assert inspect.isgenerator(wrapped)


def test_map_that_could_not_be_drawn_is_an_error(tmp_path, monkeypatch):
    (tmp_path / "tree").mkdir()
    shop = Workshop(tmp_path / "tree", tmp_path / "shop")
    shop.template.touch()
    monkeypatch.setattr(
        shop, "_python", lambda *a, **k: CompletedProcess([], 4, "no such folder", "")
    )
    with pytest.raises(RuntimeError, match="no such folder"):
        shop.draw_map("tests/audit")


def test_map_is_drawn_anew_only_where_tests_changed(tmp_path):
    for name in ("core", "cms"):
        (tmp_path / "tests" / name).mkdir(parents=True)
        (tmp_path / "tests" / name / "test_a.py").write_text("")
    plugin = tmp_path / "scripts" / "mutation" / "plugin.py"
    plugin.parent.mkdir(parents=True)
    plugin.write_text("")
    drawn = []

    def draw_map(folder: str) -> dict:
        drawn.append(folder)
        return {"tests": {f"{folder}/test_a.py::test": {}}, "rows": [], "red": []}

    shops, cache = [SimpleNamespace(root=tmp_path, draw_map=draw_map)], tmp_path / "map.json"
    get_map(shops, cache)
    assert drawn == ["tests/cms", "tests/core"]
    (tmp_path / "tests" / "core" / "test_a.py").write_text("assert True")
    second = get_map(shops, cache)
    assert drawn == ["tests/cms", "tests/core", "tests/core"]
    assert set(second.tests) == {f"tests/{name}/test_a.py::test" for name in ("core", "cms")}


def test_what_died_is_known_until_the_product_or_the_tests_beside_it_change(tmp_path):
    for name in ("tests/core", "tests/cms", "core", "scripts/mutation"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("tests/core/test_a.py", "tests/cms/test_b.py", "scripts/mutation/plugin.py"):
        (tmp_path / name).write_text("")
    path, one, other = tmp_path / "kept", rule_of("core/a.py"), rule_of("core/b.py")
    other = replace(other, name="another rule")
    ledger = Ledger(path, tmp_path)
    ledger.keep(Outcome(one, KILLED, "tests/core/test_a.py::test_asks", 1.5))
    ledger.keep(Outcome(other, SURVIVED))

    (tmp_path / "tests/cms/test_b.py").write_text("assert True")
    known = Ledger(path, tmp_path)
    assert known.find(one) == Outcome(one, KILLED, "tests/core/test_a.py::test_asks", 1.5)
    assert known.find(other) is None
    assert known.find(replace(one, source=b"pass")) is None
    for changed in ("tests/core/test_a.py", "core/a.py"):
        (tmp_path / changed).write_text("assert True")
        assert Ledger(path, tmp_path).find(one) is None
        (tmp_path / changed).write_text("")
