"""Each step: what it asks, what it keeps, what it says to wrong input."""

import pytest
from django.urls import reverse

from marketplace.enums import FacetScheme
from marketplace.models import Listing
from marketplace.steps import steps_of
from tests.marketplace.pages import page
from tests.marketplace.writing.pages import address, drafted, fields, fill, newest
from tests.partners.conftest import unchanged

KINDS = [(kind, step.code) for kind in ("offer", "need") for step in steps_of(kind)]


@pytest.mark.parametrize(("kind", "code"), KINDS)
def test_step_is_shown_and_saved_untouched_without_changing_anything(signed_in, house, kind, code):
    listing = drafted(house, kind=kind)
    before = newest(listing).serializable_data()
    client = signed_in(house.editor)

    answer = fill(client, address(listing, code), do="next")

    assert answer.status_code == 302
    after = newest(listing).serializable_data()
    assert {**after, "latest_revision": 0, "updated_at": 0} == {
        **before, "latest_revision": 0, "updated_at": 0,
    }  # fmt: skip


def test_unknown_step_is_hidden(signed_in, house):
    client = signed_in(house.editor)
    assert client.get(address(drafted(house), "nowhere")).status_code == 404
    assert client.get(address(drafted(house, kind="need"), "rights")).status_code == 404


def refusal(client, listing, step: str, **values) -> str:
    """The page that comes back; nothing was written."""
    with unchanged():
        answer = fill(client, address(listing, step), **values)
    assert answer.status_code == 422
    html = page(answer)
    assert "Please correct what is marked" in html
    assert "<title>Error:" in html
    return html


@pytest.mark.parametrize("level", ["10", "0", "x"])
def test_readiness_beyond_the_scale_is_refused(signed_in, house, level):
    html = refusal(signed_in(house.editor), drafted(house), "readiness", readiness=level)
    assert 'id="id_readiness_error"' in html


def test_country_granted_and_excluded_is_refused_at_its_field(signed_in, house):
    html = refusal(
        signed_in(house.editor), drafted(house), "terms",
        territory_scope="listed", territories=["KE", "UG"], excluded_territories=["UG", "TZ"],
        note="Typed",
    )  # fmt: skip
    assert "Both included and excluded: Uganda. Remove each" in html
    assert 'id="id_excluded_territories_error"' in html
    assert ">\nTyped</textarea>" in html


@pytest.mark.parametrize(
    ("step", "values", "sentence"),
    [
        ("terms", {"territory_scope": "worldwide", "territories": ["KE"]}, "included already"),
        ("terms", {"term_kind": "perpetual", "term_years": "5"}, "choose a number of years"),
        ("terms", {"term_years": "5"}, "choose a number of years"),
        ("terms", {"territories": ["XX"]}, "XX"),
        ("payment", {"royalty_years": "5"}, "choose a number of years"),
        ("payment", {"royalty_term": "rights", "royalty_years": "5"}, "choose a number of years"),
        ("payment", {"royalty_tiers-0-rate": "0", "royalty_tiers-0-amount": "2"}, "not both"),
        ("payment", {"currency": "EURO"}, "at most 3 characters"),
        ("payment", {"currency": "ABC"}, "is not a currency code"),
        ("payment", {"sublicence_share": "101"}, "less than or equal to 100"),
        ("payment", {"royalty_tiers-0-group": "low"}, "Give a rate"),
        ("payment", {"royalty_tiers-0-rate": "2", "royalty_tiers-0-sales_from": "9",
                     "royalty_tiers-0-sales_to": "8"}, "more than where the tier begins"),
        ("conditions", {"capital_cost_min": "9", "capital_cost_max": "8"}, "at least the lower"),
        ("classification", {"ipc": "C02F 1/44, H99X, nonsense"}, "no subclass H99X"),
        ("classification", {"keyword": "x" * 61}, "is longer than 60 characters"),
        ("classification", {"keyword": ",".join(map(str, range(40)))}, "At most 30"),
        ("classification", {"theme": ["nonsense"]}, "nonsense"),
        ("basics", {"title": ""}, "required"),
        ("basics", {"type": "challenge"}, "challenge"),
        ("files", {"links-0-kind": "data", "links-0-title": "D", "links-0-url": "javascript:1"},
         "valid URL"),
        ("files", {"links-0-kind": "data", "links-0-title": "D", "links-0-year": "20",
                   "links-0-url": "data.example"}, "Write the year with four digits."),
    ],
)  # fmt: skip
def test_wrong_input_is_refused_in_words(signed_in, house, step, values, sentence):
    values = {"royalty_tiers-0-group": "all", **values} if step == "payment" else values
    if "royalty_tiers-0-group" in values and sentence == "Give a rate":
        values["royalty_tiers-0-sales_from"] = "1"
    html = refusal(signed_in(house.editor), drafted(house), step, **values)
    assert sentence in html


@pytest.mark.parametrize(
    ("step", "values", "sentence"),
    [
        ("requirements", {"readiness": "6", "readiness_max": "5"}, "below the lowest level"),
        ("capacity", {"deadline": "2031-01-31", "wanted_by": "2031-01-30"},
         "before the last day for answers"),
    ],
)  # fmt: skip
def test_need_that_contradicts_itself_is_told(signed_in, house, step, values, sentence):
    html = refusal(signed_in(house.editor), drafted(house, kind="need"), step, **values)
    assert sentence in html


def tiers(*rows: tuple[str, str, str]) -> dict[str, str]:
    """Rows of (group, sales from, sales to) as a browser sends them."""
    values = {"royalty_tiers-TOTAL_FORMS": str(len(rows))}
    for number, (group, low, high) in enumerate(rows):
        before = f"royalty_tiers-{number}"
        values |= {f"{before}-group": group, f"{before}-rate": str(number + 1),
                   f"{before}-sales_from": low, f"{before}-sales_to": high}  # fmt: skip
    return values


OVERLAPPING = [
    [("high", "", ""), ("high", "", "")],
    [("high", "", "100"), ("high", "99", "")],
    [("all", "0", "100"), ("all", "100", "200"), ("all", "50", "60")],
    [("low", "5", ""), ("high", "", ""), ("low", "0", "6")],
]


@pytest.mark.parametrize("rows", OVERLAPPING)
def test_royalty_tiers_that_overlap_are_refused_naming_both(signed_in, house, rows):
    html = refusal(signed_in(house.editor), drafted(house), "payment", **tiers(*rows))
    assert f"Row {len(rows)} overlaps with row 1 (“" in html
    assert "Let one begin where the other ends, or remove one." in html


@pytest.mark.parametrize(
    "rows",
    [
        [("high", "", "100"), ("high", "100", "")],
        [("high", "", ""), ("low", "", ""), ("all", "", "")],
        [("ldc", "100", "200"), ("ldc", "0", "100"), ("ldc", "300", "")],
    ],
)
def test_royalty_tiers_beside_each_other_are_kept(signed_in, house, rows):
    listing = drafted(house)
    answer = fill(signed_in(house.editor), address(listing, "payment"), **tiers(*rows))
    assert answer.status_code == 302
    assert newest(listing).royalty_tiers.count() == len(rows)


def test_royalty_tier_that_is_removed_overlaps_with_nothing(signed_in, house):
    listing = drafted(house)
    client, url = signed_in(house.editor), address(listing, "payment")
    fill(client, url, **tiers(("high", "", "")))
    sent = tiers(("high", "", ""), ("high", "", "")) | {"royalty_tiers-0-DELETE": "on"}
    assert fill(client, url, **sent).status_code == 302
    assert newest(listing).royalty_tiers.get().rate == 2


def test_classification_is_normalised_and_keeps_its_keys(signed_in, house):
    listing = drafted(house)
    client, step = signed_in(house.editor), address(listing, "classification")
    fill(client, step, ipc="c02f1/440; F04B 17/00\nC02F 1/44", keyword="clay ,  clay soil, clay",
         theme=["big_data"], sdg=["6.1"], division=["36"], cooperation=["licence"])  # fmt: skip

    work = newest(listing)
    assert work.codes(FacetScheme.IPC) == ["C02F 1/44", "F04B 17/00"]
    assert work.codes(FacetScheme.KEYWORD) == ["clay", "clay soil"]
    assert work.codes(FacetScheme.SDG) == ["6.1"]
    assert set(work.codes(FacetScheme.FIELD)) == {"24", "27"}
    keys = {facet.code: facet.pk for facet in work.facets.all()}

    fill(client, step, ipc="C02F 1/44")

    kept = {facet.code: facet.pk for facet in newest(listing).facets.all()}
    assert kept == {code: key for code, key in keys.items() if code not in ("F04B 17/00", "27")}


def test_buttons_lead_on_back_and_to_the_rows(signed_in, house):
    listing = drafted(house)
    client, url = signed_in(house.editor), address(listing, "advantages")
    for pressed, expected in {
        "save": url,
        "": url,
        "add-advantages": f"{url}#rows-advantages",
        "add-//evil.example": url,
        "next": address(listing, "readiness"),
    }.items():
        answer = fill(client, url, do=pressed)
        assert answer["Location"] == expected
    last = fill(client, address(listing, "translations"), do="next")
    assert last["Location"] == reverse("write_listing", args=[listing.pk])


def test_page_says_what_is_missing_here(signed_in, house):
    client, listing = signed_in(house.editor), drafted(house)
    html = page(client.get(address(listing, "terms")))
    assert "Still missing here" in html
    assert "Choose the kinds of licence." in html
    fill(client, address(listing, "terms"), kinds=["sole"])
    assert "Still missing here" not in page(client.get(address(listing, "terms")))


def test_second_writer_sees_both_texts_and_can_save_then(signed_in, house):
    listing = drafted(house, title="Before")
    editor, url = signed_in(house.editor), address(listing, "basics")
    mine = fields(editor.get(url)) | {"title": "Mine"}
    fill(signed_in(house.owner), url, title="Theirs", problem="Also theirs")

    with unchanged():
        answer = editor.post(url, mine)

    html = page(answer)
    assert answer.status_code == 409
    assert "Compare, then save again" in html
    assert '<td dir="auto">Theirs</td><td dir="auto">Mine</td>' in html
    assert 'value="Mine"' in html
    again = fields(answer)
    assert again["token"] != mine["token"]
    assert editor.post(url, again).status_code == 302
    assert newest(listing).title == "Mine"


def test_rows_that_somebody_else_added_survive_the_second_save(signed_in, house):
    listing = drafted(house)
    editor, url = signed_in(house.editor), address(listing, "advantages")
    mine = fields(editor.get(url)) | {"advantages-0-claim": "Mine"}
    fill(signed_in(house.owner), url, **{"advantages-0-claim": "Theirs"})

    conflict = editor.post(url, mine)
    assert conflict.status_code == 409
    assert "Theirs" in page(conflict)
    editor.post(url, fields(conflict))

    assert {row.claim for row in newest(listing).advantages.all()} == {"Mine", "Theirs"}


@pytest.mark.parametrize("token", ["", "1.2026-01-01", "'"])
def test_form_without_its_token_is_no_way_around(signed_in, house, token):
    listing = drafted(house)
    with unchanged():
        answer = fill(signed_in(house.editor), address(listing, "basics"), token=token)
    assert answer.status_code == 409


def test_what_is_reviewed_or_archived_is_not_changed_and_nothing_is_lost(signed_in, house):
    listing = drafted(house)
    client, url = signed_in(house.editor), address(listing, "basics")
    Listing.objects.filter(pk=listing.pk).update(status="archived")
    with unchanged():
        answer = fill(client, url, title="Typed meanwhile")
    assert answer.status_code == 409
    assert "This is archived" in str(answer.context["problems"])
    assert "Typed meanwhile" in page(answer)


def test_save_in_between_answers_with_what_the_page_needs_to_go_on(signed_in, house):
    listing = drafted(house)
    client, url = signed_in(house.editor), address(listing, "advantages")
    sent = fields(client.get(url)) | {"advantages-0-claim": "Is quiet"}

    first = client.post(url, sent, headers={"X-Draft": "1"})

    assert first.status_code == 200
    assert first.json()["said"].startswith("Saved at ")
    again = sent | {name: [value] for name, value in first.json()["values"].items()}
    assert client.post(url, again, headers={"X-Draft": "1"}).status_code == 200
    assert [row.claim for row in newest(listing).advantages.all()] == ["Is quiet"]
    stale = client.post(url, sent, headers={"X-Draft": "1"})
    assert stale.status_code == 409
    assert "Somebody else" in stale.json()["said"]
    wrong = client.post(url, again | {"advantages-0-claim": ""}, headers={"X-Draft": "1"})
    assert wrong.status_code == 422


SCRIPT = "<script>alert(1)</script>"


@pytest.mark.parametrize(("kind", "code"), KINDS)
def test_script_in_every_text_is_shown_as_text(signed_in, house, kind, code):
    listing = drafted(house, kind=kind)
    client, url = signed_in(house.editor), address(listing, code)
    sent = fields(client.get(url))
    step = {s.code: s for s in steps_of(kind)}[code]
    rows = [row for f in step.form(instance=newest(listing)).formsets.values() for row in f.forms]
    names = [
        row.add_prefix(n) for row in rows for n in row.fields if n not in ("id", "ORDER", "DELETE")
    ]
    names += [name for name in step.form(instance=newest(listing)).fields if name != "upload"]
    texts = {name: SCRIPT for name in names if name not in ("readiness",)}

    html = page(client.post(url, {**sent, **texts}, follow=True))
    overview = page(client.get(reverse("write_listing", args=[listing.pk])))

    assert SCRIPT not in html
    assert SCRIPT not in overview
    if code not in ("rights",):
        assert "&lt;script&gt;" in html
