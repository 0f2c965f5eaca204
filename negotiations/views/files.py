"""Files of a thread, one by one and with the whole correspondence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from negotiations.actions.attachments import require_available
from negotiations.downloads import handed_out
from negotiations.exporting import archived
from negotiations.models import MessageAttachment
from negotiations.views.access import seen_sent

if TYPE_CHECKING:
    import uuid

    from django.http import HttpRequest, HttpResponseBase


@login_required
@require_safe
def download_attachment(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """For both sides alike, who sent it too: what waits for the scanner is given to nobody."""
    found = get_object_or_404(MessageAttachment.objects.visible_to(request.user), pk=pk)
    require_available(found)
    return handed_out(found)


@login_required
@require_safe
def export_files(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The correspondence and all its files in one archive."""
    found = seen_sent(request, pk)
    response = StreamingHttpResponse(
        archived(found.request, found.side), content_type="application/zip"
    )
    response["Content-Disposition"] = f'attachment; filename="request-{pk}.zip"'
    response["Cache-Control"] = "private, no-store"
    return response
