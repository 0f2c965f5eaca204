"""Two houses that may be seen, their people, and listings that are in the index."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from matching import candidates, keeping
from matching.models import Match
from partners.enums import Role
from search import engines
from search.documents import documents_of
from tests.factories import (
    ListingFactory,
    MembershipFactory,
    OrganisationFactory,
    VerificationFactory,
)

NEED_TEXT = "Solar pump for deep wells"


@pytest.fixture
def index(db):
    """The engine of the site, empty."""
    engine = engines.engine()
    engine.clear()
    return engine


def new_house(name: str) -> SimpleNamespace:
    organisation = OrganisationFactory(name=name)
    VerificationFactory(organisation=organisation)
    people = {
        role.value: MembershipFactory(organisation=organisation, role=role).user for role in Role
    }
    return SimpleNamespace(organisation=organisation, **people)


@pytest.fixture
def seekers(index):
    return new_house("Cooperative of Springs")


@pytest.fixture
def owners(index):
    return new_house("Institute of Levers")


def parts_of(listing, parts) -> None:
    for row in parts:
        row.listing = listing
        row.save()


@pytest.fixture
def listed(index):
    """A function: a public listing of a house that is in the index, with these parts."""

    def make(kind, house, title=NEED_TEXT, parts=(), **values):
        listing = ListingFactory(
            kind=kind, organisation=house.organisation, author=house.editor, title=title,
            summary=values.pop("summary", "It lifts water from deep wells by the sun."),
            status="published", **values,
        )  # fmt: skip
        parts_of(listing, parts)
        index.index(documents_of([listing.pk]))
        return listing

    return make


@pytest.fixture
def ballast(listed):
    """Listings about other things: words have to be rarer than everything."""
    house = new_house("Bureau of Everything Else")
    for number, words in enumerate(("glass furnace", "robot arm", "crop disease", "metal powder")):
        listed("offer", house, f"{words.title()} {number}", summary=f"About {words} and no more.")
    return house


@pytest.fixture
def pair(listed, seekers, owners, ballast):
    """A need and an offer that are proposed to each other."""
    need, offer = listed("need", seekers), listed("offer", owners)
    keeping.refresh(need.pk)
    return SimpleNamespace(need=need, offer=offer)


@pytest.fixture
def crowd(listed, seekers, owners, ballast, monkeypatch):
    """A need and an offer that are far from each other where others are nearer to both, more of
    them than are asked for."""
    monkeypatch.setattr(candidates, "BY_TEXT", 2)
    need = listed("need", seekers, "Solar pump", summary="Deep water wells of hot, dry villages.")
    offer = listed("offer", owners, "Solar pump", summary="Valve, membrane, filter, panel, salt.")
    keeping.refresh(need.pk)
    assert Match.objects.filter(need=need, offer=offer).count() == Match.objects.count() == 1
    for number in range(3):
        house = new_house(f"House {number}")
        listed(
            "need", house, f"Solar pump {number}", summary="Valve, membrane, filter, panel, salt."
        )
        listed(
            "offer", house, f"Solar pump {number}", summary="Deep water wells of hot, dry villages."
        )
    return need, offer
