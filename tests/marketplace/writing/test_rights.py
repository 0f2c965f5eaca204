"""One right: numbers, days, offices; its state in many countries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from marketplace.actions import drafting
from marketplace.models import Listing, RightsEntry, RightsStatus
from marketplace.vocabulary.offices import MEMBERS
from tests.marketplace.pages import notices, page
from tests.marketplace.writing.pages import address, drafted, fields, fill, newest
from tests.partners.conftest import unchanged

NINE = ["KE", "UG", "TZ", "RW", "GH", "NG", "ZA", "IN", "BD"]
PATENT = {"kind": "patent", "office": "KE", "title": "Pump"}


def page_of(listing, right=None) -> str:
    name, args = ("write_right", [right.pk]) if right else ("add_right", [])
    return reverse(name, args=[listing.pk, *args])


def with_right(house, *countries: str, **values) -> tuple[Listing, RightsEntry]:
    listing = drafted(house)
    work = newest(listing)
    right = RightsEntry(**{**PATENT, **values})
    work.rights = [right]
    work.rights_statuses = [
        RightsStatus(right=right.pk, country=code, state="pending", sort_order=place)
        for place, code in enumerate(countries)
    ]
    drafting.save(work, by=house.editor, token=listing.draft_token)
    return listing, right


def states(listing) -> dict[str, str]:
    return {row.country: row.state for row in newest(listing).rights_statuses.all()}


def test_right_with_nine_countries_is_entered_in_one_go(signed_in, house):
    listing = drafted(house)
    client = signed_in(house.editor)

    answer = fill(client, page_of(listing), **PATENT, application_number="ke/p/2019/003123",
                  filed_on="2019-03-01", countries=NINE, new_state="in_force",
                  new_source="Register", new_checked_on="2026-01-05")  # fmt: skip

    work = newest(listing)
    right = work.rights.get()
    assert answer["Location"] == page_of(listing, right)
    assert states(listing) == dict.fromkeys(NINE, "in_force")
    assert {(row.right, row.source) for row in work.rights_statuses.all()} == {
        (right.pk, "Register")
    }
    html = page(client.get(address(listing, "rights")))
    assert "Kenya" in html
    assert "Bangladesh" in html


def test_states_are_changed_one_by_one_and_keys_kept(signed_in, house):
    listing, right = with_right(house, "KE", "UG")
    keys = {row.country: row.pk for row in newest(listing).rights_statuses.all()}
    fill(signed_in(house.editor), page_of(listing, right), **{
        "statuses-0-state": "lapsed", "statuses-0-since": "2024-05-01",
        "statuses-1-DELETE": "on", "countries": ["TZ"],
    })  # fmt: skip
    assert states(listing) == {"KE": "lapsed", "TZ": "in_force"}
    assert newest(listing).rights_statuses.first().pk == keys["KE"]


def test_state_of_another_right_is_out_of_reach(signed_in, house):
    listing, right = with_right(house, "KE")
    work = newest(listing)
    other = RightsEntry(kind="design", office="UG")
    theirs = RightsStatus(right=other.pk, country="UG", state="in_force")
    work.rights = [*work.rights.all(), other]
    work.rights_statuses = [*work.rights_statuses.all(), theirs]
    token = Listing.objects.get(pk=listing.pk).draft_token
    drafting.save(work, by=house.editor, token=token)

    fill(signed_in(house.editor), page_of(listing, right), **{
        "statuses-0-id": str(theirs.pk), "statuses-0-DELETE": "on",
    })  # fmt: skip

    assert states(listing)["UG"] == "in_force"


def test_members_of_a_regional_office_are_offered_first(signed_in, house):
    listing, right = with_right(house, office="AP")
    html = page(signed_in(house.editor).get(page_of(listing, right)))
    boxes = html.split('name="countries" value="')[1:]
    offered = [box[:2] for box in boxes]
    assert set(offered[: len(MEMBERS["AP"])]) == MEMBERS["AP"]
    assert len(set(offered)) == len(offered)


def test_country_that_has_a_row_is_not_offered_again(signed_in, house):
    listing, right = with_right(house, "KE")
    client = signed_in(house.editor)
    assert 'name="countries" value="KE"' not in page(client.get(page_of(listing, right)))
    with unchanged():
        assert fill(client, page_of(listing, right), countries=["KE"]).status_code == 422


TOMORROW = (timezone.now().date() + timedelta(days=2)).isoformat()


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"office": "XX"}, "office", "There is no office “XX”"),
        ({"office": "", "grant_number": "123"}, "office", "Name the office"),
        ({"office": "EP", "application_number": "19165432.9"}, "application_number", "check digit"),
        ({"office": "US", "application_number": "nonsense"}, "application_number", "Example"),
        ({"office": "WO", "grant_number": "1234567"}, "grant_number", "No right is granted"),
        ({"filed_on": TOMORROW}, "filed_on", "still to come"),
        ({"granted_on": TOMORROW}, "granted_on", "still to come"),
        ({"published_on": TOMORROW}, "published_on", "still to come"),
        ({"filed_on": "2020-02-30"}, "filed_on", "valid date"),
        ({"filed_on": "2020-01-02", "granted_on": "2020-01-01"}, "granted_on", "not granted before"),
        ({"filed_on": "2020-01-02", "expires_on": "2020-01-01"}, "expires_on", "not expire before"),
        ({"filed_on": "2020-01-02", "published_on": "2020-01-01"}, "published_on",
         "not published before"),
        ({"kind": "nonsense"}, "kind", "nonsense"),
        ({"countries": ["XX"]}, "countries", "“XX” is not a country we know"),
        ({"new_checked_on": TOMORROW, "countries": ["UG"]}, "new_checked_on", "still to come"),
        ({"statuses-0-number": "nonsense!!"}, "statuses-0-number", "at least one digit"),
        ({"statuses-0-state": "nonsense"}, "statuses-0-state", "nonsense"),
        ({"statuses-0-since": "2024-01-02", "statuses-0-until": "2024-01-01"}, "statuses-0-until",
         "before the one on which it began"),
        ({"statuses-0-source_url": "https://a@evil.example/"}, "statuses-0-source_url", "valid URL"),
    ],
)  # fmt: skip
def test_impossible_values_are_refused_at_their_field(signed_in, house, values, field, sentence):
    listing, right = with_right(house, "KE")
    with unchanged():
        answer = fill(signed_in(house.editor), page_of(listing, right), note="Typed", **values)
    html = page(answer)
    assert answer.status_code == 422
    assert sentence in html
    assert f'id="id_{field}_error"' in html
    assert ">\nTyped</textarea>" in html
    assert "<title>Error:" in html


def test_number_is_kept_as_its_office_prints_it(signed_in, house):
    listing, right = with_right(house, office="EP")
    fill(signed_in(house.editor), page_of(listing, right), application_number="ep 19 165 432.6")
    number = newest(listing).rights.get().application_number
    assert number == "19165432.6"


def test_number_in_a_country_is_kept_as_its_office_prints_it(signed_in, house):
    listing, right = with_right(house, "CN", "UG", office="WO")
    client, url = signed_in(house.editor), page_of(listing, right)
    fill(client, url, **{"statuses-0-number": "cn 201080063196"})
    assert [row.number for row in newest(listing).rights_statuses.all()] == ["201080063196.9", ""]
    with unchanged():
        answer = fill(client, url, **{"statuses-0-number": "201080063196.8"})
    assert "check digit" in page(answer)
    assert 'id="id_statuses-0-number_error"' in page(answer)
    fill(client, url, **{"statuses-0-state": "in_force", "statuses-0-number": "CN102822194B"})
    assert newest(listing).rights_statuses.first().number == "102822194"


def test_number_in_a_country_is_not_asked_about_when_its_row_is_removed(signed_in, house):
    listing, right = with_right(house, "KE", "UG")
    fill(signed_in(house.editor), page_of(listing, right), **{
        "statuses-0-number": "nonsense!!", "statuses-0-DELETE": "on",
    })  # fmt: skip
    assert states(listing) == {"UG": "pending"}


def test_right_granted_before_it_was_published_is_taken(signed_in, house):
    listing, right = with_right(house, kind="utility_model")
    fill(signed_in(house.editor), page_of(listing, right), filed_on="2020-01-02",
         granted_on="2020-03-01", published_on="2020-06-01", expires_on="2020-05-01")  # fmt: skip
    assert str(newest(listing).rights.get().published_on) == "2020-06-01"


def test_unusual_number_is_kept_and_its_author_asked_to_look_again(signed_in, house):
    listing, right = with_right(house, office="ZA")
    client, url = signed_in(house.editor), page_of(listing, right)
    assert fill(client, url, application_number="98/1234").status_code == 302
    assert newest(listing).rights.get().application_number == "98/1234"
    remark = "“98/1234” is not how the office ZA usually writes its numbers."
    for address_ in (url, address(listing, "rights")):
        assert remark in page(client.get(address_))
    fill(client, url, application_number="1998/01234")
    assert "usually writes" not in page(client.get(url))


def test_removing_a_right_removes_its_states(signed_in, house):
    listing, right = with_right(house, *NINE)
    client = signed_in(house.editor)
    token = fields(client.get(page_of(listing, right)))["token"]
    gone = reverse("remove_right", args=[listing.pk, right.pk])

    with unchanged():
        stale = client.post(gone, {"token": "old"}, follow=True)
    assert notices(stale) == ["warning"]
    assert client.get(gone).status_code == 405
    assert notices(client.post(gone, {"token": token}, follow=True)) == ["success"]

    assert not newest(listing).rights.exists()
    assert states(listing) == {}
    assert client.get(page_of(listing, right)).status_code == 404


def test_two_people_at_one_right_see_both_texts(signed_in, house):
    listing, right = with_right(house, "KE")
    editor, url = signed_in(house.editor), page_of(listing, right)
    mine = fields(editor.get(url)) | {"title": "Mine", "statuses-0-state": "lapsed"}
    fill(signed_in(house.owner), url, title="Theirs")

    with unchanged():
        answer = editor.post(url, mine)

    assert answer.status_code == 409
    assert '<td dir="auto">Theirs</td><td dir="auto">Mine</td>' in page(answer)
    assert "Lapsed" in page(answer)
    assert editor.post(url, fields(answer)).status_code == 302
    assert newest(listing).rights.get().title == "Mine"


def test_right_of_what_was_archived_meanwhile_is_not_saved_and_nothing_is_lost(signed_in, house):
    listing, right = with_right(house, "KE")
    Listing.objects.filter(pk=listing.pk).update(status="archived")
    with unchanged():
        answer = fill(signed_in(house.editor), page_of(listing, right), title="Typed meanwhile")
    assert answer.status_code == 409
    assert "This is archived" in str(answer.context["problems"])
    assert "Typed meanwhile" in page(answer)


def test_needs_have_no_rights(signed_in, house):
    listing = drafted(house, kind="need")
    assert signed_in(house.editor).get(page_of(listing)).status_code == 404


def test_script_in_every_text_of_a_right_is_shown_as_text(signed_in, house):
    listing, right = with_right(house, "KE")
    script = "<script>alert(1)</script>"
    texts = ["title", "office", "priority", "owners", "encumbrances", "note", "new_source",
             "application_number", "statuses-0-number", "statuses-0-source"]  # fmt: skip
    answer = fill(signed_in(house.editor), page_of(listing, right), **dict.fromkeys(texts, script))
    assert script not in page(answer)
    assert page(answer).count("&lt;script&gt;") >= len(texts)
