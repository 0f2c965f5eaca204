"""A small mail server for replies, behind a real one: LMTP (RFC 2033) or SMTP.

It says 250 when the message is in the database, 451 when the fault is ours, so that the mail server
comes again, and 550 to addresses we never gave out.
"""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP
from django.conf import settings
from django.db import connections

from negotiations import reply_addresses
from negotiations.replying.receiving import receive

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiosmtpd.smtp import Envelope, Session

logger = logging.getLogger("techaccord.mail")

CONNECTIONS = 20
WORKERS = 4
# Seconds for a command, and for the whole of a message.
PATIENCE = 120.0

UNKNOWN = "550 5.1.1 No such address here"
ONE_AT_A_TIME = "452 4.5.3 One recipient at a time"
OUR_FAULT = "451 4.3.0 Try again later"
TOO_MANY = b"421 4.3.2 Too many connections, try again later\r\n"


class Desk:
    """What aiosmtpd asks: whether there is such an address, and to take a letter."""

    def __init__(self) -> None:
        self._workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="replies")

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        # Each recipient of a letter has an outcome of its own; SMTP could tell of one only.
        if envelope.rcpt_tos:
            return ONE_AT_A_TIME
        if reply_addresses.read(address) is None:
            return UNKNOWN
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        loop = asyncio.get_running_loop()
        content: Any = envelope.content
        taking = loop.run_in_executor(
            self._workers, _receive, bytes(content), envelope.rcpt_tos[0], envelope.mail_from
        )
        await asyncio.wait([taking])
        if error := taking.exception():
            logger.error("a reply by e-mail was not taken", exc_info=error)
            return OUR_FAULT
        return "250 2.0.0 OK"

    def finish(self) -> None:
        """Wait for what is being taken."""
        self._workers.shutdown(wait=True)


def _receive(content: bytes, recipient: str, sender: str | None) -> None:
    if sender == "<>":  # a report of a mail server; its head may not say so
        content = b"Return-Path: <>\r\n" + content
    try:
        receive(content, recipient)
    finally:
        connections.close_all()


class _Polite:
    """Sends away who comes while too many are here. Goes before the protocol of aiosmtpd."""

    here: set[_Polite]
    sent_away = False

    def connection_made(self, transport: Any) -> None:
        if len(self.here) >= CONNECTIONS:
            self.sent_away = True
            transport.write(TOO_MANY)
            transport.close()
            return
        self.here.add(self)
        super().connection_made(transport)  # type: ignore[misc]

    def connection_lost(self, error: Exception | None) -> None:
        if self.sent_away:
            return
        self.here.discard(self)
        super().connection_lost(error)  # type: ignore[misc]


class _Smtp(_Polite, SMTP):
    pass


class _Lmtp(_Polite, LMTP):
    pass


async def serve(
    host: str, port: int, *, lmtp: bool, ready: Callable[[int], None], until: asyncio.Event
) -> None:
    """Listen until the event is set; `ready` is told the port. What is being taken is finished."""
    # It logs who writes to whom, which is nobody's business.
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    loop = asyncio.get_running_loop()
    protocol = type("Server", (_Lmtp if lmtp else _Smtp,), {"here": set()})
    desk = Desk()

    def connect() -> SMTP:
        return protocol(
            desk,
            data_size_limit=settings.MAX_REQUEST_BYTES,
            enable_SMTPUTF8=True,
            hostname=settings.REPLY_DOMAIN,
            ident="TechAccord",
            timeout=PATIENCE,
            loop=loop,
        )

    server = await loop.create_server(connect, host, port)
    async with server:
        ready(server.sockets[0].getsockname()[1])
        await until.wait()
        server.close()
    await loop.run_in_executor(None, desk.finish)
