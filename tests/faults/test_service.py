"""The judge of how clients were served takes what is promised, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.faults.__main__ import KILLS, OPERATIONS, schedule
from tests.faults.clients import _outcome
from tests.faults.history import OK, REFUSED, UNKNOWN, Answer, Operation
from tests.faults.service import Served, complaints

THREAD = "/en/requests/7c9e6679-7425-40de-944b-e07fc1f90ae7/"
# From 98 s to 100 s the database was away, and nothing else.
SERVED = Served(asked=3, outages=[(98.0, 100.0)])
DONE = Answer(9.0, 302, THREAD)


def operation(word: str, *answers: Answer, outcome: str = OK) -> Operation:
    return Operation(word, "t", "p@x.example", outcome, 0.0, answers[-1].at, answers)


# One at once, one after a web server was killed, and one through the outage.
TOLD = [
    operation("w0", DONE),
    operation("w1", Answer(20.0, 0), Answer(25.0, 302, THREAD)),
    operation("w2", Answer(98.1, 500), Answer(110.0, 503), Answer(111.0, 302, THREAD)),
]

BADLY = {
    "an error long after the outage": [
        *TOLD, operation("w3", Answer(110.5, 500), Answer(110.6, 302, THREAD)),
    ],
    "an error before any outage": [
        *TOLD, operation("w3", Answer(97.9, 503), Answer(97.95, 302, THREAD)),
    ],
    "a repeat that succeeds late": [
        *TOLD, operation("w3", Answer(20.0, 0), Answer(25.1, 302, THREAD)),
    ],
    "somebody is signed out": [
        *TOLD, operation("w3", Answer(9.0, 302, "/accounts/login/?next=/en/requests/")),
    ],
    "one is refused": [*TOLD, operation("w3", Answer(9.0, 422), outcome=REFUSED)],
    "of one nobody knows": [*TOLD, operation("w3", Answer(101.0, 0), outcome=UNKNOWN)],
    "fewer than asked": TOLD[1:],
}  # fmt: skip


def test_clients_that_were_served_as_promised_are_no_complaint():
    assert complaints(TOLD, SERVED) == []


@pytest.mark.parametrize("name", BADLY)
def test_clients_that_were_not_are_one(name):
    assert len(complaints(BADLY[name], SERVED)) == 1


def test_lock_in_the_log_is_a_complaint():
    log = ["ERROR django.request Internal Server Error", "    OperationalError: database is locked"]
    assert complaints(TOLD, replace(SERVED, log=log)) == [
        "locked: OperationalError: database is locked"
    ]


@pytest.mark.parametrize(
    ("line", "is_told"),
    [
        ("sqlite3.OperationalError: database table search_term is locked", True),
        ("psycopg.errors.DeadlockDetected: deadlock detected", True),
        ("canceling statement due to lock timeout", True),
        ("    task_result = tasks.get_locked()", False),
        ("    _require_not_blocked(held.organisation, listing.organisation)", False),
    ],
)
def test_lock_is_what_a_database_says_of_one(line, is_told):
    assert bool(complaints(TOLD, replace(SERVED, log=[line]))) is is_told


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ([], UNKNOWN),
        ([Answer(1, 0), Answer(2, 503)], UNKNOWN),
        ([Answer(1, 503), Answer(2, 302, THREAD)], OK),
        ([Answer(1, 302, "/accounts/login/?next=/en/requests/new/")], REFUSED),
        ([Answer(1, 200)], REFUSED),
        ([Answer(1, 422), Answer(1, 302, THREAD)], REFUSED),
    ],
)
def test_client_takes_for_done_what_leads_to_the_thread_alone(answers, outcome):
    assert _outcome(answers)[0] == outcome


@pytest.mark.parametrize("database", KILLS)
def test_as_much_is_killed_as_is_promised_and_everything_at_the_end(database):
    weapons = {name: lambda: None for name in KILLS[database]}
    for operations, share in ((OPERATIONS, 1), (OPERATIONS // 10, 0.1), (10, 0)):
        kills = schedule(KILLS[database], operations, weapons)
        for name, number in KILLS[database].items():
            assert kills.count(weapons[name]) == max(number * share, 1)
        assert kills[-1] is weapons["everything"]
