"""A stamp of all countries, renewed by triggers: whoever kept their names knows whether they hold.

The names are on every listing and every search; to read 250 rows for it takes a twentieth of such
a page, to read the stamp nothing. Triggers, so that no way past the actions leaves the old one;
random, so that what a transaction saw that was rolled back is never taken for what came after.
Made again after every migration, because SQLite loses them when a migration rebuilds a table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connections

from core.prepared import prepared
from countries.models import Edition

if TYPE_CHECKING:
    from django.db.models import QuerySet

TABLE = "countries_country"

RENEWED = (
    "INSERT INTO countries_edition (id, stamp) VALUES (1, {stamp}) "
    "ON CONFLICT (id) DO UPDATE SET stamp = excluded.stamp"
)
SQLITE = f"""
CREATE TRIGGER IF NOT EXISTS {TABLE}_edition_{{verb}} AFTER {{verb}} ON {TABLE}
BEGIN {RENEWED.format(stamp="hex(randomblob(16))")}; END
"""
FUNCTION = f"""
CREATE OR REPLACE FUNCTION countries_new_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {RENEWED.format(stamp="replace(gen_random_uuid()::text, '-', '')")}; RETURN NULL; END $$
"""
TRIGGER = f"""
CREATE OR REPLACE TRIGGER {TABLE}_edition AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {TABLE}
FOR EACH STATEMENT EXECUTE FUNCTION countries_new_edition()
"""


def edition() -> str:
    """The present stamp; "" where there is none, and nothing may be kept."""
    rows = _editions()
    return rows[0][0] if rows else ""


@prepared
def _editions() -> QuerySet:
    return Edition.objects.values_list("stamp")


def statements(vendor: str) -> list[str]:
    """What makes the triggers, if they are there already too."""
    if vendor == "postgresql":
        return [FUNCTION, TRIGGER]
    return [SQLITE.format(verb=verb) for verb in ("INSERT", "UPDATE", "DELETE")]


def watch(using: str = "default", **signal: Any) -> None:
    """Make the triggers, and a first stamp; nothing while migrations have not made both tables."""
    connection = connections[using]
    tables = {TABLE, Edition._meta.db_table}
    if not tables <= set(connection.introspection.table_names()):
        return
    with connection.cursor() as cursor:
        for statement in statements(connection.vendor):
            cursor.execute(statement)
    Edition.objects.using(using).get_or_create(pk=1, defaults={"stamp": "first"})
