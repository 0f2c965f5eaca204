"""What `make mutants` removes: found by form, or written down and still there."""

from __future__ import annotations

import ast
import tomllib
from collections import Counter
from pathlib import Path

from django.conf import settings

from scripts.mutants import EQUIVALENT
from scripts.mutation.guards import find
from scripts.mutation.plans import Map

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
