"""pytest plugin: what takes longest begins first, so that no worker is left to finish it alone.

pytest-xdist hands out whole files, those with most tests first; ours that take minutes have few.
"""

from __future__ import annotations

import pytest
from xdist.scheduler import LoadFileScheduling

# Their tests share nothing, and each takes minutes: they are handed out one by one.
APART = ("tests/journeys/test_pages.py", "tests/access/test_table.py")
LONGEST = (
    *APART,
    "tests/marketplace/exchange/test_collections.py",
    "tests/journeys/test_journey.py",
    "tests/journeys/test_posting.py",
    "tests/journeys/test_contact.py",
    "tests/negotiations/test_canary.py",
    "tests/alerts/test_verdicts.py",
    "tests/demo/test_listings.py",
    "tests/marketplace/test_wagtail_views.py",
)


# What they look at takes a minute to load and is loaded once in each process.
TOGETHER = "tests/demo/"


def path_of(nodeid: str) -> str:
    return nodeid.partition("::")[0]


class OneByOneWhereLong(LoadFileScheduling):
    def _split_scope(self, nodeid: str) -> str:
        path = path_of(nodeid)
        if path in APART:
            return nodeid
        return TOGETHER if path.startswith(TOGETHER) else path


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> OneByOneWhereLong:
    config.option.loadscopereorder = False
    return OneByOneWhereLong(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: path_of(item.nodeid) not in LONGEST)
