"""What a new installation starts with, and that it is never forced back on editors."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from wagtail.models import Page, Site, Workflow

from cms.loading import PLAN, key_of, load_pages, set_up_site
from cms.models import HomePage, StandardPage
from cms.texts import CONTENT, read_home, read_page
from marketplace.loading import WORKFLOW

CODES = [code for code, _name in settings.LANGUAGES]
SLUGS = [planned.slug for planned in PLAN]


def shape(code: str, slug: str) -> list[str]:
    """The tags of a text in their order."""
    return re.findall(r"<(h\d|p|li|ul|ol|a href=\"[^\"]+\")>", read_file(code, slug))


def read_file(code: str, slug: str) -> str:
    return (CONTENT / code / f"{slug}.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("slug", SLUGS)
def test_texts_have_the_same_shape_in_every_language(code, slug):
    assert shape(code, slug) == shape("en", slug)


@pytest.mark.parametrize("code", CODES)
def test_home_pages_have_the_same_fields_in_every_language(code):
    home = read_home(code)
    assert home.keys() == read_home("en").keys()
    for name, value in home.items():
        limit = HomePage._meta.get_field(name).max_length
        assert value, name
        assert limit is None or len(value) <= limit, name


@pytest.mark.parametrize("code", CODES)
def test_no_text_is_left_over(code):
    files = {path.stem for path in (CONTENT / code).iterdir()}
    assert files == {"home", *SLUGS}


def test_text_without_a_heading_is_refused(tmp_path, monkeypatch):
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "bad.html").write_text("<p>No heading.</p>")
    monkeypatch.setattr("cms.texts.CONTENT", tmp_path)
    with pytest.raises(ValueError, match="heading"):
        read_page("en", "bad")


@pytest.mark.django_db
def test_every_language_starts_with_the_same_pages():
    expected = {key_of("home"), *(key_of(slug) for slug in SLUGS)}
    for code in CODES:
        pages = Page.objects.filter(locale__language_code=code, depth__gt=1, live=True)
        assert set(pages.values_list("translation_key", flat=True)) == expected


@pytest.mark.django_db
def test_nothing_of_wagtails_own_installation_is_left():
    assert not Page.objects.filter(title__startswith="Welcome to your new Wagtail").exists()
    assert [workflow.name for workflow in Workflow.objects.all()] == [WORKFLOW]
    site = Site.objects.get()
    assert site.is_default_site
    assert site.root_page.specific == HomePage.objects.get(locale__language_code="en")


@pytest.mark.django_db
def test_loading_again_changes_nothing():
    before = list(Page.objects.order_by("pk").values())
    assert load_pages() == 0
    assert list(Page.objects.order_by("pk").values()) == before


@pytest.mark.django_db
def test_loading_restores_what_is_missing_and_keeps_what_was_edited():
    about = StandardPage.objects.get(slug="about", locale__language_code="fr")
    about.title, about.slug = "Qui nous sommes", "qui-nous-sommes"
    about.save_revision().publish()
    StandardPage.objects.get(slug="terms", locale__language_code="ar").delete()
    call_command("load_pages")
    about.refresh_from_db()
    assert (about.title, about.slug) == ("Qui nous sommes", "qui-nous-sommes")
    assert StandardPage.objects.filter(slug="terms", locale__language_code="ar").exists()
    assert StandardPage.objects.count() == len(SLUGS) * len(CODES)


@pytest.mark.django_db
def test_migrating_again_does_not_bring_back_what_editors_deleted():
    StandardPage.objects.get(slug="terms", locale__language_code="en").delete()
    set_up_site()
    assert not StandardPage.objects.filter(slug="terms", locale__language_code="en").exists()


@pytest.mark.django_db
def test_migrating_again_brings_a_new_group_and_leaves_the_others_as_they_are():
    Group.objects.get(name="Country facts").delete()
    Group.objects.get(name="Verifiers").permissions.clear()
    set_up_site()
    assert Group.objects.get(name="Country facts").permissions.count() == 10
    assert not Group.objects.get(name="Verifiers").permissions.exists()


@pytest.mark.django_db
def test_emptied_database_is_set_up_again(client):
    Page.objects.all().delete()
    set_up_site()
    assert client.get("/zh-hans/").status_code == 200
    assert HomePage.objects.count() == len(CODES)


@pytest.mark.django_db
def test_links_between_loaded_pages_stay_in_their_language(client):
    html = client.get("/ru/help/").content.decode()
    assert '<a href="/ru/verification/">' in html
    assert "page:" not in html
