"""What differs from Wagtail as it comes: our face, less that can be set, faster links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.templatetags.static import static
from django.utils.cache import add_never_cache_headers
from django.utils.html import format_html
from wagtail import hooks
from wagtail.models import PageViewRestriction

from accounts.middleware import to_second_factor
from cms.blocks import TEXT_FEATURES
from cms.rich_text import OneQueryPageLinkHandler

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.utils.safestring import SafeString
    from wagtail.admin.menu import MenuItem
    from wagtail.documents.models import AbstractDocument
    from wagtail.models import Page
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


@hooks.register("before_serve_page")
def page_for_a_group(
    page: Page, request: HttpRequest, args: object, kwargs: object
) -> HttpResponse | None:
    return _owed(request, page.get_view_restrictions)


@hooks.register("before_serve_document")
def document_for_a_group(document: AbstractDocument, request: HttpRequest) -> HttpResponse | None:
    return _owed(request, document.collection.get_view_restrictions)


def _owed(request: HttpRequest, restrictions: Callable[[], QuerySet]) -> HttpResponse | None:
    # Wagtail looks at superusers and groups itself, where has_perm() has no say. To whoever is in
    # none of the groups it answers as ever.
    user = request.user
    if not (user.is_authenticated and user.staff_powers_withheld):
        return None
    for restriction in restrictions().filter(restriction_type=PageViewRestriction.GROUPS):
        if restriction.accept_request(request):
            answer = to_second_factor(request)
            add_never_cache_headers(answer)
            return answer
    return None
