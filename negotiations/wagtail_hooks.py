"""The staff's desk: the queue of reports of abuse, in the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import register_permission_policy

from negotiations.models import Report
from negotiations.wagtail_views import PERMISSION, ReportListView, ReportPolicy, decide_report

register_permission_policy(Report, ReportPolicy(Report))


class ReportViewSet(ViewSet):
    model = Report
    name = url_namespace = "reports"
    url_prefix = "reports-of-abuse"
    menu_label = _("Reports of abuse")
    icon = "warning"
    menu_order = 160
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[Any]:
        options: dict[str, Any] = {
            "model": Report,
            "index_url_name": "reports:index",
            "index_results_url_name": "reports:index_results",
            "edit_url_name": "reports:decide",
            "header_icon": self.icon,
            "list_display": ["__str__", "status", "side", "at"],
            "list_filter": ["status", "side"],
            "search_fields": ["request__listing__title"],
            "default_ordering": "-at",
            "page_title": _("Reports of abuse"),
        }
        view = ReportListView
        return [
            path("", self.construct_view(view, **options), name="index"),
            path(
                "results/",
                self.construct_view(view, results_only=True, **options),
                name="index_results",
            ),
            path("<int:pk>/", decide_report, name="decide"),
        ]

    def get_menu_item(self, order: int | None = None) -> Any:
        item = super().get_menu_item(order)
        item.is_shown = lambda request: request.user.has_perm(PERMISSION)
        return item


@hooks.register("register_admin_viewset")
def reports_of_abuse() -> ReportViewSet:
    return ReportViewSet()
