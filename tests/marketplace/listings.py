"""Offers and needs with every kind of part, and the steps of their life, for tests."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth.models import Group
from django.core.serializers.json import DjangoJSONEncoder
from wagtail.models import TaskState

from marketplace.actions import drafting, reviewing
from marketplace.enums import Criterion
from marketplace.loading import REVIEWERS
from marketplace.models import (
    Advantage,
    Attachment,
    Facet,
    KnowHowItem,
    LicenceTerms,
    Listing,
    ListingTranslation,
    Milestone,
    NeedBrief,
    OfferDetails,
    RelatedLink,
    Remuneration,
    Requirement,
    RightsEntry,
    RightsStatus,
    RoyaltyTier,
    StandardMet,
    StoredFile,
)
from tests.factories import UserFactory

TEXT = {
    "title": "A pump",
    "summary": "Lifts water.",
    "description": "With a wheel.",
    "language": "en",
}


def facets(*codes: tuple[str, str]) -> list[Facet]:
    return [Facet(scheme=scheme, code=code) for scheme, code in codes]


def offer(house, **values: Any) -> Listing:
    """An unsaved offer that lacks nothing, with parts of every relation that an offer has."""
    right = RightsEntry(kind="patent", office="EP", grant_number="EP1234567B1", title="A wheel")
    listing = Listing(
        organisation=house.organisation, kind="offer", readiness=6, **{**TEXT, **values}
    )
    listing.facets = facets(
        ("theme", "water"), ("cooperation", "licence"), ("ipc", "F04B 23/04"), ("keyword", "pump")
    )
    listing.offer_details = [OfferDetails(export_control="none", site=["off_grid"])]
    listing.advantages = [Advantage(claim="Needs less power"), Advantage(claim="Lasts longer")]
    listing.standards = [StandardMet(body="ISO", number="9906")]
    listing.rights = [right]
    listing.rights_statuses = [
        RightsStatus(right=right.pk, country="DE", state="in_force"),
        RightsStatus(right=right.pk, country="FR", state="lapsed"),
    ]
    listing.licence_terms = [
        LicenceTerms(kinds=["non_exclusive"], territory_scope="listed", territories=["KE", "UG"])
    ]
    listing.remuneration = [
        Remuneration(kinds=["royalty"], royalty_base="net_sales", currency="USD")
    ]
    listing.royalty_tiers = [RoyaltyTier(rate="2.500", group="low")]
    listing.milestones = [Milestone(event="First sale", amount="1000.00")]
    listing.know_how = [KnowHowItem(kind="drawings")]
    listing.translations = [
        ListingTranslation(language="fr", title="Une pompe", summary="Élève l'eau.")
    ]
    listing.links = [RelatedLink(kind="video", title="Film", url="https://wells.example/film")]
    listing.attachments = [Attachment(title="Sheet", file=stored(house))]
    return listing


def stored(house) -> StoredFile:
    """A file of the house whose bytes nobody reads."""
    return StoredFile.objects.create(
        organisation=house.organisation, uploaded_by=house.editor, file="listings/x.pdf",
        name="sheet.pdf", media_type="application/pdf", size=10, sha256="0" * 64,
    )  # fmt: skip


def need(house, **values: Any) -> Listing:
    """An unsaved need that lacks nothing."""
    listing = Listing(organisation=house.organisation, kind="need", **{**TEXT, **values})
    listing.facets = facets(("theme", "water"), ("cooperation", "licence"), ("place", "KE"))
    listing.need_brief = [NeedBrief(current_situation="Dry.", desired_outcome="Wet.")]
    listing.requirements = [Requirement(text="Cheap"), Requirement(text="Red", is_hard=False)]
    listing.licence_terms = [LicenceTerms(kinds=["non_exclusive"])]
    return listing


def drafted(house, make=offer, **values: Any) -> Listing:
    """The row of a draft by the house's editor."""
    return again(drafting.start(make(house, **values), by=house.editor))


def again(listing: Listing) -> Listing:
    return Listing.objects.get(pk=listing.pk)


def work_on(listing: Listing) -> Listing:
    """Its newest draft, in memory."""
    return again(listing).get_latest_revision_as_object()


def revise(listing: Listing, by, **values: Any) -> Listing:
    """Save the newest draft with other values."""
    work = work_on(listing)
    for name, value in values.items():
        setattr(work, name, value)
    drafting.save(work, by=by, token=again(listing).draft_token)
    return again(listing)


def submitted(house, **values: Any) -> Listing:
    listing = drafted(house, **values)
    reviewing.submit(listing, by=house.editor)
    return again(listing)


def published(house, reviewer, **values: Any) -> Listing:
    listing = submitted(house, **values)
    decide(listing, reviewer, "approve")
    return again(listing)


def scores(mark: int = 4, **values: Any) -> dict[str, Any]:
    """What the form of a review sends."""
    marks = {criterion.value: mark for criterion in Criterion}
    notes = {f"{criterion.value}_note": "" for criterion in Criterion}
    return {**marks, **notes, "comment": "", **values}


def decide(listing: Listing, reviewer, action: str, **values: Any) -> None:
    state = waiting(listing)
    state.task.specific.on_action(state, reviewer, action, **scores(**values))


def waiting(listing: Listing) -> TaskState:
    """The review that it waits for, as a page that was drawn a while ago knows it."""
    return again(listing).current_workflow_task_state


def new_reviewer(name: str = "Rita Reviewer", **values: Any):
    person = UserFactory(name=name, **values)
    person.groups.add(Group.objects.get(name=REVIEWERS))
    return person


def parts(listing: Listing) -> dict[str, list[dict[str, Any]]]:
    """Every part by relation, as values; times are not among them."""
    content = json.loads(json.dumps(listing.serializable_data(), cls=DjangoJSONEncoder))
    return {name: value for name, value in content.items() if isinstance(value, list)}
