from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from marketplace.exchange.schema import fields_text, schema_text
from marketplace.exchange.writing import FORMATS, write
from marketplace.models import Listing
from partners.models import Organisation

if TYPE_CHECKING:
    from argparse import ArgumentParser

DOCUMENTS = {"schema": schema_text, "fields": fields_text}


class Command(BaseCommand):
    help = "Write offers and needs, the newest state of each, to a file that can be imported."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="where to; - for standard output")
        parser.add_argument("--organisation", default="", metavar="SLUG", help="only those of one")
        parser.add_argument(
            "--format", default="", choices=["", *FORMATS, *DOCUMENTS],
            help="else as the ending of the file says",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        target = options["file"]
        format_ = options["format"] or Path(target).suffix.removeprefix(".") or "jsonl"
        if format_ not in (*FORMATS, *DOCUMENTS):
            raise CommandError(f"Say which format: --format {'|'.join(FORMATS)}.")
        if target == "-":
            self._write(sys.stdout.buffer, format_, options["organisation"])
            return
        # The old file stays until the new one is whole.
        path = Path(target)
        with tempfile.NamedTemporaryFile(dir=path.parent or ".", delete=False) as stream:
            try:
                self._write(stream, format_, options["organisation"])
            except BaseException:
                Path(stream.name).unlink()
                raise
        Path(stream.name).chmod(0o666 & ~_umask())
        Path(stream.name).replace(path)

    def _write(self, stream: IO[bytes], format_: str, slug: str) -> None:
        if format_ in DOCUMENTS:
            stream.write(DOCUMENTS[format_]().encode())
            return
        listings = Listing.objects.all()
        if slug:
            if not Organisation.objects.filter(slug=slug).exists():
                raise CommandError(f"There is no organisation “{slug}”.")
            listings = listings.filter(organisation__slug=slug)
        count = write(listings, format_, stream)
        self.stderr.write(f"{count:,} listings")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
