"""Steps that offers and needs have in common, asked in the same words on both sides."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.enums import TerritoryScope
from marketplace.formsets import StepForm, step_form
from marketplace.row_forms import (
    AttachmentForm,
    LinkForm,
    MilestoneForm,
    RoyaltyTierForm,
    TranslationForm,
)
from marketplace.steps.step import Step
from marketplace.upload_forms import UploadingForm

TERMS = (
    "kinds", "open_licence", "rights_granted", "fields_of_use", "field_divisions",
    "territory_scope", "territories", "excluded_territories", "sublicensing", "term_kind",
    "term_years", "improvements", "grant_back", "access_commitments", "clauses", "note",
)  # fmt: skip
TERMS_TEXTS: dict[str, tuple[Any, Any]] = {
    "kinds": (
        _("Who may use it, beside you? (kinds of licence)"),
        _("Exclusive: one licensee and not even you. Sole: one licensee and you. Non-exclusive: several. Tick all that can be talked about."),
    ),
    "open_licence": (
        _("Under which open licence?"), _("Only for what anybody may use at once."),
    ),
    "rights_granted": (_("What may they do with it? (rights granted)"), ""),
    "fields_of_use": (
        _("For which uses? (field of use)"),
        _("Empty means every use. For example: Irrigation and drinking water; not oil and gas."),
    ),
    "field_divisions": (_("In which sectors?"), _("None ticked means every sector.")),
    "territory_scope": (_("Where may they use it? (territory)"), ""),
    "territories": (_("In which countries?"), _("If only some are meant.")),
    "excluded_territories": (_("Except in which countries?"), ""),
    "sublicensing": (_("May they pass the licence on? (sub-licensing)"), ""),
    "term_kind": (_("For how long? (term)"), ""),
    "term_years": (_("How many years?"), _("If it is a number of years.")),
    "improvements": (_("Whose are improvements that they make?"), ""),
    "grant_back": (
        _("Do you get a licence to their improvements? (grant-back)"), "",
    ),
    "access_commitments": (
        _("What do you promise for poorer countries, research and emergencies? (access)"), "",
    ),
    "clauses": (
        _("Do you ask for any of these?"),
        _("They are possible, but competition law looks at them closely; what you tick is explained on this page."),
    ),
}  # fmt: skip
NEED_TERMS_TEXTS: dict[str, tuple[Any, Any]] = {
    **TERMS_TEXTS,
    "kinds": (
        _("Which kinds of licence would do?"),
        _("Tick all that you can live with; the more, the more offers fit."),
    ),
    "rights_granted": (_("What do you want to do with it? (rights granted)"), ""),
    "territory_scope": (_("Where do you want to use it? (territory)"), ""),
    "sublicensing": (_("Do you need to pass the licence on? (sub-licensing)"), ""),
    "improvements": (_("Whose are improvements that you make?"), ""),
    "grant_back": (_("Would you license improvements back? (grant-back)"), ""),
    "access_commitments": (_("Which of these commitments do you need? (access)"), ""),
    "clauses": (_("Which of these could you accept?"), TERMS_TEXTS["clauses"][1]),
}


class TermsForm(StepForm):
    """Licence terms that do not contradict themselves."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        granted = set(cleaned.get("territories") or [])
        if both := granted & set(cleaned.get("excluded_territories") or []):
            names = [name for code, name in self.fields["territories"].choices if code in both]
            self.add_error("excluded_territories", ValidationError(
                gettext("Both included and excluded: %(countries)s. Remove each from one of the lists."),
                code="granted_and_excluded", params={"countries": ", ".join(map(str, names))},
            ))  # fmt: skip
        if granted and cleaned.get("territory_scope") == TerritoryScope.WORLDWIDE:
            self.add_error("territories", ValidationError(
                gettext("All countries are included already. Name none, or choose only those named."),
                code="worldwide_and_listed",
            ))  # fmt: skip
        return cleaned


def terms(texts: dict[str, tuple[Any, Any]]) -> Step:
    return Step(
        "terms", _("Licence terms"), _("Who may use it, for what, and where?"),
        step_form(parts={"licence_terms": TERMS}, shown=TERMS, texts=texts, base=TermsForm),
        intro=_("These are the terms that you start talking from; nothing here binds anybody yet."),
        shows=("cautions",),
    )  # fmt: skip


PAYMENT = (
    "kinds", "currency", "upfront_amount", "royalty_base", "minimum_annual", "royalty_term",
    "royalty_years", "sublicence_share", "note",
)  # fmt: skip


def payment(question: Any, first: Any) -> Step:
    return Step(
        "payment", _("Payment"), question,
        step_form(
            parts={"remuneration": PAYMENT}, shown=PAYMENT,
            rows={"royalty_tiers": RoyaltyTierForm, "milestones": MilestoneForm},
            texts={
                "kinds": (first, ""),
                "royalty_base": (_("On what is the royalty paid? (base)"), ""),
                "royalty_term": (_("Until when is the royalty due?"), ""),
                "sublicence_share": (_("Share of what sub-licensees pay, in %"), ""),
            },
        ),
        intro=_("Amounts are shown on the public page. Leave them out if you would rather agree on them in confidence."),
        rows=(
            ("royalty_tiers", _("Royalty by sales and country")),
            ("milestones", _("Payments at milestones")),
        ),
        shows=("cautions",),
    )  # fmt: skip


def files() -> Step:
    return Step(
        "files", _("Pictures, documents, links"), _("What can you show?"),
        step_form(
            rows={"attachments": AttachmentForm, "links": LinkForm},
            shown=("upload", "upload_title", "upload_alt_text"), base=UploadingForm,
        ),
        intro=_("Everything here is public with the listing. Nothing secret, please."),
        rows=(("attachments", _("Pictures and documents")), ("links", _("Related material"))),
    )  # fmt: skip


def translations() -> Step:
    return Step(
        "translations", _("Translations"), _("In which other languages can it be read?"),
        step_form(rows={"translations": TranslationForm}),
        intro=_("A reviewer reads translations too. Readers always see which one is the original."),
        rows=(("translations", _("Translations")),),
    )  # fmt: skip


BASICS_TEXTS: dict[str, tuple[Any, Any]] = {
    "type": (_("What kind is it?"), ""),
    "content_licence": (
        _("How may others use this text?"), _("The licence of the words, not of the technology."),
    ),
}  # fmt: skip
