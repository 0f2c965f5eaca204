"""What drafts promise: every part comes back whole, under its key, and nothing else does."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef
from modelcluster.models import get_all_child_relations
from wagtail.models import Revision

from core.fields import CodesField
from core.functions import UuidText
from marketplace.actions import reviewing
from marketplace.completeness import STEP_OF, STEP_OF_FIELD, missing_parts
from marketplace.deriving import derive_fields
from marketplace.models import LicenceTerms, Listing, NeedConditions, Remuneration
from tests.factories import ListingFactory
from tests.marketplace.listings import (
    again,
    decide,
    drafted,
    facets,
    need,
    offer,
    revise,
    stored,
    submitted,
    work_on,
)

pytestmark = pytest.mark.django_db

RELATIONS = {r.get_accessor_name(): r.related_model for r in get_all_child_relations(Listing)}


def filled(model: type, house) -> models.Model:
    """A part with something other than its default in every column."""
    return model(**{f.name: _value(f, house) for f in model._meta.local_fields if _is_text(f)})


def _is_text(field: models.Field) -> bool:
    return field.name not in {"id", "listing", "sort_order"}


def _value(field: models.Field, house):
    if isinstance(field, CodesField):
        return [code for code, _label in list(field.vocabulary())[:2]]
    if isinstance(field, models.ForeignKey):
        return stored(house)
    if field.choices:
        return next(code for code, _label in field.flatchoices if code != field.get_default())
    values = {
        models.BooleanField: not field.get_default(),
        models.DateField: date(2030, 1, 2),
        models.DecimalField: Decimal("12.50"),
        models.URLField: "https://wells.example/x",
        models.UUIDField: uuid.uuid4(),
        models.PositiveSmallIntegerField: 7,
        models.PositiveIntegerField: 7,
    }
    for kind, value in values.items():
        if isinstance(field, kind):
            return value
    return {"currency": "KES"}.get(field.name, "xy"[: field.max_length])


@pytest.mark.parametrize("relation", sorted(RELATIONS))
def test_part_keeps_key_and_values_from_draft_to_publication_and_on(house, reviewer, relation):
    model = RELATIONS[relation]
    listing = drafted(house)
    part = filled(model, house)
    if relation == "facets":
        part.scheme = "keyword"
    if relation == "rights_statuses":
        part.right = work_on(listing).rights.first().pk
    kept = list(getattr(work_on(listing), relation).all()) if relation == "facets" else []
    revise(listing, house.editor, **{relation: [*kept, part]})
    wanted = _row(part)
    assert set(wanted) >= {f.name for f in model._meta.local_fields if _is_text(f)}

    def found(source: Listing) -> dict:
        return next(_row(p) for p in getattr(source, relation).all() if p.pk == part.pk)

    assert found(work_on(listing)) == wanted
    # Saving something else does not touch it, nor does anybody else's revision.
    revise(listing, house.owner, title="Another title")
    assert found(work_on(listing)) == wanted
    _publish(listing, reviewer)
    assert found(again(listing)) == wanted
    assert getattr(again(listing), relation).filter(pk=part.pk).count() == 1
    revise(listing, house.editor, title="A third title")
    assert found(work_on(listing)) == wanted


def _publish(listing: Listing, reviewer) -> None:
    """Past completeness, which is not what these tests are about."""
    reviewing.publish_reviewed(again(listing), again(listing).latest_revision, by=reviewer)


def _row(part: models.Model) -> dict:
    return {
        f.name: f.value_from_object(part)
        for f in part._meta.local_fields
        if f.name not in {"listing", "sort_order"}
    }


def test_every_relation_has_its_step():
    assert set(STEP_OF) == set(RELATIONS)


def test_every_part_has_a_random_key():
    for model in RELATIONS.values():
        assert isinstance(model._meta.pk, models.UUIDField), model


def test_parts_keep_the_order_that_they_are_given(house, reviewer):
    listing = drafted(house)
    advantages = list(work_on(listing).advantages.all())
    advantages.sort(key=lambda advantage: advantage.claim, reverse=True)
    for place, advantage in enumerate(advantages):
        advantage.sort_order = place
    revise(listing, house.editor, advantages=advantages)
    _publish(listing, reviewer)
    for source in (work_on(listing), again(listing)):
        claims = [advantage.claim for advantage in source.advantages.all()]
        assert claims == ["Needs less power", "Lasts longer"]


def test_revision_brings_back_nothing_that_belongs_to_the_listing(house, reviewer):
    listing = submitted(house)
    decide(listing, reviewer, "approve")
    row = again(listing)
    content = row.latest_revision.content
    content |= {
        "status": "draft", "expires_on": "2001-01-01", "reminded_on": "2001-01-01", "kind": "need",
        "live_revision": None, "locked": True, "created_at": "2001-01-01T00:00:00Z",
        "organisation": str(uuid.uuid4()), "author": house.owner.pk,
    }  # fmt: skip
    Revision.objects.filter(pk=row.latest_revision_id).update(content=content)
    work = work_on(listing)
    for name in (*Listing.KEPT, "live_revision_id", "locked"):
        assert getattr(work, name) == getattr(row, name), name


# --- Keys in text ---------------------------------------------------------------------------


def test_key_as_text_is_as_python_writes_it():
    listing = ListingFactory()
    text = Listing.objects.annotate(text=UuidText("pk")).values_list("text", flat=True)
    assert list(text) == [str(listing.pk)]


def test_key_as_text_joins_revisions(house):
    listing = drafted(house)
    ListingFactory()
    named = Revision.objects.filter(object_id=UuidText(OuterRef("pk")))
    assert list(Listing.objects.filter(Exists(named))) == [listing]


def test_once_submitted_are_those_that_reviewers_saw_or_everybody(house):
    drafted(house)
    seen = submitted(house)
    shown = ListingFactory(status="withdrawn")
    assert set(Listing.objects.once_submitted()) == {seen, shown}


# --- Codes ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (["no_such"], "unknown_code"),
        (["exclusive", "exclusive"], "given_twice"),
        ("exclusive", "no_list"),
        ({"exclusive": 1}, "no_list"),
        ([["exclusive"]], "unknown_code"),
        ([{}], "unknown_code"),
        ([1], "unknown_code"),
        ([None], "unknown_code"),
    ],
)
def test_codes_that_are_not_of_the_vocabulary_are_refused(value, code):
    with pytest.raises(ValidationError) as refusal:
        LicenceTerms(kinds=value).clean_fields(exclude=["listing"])
    assert [error.code for error in refusal.value.error_dict["kinds"]] == [code]


def test_codes_are_read_in_words_and_kept_in_the_order_of_the_vocabulary():
    field = LicenceTerms._meta.get_field("kinds")
    assert field.labels(["sole", "exclusive", "gone"]) == ["Sole", "Exclusive", "gone"]
    assert field.formfield().clean(["option", "exclusive"]) == ["exclusive", "option"]
    LicenceTerms(kinds=["option", "exclusive"]).clean_fields(exclude=["listing"])


# --- Completeness ---------------------------------------------------------------------------


def gaps(listing: Listing) -> set[tuple[str, str]]:
    return {(gap.step, gap.sentence) for gap in missing_parts(listing)}


def test_nothing_lacks_in_what_is_complete(house):
    assert gaps(offer(house)) == gaps(need(house)) == set()


def without(**values):
    return lambda listing: [setattr(listing, name, value) for name, value in values.items()]


def first(relation: str, **values):
    def change(listing: Listing) -> None:
        part = getattr(listing, relation).first()
        for name, value in values.items():
            setattr(part, name, value)
        rest = [p for p in getattr(listing, relation).all() if p.pk != part.pk]
        setattr(listing, relation, [part, *rest])

    return change


def without_scheme(scheme: str):
    def change(listing: Listing) -> None:
        listing.facets = [facet for facet in listing.facets.all() if facet.scheme != scheme]

    return change


def unpriced(listing: Listing) -> None:
    listing.remuneration = [Remuneration(kinds=["royalty"], royalty_base="net_sales")]


def too_ready(listing: Listing) -> None:
    listing.readiness = 6
    listing.need_conditions = [NeedConditions(readiness_max=5)]


def too_early(listing: Listing) -> None:
    first("need_brief", deadline=date(2031, 1, 31))(listing)
    listing.need_conditions = [NeedConditions(wanted_by=date(2031, 1, 30))]


GAPS = [
    (offer, unpriced, "payment", "Name the currency of the amounts."),
    (offer, first("offer_details", capital_cost_max=Decimal(5), currency=""), "conditions",
     "Name the currency of the amounts."),
    (need, first("need_brief", budget_min=Decimal(5), currency=""), "capacity",
     "Name the currency of the amounts."),
    (need, too_ready, "requirements",
     "Highest readiness level: This is below the lowest level that will do. Correct one of the two."),
    (need, too_early, "capacity",
     "Wanted by: This is before the last day for answers. Correct one of the two."),
    (offer, without(title=" "), "basics", "Give it a title."),
    (offer, without(summary=""), "basics", "Say in a summary what it does and for whom."),
    (offer, without(description=""), "basics", "Describe how it works."),
    (offer, without_scheme("theme"), "classification", "Choose at least one technology theme."),
    (need, without_scheme("cooperation"), "classification", "Choose the kinds of cooperation."),
    (offer, without(readiness=None), "readiness", "Say how ready it is."),
    (offer, without(advantages=[]), "advantages", "Name at least one advantage."),
    (offer, without(rights=[]), "rights", "Enter the rights, or say that no registered rights exist."),
    (offer, without(offer_details=[]), "conditions", "Say whether export controls apply."),
    (offer, first("offer_details", export_control=""), "conditions", "Say whether export controls apply."),
    (need, first("need_brief", current_situation=" "), "problem", "Say how it is today."),
    (need, first("need_brief", desired_outcome=""), "problem", "Say what would be enough."),
    (need, without(requirements=[]), "requirements", "Name at least one requirement."),
    (need, without_scheme("place"), "site", "Choose the country in which it is needed."),
    (offer, without(licence_terms=[]), "terms", "Choose the kinds of licence."),
    (offer, first("licence_terms", kinds=[]), "terms", "Choose the kinds of licence."),
    (offer, first("licence_terms", excluded_territories=["KE"]), "terms",
     "A country is both included and excluded. Remove it from one list."),
    (offer, first("licence_terms", territories=[]), "terms",
     "Name the countries in which a licence can be had."),
    (need, first("licence_terms", territory_scope="listed", territories=[]), "terms",
     "Name the countries for which a licence is wanted."),
    (offer, without(remuneration=[]), "payment", "Say what is paid, or that it is to be agreed."),
    (offer, first("remuneration", royalty_base=""), "payment", "Say on what the royalty is paid."),
    (offer, first("rights", office=""), "rights", "Patent EP1234567B1: name the office."),
]  # fmt: skip


@pytest.mark.parametrize(("make", "change", "step", "sentence"), GAPS)
def test_gap_is_named_with_its_step(house, make, change, step, sentence):
    listing = make(house)
    change(listing)
    assert gaps(listing) == {(step, sentence)}


def test_gap_of_two_sides_of_a_need(house):
    listing = need(house)
    listing.need_brief = []
    assert {step for step, _sentence in gaps(listing)} == {"problem"}
    assert len(gaps(listing)) == 2


def test_no_registered_rights_is_an_answer(house):
    listing = offer(house)
    listing.rights = listing.rights_statuses = []
    first("offer_details", no_formal_rights=True)(listing)
    assert gaps(listing) == set()


def test_picture_without_words_is_a_gap(house):
    listing = offer(house)
    file = listing.attachments.first().file
    file.width = file.height = 10
    file.save()
    assert gaps(listing) == {("files", "Say in words what the picture “Sheet” shows.")}


@pytest.mark.parametrize("relation", sorted(set(RELATIONS)))
def test_part_that_a_draft_may_hold_and_the_public_may_not_is_a_gap(house, relation):
    model = RELATIONS[relation]
    part = filled(model, house)
    broken = next(
        f for f in model._meta.local_fields
        if _is_text(f) and (f.choices or isinstance(f, models.CharField))
    )  # fmt: skip
    setattr(part, broken.name, "#" * 5000)
    listing = (
        need(house)
        if relation in {"need_brief", "need_conditions", "requirements"}
        else offer(house)
    )
    setattr(listing, relation, [part])
    found = {step for step, _sentence in gaps(listing)}
    # Parts that a listing has once are written on several pages.
    assert STEP_OF_FIELD.get(broken.name, STEP_OF[relation]) in found


# --- Deriving -------------------------------------------------------------------------------


def test_fields_of_technology_follow_from_the_symbols():
    listing = Listing()
    listing.facets = [*facets(("ipc", "F04B 23/04"), ("ipc", "A61K 31/00"), ("theme", "water"))]
    derive_fields(listing)
    fields = listing.codes("field")
    assert len(fields) == 2
    derive_fields(listing)
    assert listing.codes("field") == fields
    listing.facets = [f for f in listing.facets.all() if f.code != "A61K 31/00"]
    derive_fields(listing)
    assert len(listing.codes("field")) == 1
    listing.facets = [*facets(("field", "1"), ("ipc", "nonsense"))]
    derive_fields(listing)
    assert listing.codes("field") == []


def test_fields_keep_their_keys_while_nothing_changes(house):
    listing = drafted(house)
    keys = {facet.pk for facet in work_on(listing).facets.all()}
    revise(listing, house.editor, title="Two")
    assert {facet.pk for facet in work_on(listing).facets.all()} == keys
