"""The access table, cell by cell; what is refused has changed nothing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from http.cookies import SimpleCookie

import pytest
from django.apps import apps
from django.db import connection, transaction
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
    Row,
)
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

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


def fingerprint() -> str:
    """Of every row of ours, so that "nothing changed" means nothing."""
    digest = hashlib.sha256()
    for label in WATCHED:
        for model in apps.get_app_config(label).get_models():
            if model._meta.label in PASSING_ROWS:
                continue
            fields = [
                f.attname for f in model._meta.concrete_fields if (label, f.name) not in PASSING
            ]
            if label == "countries":
                digest.update(str(model.objects.count()).encode())
                continue
            for row in model._default_manager.order_by("pk").values_list(*fields):
                digest.update(repr(row).encode())
    return digest.hexdigest()


WAYS = (
    ("/account/login/", LOGIN),
    ("reauthenticate/", REAUTHENTICATE),
    ("/account/2fa/", SECOND_FACTOR),
)


class Watch:
    """Notices every statement that could change a row of ours, so that the rows themselves are
    compared only where there was one."""

    STATEMENT = re.compile(
        rf"\s*(?:INSERT|UPDATE|DELETE|REPLACE|TRUNCATE)\b.*?\"(?:{'|'.join(WATCHED)})_", re.S
    )

    def __init__(self) -> None:
        self.seen = False

    def __call__(self, execute, sql, params, many, context):
        self.seen = self.seen or bool(self.STATEMENT.match(sql))
        return execute(sql, params, many, context)


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
    before = fingerprint()
    wrong = [complaint for row in ROWS for complaint in _complaints(row, world, before)]
    assert not wrong, "\n".join(wrong)


def test_watch_notices_a_change():
    watch = Watch()
    before = fingerprint()
    with connection.execute_wrapper(watch):
        UserFactory()
    assert watch.seen
    assert fingerprint() != before


def _complaints(row: Row, world: World, before: str) -> Iterator[str]:
    address = reverse(row.name, args=row.args(world))
    cells = row.cells(world.state)
    assert set(cells) == set(ACTORS), row
    for actor, expected in cells.items():
        with transaction.atomic():
            client = world.clients[actor]
            session = dict(client.cookies)
            send = client.post if row.method == "POST" else client.get
            watch = Watch()
            with connection.execute_wrapper(watch):
                response = send(address, row.data(world))
            changed = watch.seen and fingerprint() != before
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
