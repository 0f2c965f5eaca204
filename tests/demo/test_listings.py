from __future__ import annotations

from collections import Counter

import pytest
from django.core.exceptions import ValidationError

from demo.filling import NUMBERS, PARTS
from demo.signins import REVIEWER
from demo.stories import LISTINGS, read_stories
from marketplace.enums import (
    AccessCommitment,
    Clause,
    Cooperation,
    FacetScheme,
    GrantBack,
    LicenceKind,
    ListingKind,
    ListingStatus,
    ListingType,
    RemunerationKind,
    ReviewOutcome,
    RightKind,
    RightState,
)
from marketplace.models import Attachment, Listing, ListingSource, ListingTranslation, StoredFile
from marketplace.vocabulary import symbols
from marketplace.vocabulary.numbers import normalise_number
from marketplace.vocabulary.sdg import TARGETS
from marketplace.vocabulary.themes import THEMES
from partners import isic

# Without a test that says so, no database is set up.
pytestmark = pytest.mark.django_db

STORIES = read_stories()
TOLD = [one for story in STORIES for one in story.listings]


def of(loaded, name: str) -> list:
    return loaded.parts[name]


def codes(loaded, scheme: str) -> set[str]:
    return {facet.code for facet in of(loaded, "facets") if facet.scheme == scheme}


def test_the_demo_has_sixty_offers_and_forty_needs(loaded):
    assert Counter(one.kind for one in loaded.listings) == {"offer": 60, "need": 40}


def test_listings_stand_in_a_folder_of_their_own(loaded):
    written = {path.stem for path in LISTINGS.glob("*.toml")}
    assert written == {story.slug for story in STORIES if story.listings}
    assert len(TOLD) == len(
        {(story.slug, one.title) for story in STORIES for one in story.listings}
    )


def test_organisations_write_in_their_own_language(loaded):
    languages = Counter(one.language for one in loaded.listings)
    assert {"en", "fr", "es", "ar", "ru", "zh-hans", "pt"} <= set(languages)
    assert all(languages[language] >= 5 for language in ("fr", "es", "ar", "ru", "zh-hans", "pt"))


def test_several_are_translated_into_another_language(loaded):
    by_key = {one.pk: one for one in loaded.listings}
    translations = of(loaded, "translations")
    assert len({one.listing_id for one in translations}) >= 10
    assert all(one.language != by_key[one.listing_id].language for one in translations)
    field = ListingTranslation._meta.get_field("origin")
    assert {one.origin for one in translations} == {code for code, _label in field.choices}


@pytest.mark.parametrize("kind", ListingKind.values)
def test_both_kinds_are_in_every_state_of_life(loaded, kind):
    states = Counter(one.status for one in loaded.listings if one.kind == kind)
    assert set(states) == set(ListingStatus.values)


@pytest.mark.parametrize("status", ListingStatus.values)
def test_several_are_in_each_state_of_life(loaded, status):
    assert len([one for one in loaded.listings if one.status == status]) >= 3


def test_several_are_in_each_state_of_review(loaded):
    waiting = [one for one in loaded.listings if one.review == "in_progress"]
    assert len([one for one in waiting if one.status == ListingStatus.DRAFT]) >= 3
    assert len([one for one in waiting if one.status == ListingStatus.PUBLISHED]) >= 3
    assert len([one for one in loaded.listings if one.review == "needs_changes"]) >= 3


def test_published_revision_in_review_leaves_what_is_public(loaded):
    [clay] = [one for one in loaded.listings if one.title.startswith("Leaching calendar")]
    assert "35 %" in clay.summary
    assert clay.has_unpublished_changes


def test_no_two_parts_of_a_draft_have_the_same_key(loaded):
    assert all(len(keys) == len(set(keys)) > 0 for keys in loaded.draft_keys.values())


def test_reviewer_leaves_evidence_of_each_decision(loaded):
    assert {one.outcome for one in loaded.reviews} == set(ReviewOutcome.values)
    assert {one.reviewer.email for one in loaded.reviews} == {REVIEWER}
    once_public = {one.pk for one in loaded.listings if one.first_published_at}
    approved = [one.listing_id for one in loaded.reviews if one.outcome == ReviewOutcome.APPROVED]
    assert once_public == set(approved)
    assert any(mark["score"] == 0 for one in loaded.reviews for mark in one.scores.values())


def test_what_was_published_lacks_nothing(loaded):
    assert len(loaded.gaps) >= 70
    assert {title: gaps for title, gaps in loaded.gaps.items() if gaps} == {}


# Wagtail's own, which nothing here fills.
NEVER_FILLED = {"locked_by", "locked_at", "locked", "go_live_at", "expire_at", "expired"}


def is_filled(row, field) -> bool:
    return getattr(row, field.attname) not in (None, "", [], False)


@pytest.mark.parametrize("name", [*PARTS, "listing", "file", "source"])
def test_every_field_is_used_somewhere(loaded, name):
    others = {"listing": loaded.listings, "file": loaded.files, "source": loaded.sources}
    rows = others[name] if name in others else of(loaded, name)
    models = {**PARTS, "listing": Listing, "file": StoredFile, "source": ListingSource}
    model = models[name]
    unused = {
        field.name
        for field in model._meta.concrete_fields
        if not any(is_filled(row, field) for row in rows)
    }
    assert unused - NEVER_FILLED == set()


@pytest.mark.parametrize(
    ("name", "field", "vocabulary"),
    [
        ("licence_terms", "kinds", LicenceKind),
        ("licence_terms", "access_commitments", AccessCommitment),
        ("licence_terms", "clauses", Clause),
        ("licence_terms", "grant_back", GrantBack),
        ("remuneration", "kinds", RemunerationKind),
        ("rights_statuses", "state", RightState),
    ],
)
def test_every_term_has_an_example(loaded, name, field, vocabulary):
    values = [getattr(row, field) for row in of(loaded, name)]
    found = {code for value in values for code in (value if isinstance(value, list) else [value])}
    assert found - {""} == set(vocabulary.values)


def test_every_kind_of_listing_and_cooperation_has_an_example(loaded):
    kinds = {(one.kind, one.type) for one in loaded.listings}
    assert {one.type for one in loaded.listings} == set(ListingType.values)
    assert all(type_ in ListingType.OF_KIND[kind] for kind, type_ in kinds)
    assert codes(loaded, FacetScheme.COOPERATION) == set(Cooperation.values)
    assert {one.kind for one in of(loaded, "rights")} == set(RightKind.values)


def test_every_theme_of_the_plan_has_an_example(loaded):
    assert codes(loaded, FacetScheme.THEME) == set(THEMES)


def test_codes_are_those_of_their_vocabularies(loaded):
    assert codes(loaded, FacetScheme.SDG) <= set(TARGETS)
    assert codes(loaded, FacetScheme.DIVISION) <= set(isic.DIVISIONS)
    assert codes(loaded, FacetScheme.PLACE) <= loaded.countries
    assert {one.country for one in of(loaded, "rights_statuses")} <= loaded.countries
    for symbol in codes(loaded, FacetScheme.IPC):
        assert symbols.normalise(symbol) == symbol
    assert codes(loaded, FacetScheme.FIELD)


def test_numbers_have_the_form_of_their_office_and_cannot_be_real(loaded):
    numbers = [
        (right.office, kind, right.kind, getattr(right, name))
        for right in of(loaded, "rights")
        for name, kind in NUMBERS.items()
        if getattr(right, name)
    ]
    assert len(numbers) > 40
    for office, kind, right, number in numbers:
        assert normalise_number(office, kind, right, number) == number
        assert "9" in number, number


def test_number_of_a_wrong_form_is_refused():
    with pytest.raises(ValidationError):
        normalise_number("EP", "application", "patent", "12")


def test_status_of_a_right_belongs_to_a_right_of_the_same_listing(loaded):
    rights = {(one.listing_id, one.pk) for one in of(loaded, "rights")}
    assert all((one.listing_id, one.right) in rights for one in of(loaded, "rights_statuses"))


def test_pictures_and_data_sheets_are_shown_with_listings(loaded):
    attached = of(loaded, "attachments")
    pictures = [one for one in attached if loaded.file_of(one).is_image]
    assert len(pictures) >= 10
    assert all(len(one.alt_text) > 20 for one in pictures)
    sheets = [one for one in attached if not loaded.file_of(one).is_image]
    assert len(sheets) >= 3
    assert all(loaded.starts[one.file_id].startswith(b"%PDF-") for one in sheets)
    assert all(loaded.starts[one.file_id].startswith(b"\x89PNG") for one in pictures)
    assert isinstance(attached[0], Attachment)


def test_keys_are_the_same_in_every_demo(loaded):
    [kiosk] = [one for one in loaded.listings if one.title.startswith("Gravity-fed")]
    assert str(kiosk.pk) == "f6470d47-4d70-5ef7-9610-bd1df049fca0"
