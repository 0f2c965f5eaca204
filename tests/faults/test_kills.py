"""A little of `make faults`: web servers and workers are killed under load, and nothing is lost."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection

from scripts.processes import free_port
from tests.faults import experiment, ledger
from tests.faults.history import violations
from tests.faults.mailbox import Mailbox
from tests.faults.service import Served, complaints
from tests.faults.site import Site

pytestmark = pytest.mark.django_db(transaction=True)

OPERATIONS = 40
# Other tests run beside.
BUSY_SECONDS = 30


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as mailbox:
        yield mailbox


@pytest.fixture
def site(mailbox, tmp_path) -> Iterator[Site]:
    """In processes of its own, on the database of the tests."""
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "tests.faults.settings", "BIND": "127.0.0.1",
        "PORT": str(free_port()), "SECRET_KEY": settings.SECRET_KEY, "VAR_DIR": str(tmp_path),
        "EMAIL_URL": mailbox.address, "LOG_LEVEL": "ERROR", "ACCESS_LOG": "false",
        "DATABASE_URL": _address(),
    }  # fmt: skip
    with Site(environment) as site:
        yield site


def _address() -> str:
    """Of the database that the tests use now."""
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    return "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**facts)


def test_nothing_is_lost_or_doubled_when_web_and_worker_are_killed(site, mailbox, tasks_wait):
    talks = ledger.conversations(OPERATIONS)
    worker = experiment.after_a_message(mailbox, site.kill_worker)
    kills = [site.kill_web, worker, site.kill_everything]
    told = experiment.write_under_fire(site, talks, kills)
    experiment.drain(site, seconds=45)
    served = Served(OPERATIONS, told.outages, site.log, retry_seconds=BUSY_SECONDS)
    assert complaints(told.operations, served) == []
    assert violations(told.operations, ledger.found(mailbox.mails, kills=site.kills)) == []
