"""Files that go with a message: what is taken, how many, and that they pass the scanner."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from audit.recording import record
from core import scanning, uploads
from core.actions import lock
from core.errors import ActionRefused
from core.uploads import Upload, shown_name
from negotiations.actions.scanning import scan_attachment
from negotiations.enums import AttachmentState, Side
from negotiations.models import ContactRequest, Message, MessageAttachment

if TYPE_CHECKING:
    from accounts.models import User

Files = Sequence[File | Upload]
MEGABYTE = 1024 * 1024
MOST_IN_MESSAGE = 5
# What the form sends has to stay below settings.MAX_REQUEST_BYTES.
MOST_BYTES_IN_MESSAGE = 20 * MEGABYTE
# Of each side, so that neither can use up the room of the other.
MOST_IN_THREAD = 100
MOST_BYTES_IN_THREAD = 200 * MEGABYTE
# A drawing has to stay readable; a listing's pictures are smaller.
BOX = (3000, 3000)


def check_all(files: Sequence[File]) -> list[Upload]:
    """The files cleaned, for `attach`, before a transaction begins: a PDF can take seconds.

    Raises `ActionRefused`: "refused_file" (naming all of those), "too_many_files", "too_large".
    """
    _require_few(len(files), sum(file.size for file in files))
    sent, wrong = [], []
    for file in files:
        try:
            sent.append(_checked(file))
        except ActionRefused as refusal:
            wrong.append(str(refusal))
    if wrong:
        raise ActionRefused(" ".join(wrong), code="refused_file")
    return sent


def attach(message: Message, files: Files, *, by: User) -> list[MessageAttachment]:
    """Keep files with a message, once and in the transaction that writes it.

    Those that are no `Upload` yet are checked first. With a scanner they are held until it has
    looked at them. Raises `ActionRefused`, naming the file where one is at fault: "unnamed",
    "refused_file", "too_many_files", "too_large", "thread_full". Bytes of a transaction that is
    rolled back are deleted by `prune_attachments`.
    """
    if not files:
        return []
    contact = lock(message.request)
    require_open_names(contact, Side(message.side))
    _require_few(len(files), 0)
    sent = [file if isinstance(file, Upload) else _checked(file) for file in files]
    _require_few(len(sent), sum(upload.file.size for upload in sent))
    _require_room(message, sent)
    return [_keep(message, upload, position, by) for position, upload in enumerate(sent)]


def require_open_names(contact: ContactRequest, side: Side) -> None:
    """A file tells who made it in more ways than a machine finds. Raises `ActionRefused` ("unnamed")."""
    if side == Side.SENDER and not contact.names_are_open:
        raise ActionRefused(
            _(
                "Files can be sent once they have accepted: before that, a file could tell who you are."
            ),
            code="unnamed",
        )


def require_available(attachment: MessageAttachment) -> None:
    """What waits for the scanner is given to nobody. Raises `ActionRefused` ("not_available")."""
    if not attachment.is_available:
        raise ActionRefused(
            _("This file cannot be opened: %(state)s.") % {"state": attachment.get_state_display()},
            code="not_available",
        )


def _require_few(number: int, size: int) -> None:
    if number > MOST_IN_MESSAGE:
        raise ActionRefused(
            _("A message takes %(limit)d files. Send the others with another message.")
            % {"limit": MOST_IN_MESSAGE},
            code="too_many_files",
        )
    if size > MOST_BYTES_IN_MESSAGE:
        raise ActionRefused(
            _(
                "The files of a message may have %(limit)d MB together. Send some with another message."
            )
            % {"limit": MOST_BYTES_IN_MESSAGE // MEGABYTE},
            code="too_large",
        )


def _checked(file: File) -> Upload:
    try:
        return uploads.checked(file, box=BOX)
    except ValidationError as error:
        told = {"file": shown_name(file.name), "reason": " ".join(error.messages)}
        raise ActionRefused(
            _("“%(file)s” was not taken. %(reason)s") % told, code="refused_file"
        ) from None


def _require_room(message: Message, sent: list[Upload]) -> None:
    """Counted under the lock of the request."""
    before = MessageAttachment.objects.filter(
        message__request=message.request_id, message__side=message.side
    ).aggregate(number=Count("pk"), size=Sum("size"))
    number = before["number"] + len(sent)
    size = (before["size"] or 0) + sum(upload.file.size for upload in sent)
    if number > MOST_IN_THREAD or size > MOST_BYTES_IN_THREAD:
        raise ActionRefused(
            _(
                "Your side can send %(number)d files of %(limit)d MB together in one thread. Send what is left by e-mail."
            )
            % {"number": MOST_IN_THREAD, "limit": MOST_BYTES_IN_THREAD // MEGABYTE},
            code="thread_full",
        )


def _keep(message: Message, upload: Upload, position: int, by: User) -> MessageAttachment:
    is_held = scanning.is_configured()
    attachment = MessageAttachment(
        message=message, position=position, name=upload.name, file=upload.file,
        media_type=upload.media_type, size=upload.file.size, sha256=upload.sha256,
        state=AttachmentState.HELD if is_held else AttachmentState.UNSCANNED,
    )  # fmt: skip
    attachment.save(force_insert=True)
    contact = message.request
    own = contact.sender if message.side == Side.SENDER else contact.recipient
    data = {"sha256": upload.sha256, "size": upload.file.size}
    record("attachment.sent", actor=by, about=[own, contact], data=data)
    if is_held:
        scan_attachment.enqueue(key=str(attachment.pk))
    return attachment
