"""The pages of saved searches."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from alerts.models import SavedSearch
from marketplace.enums import ListingStatus
from marketplace.models import Listing
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

SAVE = "/en/searches/new/?q=solar+pump&kind=offer"
FORM = {"name": "Pumps", "frequency": "weekly"}


@pytest.fixture
def client(signed_in, person):
    return signed_in(person)


@pytest.mark.parametrize("asked", ["q=pump", "q=zzzzzz"])
def test_results_lead_to_saving_them_whether_there_are_any(publish, signed_in, person, asked):
    publish("Solar pump")
    page = signed_in(person).get(f"/en/search/?{asked}").content.decode()
    assert f'href="/en/searches/new/?{asked}"' in page


def test_visitor_signs_in_and_comes_back_to_the_search_as_typed():
    answer = Client().get(SAVE)
    assert answer.status_code == 302
    assert "next=/en/searches/new/%3Fq%3Dsolar%2Bpump%26kind%3Doffer" in answer.url


def test_form_says_what_is_saved_and_proposes_a_name(client):
    page = client.get(SAVE).content.decode()
    assert "“solar pump”" in page
    assert 'value="solar pump, Offer"' in page


@pytest.mark.parametrize(
    ("language", "shown"), [("fr", "«\u00a0solar pump\u00a0»"), ("ar", "«solar pump»")]
)
def test_words_are_quoted_as_the_language_does_and_not_in_the_name(client, language, shown):
    page = client.get(SAVE.replace("/en/", f"/{language}/")).content.decode()
    assert shown in page
    assert 'value="solar pump' in page


def test_saved_search_is_listed_with_what_it_looks_for(client, person):
    answer = client.post(SAVE, FORM, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [("/en/searches/", 302)]
    assert "Pumps" in page
    assert "“solar pump”" in page
    assert "Once a week" in page
    assert SavedSearch.objects.get().query == {"q": "solar pump", "kind": ["offer"]}


@pytest.mark.parametrize(
    "form", [{**FORM, "name": ""}, {**FORM, "name": "\u200f "}, {**FORM, "frequency": "hourly"}, {"x": ""},
             {**FORM, "name": "x" * 121}],
    ids=["no name", "no letters", "unknown", "nothing", "too long"],
)  # fmt: skip
def test_form_with_mistakes_saves_nothing(client, form):
    answer = client.post(SAVE, form)
    assert answer.status_code == 200
    assert "error" in answer.content.decode()
    assert not SavedSearch.objects.exists()


def test_refusal_stands_above_the_form_that_keeps_what_was_typed(client):
    client.post(SAVE, FORM)
    page = client.post(SAVE, {**FORM, "name": "Again"}).content.decode()
    assert "You have saved this search already, as “Pumps”." in page
    assert 'value="Again"' in page


def test_new_finds_are_counted_until_one_looks(client, saved, publish):
    search = saved("q=pump")
    publish("Solar pump", "Wind pump")
    assert "2 new since you last looked" in client.get("/en/searches/").content.decode()
    assert "2 new" in client.get("/en/dashboard/").content.decode()
    answer = client.post(reverse("run_search", args=[search.pk]))
    assert answer.url == "/en/search/?q=pump"
    assert "since you last looked" not in client.get("/en/searches/").content.decode()


def test_what_is_not_public_any_more_is_not_counted(client, saved, publish):
    saved("q=pump")
    solar, _wind = publish("Solar pump", "Wind pump")
    Listing.objects.filter(pk=solar.pk).update(status=ListingStatus.WITHDRAWN, live=False)
    for address in ("/en/searches/", "/en/dashboard/"):
        assert ">1 new" in client.get(address).content.decode()
    Listing.objects.update(status=ListingStatus.WITHDRAWN, live=False)
    assert "since you last looked" not in client.get("/en/searches/").content.decode()


def test_searches_of_others_are_nowhere(client, saved):
    saved("q=pump", name="Secret pumps", by=UserFactory())
    for address in ("/en/dashboard/", "/en/searches/"):
        assert "Secret pumps" not in client.get(address).content.decode()


def test_search_is_changed_paused_and_deleted(client, saved):
    search = saved("q=pump")
    client.post(reverse("edit_search", args=[search.pk]), FORM)
    assert SavedSearch.objects.get().name == "Pumps"
    client.post(reverse("pause_search", args=[search.pk]))
    assert SavedSearch.objects.get().is_paused
    assert client.get(reverse("delete_search", args=[search.pk])).status_code == 200
    client.post(reverse("delete_search", args=[search.pk]))
    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize("name", ["edit_search", "run_search", "pause_search", "delete_search"])
def test_searches_of_others_do_not_exist(client, saved, name):
    search = saved("q=pump", by=UserFactory())
    assert client.post(reverse(name, args=[search.pk]), FORM).status_code == 404
    search.refresh_from_db()
    assert (search.name, search.frequency) == ("q=pump", "daily")


def test_list_asks_the_database_no_more_for_many(client, saved):
    saved("q=pump&country=KE&region=002&theme=water")
    client.get("/en/searches/")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/en/searches/").status_code == 200
        return len(captured)

    few = queries()
    for number in range(29):
        saved(f"q=pump{number}&country=UG&region=142&field=10&my_country=KE&available=yes")
    assert queries() == few


@pytest.mark.parametrize("language", ["en", "ar", "zh-hans"])
def test_pages_answer_in_every_language(client, saved, language):
    search = saved("q=مضخة&kind=need")
    with translation.override(language):
        pages = [reverse("list_searches"), reverse("edit_search", args=[search.pk]), reverse("save_search")]  # fmt: skip
    for address in pages:
        assert client.get(address).status_code == 200
