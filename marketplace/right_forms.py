"""One right, and what became of it country by country."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.forms import childformset_factory

from countries.forms import country_choices
from marketplace.classifying import GroupedCodesField
from marketplace.comparing import Difference, fields_that_differ, row_in_words
from marketplace.enums import RightState
from marketplace.form_fields import Day, writing_field
from marketplace.formsets import MAX_ROWS, KeyedFormSet, RowForm, problems_of
from marketplace.models import Listing, RightsEntry, RightsStatus
from marketplace.right_rules import NUMBERS, PAST, out_of_order
from marketplace.vocabulary.numbers import normalise_number, normalise_number_there, usual_form
from marketplace.vocabulary.offices import MEMBERS, OFFICES, is_office
from partners.forms import WebsiteField

if TYPE_CHECKING:
    from datetime import date


def not_in_future(form: forms.BaseForm, names: tuple[str, ...]) -> None:
    """Refuse days that are yet to come, each at its field."""
    for name in names:
        day: date | None = form.cleaned_data.get(name)
        if day and day > timezone.localdate():
            form.add_error(
                name, ValidationError(gettext("This day is still to come."), code="in_future")
            )


class RightForm(forms.ModelForm):
    """The right itself, with its numbers in the form in which its office prints them."""

    asks_nothing = True

    class Meta:
        model = RightsEntry
        fields = (
            "kind", "office", "application_number", "filed_on", "publication_number",
            "published_on", "grant_number", "granted_on", "title", "expires_on", "priority",
            "family", "pct_phase", "owners", "encumbrances", "licence_of_right", "note",
        )  # fmt: skip
        formfield_callback = staticmethod(writing_field)
        help_texts: ClassVar[dict[str, Any]] = {
            "application_number": _("As the office writes it, for example EP 19165432.6."),
            "filed_on": _("Numbers of what the office has not published yet are not shown."),
            "family": _("Number of its DOCDB or INPADOC family, as Espacenet shows it."),
            "owners": _("For example: University of the Lakes 60 %, Lake Pumps Ltd 40 %."),
        }

    def clean_office(self) -> str:
        office = self.cleaned_data["office"].strip().upper()
        if office and not is_office(office, _country_codes()):
            raise ValidationError(
                gettext("There is no office “%(code)s”. Write two letters, such as KE or EP."),
                code="unknown_office",
                params={"code": office},
            )
        return office

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._normalise_numbers(cleaned)
        not_in_future(self, PAST)
        for name, sentence in out_of_order(cleaned):
            self.add_error(name, ValidationError(str(sentence), code="out_of_order"))
        return cleaned

    def _normalise_numbers(self, cleaned: dict[str, Any]) -> None:
        for name, number_kind in NUMBERS.items():
            if not cleaned.get(name):
                continue
            if not cleaned.get("office"):
                if "office" not in self.errors:
                    self.add_error("office", gettext("Name the office that gave the number."))
                continue
            try:
                cleaned[name] = normalise_number(
                    cleaned["office"], number_kind, cleaned.get("kind", ""), cleaned[name]
                )
            except ValidationError as error:
                self.add_error(name, error)


def remarks(right: RightsEntry) -> list[str]:
    """A sentence for each number that its office usually writes otherwise; nothing is refused."""
    return [
        gettext("“%(number)s” is not how the office %(office)s usually writes its numbers. Compare it with the document. Example: %(example)s.")
        % {"number": number, "office": right.office, "example": example}
        for name, kind in NUMBERS.items()
        if (number := getattr(right, name))
        and (example := usual_form(right.office, kind, right.kind, number))
    ]  # fmt: skip


def _country_codes() -> set[str]:
    return {code for code, _name in country_choices()}


class StatusForm(RowForm):
    """The right in one country; which country it is does not change, its row is removed."""

    class Meta(RowForm.Meta):
        model = RightsStatus
        fields = ("state", "number", "since", "until", "source", "source_url", "checked_on")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        not_in_future(self, ("checked_on",))
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", gettext("This day is before the one on which it began."))
        return cleaned

    def normalise_number(self, *, office: str, kind: str) -> None:
        """Put the number there into its normal form, or refuse it at its field.

        Office and kind are those of the right, which the page may change together with its rows.
        """
        row: RightsStatus = self.instance
        if not self.cleaned_data.get("number"):
            return
        try:
            row.number = normalise_number_there(row.country, row.state, office, kind, row.number)
        except ValidationError as error:
            self.add_error("number", error)


StatusFormSet = childformset_factory(
    Listing, RightsStatus, form=StatusForm, formset=KeyedFormSet, fields=StatusForm.Meta.fields,
    extra=0, max_num=3 * MAX_ROWS, formfield_callback=writing_field,
)  # fmt: skip


class AddCountriesForm(forms.Form):
    """Many countries in one go, with what is the same for all of them."""

    asks_nothing = True

    countries = GroupedCodesField(
        label=_("Add these countries"), choices=country_choices, required=False,
        error_messages={"invalid_choice": _("“%(value)s” is not a country we know.")},
    )  # fmt: skip
    new_state = forms.ChoiceField(
        label=_("State in each of them"), required=False, initial=RightState.IN_FORCE,
        choices=RightState.choices,
    )  # fmt: skip
    new_source = forms.CharField(
        label=capfirst(_("source")), required=False, max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("Who says so? For example: register of the office."),
    )  # fmt: skip
    new_source_url = WebsiteField(
        label=capfirst(_("address of the source")),
        required=False,
        max_length=300,
        assume_scheme="https",
    )
    new_checked_on = forms.DateField(label=capfirst(_("looked up on")), required=False, widget=Day)

    def __init__(self, *args: Any, office: str, present: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.present = present
        chosen: Any = self.fields["countries"]
        chosen.choices = _grouped(office, present)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        not_in_future(self, ("new_checked_on",))
        return cleaned

    def statuses(self, right: RightsEntry) -> list[RightsStatus]:
        """A new row for each country chosen."""
        cleaned = self.cleaned_data
        return [
            RightsStatus(
                right=right.pk, country=country,
                state=cleaned["new_state"] or RightState.UNKNOWN,
                source=cleaned["new_source"], source_url=cleaned["new_source_url"],
                checked_on=cleaned["new_checked_on"],
            )
            for country in cleaned["countries"]
        ]  # fmt: skip


def _grouped(office: str, present: set[str]) -> list[tuple[Any, list[tuple[str, str]]]]:
    """Countries without a row yet; the states of a regional office come first."""
    countries = [(code, name) for code, name in country_choices() if code not in present]
    members = MEMBERS.get(office, frozenset())
    first = [choice for choice in countries if choice[0] in members]
    others = [choice for choice in countries if choice[0] not in members]
    groups = [(OFFICES.label(office), first)] if first else []
    return [*groups, (_("Other countries") if first else _("Countries"), others)]


class RightEditor:
    """The three forms of one right, filled in and saved together.

    `work` is the draft; `right` an entry of it, or a new one.
    """

    def __init__(self, work: Listing, right: RightsEntry, data: Any = None) -> None:
        self.work, self.right = work, right
        mine = [status for status in work.rights_statuses.all() if status.right == right.pk]
        self.form = RightForm(data, instance=right)
        self.statuses = StatusFormSet(data, instance=work, queryset=mine, prefix="statuses")
        present = {status.country for status in mine}
        self.adding = AddCountriesForm(data, office=right.office, present=present)

    def is_valid(self) -> bool:
        # Every form says what is wrong with it, not only the first.
        valid = [self.form.is_valid(), self.statuses.is_valid(), self.adding.is_valid()]
        return all([*valid, self._numbers_are_valid()])

    def _numbers_are_valid(self) -> bool:
        right = self.form.cleaned_data
        for form in self.statuses.kept_forms if self.statuses.is_valid() else ():
            form.normalise_number(office=right.get("office", ""), kind=right.get("kind", ""))
        return not any(form.errors for form in self.statuses.forms)

    def add_error(self, field: str | None, error: Any) -> None:
        self.form.add_error(field, error)

    @property
    def problems(self) -> list[tuple[str, str]]:
        forms_ = [self.form, *self.statuses.forms, self.adding]
        rows = [("", str(error)) for error in self.statuses.non_form_errors()]
        return [problem for form in forms_ for problem in problems_of(form)] + rows

    def keys(self) -> dict[str, str]:
        return {}

    def save(self, commit: bool = True) -> Listing:
        """The draft with the right and its countries; nothing is written."""
        right = self.form.save(commit=False)
        rights = list(self.work.rights.all())
        places = [place for place, other in enumerate(rights) if other.pk == right.pk]
        if places:
            rights[places[0]] = right
        else:
            right.sort_order = len(rights)
            rights.append(right)
        changed: Any = self.work  # a list put in place of a relation is modelcluster's
        changed.rights = rights
        self.statuses.save(commit=False)
        rows = list(self.work.rights_statuses.all())
        new = self.adding.statuses(right)
        for place, status in enumerate(new, len(rows)):
            status.sort_order = place
        changed.rights_statuses = [*rows, *new]
        return self.work

    def differences(self, stored: RightEditor) -> list[Difference]:
        """Where what was sent differs from the draft as it is now."""
        found = fields_that_differ(self.form, stored.form)
        mine = {form.instance.country: form for form in self.statuses.kept_forms}
        names = dict(country_choices())
        for form in stored.statuses.forms:
            country = form.instance.country
            after = row_in_words(mine[country].instance) if country in mine else ""
            before = row_in_words(form.instance)
            if after != before:
                found.append(Difference(str(names.get(country, country)), before, after))
        return found


def without(work: Listing, right: RightsEntry) -> Listing:
    """The draft without the right and what is said about it country by country."""
    changed: Any = work
    changed.rights = [other for other in work.rights.all() if other.pk != right.pk]
    changed.rights_statuses = [row for row in work.rights_statuses.all() if row.right != right.pk]
    return work
