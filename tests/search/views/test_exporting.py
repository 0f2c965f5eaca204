"""Results as files."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from search import engines, exporting
from search.documents import documents_of
from search.engines.breaker import Breaker
from search.engines.elastic.client import client as cluster
from tests.full_listings import full_offer
from tests.marketplace.pages import page

FORMULA = '=HYPERLINK("https://evil.example")'


def export(client, format_: str, **asked) -> bytes:
    answer = client.get(reverse("export_results", args=[format_]), asked)
    assert answer.status_code == 200
    assert f'filename="results.{format_}"' in answer["Content-Disposition"]
    return answer.getvalue()


def rows(format_: str, content: bytes) -> list[list[str]]:
    if format_ == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)
    return [[cell or "" for cell in line] for line in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_table_has_what_was_found_and_computes_nothing(client, engine, house, format_):
    one = full_offer(organisation=house, title=FORMULA, summary="@pump", countries=())
    full_offer(organisation=house, title="Mill", summary="-", countries=())
    engine.index(documents_of([one.pk]))
    head, *lines = rows(format_, export(client, format_, q="pump", page="7"))
    assert head == list(exporting.COLUMNS)
    (line,) = (dict(zip(head, line, strict=True)) for line in lines)
    assert line["id"] == str(one.pk)
    assert line["title"] == f"'{FORMULA}"
    assert line["summary"] == "'@pump"
    assert line["organisation"] == "Institute of Levers"
    assert line["address"].startswith("http")


def test_json_has_values_as_they_are(client, listed):
    listed(FORMULA, "A pump.", readiness=4)
    (record,) = json.loads(export(client, "json", q="pump"))
    assert record["title"] == FORMULA
    assert record["readiness"] == 4
    assert record["licence_kinds"] == []


def test_number_is_bounded_in_every_format_and_the_page_says_so(client, listed, monkeypatch):
    monkeypatch.setattr(exporting, "MOST", 3)
    told = "The file has the first 3 of them."
    page = reverse("search_listings")
    for number in range(5):
        assert (told in client.get(page).content.decode()) is (number > 3)
        listed(f"Pump {number}")
    assert told in client.get(page).content.decode()
    assert len(json.loads(export(client, "json"))) == 3
    for format_ in ("csv", "xlsx"):
        assert len(rows(format_, export(client, format_))) == 1 + 3


def test_signs_that_no_workbook_can_hold_spoil_it_for_nobody(client, listed):
    listed("Pump\ufffewell", "lifts\x0bwater")
    _head, line = rows("xlsx", export(client, "xlsx"))
    assert {"Pump well", "lifts water"} < set(line)


def test_nothing_found_is_an_empty_file_and_an_unknown_format_none(client, engine):
    assert json.loads(export(client, "json", q="nowhere")) == []
    assert len(rows("csv", export(client, "csv", q="nowhere"))) == 1
    assert client.get(reverse("export_results", args=["exe"])).status_code == 404


@pytest.fixture
def away(settings):
    """A function: from now on the site's engine is a cluster without an address."""

    def leave() -> None:
        settings.ELASTICSEARCH = {**settings.ELASTICSEARCH, "urls": []}
        settings.SEARCH_ENGINE = "elasticsearch"
        cluster.cache_clear()

    yield leave
    cluster.cache_clear()
    engines.engine("elasticsearch").breaker = Breaker()


@pytest.mark.parametrize("format_", exporting.FORMATS)
def test_list_that_takes_no_notice_of_words_is_no_file(client, listed, away, settings, format_):
    settings.SEARCH_KEEP_EMBEDDED = False
    listed("Mill")
    away()
    answer = client.get(reverse("export_results", args=[format_]), {"q": "pump", "kind": "offer"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "does not answer at the moment" in page(answer)
    search = reverse("search_listings")
    assert f'{search}?q=pump&amp;kind=offer"' in page(answer)
    assert reverse("export_results", args=[format_]) not in page(client.get(search, {"q": "pump"}))


def test_index_that_is_kept_fills_the_file(client, listed, away, settings):
    settings.SEARCH_KEEP_EMBEDDED = True
    listed("Mill")
    listed("Pump")
    away()
    assert [one["title"] for one in json.loads(export(client, "json", q="pump"))] == ["Pump"]
