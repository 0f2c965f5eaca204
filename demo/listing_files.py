"""Pictures and data sheets of the demo's listings as stored files."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile

from demo.pdf import one_page
from demo.pictures import HEIGHT, WIDTH, draw_picture
from marketplace.models import StoredFile

if TYPE_CHECKING:
    from accounts.models import User
    from partners.models import Organisation


def store_file(row: dict[str, Any], *, organisation: Organisation, by: User) -> StoredFile:
    """What `row` describes: a drawing (`draw`, `values`) or a data sheet (`sheet`: its lines)."""
    if "sheet" in row:
        content, name, size = one_page(row["sheet"], size=12), "data-sheet.pdf", None
    else:
        content = draw_picture(row["draw"], row["values"])
        name, size = f"{row['draw']}.png", (WIDTH, HEIGHT)
    return _store(content, name, size, organisation=organisation, by=by)


def _store(
    content: bytes,
    name: str,
    size: tuple[int, int] | None,
    *,
    organisation: Organisation,
    by: User,
) -> StoredFile:
    width, height = size or (None, None)
    return StoredFile.objects.create(
        organisation=organisation,
        uploaded_by=by,
        file=ContentFile(content, name=name),
        name=name,
        media_type="image/png" if size else "application/pdf",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        width=width,
        height=height,
    )
