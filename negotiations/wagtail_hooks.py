"""The staff's desk: the queue of reports of abuse, in the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from accounts.staff_desk import DecidingStaffPolicy, DeskViewSet
from negotiations.models import Report
from negotiations.wagtail_views import PERMISSION, ReportListView, decide_report, open_file

register_permission_policy(Report, DecidingStaffPolicy(Report, permission=PERMISSION))


class ReportViewSet(DeskViewSet):
    model = Report
    permission = PERMISSION
    name = url_namespace = "reports"
    url_prefix = "reports-of-abuse"
    menu_label = _("Reports of abuse")
    icon = "warning"
    menu_order = 160
    add_to_admin_menu = True
    list_view = ReportListView
    list_options = {
        "edit_url_name": "reports:decide",
        "list_display": ["__str__", "status", "side", "at"],
        "list_filter": ["status", "side"],
        "search_fields": ["request__listing__title"],
        "default_ordering": "-at",
        "page_title": _("Reports of abuse"),
    }

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/", decide_report, name="decide"),
            path("<int:pk>/files/<uuid:file>/", open_file, name="open_file"),
        ]


@hooks.register("register_admin_viewset")
def reports_of_abuse() -> ReportViewSet:
    return ReportViewSet()
