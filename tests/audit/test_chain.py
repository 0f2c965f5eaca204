"""Whatever somebody does to the record, by whichever way: it is refused, or it is found."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from audit import chain, verifying
from audit.models import AuditEntry, AuditLink
from audit.protection import TABLES, protect
from audit.recording import record
from audit.verifying import Head, verify
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries():
    """Four entries, bound."""
    person = UserFactory(name="Ada")
    made = [
        record(f"thing.done_{n}", actor=person, about=[person], data={"n": n, "é": [1.5, None]})
        for n in range(4)
    ]
    # On PostgreSQL this is when they are bound: a test does not commit.
    connection.check_constraints()
    return made


def run(statement: str, *params: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def unprotect() -> None:
    """As somebody who owns the database can: take the protection away first."""
    if connection.vendor == "postgresql":
        run("ALTER TABLE audit_auditentry DISABLE TRIGGER USER")
        run("ALTER TABLE audit_auditlink DISABLE TRIGGER USER")
        run("ALTER TABLE audit_auditsubject DISABLE TRIGGER USER")
    else:
        for table in TABLES:
            run(f"DROP TRIGGER {table}_no_UPDATE")
            run(f"DROP TRIGGER {table}_no_DELETE")
            run(f"DROP TRIGGER {table}_no_REPLACE")


def found() -> list[tuple]:
    return [tuple(finding) for finding in verify().findings]


def test_record_as_written_is_verified(entries):
    verdict = verify()
    assert verdict.findings == []
    assert verdict.entries == len(entries)
    assert verdict.head.position == AuditLink.objects.count()


def test_links_are_those_that_are_worked_out(entries):
    previous = chain.NOTHING
    for position, link in enumerate(AuditLink.objects.order_by("position"), 1):
        previous = chain.link_after(previous, position, link.entry.content)
        assert (link.position, link.digest) == (position, previous)


@pytest.mark.parametrize("is_bound", [True, False])
def test_what_is_recorded_meanwhile_is_no_fault(entries, monkeypatch, is_bound):
    links = verifying._links

    def links_of_a_live_site(*args):
        for link in links(*args):
            yield link
            record("thing.done_meanwhile", actor=None, about=[])
            if is_bound:
                connection.check_constraints()

    monkeypatch.setattr(verifying, "_links", links_of_a_live_site)
    verdict = verify()
    assert verdict.findings == []
    assert (verdict.entries, verdict.head.position) == (4, 4)
    assert AuditEntry.objects.count() == 8


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET {} = {}"])
def test_sql_cannot_change_the_record(entries, table, statement):
    column = "position" if table == "audit_auditlink" else "id"
    with pytest.raises(DatabaseError, match="The record is never changed"), transaction.atomic():
        run(statement.format(table, column, column))
    assert found() == []


# REPLACE deletes without the triggers that refuse to, and TRUNCATE knows no rows.
PAST_THE_ROWS = {
    "sqlite": {
        "audit_auditentry": ["REPLACE INTO audit_auditentry SELECT * FROM audit_auditentry"],
        "audit_auditsubject": ["REPLACE INTO audit_auditsubject SELECT * FROM audit_auditsubject"],
        "audit_auditlink": [
            "REPLACE INTO audit_auditlink (position, entry_id, digest)"
            " SELECT position, entry_id + 9, '' FROM audit_auditlink",
            "REPLACE INTO audit_auditlink (position, entry_id, digest)"
            " SELECT position + 9, entry_id, '' FROM audit_auditlink",
            "REPLACE INTO audit_auditlink (rowid, position, entry_id, digest)"
            " SELECT rowid, position + 9, entry_id + 9, '' FROM audit_auditlink",
        ],
    },
    "postgresql": {table: [f"TRUNCATE {table} CASCADE"] for table in TABLES},
}


@pytest.mark.parametrize("table", TABLES)
def test_sql_cannot_change_the_record_past_its_rows(entries, table):
    for statement in PAST_THE_ROWS[connection.vendor][table]:
        with (
            pytest.raises(DatabaseError, match="The record is never changed"),
            transaction.atomic(),
        ):
            run(statement)
    assert found() == []


# --- Somebody who owns the database ---------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_auditentry SET actor_name = 'Eve' WHERE id = %s",
        "UPDATE audit_auditentry SET action = 'thing.undone' WHERE id = %s",
        "UPDATE audit_auditentry SET actor_id = NULL WHERE id = %s",
        "UPDATE audit_auditsubject SET object_name = 'Eve' WHERE entry_id = %s",
        "DELETE FROM audit_auditsubject WHERE entry_id = %s",
    ],
)
def test_edited_entry_is_located(entries, change):
    unprotect()
    run(change, entries[1].pk)
    assert found() == [("edited", 2, entries[1].pk)]


def test_edit_with_its_own_digest_made_anew_is_located(entries):
    unprotect()
    entry = AuditEntry.objects.get(pk=entries[1].pk)
    entry.actor_name = "Eve"
    rows = entry.subjects.all()
    content = chain.content_of(
        entry, [chain.Subject(row.kind, row.object_id, row.object_name) for row in rows]
    )
    run("UPDATE audit_auditentry SET actor_name = 'Eve', content = %s WHERE id = %s",
        content, entry.pk)  # fmt: skip
    assert found() == [("displaced", 2, entry.pk)]


def remove(entry: AuditEntry, *, link: bool = True) -> None:
    unprotect()
    connection.disable_constraint_checking()
    if connection.vendor == "postgresql":
        run("SET session_replication_role = replica")
    if link:
        run("DELETE FROM audit_auditlink WHERE entry_id = %s", entry.pk)
    run("DELETE FROM audit_auditsubject WHERE entry_id = %s", entry.pk)
    run("DELETE FROM audit_auditentry WHERE id = %s", entry.pk)


def test_removed_entry_is_located(entries):
    remove(entries[2])
    assert found() == [("removed", 3, None)]


def test_swapped_entries_are_located(entries):
    unprotect()
    first, second = (AuditEntry.objects.get(pk=entry.pk).pk for entry in entries[1:3])
    run("UPDATE audit_auditlink SET entry_id = -1 WHERE position = 2")
    run("UPDATE audit_auditlink SET entry_id = %s WHERE position = 3", first)
    run("UPDATE audit_auditlink SET entry_id = %s WHERE position = 2", second)
    assert found() == [("displaced", 2, second), ("displaced", 3, first)]


def test_invented_entry_is_located(entries):
    unprotect()
    invented = AuditEntry(action="thing.invented", actor_name="Eve", content="0" * 64)
    invented.save()
    connection.check_constraints()
    assert found() == [("invented", None, invented.pk)]


def test_end_cut_off_is_known_by_the_head_kept_elsewhere(entries):
    head = verify().head
    remove(entries[3])
    assert found() == []
    assert [tuple(f) for f in verify(head).findings] == [("removed", 4, None)]


def test_chain_made_anew_is_known_by_the_head_kept_elsewhere(entries):
    head = verify().head
    assert [f.what for f in verify(Head(head.position, "0" * 64)).findings] == ["rewritten"]


def test_triggers_are_made_again_without_harm(entries):
    protect()
    assert record("thing.done", actor=None, about=[])
    connection.check_constraints()
    assert found() == []


# --- The command ----------------------------------------------------------------------------


def command(*args: str) -> str:
    out = StringIO()
    call_command("verify_audit", *args, stdout=out, stderr=out)
    return out.getvalue()


def test_command_keeps_the_head_and_compares_with_it(entries, tmp_path):
    path = tmp_path / "head"
    assert "4 entries, as written." in command("--head", str(path))
    kept = json.loads(path.read_text())
    record("thing.done", actor=None, about=[])
    connection.check_constraints()
    command("--head", str(path))
    assert json.loads(path.read_text())["position"] == kept["position"] + 1
    path.write_text(json.dumps({**kept, "digest": "0" * 64}))
    with pytest.raises(CommandError, match="not as written: 1 fault"):
        command("--head", str(path))
    assert json.loads(path.read_text())["digest"] == "0" * 64


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"position": "x", "digest": ""}'])
def test_command_refuses_a_file_that_holds_no_head(entries, tmp_path, text):
    path = tmp_path / "head"
    path.write_text(text)
    with pytest.raises(CommandError, match="holds no end of a chain"):
        command("--head", str(path))
