"""The order in which the tests are handed out."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from django.conf import settings

from tests.plugins import longest_first


def test_what_is_called_long_exists():
    for name in longest_first.LONGEST:
        assert (Path(settings.BASE_DIR) / name).is_file(), name


def test_long_ones_begin_and_the_longest_go_to_any_worker():
    long, short = f"{longest_first.APART[0]}::test_a[en]", "tests/core/test_a.py::test_a"
    items = [SimpleNamespace(nodeid=short), SimpleNamespace(nodeid=long)]
    longest_first.pytest_collection_modifyitems(items)
    assert [item.nodeid for item in items] == [long, short]
    units = longest_first.OneByOneWhereLong
    assert units._split_scope(None, long) == long
    assert units._split_scope(None, short) == "tests/core/test_a.py"


def test_what_looks_at_the_demo_goes_to_one_worker():
    folder = Path(settings.BASE_DIR) / longest_first.TOGETHER
    units = {
        longest_first.OneByOneWhereLong._split_scope(
            None, f"{longest_first.TOGETHER}{file.name}::t"
        )
        for file in folder.glob("test_*.py")
    }
    assert len(units) == 1
