"""Rows of drafts: they keep their keys and what a step does not show, and touch nobody else's."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from modelcluster.models import get_all_child_relations

from marketplace import models
from marketplace.actions import drafting, reviewing
from marketplace.enums import FacetScheme
from marketplace.models import Listing
from tests.marketplace.writing.pages import address, drafted, fill, newest

SOMETHING = {
    "facets": {"scheme": FacetScheme.THEME, "code": "additive_manufacturing"},
    "offer_details": {"problem": "Diesel is dear.", "nagoya": "compliant"},
    "need_brief": {"current_situation": "Dry.", "already_tried": "A well."},
    "advantages": {"claim": "Uses less", "metric": "fuel"},
    "standards": {"body": "ISO", "number": "9906"},
    "know_how": {"kind": "drawings", "description": "All of them"},
    "requirements": {"text": "Works at 45 °C", "is_hard": False},
    "rights": {"kind": "patent", "office": "KE", "note": "Kept"},
    "rights_statuses": {"country": "KE", "state": "in_force", "source": "Register"},
    "licence_terms": {"kinds": ["sole"], "note": "In words"},
    "remuneration": {"kinds": ["royalty"], "note": "Later"},
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
    """Every part with its key and all its columns."""
    content = work.serializable_data()
    return {
        name: [{k: str(v) for k, v in row.items() if k != "listing"} for row in content[name]]
        for name in RELATIONS
    }


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
