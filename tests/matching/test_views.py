"""The pages of matches: what their people read and send, and what others do not see."""

from __future__ import annotations

import datetime as dt
import re
from html import escape, unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from marketplace.models import Listing, ListingTranslation, NeedBrief
from matching import keeping
from matching.models import Abstention, Dismissal, Match
from matching.showing import listings_of
from matching.views import reading
from tests.matching.conftest import new_house

pytestmark = pytest.mark.django_db


def words(response) -> str:
    """What stands on the page, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def page(client, listing, query=""):
    return client.get(reverse("show_matches", args=[listing.pk]) + query)


def test_both_sides_read_why_a_pair_was_found(pair, seekers, owners, signed_in):
    Listing.objects.filter(pk=pair.need.pk).update(readiness=8)
    Listing.objects.filter(pk=pair.offer.pk).update(readiness=6)
    keeping.refresh(pair.need.pk)
    for house, listing, other in (
        (seekers, pair.need, pair.offer), (owners, pair.offer, pair.need),
    ):  # fmt: skip
        told = words(page(signed_in(house.viewer), listing))
        assert other.organisation.name in told
        assert "What fits Text Both speak of" in told
        assert "What does not fit Readiness Level 6 is reached, but at least level 8" in told
        assert "0." not in told


def test_reasons_stay_as_computed_though_the_listing_says_otherwise_now(pair, seekers, signed_in):
    Match.objects.update(parts=[
        {"part": "readiness", "verdict": "fits", "values": {"offered": 7, "needed": 6}},
    ])  # fmt: skip
    told = words(page(signed_in(seekers.viewer), pair.need))
    assert "Level 7 is reached; level 6 would do." in told


def test_counterpart_is_shown_in_the_reader_s_language_where_it_is_translated(
    pair, seekers, signed_in
):
    ListingTranslation.objects.create(
        listing=pair.offer, language="fr", title="Pompe solaire", summary="Elle élève l'eau."
    )
    client = signed_in(seekers.viewer)
    assert "Pompe solaire" not in words(page(client, pair.need))
    french = client.get(reverse("show_matches", args=[pair.need.pk]).replace("/en/", "/fr/"))
    assert "Pompe solaire" in words(french)
    assert "Elle élève l'eau." in words(french)


def test_words_of_a_text_are_escaped(pair, seekers, signed_in):
    Match.objects.update(parts=[
        {"part": "text", "verdict": "fits", "values": {"words": ["<script>", "pump"]}},
    ])  # fmt: skip
    body = page(signed_in(seekers.viewer), pair.need).content.decode()
    assert "&lt;script&gt;" in body
    assert "“<script>" not in body


@pytest.mark.parametrize("how", ["withdrawn", "deadline"])
def test_what_is_hidden_is_gone_at_once(pair, seekers, owners, signed_in, how):
    """Though no task has run yet."""
    if how == "withdrawn":
        Listing.objects.filter(pk=pair.offer.pk).update(live=False, status="withdrawn")
    else:
        NeedBrief.objects.create(listing=pair.need, deadline="2020-01-01")
    client = signed_in(seekers.viewer)
    assert owners.organisation.name not in words(page(client, pair.need))
    assert owners.organisation.name not in words(client.get(reverse("list_matches")))
    assert owners.organisation.name not in words(client.get(reverse("show_dashboard")))
    assert Match.objects.count() == 1


def test_only_members_see_matches_anywhere(pair, seekers, owners, signed_in):
    outsider = signed_in(new_house("Guild of Others").owner)
    assert page(outsider, pair.need).status_code == 403
    for name in ("list_matches", "show_dashboard"):
        told = words(outsider.get(reverse(name)))
        assert pair.offer.organisation.name not in told
    shown = outsider.get(pair.need.get_absolute_url()).content.decode()
    assert reverse("show_matches", args=[pair.need.pk]) not in shown


def test_listing_s_own_page_tells_its_people_how_many_there_are(
    pair, seekers, owners, signed_in, client
):
    assert "1 offer fits this need" in words(
        signed_in(seekers.viewer).get(pair.need.get_absolute_url())
    )
    assert "1 need fits this offer" in words(
        signed_in(owners.viewer).get(pair.offer.get_absolute_url())
    )
    assert "fits this need" not in words(client.get(pair.need.get_absolute_url()))


def test_what_is_no_longer_public_is_neither_counted_nor_read(pair, seekers, signed_in):
    Listing.objects.filter(pk=pair.offer.pk).update(status="withdrawn", live=False)
    shown = words(signed_in(seekers.viewer).get(pair.need.get_absolute_url()))
    assert "0 offers fit this need" in shown
    assert set(listings_of([pair.offer.pk, pair.need.pk], seekers.viewer)) == {pair.need.pk}


def test_reason_is_asked_for_and_what_was_typed_stays(pair, seekers, signed_in):
    client = signed_in(seekers.editor)
    address = reverse("dismiss_match", args=[pair.need.pk, pair.offer.pk])
    response = client.post(address, {"note": "We met them."})
    assert response.status_code == 200
    assert "Choose a reason" in words(response)
    assert 'value="We met them."' in response.content.decode()
    assert Dismissal.objects.count() == 0


@pytest.mark.parametrize("data", [
    {"reason": "because"}, {"reason": "known", "note": "a\nb"},
    {"reason": "known", "note": "a" * 301}, {"reason": "known", "note": "a\0b"},
])  # fmt: skip
def test_wrong_reason_or_note_writes_nothing(pair, seekers, signed_in, data):
    address = reverse("dismiss_match", args=[pair.need.pk, pair.offer.pk])
    response = signed_in(seekers.editor).post(address, data)
    assert response.status_code == 200
    assert 'class="error"' in response.content.decode()
    assert Dismissal.objects.count() == 0


def test_pair_is_set_aside_and_brought_back(pair, seekers, owners, signed_in):
    client = signed_in(seekers.editor)
    pks = [pair.need.pk, pair.offer.pk]
    sent = client.post(
        reverse("dismiss_match", args=pks) + "?page=1", {"reason": "cost"}, follow=True
    )
    told = words(sent)
    assert "It is set aside and is not proposed again." in told
    assert "It costs too much, or too little is paid" in told
    assert "What fits" not in told
    assert seekers.organisation.name not in words(page(signed_in(owners.editor), pair.offer))

    told = words(client.post(reverse("restore_match", args=pks), follow=True))
    assert "What fits" in told


def test_reason_of_the_other_side_is_not_told(pair, seekers, owners, signed_in):
    Dismissal.objects.create(
        offer=pair.offer, need=pair.need, organisation=seekers.organisation, reason="partner",
        note="We do not trust them.", by=seekers.owner, at=timezone.now(),
    )  # fmt: skip
    told = words(page(signed_in(owners.editor), pair.offer))
    assert "trust" not in told
    assert "Set aside" not in told


def test_what_is_set_aside_is_not_shown_once_it_is_withdrawn(pair, seekers, owners, signed_in):
    Dismissal.objects.create(
        offer=pair.offer, need=pair.need, organisation=seekers.organisation, reason="known",
        by=seekers.owner, at=timezone.now(),
    )  # fmt: skip
    client = signed_in(seekers.viewer)
    assert pair.offer.get_absolute_url() in page(client, pair.need).content.decode()
    Listing.objects.filter(pk=pair.offer.pk).update(live=False, status="withdrawn")
    assert pair.offer.get_absolute_url() not in page(client, pair.need).content.decode()


def test_all_that_was_set_aside_can_be_brought_back(
    pair, seekers, owners, listed, signed_in, monkeypatch
):
    """However long ago: the list has pages, and what cannot be seen any more takes no place."""
    monkeypatch.setattr(reading, "LISTINGS_PER_PAGE", 2)
    offers = [pair.offer, *(listed("offer", owners, f"Solar pump {n}") for n in range(6))]
    for age, offer in enumerate(offers):
        Dismissal.objects.create(
            offer=offer, need=pair.need, organisation=seekers.organisation, reason="known",
            by=seekers.owner, at=timezone.now() - dt.timedelta(days=age),
        )  # fmt: skip
    hidden = Listing.objects.filter(pk__in=[offer.pk for offer in offers[:2]])
    hidden.update(live=False, status="withdrawn")
    client = signed_in(seekers.editor)
    restored = {}
    for number in (1, 2, 3):
        body = page(client, pair.need, f"?aside={number}").content.decode()
        forms = re.findall(r'action="([^"]*/restore/[^"]*)"', body)
        restored[number] = [
            offers.index(o) for o in offers[2:] if any(str(o.pk) in f for f in forms)
        ]
        assert "?aside=2" in body
    assert restored == {1: [2, 3], 2: [4, 5], 3: [6]}

    address = unescape(forms[0])
    answer = client.post(address)
    assert answer.url == f"{reverse('show_matches', args=[pair.need.pk])}?page=1&aside=3"
    assert not Dismissal.objects.filter(offer=offers[6]).exists()


def test_listing_that_is_not_public_is_not_in_the_list_and_says_so(pair, seekers, signed_in):
    Listing.objects.filter(pk=pair.need.pk).update(live=False, status="paused")
    client = signed_in(seekers.viewer)
    assert pair.need.title not in words(client.get(reverse("list_matches")))
    assert "It is not public" in words(page(client, pair.need))


def test_taking_no_part_is_said_and_taken_back(pair, seekers, signed_in):
    client = signed_in(seekers.editor)
    told = words(client.post(reverse("leave_matching", args=[pair.need.pk]), follow=True))
    assert "It takes no part in matching" in told
    assert Abstention.objects.filter(listing=pair.need).exists()
    assert "It takes no part in matching." in words(client.get(reverse("list_matches")))

    told = words(client.post(reverse("join_matching", args=[pair.need.pk]), follow=True))
    assert "What fits" in told


def test_viewers_are_shown_no_buttons(pair, seekers, signed_in):
    body = page(signed_in(seekers.viewer), pair.need).content.decode()
    assert "dismiss" not in body
    assert "leave/" not in body


def test_unfinished_numbers_of_pages_are_answered(pair, seekers, signed_in):
    client = signed_in(seekers.viewer)
    for query in ("?page=99999999999", "?page=-1", "?page=x"):
        assert page(client, pair.need, query).status_code == 200


def queries(client, address) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_lists_take_as_many_queries_for_one_row_as_for_many(
    listed, pair, seekers, owners, signed_in
):
    client = signed_in(seekers.owner)
    addresses = [
        reverse("show_matches", args=[pair.need.pk]), reverse("list_matches"),
        reverse("show_dashboard"),
    ]  # fmt: skip
    before = [queries(client, address) for address in addresses]
    for number in range(8):
        listed("offer", new_house(f"House {number}"), f"Solar pump for deep wells {number}")
        listed("need", seekers, f"Solar pump for deep wells {number}")
    for need in Listing.objects.filter(kind="need"):
        keeping.refresh(need.pk)
    assert Match.objects.count() > 30
    assert [queries(client, address) for address in addresses] == before


def test_dashboard_shows_what_was_found_last(pair, seekers, signed_in):
    told = words(signed_in(seekers.viewer).get(reverse("show_dashboard")))
    assert "Matches Offer : Solar pump for deep wells Institute of Levers" in told
    assert f"For your need: {pair.need.title}" in told


def test_who_writes_for_a_listing_can_ask_about_its_match(pair, seekers, owners, signed_in):
    """As the organisation whose listing it is; the others read only."""
    keeping.refresh(pair.need.pk)
    start = reverse("start_request", args=[pair.offer.pk])
    ask = f"{start}?organisation={seekers.organisation.slug}&for={pair.need.pk}"
    client = signed_in(seekers.editor)
    assert f'href="{escape(ask)}"' in page(client, pair.need).content.decode()
    form = client.get(ask)
    assert form.context["sender"] == seekers.organisation
    assert form.context["listing"] == pair.offer
    assert form.context["form"]["mentions_own"].value() is True
    assert start not in page(signed_in(seekers.viewer), pair.need).content.decode()
