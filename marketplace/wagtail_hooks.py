"""Listings in the Wagtail admin: a list, and what review needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from marketplace import wagtail_views as views
from marketplace.models import Listing
from marketplace.panels import listing_panels

if TYPE_CHECKING:
    from django.http import HttpRequest

register_permission_policy(Listing, views.ReviewPolicy(Listing))

# Adding, copying, deleting, unpublishing, locking and going back to an old revision have no
# address here: authors do what may be done, on the public pages.
ADDRESSES = {
    "list",
    "list_results",
    "edit",
    "history",
    "history_results",
    "preview_on_edit",
    "revisions_view",
    "revisions_compare",
    "workflow_action",
    "collect_workflow_action_data",
    "confirm_workflow_cancellation",
    "workflow_history",
    "workflow_history_detail",
    "workflow_preview",
}
# What a reviewer came for stands first; saving is for a correction.
MENU = ["approve", "reject", "action-save", "action-locked"]


class ListingViewSet(SnippetViewSet):
    model = Listing
    icon = "doc-full-inverse"
    menu_label = _("Offers and needs")
    menu_order = 140
    add_to_admin_menu = True
    list_filter = ["kind", "status"]
    search_fields = ["title", "organisation__name"]
    index_view_class = views.ListingIndexView
    edit_view_class = views.ListingEditView
    history_view_class = views.ListingHistoryView
    preview_on_edit_view_class = views.ListingPreviewView
    revisions_view_class = views.ListingRevisionView
    revisions_compare_view_class = views.ListingCompareView
    workflow_action_view_class = views.ListingDecisionView
    collect_workflow_action_data_view_class = views.ListingCollectView
    workflow_preview_view_class = views.ListingTaskPreviewView
    workflow_history_view_class = views.ListingWorkflowHistoryView
    workflow_history_detail_view_class = views.ListingWorkflowHistoryDetailView

    @cached_property
    def edit_handler(self) -> Any:
        return listing_panels()

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        options = super().get_common_view_kwargs(**kwargs)
        return {
            name: None if name.endswith("_url_name") and not self._is_open(value) else value
            for name, value in options.items()
        }

    def _is_open(self, url_name: Any) -> bool:
        return str(url_name).rpartition(":")[2] in ADDRESSES

    def get_urlpatterns(self) -> list[Any]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in ADDRESSES]

    def register_chooser_viewset(self) -> None:
        """Nothing in the admin chooses a listing; a list of all would show everybody's drafts."""


register_snippet(ListingViewSet)


@hooks.register("construct_snippet_action_menu")
def only_what_review_needs(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    if context["model"] is Listing:
        shown = [item for item in items if item.name in MENU]
        items[:] = sorted(shown, key=lambda item: MENU.index(item.name))
