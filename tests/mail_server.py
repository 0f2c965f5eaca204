"""A real mail server on this machine that does with messages what a test tells it to."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from scripts.processes import free_port

TAKEN = "250 taken"


class Server:
    """`said` are the replies to come, for each stage ("MAIL", "RCPT", "DATA") one after the other;
    then everything is taken. Instead of a reply: DROP hangs up, SLEEP says nothing for a second, HOLD
    nothing for as long as the other side stays.

    `box` holds what was taken, `tried` the ids of all that came as far as DATA.
    """

    DROP, SLEEP, HOLD = "drop", "sleep", "hold"
    TAKE_AND_DROP, TAKE_AND_SLEEP = "take and drop", "take and sleep"

    def __init__(self) -> None:
        self.said: dict[str, list[str]] = {"MAIL": [], "RCPT": [], "DATA": []}
        self.box: list[EmailMessage] = []
        self.tried: list[str] = []
        self.held = 0
        self.port = free_port()

    async def handle_MAIL(  # noqa: N802 - aiosmtpd calls it so
        self, smtp: Any, session: Any, envelope: Any, address: str, options: list
    ) -> str:
        envelope.mail_from = address
        return await self._reply("MAIL", smtp)

    async def handle_RCPT(  # noqa: N802
        self, smtp: Any, session: Any, envelope: Any, address: str, options: list
    ) -> str:
        reply = await self._reply("RCPT", smtp)
        if reply == TAKEN:
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, smtp: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        message: Any = message_from_bytes(envelope.content, policy=policy.default)
        self.tried.append(message["Message-ID"])
        coming = self.said["DATA"][:1]
        if coming in ([], [self.TAKE_AND_DROP], [self.TAKE_AND_SLEEP]):
            self.box.append(message)
        return await self._reply("DATA", smtp)

    async def _reply(self, stage: str, smtp: Any) -> str:
        reply = self.said[stage].pop(0) if self.said[stage] else TAKEN
        if reply in (self.DROP, self.TAKE_AND_DROP):
            smtp.transport.abort()
            return TAKEN
        if reply == self.HOLD:
            self.held += 1
            await asyncio.sleep(3600)
        if reply in (self.SLEEP, self.TAKE_AND_SLEEP):
            await asyncio.sleep(1)
            return TAKEN
        return reply


@contextmanager
def running() -> Iterator[Server]:
    server = Server()
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
