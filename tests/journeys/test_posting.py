"""Posting, told by people at their browsers: an offer, a need, a review, a revision, an import."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.core import mail

from marketplace.models import Listing
from tests import factories
from tests.journeys import posting
from tests.journeys.posting import NINE, make_staff, signs_in_as_staff

pytestmark = [
    pytest.mark.browser,
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
]

TITLES = {
    "en": ("Solar pump that farmers mend", "Salt out of well water"),
    "ar": ("مضخة شمسية يصلحها المزارعون", "إزالة الملح من مياه الآبار"),
}
# English wide with scripts, Arabic narrow without them, and the two other ways round.
BROWSERS = [("en", 1280, True), ("ar", 360, False), ("ar", 1280, True), ("en", 360, False)]


ENDINGS = ["csv", "jsonl", "jsonl", "csv"]
# Every answer that a need has to give before a review, by step.
NEED = {
    "problem": {
        "current_situation": "People drink brackish water.",
        "desired_outcome": "10 m³ a day below 500 mg/l.",
    },
    "requirements": {"requirements-0-text": "Works off grid"},
    "site": {"place": ["YE"]},
    "classification": {"theme": ["water"], "cooperation": ["licence"]},
    "terms": {"kinds": ["non_exclusive"]},
}


def house(language: str) -> tuple:
    """A verified organisation and its owner, who reads this language."""
    owner = factories.UserFactory(name="Amina Otieno", language=language)
    organisation = factories.OrganisationFactory(name="Wells Institute", slug="wells")
    factories.MembershipFactory(user=owner, organisation=organisation)
    factories.VerificationFactory(organisation=organisation)
    return owner, organisation


@pytest.mark.parametrize(("language", "width", "scripts"), BROWSERS)
def test_story_of_an_offer_from_draft_to_revision(visit, language, width, scripts):
    title, _other = TITLES[language]
    owner, organisation = house(language)
    author = visit(language, width, java_script_enabled=scripts)
    posting.signs_in(author, owner)
    pk = posts_offer(author, organisation.slug, title)

    reviewer, secret = make_staff(language, "Reviewers")
    desk = visit(language, 1280)
    signs_in_as_staff(desk, reviewer, secret)
    posting.decides(desk, title, "reject", comment="Say against which pump.")
    author.opens_mail(owner.email, "/write/")
    author.reads("Say against which pump.")
    posting.fills_step(author, pk, "advantages", **{"advantages-0-comparator": "A diesel pump"})
    posting.hands_in(author, pk)
    posting.decides(desk, title, "approve")

    anybody = visit(language, width, java_script_enabled=scripts)
    anybody.opens(f"{anybody.address('show_listing', pk)}?country=PE")
    anybody.reads(title, within="h1")
    anybody.reads("A diesel pump")
    assert anybody.page.locator("#rights table tbody tr").count() == len(NINE) * 2

    posting.fills_step(author, pk, "basics", title=f"{title} 2")
    posting.hands_in(author, pk)
    anybody.opens(anybody.address("show_listing", pk))
    anybody.reads(title, within="h1")
    anybody.reads_not(f"{title} 2", within="h1")
    posting.decides(desk, f"{title} 2", "approve")
    anybody.opens(anybody.address("show_listing", pk))
    anybody.reads(f"{title} 2", within="h1")


def posts_offer(author, slug: str, title: str) -> str:
    """With two patents in nine countries each and royalties in tiers."""
    texts = {"summary": "Moves 30 m³ a day.", "description": "A pump that needs no diesel."}
    pk = posting.begins(author, slug, "offer", title=title, **texts)
    posting.fills_step(author, pk, "advantages", **{"advantages-0-claim": "Costs a third"})
    posting.fills_step(author, pk, "readiness", readiness="7", stage="field_tested")
    posting.fills_step(
        author, pk, "classification", theme=["water"], cooperation=["licence", "training"],
        ipc="F04B 17/00",
    )  # fmt: skip
    for number in ("7654321", "7654322"):
        posting.adds_right(
            author, pk, NINE, kind="patent", office="US", grant_number=number,
            filed_on="2019-03-01", granted_on="2021-05-04",
        )  # fmt: skip
    posting.fills_step(
        author, pk, "terms", kinds=["non_exclusive", "exclusive_in_field"],
        territory_scope="worldwide", access_commitments=["ldc_royalty_free"],
    )  # fmt: skip
    tiers = {"royalty_tiers-0-group": "high", "royalty_tiers-0-rate": "4"}
    author.opens(author.address("write_step", pk, "payment"))
    author.fills(kinds=["royalty"], currency="USD", royalty_base="net_sales", **tiers)
    author.page.locator("button[value='add-royalty_tiers']").click()
    author.page.locator("[name='royalty_tiers-1-group']").wait_for()
    author.fills(**{"royalty_tiers-1-group": "low", "royalty_tiers-1-rate": "1"})
    author.chooses("Save and go on")
    author.page.wait_for_url(lambda url: "/write/payment/" not in url)
    posting.fills_step(author, pk, "conditions", export_control="none")
    posting.hands_in(author, pk)
    return pk


@pytest.mark.parametrize(("language", "width", "scripts"), BROWSERS)
def test_story_of_a_need(visit, language, width, scripts):
    _other, title = TITLES[language]
    owner, organisation = house(language)
    author = visit(language, width, java_script_enabled=scripts)
    posting.signs_in(author, owner)
    texts = {"title": title, "summary": "The wells are salty."}
    pk = posting.begins(author, organisation.slug, "need", **texts)
    for step, answers in NEED.items():
        posting.fills_step(author, pk, step, **answers)
    # What can be done in ten minutes: a minute for each answer.
    assert len(texts) + sum(map(len, NEED.values())) <= 10
    posting.hands_in(author, pk)
    author.opens(author.address("preview_listing", pk))
    author.reads(title, within="h1")
    author.reads("People drink brackish water.")
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("language", "width", "scripts", "ending"),
    [(*browser, ending) for browser, ending in zip(BROWSERS, ENDINGS, strict=True)],
)
def test_story_of_an_import_with_three_bad_rows(visit, language, width, scripts, ending):
    owner, organisation = house(language)
    author = visit(language, width, java_script_enabled=scripts)
    posting.signs_in(author, owner)
    author.opens(author.address("manage_organisation", organisation.slug))
    author.chooses("Import and export")
    rows = [offer(number) for number in range(1000)]
    for number, (field, value) in {
        10: ("readiness", 10), 500: ("language", ""), 990: ("title", "")
    }.items():  # fmt: skip
        rows[number][field] = value
    write = as_csv if ending == "csv" else as_json_lines
    upload = {"name": f"offers.{ending}", "mimeType": "text/plain", "buffer": write(rows).encode()}
    author.page.locator("main input[type='file']").set_input_files(upload)
    author.page.locator("main form:has(input[type='file']) button").first.click()
    author.reads("997")
    # The heading is the first line of a table.
    first = 2 if ending == "csv" else 1
    wrong = author.page.locator("table tbody tr")
    for place, (row, field) in enumerate(((10, "readiness"), (500, "language"), (990, "title"))):
        told = wrong.nth(place).inner_text().replace(",", "")
        assert str(row + first) in told
        assert field in told
    assert wrong.count() == 3
    assert Listing.objects.count() == 0
    author.page.locator("main form button.btn").first.click()
    author.page.wait_for_load_state()
    assert Listing.objects.count() == 997


def as_json_lines(rows: list[dict[str, object]]) -> str:
    return "\n".join(json.dumps(row) for row in rows)


def as_csv(rows: list[dict[str, object]]) -> str:
    table = io.StringIO()
    writer = csv.DictWriter(table, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return table.getvalue()


def offer(number: int) -> dict[str, object]:
    return {
        "kind": "offer",
        "title": f"Pump {number}",
        "summary": "Lifts water.",
        "description": "With little power.",
        "language": "en",
        "readiness": 5,
    }
