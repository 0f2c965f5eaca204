"""Replies to letters about requests: one on standard input, or all that a mail server hands over."""

from __future__ import annotations

import asyncio
import signal
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from negotiations import reply_addresses
from negotiations.replying.listening import serve
from negotiations.replying.receiving import receive

CHUNK = 64 * 1024


class Command(BaseCommand):
    help = (
        "Takes replies to letters about requests: one letter from standard input, as a mail server "
        "hands it to a program, or with --lmtp or --smtp all that are handed over at that address, "
        "until it is stopped. What cannot be taken goes back to its writer with the reason."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        ways = parser.add_mutually_exclusive_group()
        ways.add_argument("--lmtp", metavar="HOST:PORT", type=_place, help="listen by LMTP")
        ways.add_argument("--smtp", metavar="HOST:PORT", type=_place, help="listen by SMTP")
        parser.add_argument(
            "--recipient", default="", help="of the letter on standard input; else as its head says"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not reply_addresses.is_enabled():
            raise CommandError("REPLY_DOMAIN is not set: no letter can be replied to.")
        place = options["lmtp"] or options["smtp"]
        if place:
            asyncio.run(self._listen(*place, lmtp=bool(options["lmtp"])))
        else:
            outcome = receive(_input(), options["recipient"])
            self.stdout.write(f"The letter on standard input: {outcome}.")

    async def _listen(self, host: str, port: int, *, lmtp: bool) -> None:
        stopped = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
        await serve(host, port, lmtp=lmtp, ready=self._say_so, until=stopped)

    def _say_so(self, port: int) -> None:
        self.stdout.write(f"Taking replies on port {port}.")
        self.stdout.flush()


def _place(value: str) -> tuple[str, int]:
    host, _colon, port = value.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        raise CommandError(f"“{value}” is not HOST:PORT, such as 127.0.0.1:8024.")
    return host.strip("[]"), int(port)


def _input() -> bytes:
    """As much as counts; a mail server may not find its pipe closed."""
    stream = sys.stdin.buffer
    raw = stream.read(settings.MAX_REQUEST_BYTES + 1)
    while stream.read(CHUNK):
        pass
    return raw
