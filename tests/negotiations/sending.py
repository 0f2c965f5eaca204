"""Messages with files, for tests."""

from __future__ import annotations

import hashlib
import io
import uuid
from functools import cache
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image

from core.uploads import Upload
from negotiations.actions import threads
from negotiations.enums import Side
from negotiations.models import ContactRequest, Message, MessageAttachment
from tests.core.test_pdfs import plain, written


@cache
def pdf() -> bytes:
    return written(plain())


def photograph() -> bytes:
    """A picture that says which camera took it."""
    exif = Image.Exif()
    exif[0x010F] = "Camera of Kisumu"
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


def raw(name: str = "plan.pdf", content: bytes | None = None) -> ContentFile:
    """A file as it comes."""
    return ContentFile(pdf() if content is None else content, name=name)


def ready(name: str = "plan.pdf", content: bytes = b"%PDF-1.4") -> Upload:
    """A file as it is after the check, of any content."""
    digest = hashlib.sha256(content).hexdigest()
    file = ContentFile(content, name=name)
    return Upload(file=file, name=name, media_type="application/pdf", sha256=digest)


def posted(request: ContactRequest, by: Any, *files: Any, side: Side = Side.SENDER) -> Message:
    return threads.post(request, by=by, side=side, body="Look", key=uuid.uuid4(), files=files)


def sent_file(request: ContactRequest, by: Any, **values: Any) -> MessageAttachment:
    """The only file of a new message of the sender's."""
    return posted(request, by, ready(**values)).attachments.get()


def in_file_state(file: MessageAttachment, state: str) -> None:
    lost = {"file": ""} if state == "infected" else {}
    MessageAttachment.objects.filter(pk=file.pk).update(state=state, **lost)
