"""Rows of import and export: for the people who write, and nobody else."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.access.actors import World
from tests.access.table import MOVED, OK, Row, members_only, slug

WRITERS = ("owner", "editor")


def _file(world: World) -> dict:
    text = b"title,language,description\r\nPump,en,Lifts water"
    return {"file": SimpleUploadedFile("listings.csv", text)}


def _export(world: World) -> list:
    return [*slug(world), "csv"]


ROWS = [
    *(
        row
        for name in ("import_offers", "import_needs")
        for row in (
            Row(name, "GET", members_only(OK, allowed=WRITERS), slug),
            # On to the check; nothing is written before it is confirmed.
            Row(name, "POST", members_only(MOVED, allowed=WRITERS), slug, _file),
        )
    ),
    # Without a file there is nothing to check or to do.
    Row("check_import", "GET", members_only(MOVED, allowed=WRITERS), slug),
    Row("check_import", "POST", members_only(MOVED, allowed=WRITERS), slug),
    Row("show_import", "GET", members_only(MOVED, allowed=WRITERS), slug),
    Row("export_listings", "GET", members_only(OK, allowed=WRITERS), _export),
]
