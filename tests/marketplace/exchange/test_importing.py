"""What an import writes, and what it refuses."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from audit.models import AuditEntry
from core.errors import ActionRefused
from marketplace.actions import drafting, life, reviewing
from marketplace.enums import ListingStatus
from marketplace.exchange.flat import flatten, in_order
from marketplace.exchange.writing import write_csv
from marketplace.models import Facet, Listing, ListingSource, RightsEntry
from tests.factories import ListingFactory, MembershipFactory, OrganisationFactory
from tests.marketplace.exchange.records import EVERYTHING, json_lines, simple


def sourced(number: int, **more) -> dict:
    return simple(number, source={"external_id": f"N-{number}"}, **more)


def told(report) -> list[tuple[int, str]]:
    return [(problem.line, problem.field) for problem in report.problems]


def table(records: list[dict]) -> io.BytesIO:
    """As CSV; the first row names the columns, so that every record stands one line lower."""
    rows = [dict(flatten(record)) for record in records]
    columns = in_order({name for row in rows for name in row})
    stream = io.BytesIO()
    write_csv([columns, *([row.get(name, "") for name in columns] for row in rows)], stream)
    stream.seek(0)
    return stream


@pytest.mark.parametrize(
    ("made", "name", "lines"),
    [(lambda records: json_lines(*records), "a.jsonl", (10, 500, 999)),
     (table, "a.csv", (11, 501, 1000))],
    ids=["jsonl", "csv"],
)  # fmt: skip
def test_three_bad_rows_of_a_thousand_are_told_and_the_others_go_in(
    take, made, name, lines, tasks_wait
):
    # What follows, such as matching, is the worker's part.
    records = [sourced(n) for n in range(1000)]
    records[9]["readiness"] = 10
    records[499]["title"] = ""
    records[998]["rights"] = [{"kind": "patent", "office": "QQ"}]
    report = take(made(records), name, publish=True, source="Register")
    assert (report.created, report.refused) == (997, 3)
    fields = ("readiness", "title", "rights.1.office")
    assert told(report) == list(zip(lines, fields, strict=True))
    assert "Write one of: 1, 2" in report.problems[0].sentence
    assert "Fill it in" in report.problems[1].sentence
    assert "ST.3" in report.problems[2].sentence
    assert Listing.objects.public().count() == 997


def test_draft_is_a_revision_and_public_to_nobody(take, house):
    take(json_lines(simple(1, keywords=["solar"])), as_operator=False)
    listing = Listing.objects.get()
    assert (listing.status, listing.live, listing.author) == ("draft", False, house.owner)
    assert not Facet.objects.exists()
    work = listing.get_latest_revision_as_object()
    assert work.codes("keyword") == ["solar"]
    assert work.summary == "Lifts water with little power."


def test_same_file_again_changes_nothing(take):
    stream = json_lines(*(sourced(n) for n in range(5)))
    take(stream, publish=True, source="Register")
    before = list(Listing.objects.order_by("pk").values())
    stream.seek(0)
    report = take(stream, publish=True, source="Register")
    assert report.numbers() == {"created": 0, "updated": 0, "unchanged": 5, "refused": 0}
    assert list(Listing.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("publish", [True, False], ids=["published", "draft"])
def test_changed_record_changes_its_listing_alone(take, publish):
    take(json_lines(sourced(1), sourced(2)), publish=publish, source="Register")
    changed = sourced(2, keywords=["new"], description="Other words.")
    report = take(json_lines(sourced(1), changed), publish=publish, source="Register")
    assert report.numbers() == {"created": 0, "updated": 1, "unchanged": 1, "refused": 0}
    listing = Listing.objects.get(source__external_id="N-2").get_latest_revision_as_object()
    assert (listing.description, listing.codes("keyword")) == ("Other words.", ["new"])
    again = take(json_lines(sourced(1), changed), publish=publish, source="Register")
    assert again.unchanged == 2


def test_update_of_a_listing_revised_here_is_a_new_revision(take, house):
    take(json_lines(sourced(1)), publish=True, source="Register")
    listing = Listing.objects.get()
    drafting.save(listing.get_latest_revision_as_object(), by=house.owner, token="")
    report = take(json_lines(sourced(1, title="New")), publish=True, source="Register")
    assert report.updated == 1
    listing.refresh_from_db()
    assert (listing.title, listing.live, listing.has_unpublished_changes) == ("New", True, False)


def test_parts_keep_their_keys_when_a_record_changes(take):
    rights = [
        {"kind": "patent", "office": "KE", "countries": [{"country": "KE", "state": "pending"}]}
    ]
    take(json_lines(sourced(1, rights=rights)), publish=True, source="Register")
    key = RightsEntry.objects.get().pk
    rights[0]["owners"] = "Somebody"
    take(json_lines(sourced(1, rights=rights)), publish=True, source="Register")
    right = RightsEntry.objects.get()
    assert (right.pk, right.owners) == (key, "Somebody")
    assert right.listing.rights_statuses.get().right == key


def test_what_a_file_does_not_speak_of_stays(take):
    take(json_lines(EVERYTHING))
    listing = Listing.objects.get()
    report = take(json_lines({"id": str(listing.pk), "title": "Only the title"}))
    assert report.updated == 1
    work = Listing.objects.get().get_latest_revision_as_object()
    assert (work.title, work.rights.count(), work.licence_terms.count()) == ("Only the title", 2, 1)
    take(json_lines({"id": str(listing.pk), "rights": []}))
    assert Listing.objects.get().get_latest_revision_as_object().rights.count() == 0


def test_dry_run_tells_and_writes_nothing(take):
    take(json_lines(sourced(1)), source="Register")
    count = AuditEntry.objects.count()
    report = take(
        json_lines(sourced(1, title="New"), sourced(2), sourced(3, title="")),
        source="Register", dry_run=True,
    )  # fmt: skip
    assert report.numbers() == {"created": 1, "updated": 1, "unchanged": 0, "refused": 1}
    assert Listing.objects.get().get_latest_revision_as_object().title == "Pump 1"
    assert AuditEntry.objects.count() == count


def test_identifier_twice_in_one_file_is_refused_the_second_time(take):
    report = take(json_lines(sourced(1), sourced(1, title="Other")), source="Register")
    assert (report.created, told(report)) == (1, [(2, "source.external_id")])


def test_need_sent_to_the_offers_is_told_where_it_belongs(take):
    report = take(json_lines(simple(1, kind="need"), simple(2)), kind="offer")
    assert (report.created, told(report)) == (1, [(1, "kind")])
    assert "page for needs" in report.problems[0].sentence
    assert Listing.objects.get().kind == "offer"


def test_title_of_an_outside_record_is_cut_and_of_ones_own_refused(take):
    long = simple(1, title="word " * 40, description="word " * 2000)
    outside = {**long, "source": {"name": "Register", "external_id": "1"}}
    report = take(json_lines(long, outside))
    assert (report.created, told(report)) == (1, [(1, "title"), (1, "description")])
    work = Listing.objects.get().get_latest_revision_as_object()
    assert work.title.endswith("word…")
    assert (len(work.title) <= 120, len(work.summary) <= 500) == (True, True)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": "a\x00b"}, "title"),
        ({"title": "a\ud800b"}, "title"),
        ({"title": ["list"]}, "title"),
        ({"language": "klingon"}, "language"),
        ({"readiness": "high"}, "readiness"),
        ({"readiness": 10}, "readiness"),
        ({"colour": "red"}, "colour"),
        ({"ipc": ["Z99"]}, "ipc"),
        ({"places": ["XX"]}, "places"),
        ({"sdg_targets": ["18"]}, "sdg_targets"),
        ({"type": "pledge", "kind": "need"}, "type"),
        ({"rights": {"kind": "patent"}}, "rights"),
        ({"rights": [{"office": "KE"}]}, "rights.1.kind"),
        ({"rights": [{"kind": "patent", "office": "XX"}]}, "rights.1.office"),
        ({"rights": [{"kind": "patent", "filed_on": "31.12.2019"}]}, "rights.1.filed_on"),
        ({"rights": [{"kind": "patent", "filed_on": "2999-01-01"}]}, "rights.1.filed_on"),
        (
            {"rights": [{"kind": "patent", "office": "EP", "application_number": "EP0"}]},
            "rights.1.application_number",
        ),
        (
            {"rights": [{"kind": "patent", "filed_on": "2020-01-02", "granted_on": "2019-01-02"}]},
            "rights.1.granted_on",
        ),
        (
            {"rights": [{"kind": "patent", "filed_on": "2020-01-02", "expires_on": "2019-01-02"}]},
            "rights.1.expires_on",
        ),
        (
            {"rights": [{"kind": "patent", "countries": [
                {"country": "KE", "state": "in_force", "since": "2020-01-02", "until": "2019-01-02"},
            ]}]},
            "rights.1.countries.1.until",
        ),
        ({"rights": [{"kind": "patent", "grant_number": "KE 123"}]}, "rights.1.office"),
        (
            {"rights": [{"kind": "patent", "countries": [
                {"country": "KE", "state": "in_force", "number": "nonsense!!"},
            ]}]},
            "rights.1.countries.1.number",
        ),
        (
            {"rights": [{"kind": "patent", "countries": [
                {"country": "KE", "state": "in_force", "checked_on": "2999-01-01"},
            ]}]},
            "rights.1.countries.1.checked_on",
        ),
        (
            {"licence_terms": {"territories": ["KE"], "excluded_territories": ["KE"]}},
            "licence_terms.territories",
        ),
        (
            {"licence_terms": {"territory_scope": "worldwide", "territories": ["KE"]}},
            "licence_terms.territories",
        ),
        (
            {"licence_terms": {"term_kind": "perpetual", "term_years": 5}},
            "licence_terms.term_years",
        ),
        ({"licence_terms": {"term_years": 5}}, "licence_terms.term_years"),
        ({"remuneration": {"royalty_years": 5}}, "remuneration.royalty_years"),
        (
            {"remuneration": {"royalty_term": "rights", "royalty_years": 5}},
            "remuneration.royalty_years",
        ),
        (
            {"remuneration": {"royalty_tiers": [{"rate": 0, "amount": 2}]}},
            "remuneration.royalty_tiers.1",
        ),
        ({"kind": "need", "readiness": 6, "need_conditions": {"readiness_max": 5}},
         "need_conditions.readiness_max"),
        ({"kind": "need", "need_brief": {"deadline": "2031-01-31"},
          "need_conditions": {"wanted_by": "2031-01-30"}}, "need_conditions.wanted_by"),
        ({"need_conditions": {"readiness_max": 10}}, "need_conditions.readiness_max"),
        ({"partners": ["friend"]}, "partners"),
        ({"funding_sources": [{"grant": "7"}]}, "funding_sources.1.funder"),
        ({"offer_details": {"capital_cost_min": 2, "capital_cost_max": 1}},
         "offer_details.capital_cost_max"),
        ({"remuneration": {"royalty_tiers": [{"rate": 101}]}}, "remuneration.royalty_tiers.1.rate"),
        ({"remuneration": {"royalty_tiers": [{"group": "low"}]}}, "remuneration.royalty_tiers.1"),
        (
            {"remuneration": {"royalty_tiers": [{"rate": 1, "sales_from": 9, "sales_to": 9}]}},
            "remuneration.royalty_tiers.1.sales_to",
        ),
        (
            {"remuneration": {"royalty_tiers": [{"rate": 1}, {"rate": 2, "sales_from": 9}]}},
            "remuneration.royalty_tiers.2",
        ),
        ({"remuneration": {"upfront_amount": "1e999999"}}, "remuneration.upfront_amount"),
        ({"remuneration": {"currency": "XYZ"}}, "remuneration.currency"),
        ({"links": [{"kind": "website", "title": "x", "url": "javascript:alert(1)"}]}, "links.1.url"),
        ({"organisation": "another"}, "organisation"),
        ({"id": "7"}, "id"),
    ],
)  # fmt: skip
def test_impossible_value_is_told_by_its_field(take, more, field):
    report = take(json_lines(simple(1, **more), simple(2)))
    assert (report.created, told(report)) == (1, [(1, field)])
    assert report.problems[0].sentence.endswith((".", "?", ")"))


def test_numbers_of_a_right_are_kept_as_their_offices_print_them(take):
    rows = [
        {"country": "CN", "state": "pending", "number": "cn 201080063196"},
        {"country": "DE", "state": "in_force", "number": "EP 3 868 660 B1"},
    ]
    right = {"kind": "patent", "office": "ep", "grant_number": "ep3868660b1", "countries": rows}
    assert take(json_lines(simple(1, rights=[right]))).problems == []
    work = Listing.objects.get().get_latest_revision_as_object()
    assert (work.rights.get().office, work.rights.get().grant_number) == ("EP", "3868660")
    numbers = [row.number for row in work.rights_statuses.all()]
    assert numbers == ["201080063196.9", "3868660"]


def test_right_granted_before_it_was_published_is_taken(take):
    days = {"filed_on": "2020-01-02", "granted_on": "2020-03-01", "published_on": "2020-06-01"}
    right = {"kind": "utility_model", **days, "expires_on": "2020-05-01"}
    assert take(json_lines(simple(1, rights=[right]))).problems == []


def test_listing_of_another_organisation_is_never_touched(take):
    theirs = ListingFactory(status=ListingStatus.PUBLISHED)
    ListingSource.objects.create(
        listing=theirs, name="Register", external_id="N-1", harvested_on=timezone.now(), digest="x"
    )
    report = take(json_lines(simple(1, id=str(theirs.pk)), sourced(1)), source="")
    assert report.created == 1  # without a source's name it is one's own number
    report = take(json_lines(sourced(1)), source="Register", publish=True)
    assert told(report) == [(1, "source.external_id")]
    theirs.refresh_from_db()
    assert theirs.title.startswith("Pump ")
    assert theirs.source.digest == "x"


def test_key_of_another_organisation_is_refused(take):
    theirs = ListingFactory(title="Theirs")
    report = take(json_lines(simple(1, id=str(theirs.pk))))
    assert told(report) == [(1, "id")]
    theirs.refresh_from_db()
    assert theirs.title == "Theirs"


def test_draft_in_review_is_left_to_its_reviewer(take, house):
    take(json_lines({**EVERYTHING, "source": {"name": "Register", "external_id": "1"}}))
    reviewing.submit(Listing.objects.get(), by=house.owner)
    changed = {**EVERYTHING, "title": "New", "source": {"name": "Register", "external_id": "1"}}
    # Told already when nothing is written yet.
    for dry_run in (True, False):
        report = take(json_lines(changed), dry_run=dry_run)
        assert report.refused == 1
        assert "being reviewed" in report.problems[0].sentence
    assert Listing.objects.get().get_latest_revision_as_object().title == EVERYTHING["title"]


def test_withdrawn_listing_stays_withdrawn_whatever_its_source_says(take, house):
    take(json_lines(sourced(1)), publish=True, source="Register")
    life.withdraw(Listing.objects.get(), by=house.owner)
    take(json_lines(sourced(1, title="New")), publish=True, source="Register")
    listing = Listing.objects.get()
    assert (listing.status, listing.live, listing.title) == ("withdrawn", False, "New")


def test_record_still_at_its_source_is_public_for_another_year(take):
    take(json_lines(sourced(1)), publish=True, source="Register")
    soon = timezone.now().date() + timedelta(days=5)
    Listing.objects.update(expires_on=soon, reminded_on=soon)
    take(json_lines(sourced(1)), publish=True, source="Register")
    listing = Listing.objects.get()
    assert (listing.expires_on, listing.reminded_on) == (reviewing.last_day(), None)


@pytest.mark.parametrize("role", ["viewer", "signatory", "stranger"])
def test_others_import_nothing(take, house, role):
    with pytest.raises(ActionRefused, match="does not allow"):
        take(json_lines(simple(1)), by=getattr(house, role), as_operator=False)
    assert not Listing.objects.exists()


def test_only_operators_publish_without_review(take, house):
    with pytest.raises(ActionRefused, match="Only operators"):
        take(json_lines(simple(1)), publish=True, as_operator=False)
    house.lose()
    with pytest.raises(ActionRefused, match="has to be verified"):
        take(json_lines(simple(1)), publish=True)
    assert not Listing.objects.exists()


def test_batch_is_recorded_once_with_its_numbers(take, house):
    take(json_lines(sourced(1), sourced(2), sourced(3, title="")), source="Register")
    entry = AuditEntry.objects.get(action="listings.imported")
    assert entry.actor == house.owner
    assert entry.data["created"] == 2
    assert entry.data["lines"] == [1, 3]


@pytest.mark.parametrize("publish", [True, False], ids=["published", "draft"])
def test_queries_for_each_row_are_few(take, publish, tasks_wait):
    # What follows, such as matching, is the worker's part.
    numbers = iter(range(10_000))

    def count(rows: int) -> int:
        stream = json_lines(*(sourced(next(numbers), keywords=["a", "b"]) for _ in range(rows)))
        with CaptureQueriesContext(connection) as queries:
            take(stream, publish=publish, source="Register")
        return len(queries)

    count(1)
    few, many = count(10), count(110)
    assert (many - few) / 100 <= (0.6 if publish else 6)


def test_member_of_another_organisation_is_no_writer_here(take):
    other = MembershipFactory(organisation=OrganisationFactory()).user
    with pytest.raises(ActionRefused):
        take(json_lines(simple(1)), by=other, as_operator=False)


def test_problems_are_in_the_language_of_the_reader(take):
    with override("fr"):
        report = take(json_lines(simple(1, links=[{"kind": "website", "title": "x" * 400,
                                                   "url": "https://example.org"}])))  # fmt: skip
    assert "caractères" in report.problems[0].sentence
    assert json.dumps(report.numbers())
