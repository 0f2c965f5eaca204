"""The access table, cell by cell; what is refused has changed nothing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from http.cookies import SimpleCookie

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model
from django.urls import resolve, reverse

from tests.access import (
    rows_alerts,
    rows_desk,
    rows_importing,
    rows_marketplace,
    rows_matching,
    rows_negotiations,
    rows_partners,
    rows_search,
    rows_site,
    rows_writing,
)
from tests.access.actors import ACTORS, STATES, World, build
from tests.access.table import (
    CLOSED,
    DONE,
    FORBIDDEN,
    GONE,
    HIDDEN,
    LOGIN,
    MOVED,
    OK,
    REAUTHENTICATE,
    SECOND_FACTOR,
    WRITTEN,
    Cells,
    Row,
)
from tests.factories import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

Prints = dict[type[Model], str]

ROWS: list[Row] = [
    *rows_partners.ROWS,
    *rows_marketplace.ROWS,
    *rows_writing.ROWS,
    *rows_importing.ROWS,
    *rows_negotiations.ROWS,
    *rows_search.ROWS,
    *rows_alerts.ROWS,
    *rows_matching.ROWS,
    *rows_site.ROWS,
    *rows_desk.ROWS,
]

OUR_APPS = (
    "accounts", "audit", "countries", "partners", "marketplace", "negotiations", "search", "alerts",
    "matching",
)  # fmt: skip
# Drafts and reviews of listings are rows of Wagtail's.
WATCHED = (*OUR_APPS, "wagtailcore")
# Written by reading: when somebody was last here.
PASSING = {("accounts", "last_login")}
PASSING_ROWS = {"negotiations.ReadMark"}


def watched_models() -> list[type[Model]]:
    found = [each for label in WATCHED for each in apps.get_app_config(label).get_models()]
    return [model for model in found if model._meta.label not in PASSING_ROWS]


def fingerprint(model: type[Model]) -> str:
    """Of every row of a table."""
    label = model._meta.app_label
    fields = [f.attname for f in model._meta.concrete_fields if (label, f.name) not in PASSING]
    digest = hashlib.sha256()
    for row in model._default_manager.order_by("pk").values_list(*fields):
        digest.update(repr(row).encode())
    return digest.hexdigest()


def fingerprints() -> Prints:
    """Of every row of ours, so that "nothing changed" means nothing."""
    return {model: fingerprint(model) for model in watched_models()}


WAYS = (
    ("/account/login/", LOGIN),
    ("reauthenticate/", REAUTHENTICATE),
    ("/account/2fa/", SECOND_FACTOR),
)


class Watch:
    """Notices every statement that could change a row of ours, so that the rows themselves are
    compared only where there was one; those of the tables it names are compared first."""

    STATEMENT = re.compile(
        rf"\s*(?:INSERT|UPDATE|DELETE|REPLACE|TRUNCATE)\b.*?\"((?:{'|'.join(WATCHED)})_\w+)\"", re.S
    )

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def __call__(self, execute, sql, params, many, context):
        if named := self.STATEMENT.match(sql):
            self.tables.add(named[1])
        return execute(sql, params, many, context)

    def changed(self, before: Prints) -> bool:
        """Whether any row is other than `before`."""
        by_suspicion = sorted(before, key=lambda model: model._meta.db_table not in self.tables)
        return bool(self.tables) and any(
            fingerprint(model) != before[model] for model in by_suspicion
        )


def outcome(response, *, changed: bool) -> str:
    status = response.status_code
    if status in (301, 302):
        if changed:
            return DONE
        path = response["Location"].partition("?")[0]
        return next((word for way, word in WAYS if way in path), MOVED)
    if status == 200 and changed:
        return WRITTEN
    return {200: OK, 403: FORBIDDEN, 410: GONE}.get(status, str(status))


FORM = re.compile(r"<form\b[^>]*\bmethod=\"?post\b.*?</form>", re.S | re.I)


def forms_without_token(address: str, response) -> list[str]:
    """The forms of a page that this site would refuse (the test client itself asks for no token)."""
    is_page = not response.streaming and response.get("Content-Type", "").startswith("text/html")
    if not is_page or getattr(resolve(address).func, "csrf_exempt", False):
        return []
    forms = FORM.findall(response.content.decode())
    # Wagtail's own scripts send theirs in a header.
    ours = (form for form in forms if 'data-controller="w-swap' not in form)
    return [form for form in ours if 'name="csrfmiddlewaretoken"' not in form]


# Some four thousand requests.
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("state", STATES)
def test_table_in_state(state: str):
    world = build(state)
    before = fingerprints()
    wrong = [
        complaint
        for number, row in enumerate(ROWS)
        for complaint in _complaints(row, world, before, number)
    ]
    assert not wrong, "\n".join(wrong)


def one_of_each(cells: Cells, turn: int) -> Cells:
    """Of the actors who get the same answer one, another at each turn."""
    alike: dict[str, list[str]] = {}
    for actor, expected in cells.items():
        alike.setdefault(expected, []).append(actor)
    return {actors[turn % len(actors)]: expected for expected, actors in alike.items()}


def test_one_of_each_takes_turns():
    cells = {"a": OK, "b": LOGIN, "c": OK, "d": OK}
    assert [one_of_each(cells, turn) for turn in range(4)] == [
        {"a": OK, "b": LOGIN}, {"c": OK, "b": LOGIN}, {"d": OK, "b": LOGIN}, {"a": OK, "b": LOGIN},
    ]  # fmt: skip


def _asking(row: Row, state: str, number: int) -> Cells:
    """On SQLite everybody. On PostgreSQL, where only the queries can differ, for every row and
    state one of those who are answered alike (docs/adr/0026-what-runs-on-both-databases.md)."""
    cells = row.cells(state)
    assert set(cells) == set(ACTORS), row
    if connection.vendor == "sqlite":
        return cells
    return one_of_each(cells, number + STATES.index(state))


def test_watch_notices_a_change():
    watch, before = Watch(), fingerprints()
    with connection.execute_wrapper(watch):
        UserFactory()
    assert watch.tables == {"accounts_user"}
    assert watch.changed(before)
    assert not watch.changed(fingerprints())


def test_change_is_noticed_wherever_it_is():
    """Beside the table that a statement names: by a trigger, a cascade or raw SQL."""
    watch, before = Watch(), fingerprints()
    watch.tables = {"accounts_user"}
    OrganisationFactory()
    assert watch.changed(before)


def _complaints(row: Row, world: World, before: Prints, number: int) -> Iterator[str]:
    address = reverse(row.name, args=row.args(world))
    for actor, expected in _asking(row, world.state, number).items():
        with transaction.atomic():
            client = world.clients[actor]
            session = dict(client.cookies)
            send = client.post if row.method == "POST" else client.get
            watch = Watch()
            with connection.execute_wrapper(watch):
                response = send(address, row.data(world))
            changed = watch.changed(before)
            got = outcome(response, changed=changed)
            if got == "404" and expected in (HIDDEN, CLOSED):
                got = expected
            if got != expected:
                yield f"{row} · {world.state} · {actor}: {got}, not {expected}"
            if got == OK and forms_without_token(address, response):
                yield f"{row} · {world.state} · {actor}: no token against forgery in {forms_without_token(address, response)[0][:200]}"
            if got not in (DONE, WRITTEN) and changed:
                yield f"{row} · {world.state} · {actor}: {got}, but something was written"
            transaction.set_rollback(True)
            client.cookies = SimpleCookie()
            client.cookies.update(session)
