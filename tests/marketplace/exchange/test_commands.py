"""`manage.py import_listings` and `export_listings`."""

from __future__ import annotations

import io
import json
from contextlib import suppress

import pytest
from django.core.management import CommandError, call_command

from marketplace.models import Listing
from partners.models import Organisation
from tests.factories import UserFactory
from tests.marketplace.exchange.records import json_lines, simple


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "listings.jsonl"
    records = [simple(n, source={"external_id": str(n)}) for n in range(3)]
    path.write_bytes(json_lines(*records).getvalue())
    return path


def run(path, **options) -> str:
    out = io.StringIO()
    with suppress(SystemExit):
        call_command("import_listings", path, stdout=out, **options)
    return out.getvalue()


def test_source_gets_an_organisation_that_stands_for_it(db, path):
    operator = UserFactory(is_superuser=True)
    told = run(path, source="Pump register", country="ke", publish=True)
    assert told == "3 created, 0 updated, 0 unchanged, 0 refused.\n"
    stands = Organisation.objects.verified().get()
    assert (stands.name, stands.kind, stands.memberships.count()) == (
        "Pump register", "intermediary", 0,
    )  # fmt: skip
    assert Listing.objects.public().filter(author=operator, organisation=stands).count() == 3
    assert "3 unchanged" in run(path, source="Pump register", publish=True)
    assert Organisation.objects.count() == 1


def test_own_organisation_of_the_same_name_is_not_taken_for_the_source(house, path):
    UserFactory(is_superuser=True)
    run(path, source=house.organisation.name, country="KE")
    assert not house.organisation.listings.exists()


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({}, "--organisation SLUG or --source NAME"),
        ({"organisation": "nobody"}, "no organisation “nobody”"),
        ({"source": "Register", "country": "XX"}, "“XX” is no country.*--country CODE"),
        ({"source": "Register", "country": "KE", "by": "nobody@x.example"}, "--by EMAIL"),
    ],
)
def test_what_is_missing_is_said_and_nothing_written(db, path, options, word):
    UserFactory(is_superuser=True)
    with pytest.raises(CommandError, match=word):
        call_command("import_listings", path, **options)
    assert not Organisation.objects.exists()
    assert not Listing.objects.exists()


@pytest.mark.parametrize("publish", [True, False])
def test_first_dry_run_of_a_source_tells_and_makes_nothing(db, path, publish):
    UserFactory(is_superuser=True)
    told = run(path, source="Pump register", dry_run=True, publish=publish)
    numbers = "3 created, 0 updated, 0 unchanged, 0 refused.\n"
    assert told == f"Nothing was written. It would be: {numbers}"
    assert not Organisation.objects.exists()
    assert not Listing.objects.exists()
    assert run(path, source="Pump register", publish=publish) == numbers
    again = run(path, source="Pump register", dry_run=True, publish=publish)
    assert "0 created, 0 updated, 3 unchanged" in again


def test_source_of_which_nothing_says_where_it_is_is_placed_where_the_operators_are(
    db, path, settings
):
    UserFactory(is_superuser=True)
    settings.OPERATOR_COUNTRY = "UG"
    notes = io.StringIO()
    run(path, source="Pump register", stderr=notes)
    assert Organisation.objects.get().country_id == "UG"
    assert "placed in Uganda" in notes.getvalue()
    assert "--country CODE" in notes.getvalue()


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize("suffix", ["jsonl", "csv"])
def test_bar_on_a_terminal_grows_with_what_has_been_read(house, tmp_path, suffix):
    path, table = tmp_path / f"many.{suffix}", ["title,language,description"]
    table += [f"Pump {number},en,Lifts water" for number in range(1000)]
    lines = json_lines(*(simple(number) for number in range(1000))).getvalue()
    path.write_bytes("\n".join(table).encode() if suffix == "csv" else lines)
    terminal = Terminal()
    run(path, organisation=house.organisation.slug, dry_run=True, stderr=terminal)
    steps = terminal.getvalue().removesuffix("\n").split("\r")[1:]
    shares = [int(step.split("]")[1].split("%")[0]) for step in steps]
    assert [step.split("  ")[-1] for step in steps] == [
        "250 rows", "500 rows", "750 rows", "1,000 rows",
    ]  # fmt: skip
    for share, right in zip(shares, (25, 50, 75, 100), strict=True):
        assert abs(share - right) <= 1
    assert steps[1].startswith("[###############...............]")


def test_no_bar_is_drawn_into_a_file(house, path):
    notes = io.StringIO()
    run(path, organisation=house.organisation.slug, stderr=notes)
    assert notes.getvalue() == ""


def test_account_that_may_not_verify_makes_no_organisation(db, path):
    person = UserFactory()
    with pytest.raises(CommandError, match="does not allow"):
        call_command("import_listings", path, source="Register", country="KE", by=person.email)
    assert not Organisation.objects.exists()


def test_refused_rows_end_with_1_and_the_others_go_in(house, tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(json_lines(simple(1), simple(2, readiness=10)).getvalue())
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("import_listings", path, organisation=house.organisation.slug, stdout=out)
    assert ended.value.code == 1
    assert "line 2 · readiness: “10” is not among the choices." in out.getvalue()
    assert "1 created, 0 updated, 0 unchanged, 1 refused." in out.getvalue()
    assert Listing.objects.get().author == house.owner


def test_dry_run_says_so_and_writes_nothing(house, path):
    told = run(path, organisation=house.organisation.slug, dry_run=True)
    assert told.startswith("Nothing was written. It would be: 3 created")
    assert not Listing.objects.exists()


def test_missing_or_wrong_file_is_one_sentence(house, tmp_path):
    for name in ("gone.jsonl", "."):
        with pytest.raises(CommandError, match="cannot be read"):
            call_command("import_listings", tmp_path / name, organisation=house.organisation.slug)
    wrong = tmp_path / "a.csv"
    wrong.write_bytes("title,language".encode("utf-16"))
    with pytest.raises(CommandError, match="UTF-16"):
        call_command("import_listings", wrong, organisation=house.organisation.slug)


def test_export_writes_one_organisation_or_all(house, path, tmp_path):
    UserFactory(is_superuser=True)
    run(path, organisation=house.organisation.slug)
    run(path, source="Pump register", country="KE", publish=True)
    target = tmp_path / "out.jsonl"
    for options, number in (({"organisation": house.organisation.slug}, 3), ({}, 6)):
        call_command("export_listings", target, stderr=io.StringIO(), **options)
        records = [json.loads(line) for line in target.read_text().splitlines()]
        assert len(records) == number
        assert [r["id"] for r in records] == sorted(r["id"] for r in records)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["listings.jsonl", "out.jsonl"]


def test_export_that_fails_leaves_the_old_file(db, tmp_path):
    target = tmp_path / "out.csv"
    target.write_text("old")
    with pytest.raises(CommandError):
        call_command("export_listings", target, organisation="nobody")
    assert target.read_text() == "old"
    with pytest.raises(CommandError, match="--format"):
        call_command("export_listings", tmp_path / "out.doc")
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.csv"]
