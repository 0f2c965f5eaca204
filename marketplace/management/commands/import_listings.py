from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from core.errors import ActionRefused
from countries.models import Country
from marketplace.actions.importing import import_records
from marketplace.enums import ListingKind
from marketplace.exchange.problems import UnreadableFileError
from marketplace.exchange.reading import read
from marketplace.management.progress import ProgressBar
from partners.actions.stand_ins import stand_for, stand_in
from partners.models import Organisation

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from marketplace.exchange.report import Report


class Command(BaseCommand):
    help = (
        "Take offers and needs over from a JSON Lines, CSV or XLSX file (docs/formats). Rows that "
        "cannot be taken are listed, and the command then ends with 1; the others go in."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--source", default="", help="name of the outside source of the records"
        )
        parser.add_argument(
            "--organisation", default="", metavar="SLUG",
            help="to whom they belong; else an organisation that stands for the source",
        )  # fmt: skip
        parser.add_argument(
            "--country", default="", metavar="CODE",
            help="where the source is; its organisation is made there, else in that of the "
            "operators (OPERATOR_COUNTRY)",
        )  # fmt: skip
        parser.add_argument("--kind", default="", choices=["", *ListingKind.values])
        parser.add_argument(
            "--by", default="", metavar="EMAIL",
            help="whose account answers for them; else an owner of the organisation, or the first "
            "superuser",
        )  # fmt: skip
        parser.add_argument("--publish", action="store_true", help="public at once, without review")
        parser.add_argument("--dry-run", action="store_true", help="tell, but write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        organisation = self._organisation(options)
        by = self._by(options["by"], organisation)
        try:
            with path.open("rb") as stream:
                rows = read(stream, path.name)
                organisation = organisation or self._stand_in(options, by)
                bar = ProgressBar(stream, path.stat().st_size, self._draw)
                try:
                    report = import_records(
                        rows,
                        organisation=organisation,
                        by=by,
                        source=options["source"],
                        kind=options["kind"],
                        publish=options["publish"],
                        as_operator=True,
                        dry_run=options["dry_run"],
                        progress=bar.show if self.stderr.isatty() else None,
                    )
                finally:
                    bar.end()
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from None
        except (UnreadableFileError, ActionRefused) as error:
            raise CommandError(str(error)) from None
        self._tell(report, dry_run=options["dry_run"])

    def _organisation(self, options: dict[str, Any]) -> Organisation | None:
        if options["organisation"]:
            found = Organisation.objects.filter(slug=options["organisation"]).first()
            if found is None:
                raise CommandError(f"There is no organisation “{options['organisation']}”.")
            return found
        if not options["source"]:
            raise CommandError("Say to whom they belong: --organisation SLUG or --source NAME.")
        return Organisation.objects.filter(
            name=options["source"], memberships=None, kind="intermediary"
        ).first()

    def _by(self, email: str, organisation: Organisation | None) -> User:
        if email:
            found = User.objects.filter(email__iexact=email, is_active=True).first()
        else:
            owners = organisation.memberships.owners() if organisation else ()
            found = owners[0].user if owners else self._superuser()
        if found is None:
            raise CommandError("Name the account that answers for them: --by EMAIL.")
        return found

    def _superuser(self) -> User | None:
        return User.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()

    def _stand_in(self, options: dict[str, Any], by: User) -> Organisation:
        code = options["country"].upper() or settings.OPERATOR_COUNTRY
        country = Country.objects.filter(pk=code).first()
        if country is None:
            raise CommandError(
                f"“{code}” is no country. Say where the source is: --country CODE (two letters by "
                "ISO 3166-1)."
            )
        if not options["country"]:
            self.stderr.write(
                f"The organisation that stands for the source is placed in {country.name}, for "
                "nothing says where the source is. If it is elsewhere: --country CODE.",
                style_func=str,
            )
        if options["dry_run"]:
            return stand_in(options["source"], country=country)
        return stand_for(options["source"], country=country, by=by)

    def _draw(self, text: str) -> None:
        self.stderr.write(text, style_func=str, ending="")
        self.stderr.flush()

    def _tell(self, report: Report, *, dry_run: bool) -> None:
        for problem in report.problems:
            field = f" · {problem.field}" if problem.field else ""
            self.stdout.write(f"line {problem.line}{field}: {problem.sentence}")
        would = "Nothing was written. It would be: " if dry_run else ""
        numbers = ", ".join(f"{count} {word}" for word, count in report.numbers().items())
        self.stdout.write(f"{would}{numbers}.")
        if report.refused:
            raise SystemExit(1)
