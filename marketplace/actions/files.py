"""Keeping an uploaded file for an organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from audit.recording import record
from core.errors import ActionRefused
from marketplace.actions import drafting
from marketplace.models import Attachment, StoredFile
from partners.actions.guards import lock_for

if TYPE_CHECKING:
    from accounts.models import User
    from core.uploads import Upload
    from marketplace.models import Listing
    from partners.models import Organisation


@transaction.atomic
def store(organisation: Organisation, *, by: User, upload: Upload) -> StoredFile:
    """Keep the file among those of the organisation; nobody sees it until a listing shows it.

    Raises `ActionRefused`: "not_allowed", "quota" (settings.ORGANISATION_FILE_BYTES). Whoever
    rolls the transaction back deletes the bytes.
    """
    organisation = lock_for(organisation, by=by, permission="marketplace.write_for")
    used = StoredFile.objects.filter(organisation=organisation).aggregate(sum=Sum("size"))["sum"]
    if (used or 0) + upload.file.size > settings.ORGANISATION_FILE_BYTES:
        raise ActionRefused(
            _("“%(organisation)s” has used its %(limit)d MB for files. Remove some first.")
            % {
                "organisation": organisation,
                "limit": settings.ORGANISATION_FILE_BYTES // (1024 * 1024),
            },
            code="quota",
        )
    stored = StoredFile(
        organisation=organisation, uploaded_by=by, name=upload.name, file=upload.file,
        media_type=upload.media_type, size=upload.file.size, sha256=upload.sha256,
        width=upload.width, height=upload.height,
    )  # fmt: skip
    stored.save(force_insert=True)
    record(
        "file.stored", actor=by, about=[organisation, stored],
        data={"sha256": stored.sha256, "size": stored.size},
    )  # fmt: skip
    return stored


def attach(
    work: Listing, *, by: User, token: str, upload: Upload, title: str, alt_text: str
) -> StoredFile:
    """Store the file and save the draft `work` with it, or do neither.

    Raises what `store` and `drafting.save` raise.
    """
    stored: StoredFile | None = None
    try:
        with transaction.atomic():
            stored = store(work.organisation, by=by, upload=upload)
            rows = list(work.attachments.all())
            row = Attachment(file=stored, title=title, alt_text=alt_text, sort_order=len(rows))
            setattr(work, "attachments", [*rows, row])  # noqa: B010 - a relation for the checker
            drafting.save(work, by=by, token=token)
    except ActionRefused:
        # The row went with the transaction; the bytes do not by themselves.
        if stored is not None:
            stored.file.delete(save=False)
        raise
    return stored
