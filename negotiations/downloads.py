"""One file of a thread as a download, on the site and on the staff's desk."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.http import Http404

from core.files import serve_private

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from negotiations.models import MessageAttachment

logger = logging.getLogger(__name__)


def handed_out(attachment: MessageAttachment) -> HttpResponseBase:
    """The file under the name that both sides see, for whoever has been found to be allowed it."""
    try:
        return serve_private(attachment.file, filename=attachment.name)
    except FileNotFoundError:
        logger.exception("The bytes of %s are lost.", attachment)
        raise Http404(attachment.pk) from None
