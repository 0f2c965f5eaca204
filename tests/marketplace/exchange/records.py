"""Records for tests: one with every field, and files made of records."""

from __future__ import annotations

import io
import json

EVERYTHING = {
    "kind": "offer",
    "type": "technology",
    "language": "en",
    "title": "=Pump that needs no grid",
    "summary": "Lifts water;\nwith the sun.",
    "description": "- First line\n\n+ second \"line\", with 'quotes' and ملخص.",
    "readiness": 6,
    "content_licence": "CC-BY-SA-4.0",
    "themes": ["robotics", "new_materials"],
    "ipc": ["C02F 1/44", "F04B"],
    "sdg_targets": ["9", "9.4"],
    "divisions": ["01", "28"],
    "keywords": ["solar; pump", "back\\slash", "=danger"],
    "cooperation": ["licence", "training"],
    "assets": ["patent", "know_how"],
    "places": ["KE", "UG"],
    "partners": ["sme", "university"],
    "offer_details": {
        "problem": "Wells run dry.",
        "stage": "prototype",
        "readiness_evidence": "Two villages, one year.",
        "specifications": "5 m³ an hour",
        "partner_sought": "A maker of pumps",
        "site": ["off_grid", "road_access"],
        "site_note": "Sandy soil",
        "currency": "KES",
        "capital_cost_min": "1000.00",
        "capital_cost_max": "2500.50",
        "running_cost": "low",
        "environment_note": "None known",
        "safety_note": "Cover the shaft",
        "regulatory_status": "Listed in Kenya",
        "export_control": "none",
        "export_note": "EAR99",
        "nagoya": "not_applicable",
        "no_formal_rights": False,
    },
    "need_brief": {
        "current_situation": "Hand pumps",
        "desired_outcome": "Water all day",
        "already_tried": "Diesel",
        "scale": "40.00",
        "scale_unit": "m³ a day",
        "site": ["power_grid"],
        "site_note": "Hills",
        "staff": 3,
        "capacity": "A workshop",
        "training": ["operation"],
        "training_days": 5,
        "rights_expectation": "shared",
        "currency": "USD",
        "budget_min": "10.00",
        "budget_max": "20.00",
        "funding": "secured",
        "deadline": "2027-01-31",
        "evaluation": "By cost",
    },
    "need_conditions": {
        "readiness_max": 8,
        "wanted_by": "2028-06-30",
        "award": "=A contract",
        "purchase_terms": "By tender",
        "endorsed_by": "Ministry of Water",
    },
    "requirements": [
        {"text": "Runs at night", "is_hard": False},
        {"text": "@home", "is_hard": True},
    ],
    "advantages": [
        {
            "claim": "Needs less power",
            "metric": "power",
            "value": "-40",
            "unit": "%",
            "comparator": "diesel",
            "evidence_url": "https://example.org/proof",
        }
    ],
    "standards": [{"body": "ISO", "number": "9906", "certificate": "C-1"}],
    "rights": [
        {
            "kind": "patent",
            "title": "Pump",
            "office": "KE",
            "application_number": "KE/P/2019/003216",
            "filed_on": "2019-05-02",
            "priority": "GB 1900001 2019-01-02",
            "family": "71000001",
            "publication_number": "P 2019/0123",
            "published_on": "2020-11-02",
            "grant_number": "KE 1234",
            "granted_on": "2022-03-04",
            "expires_on": "2039-05-02",
            "pct_phase": "entered",
            "owners": "Institute",
            "encumbrances": "None",
            "licence_of_right": True,
            "note": "See the register.",
            "countries": [
                {
                    "country": "KE",
                    "state": "in_force",
                    "number": "KE 1234",
                    "since": "2022-03-04",
                    "until": "2039-05-02",
                    "source": "KIPI",
                    "source_url": "https://example.org/register",
                    "checked_on": "2026-01-02",
                },
                {"country": "UG", "state": "pending"},
            ],
        },
        {"kind": "know_how", "licence_of_right": False},
    ],
    "licence_terms": {
        "kinds": ["sole", "exclusive"],
        "open_licence": "MIT",
        "rights_granted": ["make", "sell"],
        "fields_of_use": "Irrigation",
        "field_divisions": ["01"],
        "territory_scope": "listed",
        "territories": ["KE", "TZ"],
        "excluded_territories": ["UG"],
        "sublicensing": "with_consent",
        "grant_back": "non_exclusive",
        "improvements": "maker",
        "term_kind": "years",
        "term_years": 10,
        "access_commitments": ["ldc_royalty_free"],
        "clauses": ["tie_in"],
        "note": "To be talked about",
    },
    "remuneration": {
        "kinds": ["upfront", "royalty"],
        "currency": "USD",
        "upfront_amount": "5000.00",
        "minimum_annual": "100.00",
        "royalty_base": "net_sales",
        "royalty_term": "years",
        "royalty_years": 5,
        "sublicence_share": "12.500",
        "note": "Tiered",
        "royalty_tiers": [
            {
                "rate": "3.000",
                "sales_from": "0.00",
                "sales_to": "1000.00",
                "group": "high",
            },
            {"rate": "0.000", "group": "ldc"},
            {"amount": "1.00", "group": "low"},
        ],
        "milestones": [{"event": "First pump sold", "amount": "10.00"}],
    },
    "know_how": [
        {"kind": "drawings", "description": "All", "state": "included", "language": "en"},
        {"kind": "manuals", "state": "extra"},
    ],
    "funding_sources": [
        {"funder": "Water Fund", "grant": "+1", "obligations": "Open publication"},
        {"funder": "Ministry"},
    ],
    "translations": [
        {
            "language": "fr",
            "title": "Pompe",
            "summary": "Pompe solaire",
            "description": "Une pompe",
            "origin": "translator",
        }
    ],
    "links": [
        {"kind": "publication", "title": "A paper", "url": "https://doi.org/10.1/x", "year": 2020}
    ],
    "source": {
        "name": "Pump register",
        "external_id": "P-1",
        "url": "https://example.org/p-1",
        "licence": "CC0-1.0",
        "date": "2026-02-03",
    },
}


def simple(number: int, **more) -> dict:
    return {
        "title": f"Pump {number}",
        "description": "Lifts water with little power.",
        "language": "en",
        **more,
    }


def json_lines(*records: dict) -> io.BytesIO:
    return io.BytesIO(b"".join(json.dumps(record).encode() + b"\n" for record in records))


def cells(*rows: list[str]) -> io.BytesIO:
    return io.BytesIO("\r\n".join(",".join(row) for row in rows).encode())
