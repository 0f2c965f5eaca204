"""The staff's desk: messages that could not be delivered, in the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from accounts.models import DeadLetter
from accounts.querysets import HANDLE_DEAD_LETTER
from accounts.staff_desk import DecidingStaffPolicy, DeskViewSet
from accounts.wagtail_views import UndeliveredListView, decide_letter, send_letters_again

register_permission_policy(
    DeadLetter, DecidingStaffPolicy(DeadLetter, permission=HANDLE_DEAD_LETTER)
)


class UndeliveredViewSet(DeskViewSet):
    model = DeadLetter
    permission = HANDLE_DEAD_LETTER
    name = url_namespace = "undelivered"
    url_prefix = "undelivered"
    menu_label = _("Undelivered mail")
    icon = "mail"
    menu_order = 170
    add_to_admin_menu = True
    list_view = UndeliveredListView
    list_options = {
        "search_fields": [
            "args_kwargs__kwargs__message__to",
            "args_kwargs__kwargs__message__subject",
        ],
        "default_ordering": "-finished_at",
        "page_title": _("Undelivered mail"),
    }

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("send/", send_letters_again, name="send"),
            path("<uuid:pk>/", decide_letter, name="decide"),
        ]


@hooks.register("register_admin_viewset")
def undelivered_messages() -> UndeliveredViewSet:
    return UndeliveredViewSet()
