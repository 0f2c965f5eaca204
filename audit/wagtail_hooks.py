"""The record of who did what, for staff to read; nothing here writes."""

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from audit.models import AuditEntry


class ReaderPolicy(BasePermissionPolicy):
    """Reading only, for those who hold the permission to."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and user.has_perm("audit.view_auditentry")

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


register_permission_policy(AuditEntry, ReaderPolicy(AuditEntry))


class RecordView(generic.IndexView):
    model = AuditEntry
    page_title = _("Record")
    header_icon = "history"
    index_url_name = "record:index"
    index_results_url_name = "record:index_results"
    list_display = ("at", "action", "actor_name", Column("subjects_line", label=_("About")))
    list_filter = ("action",)
    search_fields = ("actor_name", "subjects__object_name")
    default_ordering = "-at"
    paginate_by = 50

    def get_base_queryset(self) -> Any:
        return AuditEntry.objects.visible_to(self.request.user).prefetch_related("subjects")


class RecordViewSet(ViewSet):
    name = url_namespace = "record"
    url_prefix = "record"
    menu_label = _("Record")
    icon = "history"
    menu_order = 900
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list:
        return [
            path("", RecordView.as_view(), name="index"),
            path("results/", RecordView.as_view(results_only=True), name="index_results"),
        ]

    def get_menu_item(self, order: int | None = None) -> Any:
        item = super().get_menu_item(order)
        item.is_shown = lambda request: request.user.has_perm("audit.view_auditentry")
        return item


@hooks.register("register_admin_viewset")
def record_of_changes() -> RecordViewSet:
    return RecordViewSet()
