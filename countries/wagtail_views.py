"""The screens on which staff edit country facts: every change goes through an action."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.views import generic
from wagtail.log_actions import log

from core.errors import ActionRefused
from core.methods import TwoMethodsMixin
from countries.actions import add_fact, correct_fact, remove_fact
from countries.enums import FactOrigin
from countries.forms import CountryField
from countries.models import Country

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.forms import ModelForm
    from django.http import HttpResponse


class CountryForm(WagtailAdminModelForm):
    class Meta:
        model = Country
        fields = "__all__"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            # The code is what everything refers to; another code is another country.
            self.fields["code"].disabled = True


class FactForm(WagtailAdminModelForm):
    country = CountryField()


class FactListView(generic.IndexView):
    def get_base_queryset(self) -> QuerySet:
        queryset = super().get_base_queryset()
        return queryset.select_related("region" if self.model is Country else "country")

    def get_delete_url(self, instance: Model) -> str | None:
        return super().get_delete_url(instance) if instance.origin == FactOrigin.ADDED else None


class RegionListView(generic.IndexView):
    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().select_related("parent")


class _RefusalOnForm:
    """A refused action shows its reason on top of the form, with what was typed still there."""

    def form_valid(self, form: ModelForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ActionRefused as refusal:
            form.add_error(None, str(refusal))
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)


class FactCreateView(TwoMethodsMixin, _RefusalOnForm, generic.CreateView):
    def save_instance(self) -> Model:
        fact = self.form.save(commit=False)
        add_fact(fact, by=self.request.user)
        log(fact, "wagtail.create", content_changed=True)
        return fact


class FactEditView(TwoMethodsMixin, _RefusalOnForm, generic.EditView):
    @cached_property
    def can_delete(self) -> bool:
        return self.object.origin == FactOrigin.ADDED and super().can_delete

    def save_instance(self) -> Model:
        fact = self.form.save(commit=False)
        if self.form.changed_data:
            correct_fact(fact, by=self.request.user, changed=self.form.changed_data)
            log(fact, "wagtail.edit", content_changed=True)
        return fact


class FactDeleteView(TwoMethodsMixin, generic.DeleteView):
    def delete_action(self) -> None:
        remove_fact(self.object, by=self.request.user)

    def form_valid(self, form: ModelForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ActionRefused as refusal:
            messages.error(self.request, str(refusal))
            return self.render_to_response(self.get_context_data(form=form), status=409)
