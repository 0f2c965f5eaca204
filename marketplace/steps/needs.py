"""The steps of a need. It starts from the problem and never asks about patents."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marketplace.enums import FacetScheme, ListingKind
from marketplace.formsets import step_form
from marketplace.need_rules import IN_ORDER
from marketplace.row_forms import FundingForm, RequirementForm
from marketplace.steps import shared
from marketplace.steps.basics import QUESTIONS, BasicsForm
from marketplace.steps.step import Step

SITE = ("scale", "scale_unit", "site", "site_note")
CAPACITY = (
    "staff", "capacity", "training", "training_days", "currency", "budget_min", "budget_max",
    "funding", "deadline", "rights_expectation", "evaluation",
)  # fmt: skip
CONDITIONS = ("wanted_by", "award", "purchase_terms", "endorsed_by")
FACETS = (
    FacetScheme.THEME, FacetScheme.COOPERATION, FacetScheme.KEYWORD, FacetScheme.DIVISION,
    FacetScheme.SDG,
)  # fmt: skip
PROBLEM = ("current_situation", "desired_outcome", "already_tried")

STEPS = (
    Step(
        "basics", _("What it is"), _("What do you need?"),
        step_form(
            fields=("type", "title", "summary", "description", "language", "content_licence"),
            shown=("type", "title", "summary", "description", "language", "content_licence"),
            texts={**shared.BASICS_TEXTS, **QUESTIONS[ListingKind.NEED]},
            base=BasicsForm,
        ),
    ),
    Step(
        "problem", _("The problem"), _("What is the problem?"),
        step_form(
            parts={"need_brief": PROBLEM}, shown=PROBLEM,
            texts={
                "current_situation": (
                    _("How is it today?"),
                    _("For example: 400 families carry water from a river 3 km away; in the dry season it is salty."),
                ),
                "desired_outcome": (
                    _("What would be enough?"),
                    _("In figures, if you can. For example: 20 litres a day for each person, all year."),
                ),
                "already_tried": (_("What have you tried, and what came of it?"), ""),
            },
        ),
    ),
    Step(
        "requirements", _("Requirements"), _("What must an answer meet?"),
        step_form(
            fields=("readiness",), parts={"need_conditions": ("readiness_max",)},
            shown=("readiness", "readiness_max"), rows={"requirements": RequirementForm},
            texts={
                "readiness": (
                    _("How ready must it be at least? (technology readiness level)"),
                    _("Levels 1 to 9 by ISO 16290. Empty means that any will do."),
                ),
                "readiness_max": (
                    _("How ready may it be at most?"),
                    _("If you want to develop it further together."),
                ),
            },
            ranges=IN_ORDER[:1],
        ),
        intro=_("One a row. The fewer must be met, the more answers you get."),
        rows=(("requirements", _("Requirements")),),
    ),
    Step(
        "site", _("The place"), _("Where is it needed, and how much of it?"),
        step_form(
            facets=(FacetScheme.PLACE,), parts={"need_brief": SITE},
            shown=(FacetScheme.PLACE, *SITE),
            texts={
                "scale": (_("How much? (scale)"), ""),
                "site": (_("What is there on site?"), ""),
            },
        ),
    ),
    Step(
        "capacity", _("What you bring"), _("What do you bring, and until when do you need it?"),
        step_form(
            parts={"need_brief": CAPACITY, "need_conditions": CONDITIONS},
            shown=(*CAPACITY, *CONDITIONS), rows={"funding_sources": FundingForm},
            texts={
                "capacity": (
                    _("Which skills, laboratories and certificates are there?"),
                    _("For example: Two welders, an electrician, a workshop with a lathe."),
                ),
                "training": (_("Which training is needed?"), ""),
                "funding": (_("Is there money for it?"), ""),
                "deadline": (_("Until when do you want answers?"), ""),
                "rights_expectation": (_("Whose are the results?"), ""),
                "evaluation": (_("How do you judge answers?"), ""),
                "wanted_by": (_("By when should it be in use?"), ""),
                "award": (
                    _("What does the best answer win?"),
                    _("For example: 50,000 USD and a contract for ten sites."),
                ),
                "purchase_terms": (
                    _("How would you buy it?"),
                    _("For example: By open tender; half is paid after a year in operation."),
                ),
                "endorsed_by": (
                    _("Which authority supports the request?"),
                    _("With the date of its letter, which can be added as a document."),
                ),
            },
            ranges=[
                ("budget_min", "budget_max", _("This has to be at least the lower budget.")),
                *IN_ORDER[1:],
            ],
        ),
        rows=(("funding_sources", _("Funding")),),
    ),
    Step(
        "classification", _("Where it belongs"), _("By what should people find it?"),
        step_form(facets=FACETS, shown=FACETS),
    ),
    shared.terms(shared.NEED_TERMS_TEXTS),
    shared.payment(_("What could you pay?"), _("How would you pay? (remuneration)")),
    shared.files(),
    shared.translations(),
)  # fmt: skip
