from __future__ import annotations

import pytest

from demo.logos import SHAPES
from demo.stories import FOLDER, read_stories

STORIES = read_stories()


def each_story(check):
    return pytest.mark.parametrize("story", STORIES, ids=lambda story: story.slug)(check)


@each_story
def test_story_is_filed_under_its_address(story):
    assert (FOLDER / f"{story.slug}.toml").exists()


@each_story
def test_story_names_only_addresses_that_cannot_exist(story):
    emails = [person.email for person in (*story.people, *story.invitations)]
    assert all(email.endswith(".example") for email in emails)
    assert story.website.endswith(".example/")


@each_story
def test_story_has_texts_of_substance(story):
    for text in (story.description, *(one.description for one in story.listings)):
        assert len(text) >= (60 if story.language in ("zh-hans", "ja", "ko") else 100), text
    assert story.capabilities


@each_story
def test_logo_has_a_shape_that_can_be_drawn(story):
    assert not story.logo or story.logo in SHAPES
    assert story.letters.isascii()


def test_about_half_of_the_organisations_have_a_logo():
    assert 15 <= len([story for story in STORIES if story.logo]) <= 25


def test_national_register_numbers_are_marked_as_invented():
    numbers = [
        one["value"]
        for story in STORIES
        for one in story.identifiers
        if one["scheme"] == "national"
    ]
    assert all(number.startswith("DEMO") for number in numbers)


def test_offers_and_needs_are_drafts_published_and_withdrawn():
    listings = [one for story in STORIES for one in story.listings]
    for kind, least in (("offer", 24), ("need", 16)):
        mine = [one for one in listings if one.kind == kind]
        assert len(mine) >= least
        assert any(one.published is None for one in mine)
        assert any(one.withdrawn is not None for one in mine)
    assert len({story.language for story in STORIES if story.listings}) >= 10
