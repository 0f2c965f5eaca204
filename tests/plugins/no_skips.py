"""pytest plugin: with CI=true a skipped test is a failure, because nobody would see it there.

Elsewhere SKIP_BROWSER_TESTS holds the reason why browser tests cannot run, and
SKIP_ELASTICSEARCH_TESTS why those marked "elasticsearch" cannot.
"""

import os

import pytest

REASONS = {"browser": "SKIP_BROWSER_TESTS", "elasticsearch": "SKIP_ELASTICSEARCH_TESTS"}
STRICT = os.environ.get("CI") == "true"


def pytest_configure(config: pytest.Config) -> None:
    # A worker of pytest-xdist reports to the main process, which does the counting.
    if STRICT and not hasattr(config, "workerinput"):
        config.pluginmanager.register(SkipWatch(), "skip-watch")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for marker, variable in REASONS.items():
        if reason := os.environ.get(variable):
            for item in items:
                if item.get_closest_marker(marker):
                    item.add_marker(pytest.mark.skip(reason=reason))


class SkipWatch:
    def __init__(self) -> None:
        self.skipped: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped and not hasattr(report, "wasxfail"):
            self.skipped.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self.skipped.append(report.nodeid)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.skipped and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.skipped:
            terminalreporter.section("skipped, which counts as failed here")
            for name in self.skipped:
                terminalreporter.line(name)
