"""The desk of staff who decide about something: a list in the Wagtail admin, and who sees it."""

from __future__ import annotations

from typing import Any

from django.urls import path
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permission_policies.base import BasePermissionPolicy


class DecidingStaffPolicy(BasePermissionPolicy):
    """Staff with `permission` see everything here and change nothing but by a decision."""

    ACTIONS = frozenset({"view", "change"})

    def __init__(self, model: Any, *, permission: str) -> None:
        super().__init__(model)
        self.permission = permission

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in self.ACTIONS and user.has_perm(self.permission)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_permission(user, action)


class DeskViewSet(ViewSet):
    """A list that staff with `permission` see in the menu."""

    model: Any = None
    permission = ""
    list_view: Any = None
    list_options: dict[str, Any] = {}

    def get_urlpatterns(self) -> list[Any]:
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

    def get_menu_item(self, order: int | None = None) -> Any:
        item = super().get_menu_item(order)
        item.is_shown = lambda request: request.user.has_perm(self.permission)
        return item
