"""The staff's desk: organisations and the queue of verifications, in the Wagtail admin."""

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup
from wagtail.permissions import register_permission_policy

from partners.models import Organisation, Verification
from partners.wagtail_views import (
    OrganisationListView,
    VerificationListView,
    VerifierPolicy,
    decide_verification,
)

register_permission_policy(Verification, VerifierPolicy(Verification))
register_permission_policy(Organisation, VerifierPolicy(Organisation))


class DeskViewSet(ViewSet):
    """A list that staff with the right to verify see in the menu."""

    model = None
    list_view = None
    list_options: dict = {}

    def get_urlpatterns(self) -> list:
        options = {
            "model": self.model,
            "index_url_name": self.get_url_name("index"),
            "index_results_url_name": self.get_url_name("index_results"),
            "header_icon": self.icon,
            **self.list_options,
        }
        return [
            path("", self.construct_view(self.list_view, **options), name="index"),
            path(
                "results/",
                self.construct_view(self.list_view, results_only=True, **options),
                name="index_results",
            ),
        ]

    @property
    def menu_item_is_registered(self) -> bool:
        return True

    def get_menu_item(self, order=None):
        item = super().get_menu_item(order)
        item.is_shown = lambda request: request.user.has_perm("partners.verify_organisation")
        return item


class VerificationViewSet(DeskViewSet):
    model = Verification
    name = url_namespace = "verifications"
    url_prefix = "verifications"
    menu_label = _("Verifications")
    icon = "tick-inverse"
    list_view = VerificationListView
    list_options = {
        "edit_url_name": "verifications:decide",
        "list_display": ["organisation", "status", "evidence_kind", "requested_at", "expires_on"],
        "list_filter": ["status", "evidence_kind"],
        "search_fields": ["organisation__name"],
        "default_ordering": "-requested_at",
        "page_title": _("Verifications"),
    }

    def get_urlpatterns(self) -> list:
        return [*super().get_urlpatterns(), path("<int:pk>/", decide_verification, name="decide")]


class OrganisationViewSet(DeskViewSet):
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
