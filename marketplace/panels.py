"""The editor in which a reviewer reads a draft whole, and corrects a slip."""

from __future__ import annotations

import uuid
from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin import compare
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList

from core.fields import CodesField
from marketplace.formsets import KeyedFormSet
from marketplace.models import Listing, RightsStatus
from marketplace.models.base import OnlyPart
from partners.forms import language_choices, language_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.db import models


class PanelFormSet(KeyedFormSet):
    """The rows of the reviewer's form, in which a status says of which right it speaks."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if self.model is RightsStatus:
            form.fields["right"] = RightField(self.instance)


class RightField(forms.TypedChoiceField):
    """One of the rights of the same draft, by its key."""

    def __init__(self, listing: Listing) -> None:
        rights = [(str(right.pk), str(right)) for right in listing.rights.all()]
        super().__init__(label=_("Right"), choices=[("", "—"), *rights], coerce=_key)


def _key(value: Any) -> uuid.UUID:
    return uuid.UUID(str(value))


class WordsComparison(compare.TextFieldComparison):
    """Two values in the words of their vocabulary, instead of codes and keys."""

    def __init__(self, words: Callable[[Any], str], *objects: Any) -> None:
        field, obj_a, obj_b = objects
        super().__init__(field, obj_a, obj_b)
        self.val_a, self.val_b = words(obj_a), words(obj_b)


class CodesPanel(FieldPanel):
    def get_comparison_class(self) -> Any:
        field = self.db_field
        return partial(
            WordsComparison,
            lambda part: ", ".join(field.labels(field.value_from_object(part) or [])),
        )


class RightPanel(FieldPanel):
    """Names the right that a status in a country speaks of."""

    def get_comparison_class(self) -> Any:
        return partial(WordsComparison, _name_of_right)


def _name_of_right(status: RightsStatus) -> str:
    return next((str(r) for r in status.listing.rights.all() if r.pk == status.right), "")


class KeyedInlinePanel(InlinePanel):
    """The parts of one relation, each under the key it has in the draft."""

    def get_form_options(self) -> dict[str, Any]:
        options = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = PanelFormSet
        return options


class LanguageSelect(forms.Select):
    """Languages by their names; one that is not offered to authors stays what it is."""

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(attrs, choices=language_choices)

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> Any:
        listed = {code for code, _name in self.choices}
        more = {code: language_name(code) for code in value if code and code not in listed}
        nothing = {} if self.is_required else {"": "—"}
        self.choices = [*nothing.items(), *more.items(), *self.choices]
        return super().optgroups(name, value, attrs)


def _field_panel(field: models.Field) -> FieldPanel:
    if isinstance(field, CodesField):
        return CodesPanel(field.name)
    if field.name == "right":
        return RightPanel(field.name, heading=_("Right"))
    if field.name == "language":
        return FieldPanel(field.name, widget=LanguageSelect)
    # Files are uploaded by authors; a list of everybody's would be long and not for all eyes.
    return FieldPanel(field.name, read_only=field.name == "file")


def _parts(relation: str) -> KeyedInlinePanel:
    model = getattr(Listing, relation).rel.related_model
    fields = [f for f in model._meta.local_fields if f.editable and f.name != "listing"]
    name = capfirst(model._meta.verbose_name)
    return KeyedInlinePanel(
        relation,
        panels=[_field_panel(field) for field in fields],
        heading=name,
        label=name,
        max_num=1 if issubclass(model, OnlyPart) else None,
    )


def _group(heading: Any, relations: Iterable[str]) -> list[Any]:
    return [MultiFieldPanel([_parts(name) for name in relations], heading=heading)]


def listing_panels() -> ObjectList:
    """Every part of a listing, in the order of its public page."""
    facts = [FieldPanel(name, read_only=True) for name in ("organisation", "kind", "author")]
    texts = ("type", "language", "title", "summary", "description", "readiness", "content_licence")
    return ObjectList(
        [
            MultiFieldPanel(facts, heading=_("Listing")),
            MultiFieldPanel(
                [_field_panel(Listing._meta.get_field(name)) for name in texts], heading=_("Text")
            ),
            *_group(_("Classification"), ["facets"]),
            *_group(_("Offer"), ["offer_details", "advantages", "standards"]),
            *_group(_("Need"), ["need_brief", "need_conditions", "requirements"]),
            *_group(_("Rights"), ["rights", "rights_statuses"]),
            *_group(
                _("Licence terms"),
                ["licence_terms", "remuneration", "royalty_tiers", "milestones", "know_how"],
            ),
            *_group(_("More"), ["funding_sources", "translations", "links", "attachments"]),
        ]
    )
