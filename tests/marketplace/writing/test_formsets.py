"""Rows of drafts: they keep their keys and what a step does not show, and touch nobody else's."""

from __future__ import annotations

import re
import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from modelcluster.models import get_all_child_relations

from marketplace import models
from marketplace.actions import drafting, reviewing
from marketplace.enums import FacetScheme
from marketplace.models import Listing
from tests.marketplace.pages import page
from tests.marketplace.writing.pages import address, drafted, fill, newest

SOMETHING = {
    "facets": {"scheme": FacetScheme.THEME, "code": "additive_manufacturing"},
    "offer_details": {"problem": "Diesel is dear.", "nagoya": "compliant"},
    "need_brief": {"current_situation": "Dry.", "already_tried": "A well."},
    "need_conditions": {"award": "A contract", "wanted_by": date(2031, 1, 31)},
    "funding_sources": {"funder": "Water Fund", "grant": "7"},
    "advantages": {"claim": "Uses less", "metric": "fuel"},
    "standards": {"body": "ISO", "number": "9906"},
    "know_how": {"kind": "drawings", "description": "All of them"},
    "requirements": {"text": "Works at 45 °C", "is_hard": False},
    "rights": {"kind": "patent", "office": "KE", "note": "Kept"},
    "rights_statuses": {"country": "KE", "state": "in_force", "source": "Register"},
    "licence_terms": {"kinds": ["sole"], "note": "In words"},
    "remuneration": {"kinds": ["royalty"], "currency": "USD", "note": "Later"},
    "royalty_tiers": {"rate": "2.500", "group": "low"},
    "milestones": {"event": "First sale", "amount": "100.00"},
    "translations": {"language": "fr", "title": "Pompe", "summary": "Eau."},
    "links": {"kind": "data", "title": "Data", "url": "https://data.example"},
    "attachments": {"title": "Plan"},
}
RELATIONS = [relation.get_accessor_name() for relation in get_all_child_relations(Listing)]
ELSEWHERE = {"offer": "know_how", "need": "translations"}


def full(house, kind: str) -> Listing:
    """A draft with one row of every part."""
    listing = drafted(house, kind=kind)
    work = newest(listing)
    right = models.RightsEntry(**SOMETHING["rights"])
    for name in RELATIONS:
        extra = {"right": right.pk} if name == "rights_statuses" else {}
        row = getattr(work, name).model(**SOMETHING[name], **extra)
        setattr(work, name, [right if name == "rights" else row])
    drafting.save(work, by=house.editor, token=Listing.objects.get(pk=listing.pk).draft_token)
    return listing


def parts(work: Listing) -> dict[str, list]:
    """Every part with its key and all its columns; 100 and 100.00 are one amount."""
    content = work.serializable_data()
    return {
        name: [{k: plain(v) for k, v in row.items() if k != "listing"} for row in content[name]]
        for name in RELATIONS
    }


def plain(value) -> str:
    return str(value.normalize() if isinstance(value, Decimal) else value)


def publish(listing: Listing, house) -> list[str]:
    """Publish the newest draft; what was deleted by it."""
    listing = Listing.objects.get(pk=listing.pk)
    with CaptureQueriesContext(connection) as queries:
        reviewing.publish_reviewed(listing, listing.latest_revision, by=house.owner)
    return [q["sql"] for q in queries if q["sql"].startswith('DELETE FROM "marketplace')]


def other_step(listing: Listing) -> str:
    return "readiness" if listing.kind == "offer" else "requirements"


@pytest.mark.parametrize("kind", ["offer", "need"])
def test_every_part_survives_other_steps_and_publishing(signed_in, house, kind):
    listing = full(house, kind)
    client, step = signed_in(house.editor), address(listing, other_step(listing))
    before = parts(newest(listing))
    assert all(len(rows) == 1 for rows in before.values())

    assert fill(client, step, readiness="5", do="save").status_code == 302
    assert parts(newest(listing)) == before
    assert publish(listing, house) == []
    assert fill(client, step, readiness="6", do="save").status_code == 302
    assert publish(listing, house) == []

    stored = Listing.objects.get(pk=listing.pk)
    assert stored.readiness == 6
    assert parts(stored) == before


@pytest.mark.parametrize("kind", ["offer", "need"])
def test_saving_its_own_step_keeps_keys_and_hidden_columns(signed_in, house, kind):
    listing = full(house, kind)
    client = signed_in(house.editor)
    before = parts(newest(listing))
    steps = ("basics", "classification", "terms", "payment", "translations", "files")
    own = ("advantages", "know_how", "conditions") if kind == "offer" else ("problem", "site")
    for step in (*steps, *own):
        assert fill(client, address(listing, step), do="save").status_code == 302, step
    assert parts(newest(listing)) == before


def test_row_is_changed_added_and_removed(signed_in, house):
    listing = full(house, "offer")
    client, step = signed_in(house.editor), address(listing, "advantages")
    key = newest(listing).advantages.get().pk

    fill(client, step, **{
        "advantages-0-claim": "Uses nothing", "advantages-1-claim": "Is quiet", "do": "add-advantages",
    })  # fmt: skip

    first, second = newest(listing).advantages.all()
    assert (first.pk, first.claim, first.metric) == (key, "Uses nothing", "fuel")
    assert second.claim == "Is quiet"
    fill(client, step, **{"advantages-0-DELETE": "on"})
    assert [row.pk for row in newest(listing).advantages.all()] == [second.pk]


@pytest.mark.parametrize("initial", ["0", "1", "2"])
def test_key_of_another_listings_row_makes_a_row_of_ones_own(signed_in, house, initial):
    victim = full(house, "offer")
    publish(victim, house)
    theirs = victim.advantages.get()
    mine = drafted(house)
    client = signed_in(house.editor)

    fill(client, address(mine, "advantages"), **{
        "advantages-INITIAL_FORMS": initial, "advantages-TOTAL_FORMS": "2",
        "advantages-0-id": str(theirs.pk), "advantages-0-claim": "Stolen",
        "advantages-1-id": "nonsense", "advantages-1-claim": "Second",
    })  # fmt: skip
    publish(mine, house)

    theirs.refresh_from_db()
    assert (theirs.claim, theirs.listing_id) == ("Uses less", victim.pk)
    rows = Listing.objects.get(pk=mine.pk).advantages.all()
    assert sorted(row.claim for row in rows) == ["Second", "Stolen"]
    assert theirs.pk not in {row.pk for row in rows}


def test_keys_that_are_missing_or_no_keys_are_no_error_of_ours(signed_in, house):
    listing = drafted(house)
    client = signed_in(house.editor)
    for key in ("", "x", str(uuid.uuid4())):
        answer = fill(client, address(listing, "advantages"), **{
            "advantages-INITIAL_FORMS": "1", "advantages-0-id": key, "advantages-0-claim": "A",
        })  # fmt: skip
        assert answer.status_code == 302
    broken = fill(client, address(listing, "advantages"), **{"advantages-TOTAL_FORMS": "many"})
    assert broken.status_code == 422


def test_row_with_nothing_typed_is_no_row(signed_in, house):
    listing = drafted(house, kind="need")
    # The box that is ticked from the beginning was unticked, and nothing else.
    answer = fill(signed_in(house.editor), address(listing, "requirements"),
                  **{"requirements-0-is_hard": []})  # fmt: skip
    assert answer.status_code == 302
    assert not newest(listing).requirements.exists()


def test_same_language_twice_is_refused(signed_in, house):
    listing = full(house, "offer")
    answer = fill(signed_in(house.editor), address(listing, "translations"), **{
        "translations-1-language": "fr", "translations-1-title": "B", "translations-1-summary": "C",
    })  # fmt: skip
    assert answer.status_code == 422
    assert len(newest(listing).translations.all()) == 1


def rows_in_order(work: Listing, relation: str) -> list[str]:
    return [str(row) for row in getattr(work, relation).all()]


SEVERAL = {
    "advantages": ("advantages", "claim"),
    "standards": ("readiness", "number"),
    "know_how": ("know_how", "description"),
    "funding_sources": ("conditions", "funder"),
    "milestones": ("payment", "event"),
    "royalty_tiers": ("payment", "sales_from"),
    "attachments": ("files", "title"),
    "links": ("files", "title"),
    "requirements": ("requirements", "text"),
    "rights": ("rights", "title"),
}


def with_three(house, relation: str) -> Listing:
    """A draft with three rows of the relation that differ in one column."""
    listing = full(house, "need" if relation == "requirements" else "offer")
    work = newest(listing)
    field = SEVERAL[relation][1]
    model = getattr(work, relation).model
    rows = [model(**{**SOMETHING[relation], field: str(number), "sort_order": number})
            for number in (1, 2, 3)]  # fmt: skip
    if relation == "royalty_tiers":
        for row, group in zip(rows, ("low", "high", "ldc"), strict=True):
            row.sales_from, row.group = int(row.sales_from), group
    setattr(work, relation, rows)
    drafting.save(work, by=house.editor, token=Listing.objects.get(pk=listing.pk).draft_token)
    return listing


def order(listing: Listing, relation: str) -> list[int]:
    field = SEVERAL[relation][1]
    return [int(getattr(row, field)) for row in getattr(newest(listing), relation).all()]


@pytest.mark.parametrize("relation", SEVERAL)
def test_rows_are_moved_without_script_and_published_in_that_order(signed_in, house, relation):
    listing = with_three(house, relation)
    client, url = signed_in(house.editor), address(listing, SEVERAL[relation][0])

    answer = fill(client, url, do=f"up-{relation}-2")
    assert answer["Location"] == f"{url}#row-{relation}-1"
    assert order(listing, relation) == [1, 3, 2]
    answer = fill(client, url, do=f"down-{relation}-0")
    assert answer["Location"] == f"{url}#row-{relation}-1"
    assert order(listing, relation) == [3, 1, 2]
    keys = [row.pk for row in getattr(newest(listing), relation).all()]

    publish(listing, house)
    stored = getattr(Listing.objects.get(pk=listing.pk), relation).all()
    assert [row.pk for row in stored] == keys


@pytest.mark.parametrize("pressed", ["up-{}-0", "down-{}-2", "up-{}-9", "up-facets-0", "up-{}-x"])
def test_row_is_not_moved_beyond_an_end(signed_in, house, pressed):
    for relation in ("advantages", "rights"):
        listing = with_three(house, relation)
        client, url = signed_in(house.editor), address(listing, SEVERAL[relation][0])
        answer = fill(client, url, do=pressed.format(relation))
        assert answer["Location"].startswith(url)
        assert order(listing, relation) == [1, 2, 3]


def test_row_is_moved_with_what_was_typed_beside_a_new_and_a_removed_one(signed_in, house):
    listing = with_three(house, "advantages")
    client, url = signed_in(house.editor), address(listing, "advantages")
    fill(client, url, **{
        "advantages-0-DELETE": "on", "advantages-2-claim": "33", "advantages-3-claim": "4",
        "do": "up-advantages-2",
    })  # fmt: skip
    assert order(listing, "advantages") == [33, 2, 4]


@pytest.mark.parametrize("relation", ["advantages", "rights"])
def test_buttons_to_move_name_their_row_and_are_none_at_the_ends(signed_in, house, relation):
    listing = with_three(house, relation)
    html = page(signed_in(house.editor).get(address(listing, SEVERAL[relation][0])))
    pressed = re.findall(r'name="do" value="((?:up|down)-[a-z0-9-]+)"', html)
    assert pressed == [f"down-{relation}-0", f"up-{relation}-1", f"down-{relation}-1",
                       f"up-{relation}-2"]  # fmt: skip
    named = rows_in_order(newest(listing), relation)[1]
    assert f'Move up<span class="visually-hidden">: {named}</span>' in html


def test_enter_key_saves_and_moves_nothing(signed_in, house):
    listing = with_three(house, "advantages")
    html = page(signed_in(house.editor).get(address(listing, "advantages")))
    form = html[html.index('<form id="step"') :]
    assert re.findall(r'<button[^>]* value="([^"]*)"', form)[0] == "save"
