"""One delivery report on standard input, as a mail server hands it to a program."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from accounts.delivery_reports import LIMIT, dead_addresses
from accounts.reachability import note_failure

CHUNK = 64 * 1024


class Command(BaseCommand):
    help = (
        "Reads one delivery report (RFC 3464) from standard input and stops messages to addresses "
        "that it says can never be reached. Reports that are not about a message of this site are "
        "passed over: they end well too, because no mail server has anything to do about them."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        stream = sys.stdin.buffer
        raw = stream.read(LIMIT)
        while stream.read(CHUNK):
            pass  # whoever writes to us may not find the pipe closed
        noted = {one.address for one in dead_addresses(raw) if note_failure(*one)}
        if noted:
            self.stdout.write(f"Messages to {len(noted)} address(es) are stopped.")
        else:
            self.stdout.write("Nothing to do: no lasting failure of a message of this site.")
