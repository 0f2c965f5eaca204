"""The steps of an offer."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marketplace.enums import FacetScheme, ListingKind
from marketplace.formsets import step_form
from marketplace.row_forms import AdvantageForm, FundingForm, KnowHowForm, StandardForm
from marketplace.steps import shared
from marketplace.steps.basics import QUESTIONS, BasicsForm
from marketplace.steps.step import Step

CONDITIONS = (
    "site", "site_note", "currency", "capital_cost_min", "capital_cost_max", "running_cost",
    "environment_note", "safety_note", "regulatory_status", "export_control", "export_note", "nagoya",
)  # fmt: skip
FACETS = (
    FacetScheme.THEME, FacetScheme.COOPERATION, FacetScheme.ASSET, FacetScheme.IPC,
    FacetScheme.KEYWORD, FacetScheme.DIVISION, FacetScheme.SDG,
)  # fmt: skip

STEPS = (
    Step(
        "basics", _("What it is"), _("What do you offer?"),
        step_form(
            fields=("type", "title", "summary", "description", "language", "content_licence"),
            facets=(FacetScheme.PARTNER,),
            parts={"offer_details": ("problem", "specifications", "partner_sought")},
            shown=("type", "title", "summary", "problem", "description", "specifications",
                   "partner_sought", FacetScheme.PARTNER, "language", "content_licence"),
            texts={
                **shared.BASICS_TEXTS, **QUESTIONS[ListingKind.OFFER],
                "problem": (
                    _("Which problem does it solve?"),
                    _("For example: Diesel for pumps takes a third of a small farm's income."),
                ),
                "specifications": (_("Which technical data should a specialist know?"), ""),
                "partner_sought": (
                    _("Whom do you look for?"),
                    _("For example: A maker of pumps with a service network in East Africa."),
                ),
            },
            base=BasicsForm,
        ),
    ),
    Step(
        "advantages", _("Advantages"), _("What is it better at, and against what?"),
        step_form(rows={"advantages": AdvantageForm}),
        intro=_("One claim a row, with a measure that somebody else could check."),
        rows=(("advantages", _("Advantages")),),
    ),
    Step(
        "readiness", _("Readiness"), _("How ready is it?"),
        step_form(
            fields=("readiness",), parts={"offer_details": ("stage", "readiness_evidence")},
            rows={"standards": StandardForm}, shown=("readiness", "stage", "readiness_evidence"),
            texts={
                "readiness": (
                    _("Which level has it reached? (technology readiness level)"),
                    _("Levels 1 to 9 by ISO 16290: the highest one that was shown, not the next one."),
                ),
                "readiness_evidence": (
                    _("Where was it shown, at what scale, for how long?"),
                    _("For example: Twelve pumps on farms near Kisumu since 2023, 30 m³ a day each."),
                ),
            },
        ),
        rows=(("standards", _("Standards met")),),
    ),
    Step(
        "classification", _("Where it belongs"), _("By what should people find it?"),
        step_form(facets=FACETS, shown=FACETS),
    ),
    Step(
        "rights", _("Rights"), _("Which rights exist, and where?"),
        step_form(
            parts={"offer_details": ("no_formal_rights",)}, shown=("no_formal_rights",),
            texts={"no_formal_rights": (_("No registered rights exist"), "")},
        ),
        intro=_("One entry for each patent, design, mark or other right, with its state in each country. Where you enter nothing, readers see that no right was declared."),
        shows=("rights",),
    ),
    shared.terms(shared.TERMS_TEXTS),
    shared.payment(_("What is to be paid?"), _("How is it paid? (remuneration)")),
    Step(
        "know_how", _("Know-how"), _("What comes with it?"),
        step_form(rows={"know_how": KnowHowForm}),
        intro=_("A licence without know-how is often of no use. Say item by item what you can hand over."),
        rows=(("know_how", _("Know-how package")),),
    ),
    Step(
        "conditions", _("Conditions"), _("What does it need, and what should one know?"),
        step_form(
            parts={"offer_details": CONDITIONS}, shown=CONDITIONS,
            rows={"funding_sources": FundingForm},
            texts={
                "site": (_("What does it need on site?"), ""),
                "running_cost": (
                    _("What does it cost to run?"), _("For example: 40 USD a year for spare parts."),
                ),
                "environment_note": (_("What does it do to the environment?"), ""),
                "safety_note": (_("What should one know about safety?"), ""),
                "regulatory_status": (
                    _("Which approvals does it have, and where?"),
                    _("For example: Registered in Kenya as a medical device; applied for in Uganda."),
                ),
                "export_control": (_("Do export controls apply?"), ""),
                "export_note": (
                    _("Which regime and code?"), _("For example: EU dual-use list, 3A001."),
                ),
                "nagoya": (
                    _("Were genetic resources or traditional knowledge used? (Nagoya Protocol)"), "",
                ),
            },
            ranges=[("capital_cost_min", "capital_cost_max", _("This has to be at least the lower cost."))],
        ),
        rows=(("funding_sources", _("Funding")),),
    ),
    shared.files(),
    shared.translations(),
)  # fmt: skip
