"""What a draft still lacks before it can be reviewed, step by step of the form."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations

from marketplace.enums import FacetScheme, RemunerationKind, RightKind
from marketplace.models import Listing, NeedConditions, RoyaltyTier
from marketplace.need_rules import out_of_order
from marketplace.reading.parts import FOREIGN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal


class Gap(NamedTuple):
    """`step` is where it is put right (see `marketplace.steps`)."""

    step: str
    sentence: str

    def __str__(self) -> str:
        return self.sentence


def missing_parts(work: Listing) -> list[Gap]:
    """Everything that keeps the draft `work` from review, in the order of the form."""
    gaps = [*_texts(work), *_classes(work)]
    gaps += [*_offer(work)] if work.is_offer else [*_need(work)]
    return [*gaps, *_terms(work), *_files(work), *_invalid(work)]


def _texts(work: Listing) -> Iterator[Gap]:
    if not work.title.strip():
        yield Gap("basics", _("Give it a title."))
    if not work.summary.strip():
        yield Gap("basics", _("Say in a summary what it does and for whom."))
    if work.is_offer and not work.description.strip():
        yield Gap("basics", _("Describe how it works."))


def _classes(work: Listing) -> Iterator[Gap]:
    if not work.codes(FacetScheme.THEME):
        yield Gap("classification", _("Choose at least one technology theme."))
    if not work.codes(FacetScheme.COOPERATION):
        yield Gap("classification", _("Choose the kinds of cooperation."))


def _offer(work: Listing) -> Iterator[Gap]:
    details = work.offer_details.first()
    if work.readiness is None:
        yield Gap("readiness", _("Say how ready it is."))
    if not work.advantages.exists():
        yield Gap("advantages", _("Name at least one advantage."))
    if not work.rights.exists() and not (details and details.no_formal_rights):
        yield Gap("rights", _("Enter the rights, or say that no registered rights exist."))
    if details is None or not details.export_control:
        yield Gap("conditions", _("Say whether export controls apply."))
    if details and not details.currency and (details.capital_cost_min or details.capital_cost_max):
        yield Gap("conditions", _("Name the currency of the amounts."))


def _need(work: Listing) -> Iterator[Gap]:
    brief = work.need_brief.first()
    if brief is None or not brief.current_situation.strip():
        yield Gap("problem", _("Say how it is today."))
    if brief is None or not brief.desired_outcome.strip():
        yield Gap("problem", _("Say what would be enough."))
    if not work.requirements.exists():
        yield Gap("requirements", _("Name at least one requirement."))
    if not work.codes(FacetScheme.PLACE):
        yield Gap("site", _("Choose the country in which it is needed."))
    if brief and not brief.currency and (brief.budget_min or brief.budget_max):
        yield Gap("capacity", _("Name the currency of the amounts."))
    yield from _in_order(work)


def _in_order(work: Listing) -> Iterator[Gap]:
    values = {"readiness": work.readiness}
    for part in (*work.need_brief.all(), *work.need_conditions.all()):
        values |= vars(part)
    for name, sentence in out_of_order(values):
        label = capfirst(NeedConditions._meta.get_field(name).verbose_name)
        yield Gap(STEP_OF_FIELD.get(name, STEP_OF["need_conditions"]), f"{label}: {sentence}")


def _terms(work: Listing) -> Iterator[Gap]:
    terms, pay = work.licence_terms.first(), work.remuneration.first()
    if terms is None or not terms.kinds:
        yield Gap("terms", _("Choose the kinds of licence."))
    if terms and set(terms.territories) & set(terms.excluded_territories):
        yield Gap("terms", _("A country is both included and excluded. Remove it from one list."))
    if terms and terms.territory_scope == "listed" and not terms.territories:
        sought = _("Name the countries for which a licence is wanted.")
        granted = _("Name the countries in which a licence can be had.")
        yield Gap("terms", granted if work.is_offer else sought)
    if work.is_offer and (pay is None or not pay.kinds):
        yield Gap("payment", _("Say what is paid, or that it is to be agreed."))
    elif not (pay and pay.currency) and any(_amounts(work)):
        yield Gap("payment", _("Name the currency of the amounts."))
    if pay and RemunerationKind.ROYALTY in pay.kinds and not pay.royalty_base:
        yield Gap("payment", _("Say on what the royalty is paid."))
    for _place, sentence in RoyaltyTier.contradictions(list(work.royalty_tiers.all())):
        yield Gap("payment", sentence)


def _amounts(work: Listing) -> Iterator[Decimal | None]:
    """What is in the currency of the payment; nothing at all needs none."""
    for pay in work.remuneration.all():
        yield from (pay.upfront_amount, pay.minimum_annual)
    for tier in work.royalty_tiers.all():
        yield from (tier.amount, tier.sales_from, tier.sales_to)
    for milestone in work.milestones.all():
        yield milestone.amount


def _files(work: Listing) -> Iterator[Gap]:
    for attachment in work.attachments.all():
        if attachment.file and attachment.file.is_image and not attachment.alt_text.strip():
            yield Gap(
                "files",
                _("Say in words what the picture “%(title)s” shows.") % {"title": attachment.title},
            )


# Where the parts of each relation are written.
STEP_OF = {
    "facets": "classification",
    "advantages": "advantages",
    "offer_details": "conditions",
    "standards": "readiness",
    "rights": "rights",
    "rights_statuses": "rights",
    "licence_terms": "terms",
    "remuneration": "payment",
    "royalty_tiers": "payment",
    "milestones": "payment",
    "know_how": "know_how",
    "funding_sources": "conditions",
    "need_brief": "problem",
    "need_conditions": "capacity",
    "requirements": "requirements",
    "translations": "translations",
    "links": "files",
    "attachments": "files",
}


# Where a need has them on another page than an offer.
STEP_OF_NEED = {"funding_sources": "capacity"}

# Parts that a listing has once are written on several pages; the others by STEP_OF.
STEP_OF_FIELD = {
    "problem": "basics",
    "specifications": "basics",
    "partner_sought": "basics",
    "stage": "readiness",
    "readiness_evidence": "readiness",
    "no_formal_rights": "rights",
    "current_situation": "problem",
    "desired_outcome": "problem",
    "already_tried": "problem",
    "scale": "site",
    "scale_unit": "site",
    "readiness_max": "requirements",
}


def _invalid(work: Listing) -> Iterator[Gap]:
    """What a draft may hold but a published listing may not; drafts are saved unchecked."""
    for relation in get_all_child_relations(Listing):
        name = relation.get_accessor_name()
        if name in FOREIGN[work.kind]:
            continue
        for part in getattr(work, name).all():
            try:
                part.clean_fields(exclude=["listing"])
                part.clean()
            except ValidationError as error:
                yield Gap(_step_of(work, name, error), f"{part}: {' '.join(error.messages)}")
    if not work.is_offer:
        return
    for right in work.rights.all():
        if right.kind in RightKind.REGISTERED and not right.office:
            yield Gap("rights", _("%(right)s: name the office.") % {"right": right})


def _step_of(work: Listing, relation: str, error: ValidationError) -> str:
    field = next(iter(getattr(error, "error_dict", {})), "")
    if relation == "need_brief":
        site = {"site": "site", "site_note": "site"}
        return {**STEP_OF_FIELD, **site}.get(field, "capacity")
    if relation == "offer_details":
        return STEP_OF_FIELD.get(field, "conditions")
    if relation == "need_conditions":
        return STEP_OF_FIELD.get(field, STEP_OF[relation])
    steps = STEP_OF if work.is_offer else {**STEP_OF, **STEP_OF_NEED}
    return steps[relation]
