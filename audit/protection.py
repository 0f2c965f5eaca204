"""Triggers: against SQL too the record is only ever added to, and on PostgreSQL it is linked.

Made again after every migration, because SQLite loses them when a migration rebuilds a table.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

# Each table with what is the same only in a row that is there already.
SAME = {
    "audit_auditentry": "rowid = NEW.rowid",
    "audit_auditsubject": "rowid = NEW.rowid",
    "audit_auditlink": "rowid = NEW.rowid OR position = NEW.position OR entry_id = NEW.entry_id",
}
TABLES = tuple(SAME)
SENTENCE = "The record is never changed."

SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{sentence}'); END
"""
# REPLACE deletes a row that is in its way without any trigger.
SQLITE_REPLACE = """
CREATE TRIGGER IF NOT EXISTS {table}_no_REPLACE BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})
BEGIN SELECT RAISE(ABORT, '{sentence}'); END
"""

REFUSE = f"""
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{SENTENCE}'; END $$
"""
REFUSING = """
CREATE OR REPLACE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION audit_refuse()
"""
REFUSING_TRUNCATE = """
CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()
"""
# The number of the lock means nothing; it is the chain's own. `coalesce` is for the first link.
LINK = """
CREATE OR REPLACE FUNCTION audit_link() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last audit_auditlink%ROWTYPE; place bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(7205759403);
  SELECT * INTO last FROM audit_auditlink ORDER BY position DESC LIMIT 1;
  place := coalesce(last.position, 0) + 1;
  INSERT INTO audit_auditlink (position, entry_id, digest) VALUES (place, NEW.id, encode(sha256(
    convert_to(coalesce(last.digest, '') || '|' || place || '|' || NEW.content, 'UTF8')), 'hex'));
  RETURN NULL;
END $$
"""
# A constraint trigger cannot be replaced.
LINKING = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = 'audit_auditentry_link'
                 AND tgrelid = 'audit_auditentry'::regclass) THEN
    CREATE CONSTRAINT TRIGGER audit_auditentry_link AFTER INSERT ON audit_auditentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_link();
  END IF;
END $$
"""


def statements(vendor: str) -> list[str]:
    """What makes the triggers, if they are there already too."""
    if vendor == "postgresql":
        refusing = [
            trigger.format(table=table)
            for table in TABLES
            for trigger in (REFUSING, REFUSING_TRUNCATE)
        ]
        return [REFUSE, *refusing, LINK, LINKING]
    changes = [
        SQLITE.format(table=table, verb=verb, sentence=SENTENCE)
        for table in TABLES
        for verb in ("UPDATE", "DELETE")
    ]
    replaces = [
        SQLITE_REPLACE.format(table=table, same=same, sentence=SENTENCE)
        for table, same in SAME.items()
    ]
    return [*changes, *replaces]


def protect(using: str = "default", **signal: Any) -> None:
    """Make the triggers; does nothing while migrations have not made all of the tables."""
    connection = connections[using]
    if not set(TABLES) <= set(connection.introspection.table_names()):
        return
    with connection.cursor() as cursor:
        for statement in statements(connection.vendor):
            cursor.execute(statement)
