"""What differs from Wagtail as it comes: our face, less that can be set, faster links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from cms.blocks import TEXT_FEATURES
from cms.rich_text import OneQueryPageLinkHandler

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString
    from wagtail.admin.menu import MenuItem
    from wagtail.rich_text.feature_registry import FeatureRegistry


@hooks.register("register_rich_text_features", order=100)
def limit_rich_text(features: FeatureRegistry) -> None:
    """Text fields that name no features of their own get those of the page body."""
    features.default_features = list(TEXT_FEATURES)
    features.register_link_type(OneQueryPageLinkHandler)


@hooks.register("insert_global_admin_css")
def our_colours() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("construct_main_menu")
def without_help(request: HttpRequest, items: list[MenuItem]) -> None:
    """Wagtail's help leads to other sites; ours is a page of this one."""
    items[:] = [item for item in items if item.name != "help"]
