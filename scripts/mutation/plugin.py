"""Loaded by pytest (`-p scripts.mutation.plugin`): draws the map, or follows a plan.

The map says which functions of the product each test runs, and which of them each row of the
access table runs in each state. A plan is what is worth running against one mutant, in order; of
the access table only some rows.
"""

from __future__ import annotations

import inspect
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

import pytest
from django.core.handlers.base import BaseHandler
from django.db import connections
from django.urls import ResolverMatch

from scripts.mutation.guards import APPS

ROOT = str(Path(__file__).resolve().parents[2]) + os.sep
OURS = tuple(f"{ROOT}{app}{os.sep}" for app in APPS)
TABLE = "tests/access/test_table.py"
# Of tests that stop and start an Elasticsearch of their own: a minute for every mutant.
OWN_NODE = "node"
SEEN: set[CodeType] = set()


def pytest_configure(config: pytest.Config) -> None:
    if path := os.environ.get("MUTATION_MAP"):
        config.pluginmanager.register(Cartographer(Path(path)), "mutation-map")
        resolve = partial(resolve_and_look, BaseHandler.resolve_request)
        BaseHandler.resolve_request = lambda handler, request: resolve(handler, request)
    elif path := os.environ.get("MUTATION_PLAN"):
        config.pluginmanager.register(Follower(json.loads(Path(path).read_text())), "mutation-plan")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = [item for item in items if OWN_NODE not in getattr(item, "fixturenames", ())]


def look(frame: FrameType, _event: str, _argument: object) -> None:
    """A trace function that only notes who is called."""
    SEEN.add(frame.f_code)


def resolve_and_look(
    resolve: Callable[[BaseHandler, Any], ResolverMatch], handler: BaseHandler, request: Any
) -> ResolverMatch:
    """Also notes the view a request was for: its decorators may refuse before it is called."""
    match = resolve(handler, request)
    view = inspect.unwrap(match.func)
    if isinstance(view, FunctionType):
        SEEN.add(view.__code__)
    return match


def take() -> list[str]:
    """The product's functions called since the last time, as path:line."""
    found = {
        f"{code.co_filename.removeprefix(ROOT)}:{code.co_firstlineno}"
        for code in list(SEEN)
        if code.co_filename.startswith(OURS)
    }
    SEEN.clear()
    return sorted(found)


class Cartographer:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.tests: dict[str, dict[str, Any]] = {}
        self.rows: list[dict[str, Any]] = []
        self.failed: set[str] = set()
        self.skipped: set[str] = set()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        if module := _table(session.items):
            original = module._complaints

            def noting(row: Any, world: Any, *rest: Any) -> Iterator[str]:
                take()
                started = time.process_time()
                yield from original(row, world, *rest)
                self.rows.append(
                    {
                        "state": world.state,
                        "row": module.ROWS.index(row),
                        "seconds": time.process_time() - started,
                        "functions": take(),
                    }
                )

            module._complaints = noting

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        # What is worked out once per process would be seen in its first test only.
        for connection in connections.all(initialized_only=True):
            connection.__dict__.pop("_prepared_statements", None)
        SEEN.clear()
        started = time.process_time()
        threading.settrace(look)
        sys.settrace(look)
        try:
            return (yield)
        finally:
            sys.settrace(None)
            threading.settrace(None)  # type: ignore[arg-type]
            seconds = time.process_time() - started
            self.tests[item.nodeid] = {"seconds": seconds, "functions": take()}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.add(report.nodeid)
        elif report.skipped:
            self.skipped.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        unfit = self.failed | self.skipped
        sound = {name: fact for name, fact in self.tests.items() if name not in unfit}
        found = {"tests": sound, "rows": self.rows, "red": sorted(self.failed)}
        self.path.write_text(json.dumps(found))


class Follower:
    """`plan` is {"tests": [node ids, in order], "rows": {state: [indices]}}."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.order = {name: place for place, name in enumerate(plan["tests"])}
        self.rows = plan["rows"]

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self.order),
            key=lambda item: self.order[item.nodeid],
        )
        if module := _table(items):
            original = module._complaints

            def only_planned(row: Any, world: Any, *rest: Any) -> Iterator[str]:
                if module.ROWS.index(row) in self.rows.get(world.state, ()):
                    for complaint in original(row, world, *rest):
                        # One is enough.
                        raise AssertionError(complaint)
                yield from ()

            module._complaints = only_planned


def _table(items: list[pytest.Item]) -> Any:
    return next((item.module for item in items if item.nodeid.startswith(TABLE)), None)
