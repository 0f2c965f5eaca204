"""Files of a thread, one by one and with the whole correspondence."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from core.files import serve_private
from negotiations.actions.attachments import require_available
from negotiations.exporting import archived
from negotiations.models import MessageAttachment
from negotiations.views.access import seen_sent

if TYPE_CHECKING:
    import uuid

    from django.http import HttpRequest, HttpResponseBase

logger = logging.getLogger(__name__)


@login_required
@require_safe
def download_attachment(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """For both sides alike, who sent it too: what waits for the scanner is given to nobody."""
    found = get_object_or_404(MessageAttachment.objects.visible_to(request.user), pk=pk)
    require_available(found)
    return handed_out(found)


def handed_out(attachment: MessageAttachment) -> HttpResponseBase:
    """The file under the name that both sides see, for whoever has been found to be allowed it."""
    try:
        return serve_private(attachment.file, filename=attachment.name)
    except FileNotFoundError:
        logger.exception("The bytes of %s are lost.", attachment)
        raise Http404(attachment.pk) from None


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
