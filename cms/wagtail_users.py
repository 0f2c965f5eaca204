"""The people screens of the Wagtail admin, in our shape."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views import account
from wagtail.log_actions import log
from wagtail.permissions import register_permission_policy
from wagtail.users.views import users
from wagtail.users.views.bulk_actions import DeleteBulkAction, SetActiveStateBulkAction

from accounts.actions import create_account
from accounts.models import DELETED_DOMAIN, User
from accounts.signup import NameField
from audit.recording import record
from cms.policies import AdministratorsOnly
from core.errors import ActionRefused
from core.methods import TwoMethodsMixin
from partners.actions.members import require_owners_without

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

for model in (User, Group):
    register_permission_policy(model, AdministratorsOnly(model))
# Rows with a history are deactivated, never deleted; Wagtail registers this action by itself.
DeleteBulkAction.models = []
# Ours below takes its place.
SetActiveStateBulkAction.models = []


class PersonForm(forms.ModelForm):
    name = NameField()

    class Meta:
        model = User
        fields = ("email", "name", "language", "groups", "is_superuser")
        widgets = {"groups": forms.CheckboxSelectMultiple}
        labels = {"is_superuser": _("Administrator")}
        help_texts = {
            "groups": _("Each group gives its powers, once the person uses two-step sign-in."),
            "is_superuser": _("May do everything, once the person uses two-step sign-in."),
        }


class PersonCreationForm(PersonForm):
    """Opens the account; the person gets a link to choose a password."""

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    @transaction.atomic
    def save(self, commit: bool = True) -> User:
        data = self.cleaned_data
        user = create_account(
            email=data["email"], name=data["name"], language=data["language"], by=self.by
        )
        user.is_superuser = data["is_superuser"]
        user.save(update_fields=["is_superuser"])
        user.groups.set(data["groups"])
        return user


class PersonEditForm(PersonForm):
    """The address is the person's own to change: it is what the account hangs on."""

    class Meta(PersonForm.Meta):
        fields = ("email", "name", "language", "time_zone", "groups", "is_superuser", "is_active")

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].disabled = True
        if editing_self:
            del self.fields["is_active"]
            del self.fields["is_superuser"]


class PeopleView(users.IndexView):
    page_title = _("People")
    add_item_label = _("Create an account")
    search_fields = ("email", "name")

    @cached_property
    def columns(self) -> list[Any]:
        columns = super().columns
        for column in columns:
            if column.name == "name":
                column.sort_key = "name"
            elif column.name == User.USERNAME_FIELD:
                column.label = _("E-mail address")
        return columns

    def get_base_queryset(self) -> QuerySet[User]:
        return super().get_base_queryset().exclude(email__endswith=f"@{DELETED_DOMAIN}")

    def order_queryset(self, queryset: QuerySet[User]) -> QuerySet[User]:
        if self.ordering in ("name", "-name"):
            return queryset.order_by(self.ordering, "pk")
        return super().order_queryset(queryset)

    def get_delete_url(self, instance: User) -> None:
        return None


class PersonCreateView(TwoMethodsMixin, users.CreateView):
    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "by": self.request.user}

    def save_instance(self) -> User:
        user = self.form.save()
        log(user, "wagtail.create")
        return user


class PersonEditView(TwoMethodsMixin, users.EditView):
    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.can_delete = False

    def form_valid(self, form: PersonEditForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ActionRefused as refusal:
            form.add_error("is_active", str(refusal.reason))
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)

    @transaction.atomic
    def save_instance(self) -> User:
        if not self.form.instance.is_active:
            require_owners_without(self.form.instance)
        user = super().save_instance()
        changed = {"changed": sorted(self.form.changed_data)}
        record("account.changed_by_staff", actor=self.request.user, about=[user], data=changed)
        return user


@hooks.register("register_bulk_action")
class ActiveStateBulkAction(SetActiveStateBulkAction):
    """As Wagtail's, but no organisation is left without an owner, and the record is told."""

    models: ClassVar[list[type[User]]] = [User]

    @classmethod
    @transaction.atomic
    def execute_action(
        cls,
        objects: list[User],
        mark_as_active: bool = False,
        user: User | None = None,
        **kwargs: Any,
    ) -> tuple[int, int]:
        # One after the other: two who own an organisation together must not both go.
        for person in sorted(objects, key=lambda each: each.pk):
            if not mark_as_active:
                require_owners_without(person)
            super().execute_action([person], mark_as_active=mark_as_active, user=user, **kwargs)
            changed = {"changed": ["is_active"]}
            record("account.changed_by_staff", actor=user, about=[person], data=changed)
        return len(objects), 0


class PersonDeleteView(users.DeleteView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise PermissionDenied("people are deactivated")


class PeopleViewSet(users.UserViewSet):
    menu_label = _("People")
    index_view_class = PeopleView
    add_view_class = PersonCreateView
    edit_view_class = PersonEditView
    delete_view_class = PersonDeleteView
    # An account belongs to one person.
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return PersonEditForm if for_update else PersonCreationForm


class AccountView(account.AccountView):
    """Staff's settings of the admin; name, language and time zone are on the site's own page."""

    elsewhere = (account.NameEmailSettingsPanel, account.LocaleSettingsPanel)

    def get_panels(self) -> list[account.BaseSettingsPanel]:
        return [panel for panel in super().get_panels() if not isinstance(panel, self.elsewhere)]


account_view = require_admin_access(AccountView.as_view())
