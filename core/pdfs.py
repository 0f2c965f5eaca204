"""PDFs that are to be public: opened, and kept only without what their pages do not show."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.pdf_worker import Refusal

logger = logging.getLogger(__name__)

WORKER = Path(__file__).with_name("pdf_worker.py")
MOST_MEGABYTES = 512
MOST_SECONDS = 10
# The limit of processor time ends a busy process; this one that waits for nothing.
LONGEST_WAIT = 3 * MOST_SECONDS


def cleaned_pdf(content: bytes) -> bytes:
    """The PDF without its information and XMP metadata, embedded files, scripts and other actions.

    What its pages show, links and outline among them, stays; a digital signature in it no longer
    holds. At most MOST_MEGABYTES of memory and MOST_SECONDS of processor time are spent, in a
    process of its own. Raises ValidationError: "encrypted", "broken", "too_complex".
    """
    # -I: nothing of the surroundings is imported.
    command = [sys.executable, "-I", str(WORKER), str(MOST_MEGABYTES), str(MOST_SECONDS)]
    try:
        done = subprocess.run(  # noqa: S603 - our own file, no words of others in the command
            command, input=content, capture_output=True, timeout=LONGEST_WAIT, check=False
        )
    except subprocess.TimeoutExpired:
        raise _refused(Refusal.TOO_COMPLEX) from None
    if done.returncode == 0:
        return done.stdout
    if done.returncode not in list(Refusal):
        # Killed by a limit, or a mistake of ours: the person is told the same.
        logger.warning("Cleaning a PDF ended with %s.", done.returncode)
        raise _refused(Refusal.TOO_COMPLEX)
    raise _refused(Refusal(done.returncode))


def _refused(why: Refusal) -> ValidationError:
    sentences = {
        Refusal.ENCRYPTED: _(
            "This PDF is protected. Save it without a password and send it again."
        ),
        Refusal.BROKEN: _("This PDF cannot be read. Print it to a new PDF and send that one."),
        Refusal.TOO_COMPLEX: _("This PDF takes too much to read. Send a simpler or shorter one."),
    }
    return ValidationError(sentences[why], code=why.name.lower())
