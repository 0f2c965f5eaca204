"""What people type is exported, imported and exported again the same, byte for byte.

Drafts are compared: they hold what was typed, where a published row holds what the database made
of it.
"""

from __future__ import annotations

import io
import json

import pytest
from django.urls import reverse

from marketplace.exchange.writing import FORMATS, write
from marketplace.models import Listing
from tests.marketplace.writing.pages import address, drafted, fill

RIGHT = {
    "kind": "utility_model", "office": "cn", "title": " Pump ", "application_number": "201080063196",
    "filed_on": "2010-12-01", "granted_on": "2011-03-02", "grant_number": "CN102822194B",
    "published_on": "2011-05-01", "expires_on": "2020-12-01", "owners": "Institute of Wells",
    "family": " 71000001 ", "note": "First line\r\nsecond line", "countries": ["CN", "KE"], "new_state": "in_force",
    "new_source": "Register", "new_checked_on": "2026-01-05",
}  # fmt: skip
TERMS = {
    "kinds": ["exclusive", "sole"], "rights_granted": ["make", "sell"], "term_kind": "years",
    "term_years": "10", "territory_scope": "listed", "territories": ["KE", "UG"],
    "excluded_territories": ["TZ"], "note": "To be\r\ntalked about",
}  # fmt: skip
PAYMENT = {
    "kinds": ["royalty", "upfront"], "currency": "USD", "upfront_amount": "5000",
    "minimum_annual": "99.5", "royalty_base": "net_sales", "sublicence_share": "12.5",
    "royalty_tiers-0-group": "high", "royalty_tiers-0-rate": "3", "royalty_tiers-0-sales_to": "1e3",
    "milestones-0-event": "First pump sold", "milestones-0-amount": "0",
}  # fmt: skip
LINK = {
    "links-0-kind": "publication", "links-0-title": "A paper", "links-0-year": "2020",
    "links-0-url": "doi.org/10.1/x",
}  # fmt: skip
TRANSLATION = {
    "translations-0-language": "fr", "translations-0-title": "Pompe",
    "translations-0-summary": "Pompe solaire", "translations-0-origin": "translator",
}  # fmt: skip
OFFER = {
    "basics": {"title": " =Pump ", "problem": "Wells\r\nrun dry.", "content_licence": "CC0-1.0",
               "partner": ["university", "sme"]},
    "advantages": {"advantages-0-claim": "Needs less power", "advantages-0-value": "-40"},
    "readiness": {"readiness": "6", "stage": "prototype", "standards-0-body": "ISO",
                  "standards-0-number": "9906"},
    "classification": {"ipc": "c02f1/44, F04B", "keyword": "solar  pump, =danger, back\\slash",
                       "sdg": ["9.4"], "division": ["28", "01"]},
    "terms": TERMS,
    "payment": PAYMENT,
    "know_how": {"know_how-0-kind": "drawings", "know_how-0-state": "extra",
                 "know_how-0-language": "fr"},
    "conditions": {"site": ["road_access", "off_grid"], "currency": "KES",
                   "capital_cost_min": "1000", "capital_cost_max": "2500.5",
                   "regulatory_status": "Listed\r\nin Kenya", "funding_sources-0-funder": "=Fund",
                   "funding_sources-0-grant": " 12 "},
    "files": LINK,
    "translations": TRANSLATION,
}  # fmt: skip
NEED = {
    "basics": {"title": "+Pump", "content_licence": "CC0-1.0"},
    "problem": {"current_situation": "Hand\r\npumps"},
    "requirements": {"readiness": "7", "readiness_max": "8", "requirements-0-text": "Runs at night",
                     "requirements-0-is_hard": "on"},
    "site": {"place": ["UG", "KE"], "scale": "40", "scale_unit": "m³ a day", "site": ["workshop"]},
    "capacity": {"staff": "3", "currency": "USD", "budget_min": "10", "budget_max": "2E+1",
                 "deadline": "2031-01-31", "training": ["operation"], "wanted_by": "2032-01-31",
                 "award": "+ a contract", "purchase_terms": "By\r\ntender",
                 "endorsed_by": "Ministry", "funding_sources-0-funder": "Fund"},
    "classification": {"keyword": "water", "theme": ["robotics"]},
    "terms": TERMS,
    "payment": PAYMENT,
    "files": LINK,
    "translations": TRANSLATION,
}  # fmt: skip


def typed(client, house, kind: str) -> Listing:
    listing = drafted(house, kind=kind)
    for step, values in (OFFER if kind == "offer" else NEED).items():
        assert fill(client, address(listing, step), **values).status_code == 302, step
    if kind == "offer":
        answer = fill(client, reverse("add_right", args=[listing.pk]), **RIGHT)
        assert answer.status_code == 302
        fill(client, answer["Location"], **{
            "statuses-0-number": "CN102822194B", "statuses-1-number": "ke 123",
        })  # fmt: skip
    return listing


def exported(format_: str) -> bytes:
    stream = io.BytesIO()
    write(Listing.objects.all(), format_, stream)
    return stream.getvalue()


@pytest.mark.parametrize("kind", ["offer", "need"])
def test_typed_draft_is_the_same_after_export_and_import(signed_in, house, take, kind):
    typed(signed_in(house.editor), house, kind)
    files = {format_: exported(format_) for format_ in FORMATS}
    for format_, file in files.items():
        name = f"a.{format_}"
        again = take(io.BytesIO(file), name, as_operator=False)
        assert (again.unchanged, again.problems) == (1, []), format_
        Listing.objects.all().delete()
        anew = take(io.BytesIO(file), name, as_operator=False)
        assert (anew.created, anew.problems) == (1, []), format_
        assert {other: exported(other) for other in FORMATS} == files


def test_typed_number_is_exported_as_the_database_keeps_it(signed_in, house):
    typed(signed_in(house.editor), house, "offer")
    record = json.loads(exported("jsonl"))
    [tier] = record["remuneration"]["royalty_tiers"]
    assert (tier["rate"], tier["sales_to"]) == ("3.000", "1000.00")
    assert record["remuneration"]["upfront_amount"] == "5000.00"
    assert record["remuneration"]["milestones"][0]["amount"] == "0.00"
    numbers = [row["number"] for row in record["rights"][0]["countries"]]
    assert numbers == ["102822194", "KE 123"]
