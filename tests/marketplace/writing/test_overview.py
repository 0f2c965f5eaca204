"""Beginning, and the page that says where a draft stands."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.actions import drafting
from marketplace.completeness import missing_parts
from marketplace.enums import Criterion, ListingKind
from marketplace.models import Listing, ReviewRecord
from partners.enums import Role
from tests.factories import MembershipFactory
from tests.marketplace.pages import notices, page
from tests.marketplace.writing.pages import address, drafted, fill, newest
from tests.marketplace.writing.test_formsets import full, publish
from tests.partners.conftest import unchanged

TEXT = {"title": "A pump", "summary": "Lifts water.", "description": "", "language": "en"}


def overview(listing) -> str:
    return reverse("write_listing", args=[listing.pk])


@pytest.mark.parametrize("kind", ListingKind.values)
def test_writing_starts_with_the_only_organisation_there_is(signed_in, house, kind):
    client, url = signed_in(house.editor), reverse(f"start_{kind}")
    assert "For <bdi>Institute of Wells</bdi>" in page(client.get(url))

    answer = client.post(
        f"{url}?organisation={house.organisation.slug}", {**TEXT, "type": "expertise"}, follow=True
    )

    listing = Listing.objects.get()
    assert (listing.kind, listing.organisation, listing.type) == (
        kind, house.organisation, "expertise",
    )  # fmt: skip
    assert answer.redirect_chain == [(overview(listing), 302)]
    assert notices(answer) == ["success"]


def test_writing_without_an_organisation_says_what_comes_first(signed_in, house):
    for person in (house.stranger, house.viewer):
        html = page(signed_in(person).get(reverse("start_offer")))
        assert reverse("found_organisation") in html


def test_writing_for_one_of_several_asks_for_which(signed_in, house):
    other = MembershipFactory(user=house.editor, organisation__name="Second House").organisation
    read_only = MembershipFactory(
        user=house.editor, organisation__name="Library", role=Role.VIEWER
    ).organisation
    client, url = signed_in(house.editor), reverse("start_need")
    html = page(client.get(url))
    assert f'href="?organisation={other.slug}"' in html
    assert read_only.slug not in html
    assert "For <bdi>Second House</bdi>" in page(client.get(url, {"organisation": other.slug}))


def test_what_was_written_never_lands_with_another_organisation(signed_in, house):
    """Two organisations when the page was drawn, one when it was sent."""
    MembershipFactory(user=house.editor)
    client = signed_in(house.editor)
    sent_to = f"{reverse('start_offer')}?organisation={house.organisation.slug}"
    seat = house.seats["editor"]
    seat.role = Role.VIEWER
    seat.save()
    with unchanged():
        assert client.post(sent_to, TEXT).status_code == 403
    seat.delete()
    with unchanged():
        assert client.post(sent_to, TEXT).status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"title": ""}, {"title": "x" * 121}, {"type": "challenge"}, {"language": "tlh"}]
)
def test_wrong_beginning_comes_back_as_it_was_typed(signed_in, house, wrong):
    with unchanged():
        answer = signed_in(house.editor).post(
            reverse("start_offer"), {**TEXT, "summary": "Kept", **wrong}
        )
    assert "Please correct what is marked" in page(answer)
    assert ">\nKept</textarea>" in page(answer)


def test_overview_leads_to_what_is_missing(signed_in, house):
    listing = drafted(house)
    client = signed_in(house.editor)
    html = page(client.get(overview(listing)))
    assert "What is missing for a review" in html
    for step in ("classification", "advantages", "readiness", "rights", "terms", "payment"):
        assert f'href="{address(listing, step)}"' in html
    assert reverse("submit_listing", args=[listing.pk]) not in html
    assert reverse("discard_listing", args=[listing.pk]) in html
    assert reverse("withdraw_listing", args=[listing.pk]) not in html


def complete(house) -> Listing:
    """An offer that lacks nothing."""
    listing = full(house, "offer")
    work = newest(listing)
    work.readiness = 6
    details, pay = work.offer_details.get(), work.remuneration.get()
    details.export_control, pay.royalty_base = "none", "unit"
    work.offer_details, work.remuneration, work.attachments = [details], [pay], []
    facets = [*work.facets.all(), work.facets.model(scheme="theme", code="big_data")]
    facets.append(work.facets.model(scheme="cooperation", code="licence"))
    work.facets = [facet for facet in facets if facet.code != "additive_manufacturing"]
    token = Listing.objects.get(pk=listing.pk).draft_token
    drafting.save(work, by=house.editor, token=token)
    return listing


def test_what_is_complete_can_be_handed_in_and_taken_back(signed_in, house):
    listing = complete(house)
    client = signed_in(house.editor)
    hand_in = reverse("submit_listing", args=[listing.pk])
    html = page(client.get(overview(listing)))
    assert [str(gap) for gap in missing_parts(newest(listing))] == []
    assert "Nothing is missing for a review" in html
    assert "you declare that what it says of rights" in html
    assert hand_in in html

    assert notices(client.post(hand_in, follow=True)) == ["success"]
    html = page(client.get(overview(listing)))
    assert "In review" in html
    assert hand_in not in html
    with unchanged():
        answer = fill(client, address(listing, "basics"), title="Typed meanwhile")
    assert answer.status_code == 409
    assert "Take it back from review" in page(answer)
    assert 'value="Typed meanwhile"' in page(answer)

    take_back = reverse("take_back_listing", args=[listing.pk])
    assert take_back in html
    client.post(take_back)
    assert hand_in in page(client.get(overview(listing)))


def test_last_review_is_shown_with_scores_and_comment(signed_in, house):
    listing = drafted(house)
    scores = {c.value: {"score": 3, "note": f"Note on {c.value}"} for c in Criterion}
    for comment, outcome in (("First words", "changes"), ("Newest words", "changes")):
        ReviewRecord.objects.create(
            listing=listing, revision=1, outcome=outcome, scores=scores, comment=comment,
            reviewer=house.stranger,
        )  # fmt: skip
    html = page(signed_in(house.editor).get(overview(listing)))
    assert "Newest words" in html
    assert "First words" not in html
    assert "3 of 5" in html
    assert "Note on novelty" in html
    assert house.stranger.name not in html


def test_number_of_queries_does_not_grow_with_the_draft(signed_in, house):
    client = signed_in(house.editor)
    small, large = full(house, "offer"), full(house, "offer")
    work = newest(large)
    for name in ("advantages", "royalty_tiers", "rights_statuses", "links"):
        rows = getattr(work, name)
        setattr(work, name, [*rows.all(), *(rows.model() for _i in range(10))])
    drafting.save(work, by=house.editor, token=Listing.objects.get(pk=large.pk).draft_token)

    def queries(listing) -> int:
        client.get(overview(listing))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(overview(listing)).status_code == 200
        return len(captured)

    assert queries(small) == queries(large)


def test_published_one_is_revised_while_everybody_sees_the_old_one(signed_in, client, house):
    listing = drafted(house, title="Old")
    publish(listing, house)
    editor = signed_in(house.editor)

    assert fill(editor, address(listing, "basics"), title="Newer").status_code == 302

    public = page(client.get(listing.get_absolute_url()))
    assert "Old" in public
    assert "Newer" not in public
    assert "your changes wait for a review" in page(editor.get(overview(listing)))
    assert "Newer" in page(editor.get(reverse("preview_listing", args=[listing.pk])))


def test_copy_is_a_draft_of_its_own(signed_in, house):
    listing = full(house, "offer")
    client = signed_in(house.editor)
    answer = client.post(reverse("copy_listing", args=[listing.pk]))
    copied = Listing.objects.exclude(pk=listing.pk).get()
    assert answer["Location"] == overview(copied)
    assert newest(copied).advantages.get().claim == "Uses less"
    assert newest(copied).advantages.get().pk != newest(listing).advantages.get().pk
    assert newest(copied).rights_statuses.get().right == newest(copied).rights.get().pk


def test_discarded_draft_is_archived_and_not_written_any_more(signed_in, house):
    listing = drafted(house)
    client = signed_in(house.editor)
    client.post(reverse("discard_listing", args=[listing.pk]))
    listing.refresh_from_db()
    assert listing.status == "archived"
    html = page(client.get(overview(listing)))
    assert reverse("discard_listing", args=[listing.pk]) not in html
    assert reverse("copy_listing", args=[listing.pk]) in html
