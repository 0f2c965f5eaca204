"""The staff's desk: organisations and the queue of verifications, in the Wagtail admin."""

from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.permissions import register_permission_policy

from accounts.staff_desk import DecidingStaffPolicy, DeskViewSet
from partners.models import Organisation, Verification
from partners.wagtail_views import (
    VERIFY,
    OrganisationListView,
    VerificationListView,
    decide_verification,
)

for model in (Verification, Organisation):
    register_permission_policy(model, DecidingStaffPolicy(model, permission=VERIFY))


class VerifiersViewSet(DeskViewSet):
    permission = VERIFY


def _changed(verification: Verification) -> str:
    return gettext("Yes") if verification.is_outdated else ""


class VerificationViewSet(VerifiersViewSet):
    model = Verification
    name = url_namespace = "verifications"
    url_prefix = "verifications"
    menu_label = _("Verifications")
    icon = "tick-inverse"
    list_view = VerificationListView
    list_options = {
        "edit_url_name": "verifications:decide",
        "list_display": [
            "organisation",
            "status",
            # A cross at all the others would look like a fault of theirs.
            Column("changed", label=_("Changed since verified"), accessor=_changed),
            "evidence_kind",
            "requested_at",
            "expires_on",
        ],
        "list_filter": ["status", "evidence_kind"],
        "search_fields": ["organisation__name"],
        "page_title": _("Verifications"),
    }

    def get_urlpatterns(self) -> list:
        return [*super().get_urlpatterns(), path("<int:pk>/", decide_verification, name="decide")]


class OrganisationViewSet(VerifiersViewSet):
    model = Organisation
    name = url_namespace = "organisations"
    url_prefix = "organisations"
    menu_label = _("Organisations")
    icon = "group"
    list_view = OrganisationListView
    list_options = {
        "list_display": ["name", "kind", "country", "created_at"],
        "list_filter": ["kind", "country"],
        "search_fields": ["name", "names__value", "slug"],
        "default_ordering": "-created_at",
        "page_title": _("Organisations"),
    }


class OrganisationsGroup(ViewSetGroup):
    items = (VerificationViewSet, OrganisationViewSet)
    menu_label = _("Organisations")
    menu_icon = "group"
    menu_order = 150


@hooks.register("register_admin_viewset")
def organisations_desk() -> OrganisationsGroup:
    return OrganisationsGroup()
