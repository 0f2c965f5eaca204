"""Listings side by side."""

from __future__ import annotations

import re
import uuid

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.models import LicenceTerms, Remuneration
from tests.factories import ListingFactory
from tests.full_listings import full_need, full_offer
from tests.marketplace.pages import page


def compare(client, *listings, **asked):
    keys = [getattr(one, "pk", one) for one in listings]
    return client.get(reverse("compare_listings"), {"id": keys, **asked})


def row(response, name: str) -> str:
    """The row with this heading; fails without one."""
    rows = re.findall(r"<tr.*?</tr>", page(response), re.S)
    return next(one for one in rows if f'<th scope="row">{name}' in one)


def test_rows_say_what_each_says_and_mark_what_differs(client, house):
    one = full_offer(organisation=house, title="One")
    other = full_offer(organisation=house, title="Other", readiness=3)
    answer = compare(client, one, other)
    for name in ("Kind", "Licence", "Exclusivity", "Territory", "Payment", "Rights by country",
                 "What comes with it", "Languages"):  # fmt: skip
        assert 'class="differs"' not in row(answer, name), name
    assert 'class="differs"' in row(answer, "Readiness")
    assert "7 – " in row(answer, "Readiness")
    assert "3 – " in row(answer, "Readiness")
    assert "Kenya" in row(answer, "Rights by country")


def test_my_country_is_told_apart(client, house):
    offers = [full_offer(organisation=house, title=title) for title in "AB"]
    told = row(compare(client, *offers, my_country="KE"), "Rights by country")
    assert "In Kenya a right is declared in force." in told
    assert "In Kenya a right" not in page(compare(client, *offers, my_country="XX"))


def test_offer_and_need_can_stand_side_by_side(client, house):
    answer = compare(client, full_offer(organisation=house), full_need(organisation=house))
    assert "Offer" in row(answer, "Kind")
    assert "Need" in row(answer, "Kind")


def test_terms_of_a_need_are_not_read_as_those_of_an_offer(client, house):
    need, other = (full_need(organisation=house, title=title) for title in ("One", "Other"))
    where = {"territory_scope": "worldwide", "excluded_territories": ["DE"]}
    LicenceTerms.objects.update_or_create(listing=need, defaults=where)
    Remuneration.objects.update_or_create(listing=need, defaults={"kinds": ["none"]})
    html = page(compare(client, need, other, my_country="KE"))
    assert "icence can be had" not in html
    assert "No royalty is asked" not in html
    assert "Nothing is paid." in html


def test_four_at_most_and_nothing_that_may_not_be_seen(client, house):
    many = [full_offer(organisation=house, title=f"No {n}", countries=()) for n in range(5)]
    answer = compare(client, *many)
    assert "No 3" in page(answer)
    assert "No 4" not in page(answer)
    assert "these are the first four" in page(answer)
    draft = ListingFactory(organisation=house, title="Secret")
    answer = compare(client, draft, *many[:2])
    assert "Secret" not in page(answer)
    assert "no longer there" in page(answer)


def test_wrong_keys_get_an_ordinary_page(client, house):
    one = full_offer(organisation=house)
    for keys in ([], [one], [one, one], ["nonsense", "\0", "<script>"], [uuid.uuid4()] * 50):
        answer = compare(client, *keys)
        assert answer.status_code == 200
        assert "Nothing to compare yet" in page(answer)


def test_one_can_be_taken_away_of_three(client, house):
    three = [full_offer(organisation=house, title=f"No {n}", countries=()) for n in range(3)]
    html = page(compare(client, *three, my_country="KE"))
    assert f'"?id={three[1].pk}&amp;id={three[2].pk}&amp;my_country=KE"' in html


def test_comparison_costs_the_same_for_two_and_four(client, house):
    offers = [full_offer(organisation=house, title=f"No {n}") for n in range(4)]
    costs = []
    for number in (2, 4):
        compare(client, *offers[:number], my_country="KE")
        with CaptureQueriesContext(connection) as queries:
            compare(client, *offers[:number], my_country="KE")
        costs.append(len(queries))
    assert costs[0] == costs[1], costs
