"""Files of a thread, one by one and with the whole correspondence."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.errors import ActionRefused
from core.files import serve_private
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
    if not found.is_available:
        raise ActionRefused(
            _("This file cannot be opened: %(state)s.") % {"state": found.get_state_display()},
            code="not_available",
        )
    try:
        return serve_private(found.file, filename=found.name)
    except FileNotFoundError:
        logger.exception("The bytes of %s are lost.", found)
        raise Http404(pk) from None


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
