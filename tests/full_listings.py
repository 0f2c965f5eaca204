"""An offer and a need with something in every field, for pages that must show all of it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile

from marketplace.enums import ListingKind, ListingStatus, ListingType
from marketplace.models import (
    Advantage,
    Attachment,
    Facet,
    FundingSource,
    KnowHowItem,
    LicenceTerms,
    Listing,
    ListingTranslation,
    Milestone,
    NeedBrief,
    NeedConditions,
    OfferDetails,
    RelatedLink,
    Remuneration,
    Requirement,
    RightsEntry,
    RightsStatus,
    RoyaltyTier,
    StandardMet,
    StoredFile,
)
from tests.factories import ListingFactory

COUNTRIES = ("KE", "TZ", "UG", "ET", "IN", "BD", "DE", "FR", "BR")


def full_offer(*, countries: tuple[str, ...] = COUNTRIES, **values: Any) -> Listing:
    """A published offer with two patents, each with a status in every one of `countries`."""
    given = {
        "title": "Low-head solar pump for smallholders",
        "summary": "Moves 30 m³ a day at a third of the cost of diesel; repaired with hand tools.",
        "description": "A diaphragm pump driven by one panel.\n\nThree moving parts.",
        "readiness": 7,
        "status": ListingStatus.PUBLISHED,
    }
    listing = ListingFactory(**given | values)
    _facets(listing)
    _offered(listing)
    _rights(listing, countries)
    _terms(listing)
    _texts(listing)
    return listing


def full_need(**values: Any) -> Listing:
    """A published need with every field of its brief."""
    given = {
        "kind": ListingKind.NEED,
        "type": ListingType.TECHNOLOGY,
        "title": "Desalination for village wells",
        "summary": "Wells in twelve villages have turned salty.",
        "readiness": 6,
        "status": ListingStatus.PUBLISHED,
    }
    listing = ListingFactory(**given | values)
    _facets(listing)
    NeedBrief.objects.create(
        listing=listing,
        current_situation="Water is carried nine kilometres.",
        desired_outcome="Five cubic metres a day for each village.",
        already_tried="Reverse osmosis, which stood still after a year.",
        scale=Decimal("60.5"), scale_unit="m³ of water a day",
        site=["off_grid", "road_access"], site_note="1,400 m above the sea.",
        staff=12, capacity="Two trained electricians.",
        training=["operation", "maintenance"], training_days=20,
        rights_expectation="keep_background",
        currency="KES", budget_min=Decimal(1000000), budget_max=Decimal(5000000),
        funding="secured", deadline=dt.date(2027, 3, 1), evaluation="By cost over ten years.",
    )  # fmt: skip
    NeedConditions.objects.create(
        listing=listing, readiness_max=8, wanted_by=dt.date(2028, 6, 30),
        award="A contract for twelve wells", purchase_terms="By open tender.",
        endorsed_by="Ministry of Water, 3 May 2026",
    )  # fmt: skip
    Requirement.objects.create(listing=listing, text="Works without a grid", sort_order=0)
    Requirement.objects.create(
        listing=listing, text="Spare parts made nearby", is_hard=False, sort_order=1
    )
    _terms(listing)
    _texts(listing)
    return listing


def stored_image(listing: Listing, name: str = "pump.png") -> StoredFile:
    return StoredFile.objects.create(
        organisation=listing.organisation, uploaded_by=listing.author,
        file=ContentFile(b"\x89PNG bytes", name=name), name=name, media_type="image/png",
        size=10, sha256="0" * 64, width=640, height=480,
    )  # fmt: skip


def stored_document(listing: Listing, name: str = "data-sheet.pdf") -> StoredFile:
    return StoredFile.objects.create(
        organisation=listing.organisation, uploaded_by=listing.author,
        file=ContentFile(b"%PDF-1.7", name=name), name=name, media_type="application/pdf",
        size=204800, sha256="0" * 64,
    )  # fmt: skip


def _facets(listing: Listing) -> None:
    codes = [
        ("theme", "distributed_energy"), ("theme", "internet_of_things"), ("ipc", "F04B 43/02"),
        ("field", "27"), ("sdg", "6.1"), ("sdg", "9.4"), ("division", "28"), ("keyword", "pump"),
        ("cooperation", "licence"), ("cooperation", "training"), ("asset", "patent"),
        ("place", "KE"), ("partner", "sme"),
    ]  # fmt: skip
    for place, (scheme, code) in enumerate(codes):
        Facet.objects.create(listing=listing, scheme=scheme, code=code, sort_order=place)


def _offered(listing: Listing) -> None:
    OfferDetails.objects.create(
        listing=listing, problem="Diesel is dear far from roads.", stage="field_tested",
        readiness_evidence="Forty pumps in Kitui for three years.",
        specifications="Head up to 12 m.", partner_sought="A maker of agricultural machines.",
        site=["off_grid", "workshop"], site_note="A well of less than 12 m.",
        currency="USD", capital_cost_min=Decimal(400), capital_cost_max=Decimal("650.50"),
        running_cost="Less than 5 USD a month", environment_note="No fuel, no oil.",
        safety_note="Low voltage.", regulatory_status="Listed in Kenya.", export_control="none", export_note="EAR99",
        nagoya="not_applicable",
    )  # fmt: skip
    for place, claim in enumerate(("Cost of pumping", "Repair with hand tools", "Noise")):
        Advantage.objects.create(
            listing=listing, claim=claim, metric="Cost per m³", value="0.02", unit="USD",
            comparator="a diesel pump", evidence_url="https://example.org/test", sort_order=place,
        )  # fmt: skip
    StandardMet.objects.create(
        listing=listing, body="ISO", number="9906:2012", certificate="TÜV 123"
    )
    for place, (kind, state) in enumerate(
        (("drawings", "included"), ("training", "extra"), ("software", "unavailable"))
    ):
        KnowHowItem.objects.create(
            listing=listing, kind=kind, state=state, description="All of it", language="en",
            sort_order=place,
        )  # fmt: skip


def _rights(listing: Listing, countries: tuple[str, ...]) -> None:
    for place, title in enumerate(("Diaphragm pump", "Valve")):
        right = RightsEntry.objects.create(
            listing=listing, kind="patent", title=title, office="WO", owners="Institute of Wells",
            family=f"7100000{place}",
            application_number=f"PCT/KE2020/00000{place}", filed_on=dt.date(2020, 3, 1),
            publication_number=f"WO 2021/00000{place}", published_on=dt.date(2021, 9, 2),
            expires_on=dt.date(2040, 3, 1), pct_phase="entered", encumbrances="None known.",
            note="Fees are paid.", priority="KE 2019/1 of 1 March 2019", sort_order=place,
        )  # fmt: skip
        states = ("in_force", "pending", "lapsed", "opposed", "unknown")
        for number, country in enumerate(countries):
            RightsStatus.objects.create(
                listing=listing, right=right.pk, country=country,
                state=states[number % len(states)], number=f"{country} {number}",
                since=dt.date(2023, 5, 1), until=dt.date(2040, 3, 1), source="Espacenet",
                source_url="https://worldwide.espacenet.com/", checked_on=dt.date(2026, 10, 1),
                sort_order=place * 100 + number,
            )  # fmt: skip


def _terms(listing: Listing) -> None:
    LicenceTerms.objects.create(
        listing=listing, kinds=["non_exclusive", "exclusive_in_field"],
        rights_granted=["make", "use", "sell"], fields_of_use="Irrigation",
        field_divisions=["28", "01"], territory_scope="worldwide", excluded_territories=["DE"],
        sublicensing="with_consent", grant_back="non_exclusive", improvements="maker",
        term_kind="years", term_years=10, access_commitments=["ldc_royalty_free", "tiered"],
        clauses=["no_challenge"], note="We answer within two weeks.",
    )  # fmt: skip
    Remuneration.objects.create(
        listing=listing, kinds=["upfront", "royalty", "milestones"], currency="USD",
        upfront_amount=Decimal(20000), minimum_annual=Decimal(1000), royalty_base="net_sales",
        royalty_term="rights", sublicence_share=Decimal(15), note="Waived for cooperatives.",
    )  # fmt: skip
    for place, (group, rate) in enumerate((("high", 5), ("lower_middle", 2), ("ldc", 0))):
        RoyaltyTier.objects.create(
            listing=listing, rate=Decimal(rate), sales_from=Decimal(0), sales_to=Decimal(1000000),
            group=group, sort_order=place,
        )  # fmt: skip
    Milestone.objects.create(listing=listing, event="First hundred pumps", amount=Decimal(5000))


def _texts(listing: Listing) -> None:
    FundingSource.objects.create(
        listing=listing, funder="Water Fund", grant="WF 12", obligations="Open publication.",
    )  # fmt: skip
    ListingTranslation.objects.create(
        listing=listing, language="fr", title=f"FR {listing.title}",
        summary=f"FR {listing.summary}", description="La pompe.", origin="translator",
    )  # fmt: skip
    RelatedLink.objects.create(
        listing=listing, kind="publication", title="Field trial",
        url="https://doi.org/10.1000/1", year=2025,
    )  # fmt: skip
    Attachment.objects.create(
        listing=listing, file=stored_image(listing), title="The pump", alt_text="A pump in a field",
    )  # fmt: skip
    Attachment.objects.create(
        listing=listing, file=stored_document(listing), title="Data sheet", sort_order=1
    )
