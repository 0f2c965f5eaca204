"""A real mail server that keeps what it is given."""

from __future__ import annotations

import re
import threading
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller

from scripts.processes import free_port
from tests.faults.history import Mail

if TYPE_CHECKING:
    from email.message import EmailMessage
    from typing import Self

THREAD = re.compile(r"/requests/([0-9a-f-]{36})/")


class Mailbox:
    """Usable as a context; `mails` may be read at any time."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.something_came = threading.Event()
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port())

    @property
    def address(self) -> str:
        return f"smtp://{self._controller.hostname}:{self._controller.port}"

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._controller.stop()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        message: Any = message_from_bytes(envelope.content, policy=policy.default)
        self.mails += [_mail(message, to) for to in envelope.rcpt_tos]
        self.something_came.set()
        return "250 OK"


def _mail(message: EmailMessage, to: str) -> Mail:
    text: Any = message.get_body(("plain",))
    words = text.get_content()
    thread = THREAD.search(words)
    return Mail(
        id=str(message["Message-ID"]),
        to=to,
        thread=thread[1] if thread else "",
        content=f"{message['Subject']}\n{words}",
    )
