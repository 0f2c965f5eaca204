"""Forms about one step of a draft: fields of the listing, of its parts, and rows of its parts.

Everything a step does not show survives: the form is bound to the newest draft and changes only
what it names.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseModelFormSet, construct_instance, fields_for_model
from django.utils.functional import cached_property
from modelcluster.forms import BaseChildFormSet, ClusterForm

from marketplace.classifying import FACET_FIELDS
from marketplace.form_fields import writing_field
from marketplace.models import Facet, Listing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.models import Model
    from django.utils.functional import Promise

MAX_ROWS = 100


def shifted(rows: list[Any], index: int, step: int) -> list[Any]:
    """The rows with that of `index` as many places further down, at most to an end."""
    if index >= len(rows):
        return rows
    others = rows[:index] + rows[index + 1 :]
    place = min(max(index + step, 0), len(others))
    return [*others[:place], rows[index], *others[place:]]


class KeyField(forms.CharField):
    """Says which row a form is about. Not refused if it is no key, and never a change of the row."""

    def __init__(self, *, initial: Any) -> None:
        super().__init__(required=False, widget=forms.HiddenInput, initial=initial)

    def clean(self, value: Any) -> str | None:
        # Several rows without a key are not the same row.
        return super().clean(value) or None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class KeyedFormSet(BaseChildFormSet):
    """Rows that are identified by the draft they stand in, not by the table.

    Django looks the hidden keys up in the table, where drafted rows are not and those of other
    listings are. A key that the draft does not hold makes a new row under a new key. What rows
    must not say together, their model knows: `contradictions` of its class, if it has one.
    """

    # (number of the form on the page, by how many places its row goes down)
    shift: tuple[int, int] = (0, 0)

    def clean(self) -> None:
        super().clean()
        contradictions = getattr(self.model, "contradictions", None)
        kept = [form for form in self.forms if self._is_kept(form)]
        # The rows are named by their numbers, so first each has to be right by itself.
        if contradictions is None or any(form.errors for form in kept):
            return
        for place, sentence in list(contradictions([form.instance for form in kept])):
            kept[place].add_error(None, ValidationError(sentence, code="contradiction"))

    def _is_kept(self, form: Any) -> bool:
        removed = self.can_delete and self._should_delete_form(form)
        return not removed and (form.has_changed() or form not in self.extra_forms)

    def get_queryset(self) -> list[Model]:
        """The rows of the draft, in their order; Django would ask the table for another."""
        return self._rows

    @cached_property
    def _rows(self) -> list[Model]:
        return list(self.queryset)

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["id"] = KeyField(initial=form.fields["id"].initial)

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        if i < self.initial_form_count():
            kwargs["instance"] = self._posted(i) if self.is_bound else self.get_queryset()[i]
        # Not modelcluster's own: it takes what was posted for a key without looking.
        return super(BaseModelFormSet, self)._construct_form(i, **kwargs)

    def _posted(self, i: int) -> Model:
        try:
            key = uuid.UUID(self.data.get(f"{self.add_prefix(i)}-id", ""))
        except ValueError:
            return self.model()
        return self._drafted.get(key) or self.model()

    @cached_property
    def _drafted(self) -> dict[uuid.UUID, Model]:
        return {row.pk: row for row in self.get_queryset()}

    @property
    def ordered_forms(self) -> list[Any]:
        """The forms of rows that stay, in the order in which they will stand."""
        forms = list(super().ordered_forms)
        index, step = self.shift
        moved = self.forms[index] if index < len(self.forms) else None
        return shifted(forms, forms.index(moved), step) if moved in forms else forms

    @property
    def kept_forms(self) -> list[Any]:
        """The valid forms of rows that stay, in the order of the page."""
        return [
            form
            for form in self.forms
            if form not in self.deleted_forms
            and (form.has_changed() or form not in self.extra_forms)
        ]

    def keys(self) -> dict[str, str]:
        """After saving: what the page has to carry so that it can be sent again as it is."""
        rows = [form for form in self.extra_forms if form.has_changed()]
        values = {f"{form.prefix}-id": str(form.instance.pk) for form in rows}
        if rows:
            values[f"{self.prefix}-INITIAL_FORMS"] = str(self.initial_form_count() + len(rows))
        return values


class RowForm(forms.ModelForm):
    """One row. A new one in which nothing was typed is no row, whatever is preselected in it."""

    asks_nothing = True

    class Meta:
        formfield_callback = staticmethod(writing_field)

    @property
    def row_name(self) -> str:
        """What the page calls a row that is there."""
        return str(self.instance)

    def has_changed(self) -> bool:
        if not super().has_changed():
            return False
        return not self.empty_permitted or any(self._typed(name) for name in self.fields)

    def _typed(self, name: str) -> bool:
        field = self.fields[name]
        if isinstance(field, forms.BooleanField) or name in ("id", "ORDER"):
            return False
        initial = self.get_initial_for_field(field, name)
        return field.has_changed(initial, self[name].data)


class StepForm(ClusterForm):
    """One step of a draft. Made by `step_form`."""

    asks_nothing = True
    part_fields: ClassVar[dict[str, tuple[str, ...]]] = {}
    facet_schemes: ClassVar[tuple[str, ...]] = ()
    shown: ClassVar[tuple[str, ...]] = ()
    texts: ClassVar[dict[str, tuple[str | Promise, str | Promise]]] = {}
    ranges: ClassVar[tuple[tuple[str, str, str | Promise], ...]] = ()

    def __init__(self, *args: Any, instance: Listing, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        self.part_rows = {name: self._part(name) for name in self.part_fields}
        for name, names in self.part_fields.items():
            self._add_part(self.part_rows[name], names)
        for scheme in self.facet_schemes:
            self.fields[scheme] = FACET_FIELDS[scheme]()
            self.initial[scheme] = instance.codes(scheme)
        self.order_fields(self.shown)
        for name, (label, help_text) in self.texts.items():
            self.fields[name].label = label or self.fields[name].label
            self.fields[name].help_text = help_text or self.fields[name].help_text

    def _part(self, relation: str) -> Model:
        manager = getattr(self.instance, relation)
        return manager.first() or manager.model()

    def _add_part(self, row: Model, names: Sequence[str]) -> None:
        added = fields_for_model(type(row), names, formfield_callback=writing_field)
        self.fields.update(added)
        for name in names:
            self.initial.setdefault(name, row._meta.get_field(name).value_from_object(row))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for low, high, sentence in self.ranges:
            first, last = cleaned.get(low), cleaned.get(high)
            if first is not None and last is not None and last < first:
                self.add_error(high, ValidationError(sentence, code="out_of_order"))
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()
        for relation, names in self.part_fields.items():
            row = construct_instance(self, self.part_rows[relation], names)
            others = {field.name for field in row._meta.fields} - set(names)
            try:
                row.full_clean(
                    others | set(self.errors), validate_unique=False, validate_constraints=False
                )
            except ValidationError as error:
                self._update_errors(error)

    def save(self, commit: bool = True) -> Listing:
        """The draft with what was typed; nothing is written, whatever `commit` says."""
        work: Listing = super().save(commit=False)
        for relation, names in self.part_fields.items():
            if getattr(work, relation).exists() or set(names) & set(self.changed_data):
                setattr(work, relation, [self.part_rows[relation]])
        if self.facet_schemes:
            self._set_facets(work)
        return work

    def _set_facets(self, work: Listing) -> None:
        present = list(work.facets.all())
        known = {(facet.scheme, facet.code): facet for facet in present}
        facets = [facet for facet in present if facet.scheme not in self.facet_schemes]
        for scheme in self.facet_schemes:
            for code in self.cleaned_data[scheme]:
                facets.append(known.get((scheme, code)) or Facet(scheme=scheme, code=code))
        for place, facet in enumerate(facets):
            facet.sort_order = place
        work.facets = facets

    # --- What the page says ---------------------------------------------------------------------

    @property
    def problems(self) -> list[tuple[str, str]]:
        """(element to go to, sentence) of every error of the form and its rows."""
        found = list(problems_of(self))
        for formset in self.formsets.values():
            found += [(f"rows-{formset.prefix}", str(e)) for e in formset.non_form_errors()]
            for form in formset.forms:
                found += problems_of(form)
        return found

    def move(self, relation: str, index: int, step: int) -> None:
        """When saved, the row of the form `index` stands `step` places further down."""
        if relation in self.formsets:
            self.formsets[relation].shift = (index, step)
        elif relation == "rights":
            rights = shifted(list(self.instance.rights.all()), index, step)
            for place, right in enumerate(rights):
                right.sort_order = place
            setattr(self.instance, relation, rights)

    def keys(self) -> dict[str, str]:
        """See `KeyedFormSet.keys`."""
        return {n: v for formset in self.formsets.values() for n, v in formset.keys().items()}


def problems_of(form: Any) -> Iterator[tuple[str, str]]:
    """(element to go to, sentence) of every error of one form."""
    for name, errors in form.errors.items():
        for error in errors:
            if name not in form.fields:
                yield "", str(error)
                continue
            field = form[name]
            target = f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label
            yield target, str(error) if field.is_hidden else f"{field.label}: {error}"


def step_form(
    *,
    fields: Sequence[str] = (),
    parts: dict[str, Sequence[str]] | None = None,
    facets: Sequence[str] = (),
    rows: dict[str, type[forms.ModelForm]] | None = None,
    shown: Sequence[str] = (),
    texts: dict[str, tuple[str | Promise, str | Promise]] | None = None,
    ranges: Sequence[tuple[str, str, str | Promise]] = (),
    base: type[StepForm] = StepForm,
) -> type[StepForm]:
    """The form of one step.

    `fields` are the listing's own; `parts` names fields of parts it has once; `facets` are schemes
    of classification; `rows` are relations with the form of a row. `shown` is the order of fields
    on the page, `texts` the question and the help for a field, `ranges` pairs that must ascend.
    """
    content = {
        "Meta": _meta(fields, rows or {}),
        "formfield_callback": staticmethod(writing_field),
        "part_fields": {name: tuple(names) for name, names in (parts or {}).items()},
        "facet_schemes": tuple(facets),
        "shown": tuple(shown),
        "texts": dict(texts or {}),
        "ranges": tuple(ranges),
    }
    make: Any = type(base)
    made: type[StepForm] = make("StepForm", (base,), content)
    return made


def _meta(fields: Sequence[str], rows: dict[str, Any]) -> type:
    formsets = {
        name: {
            "form": form, "fields": form.Meta.fields, "formset": KeyedFormSet, "extra": 1,
            "max_num": MAX_ROWS, "validate_max": True, "formfield_callback": writing_field,
        }
        for name, form in rows.items()
    }  # fmt: skip
    content = {
        "model": Listing,
        "fields": list(fields),
        "formsets": formsets,
        "formfield_callback": staticmethod(writing_field),
    }
    return type("Meta", (), content)
