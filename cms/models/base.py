"""What all pages share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from csp.constants import SELF
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageViewRestriction

from cms import navigation

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse


class BasePage(Page):
    """A page in one language; pages with one `translation_key` say the same in others."""

    show_in_menus_default = False
    promote_panels: ClassVar[list] = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")],
            heading=_("Address, and what search engines show"),
        )
    ]

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict:
        context = super().get_context(request, *args, **kwargs)
        context["alternate_urls"] = navigation.translations(self)
        return context

    def get_view_restrictions(self) -> QuerySet:
        """As Wagtail's, in one query: the page, its ancestors, and what they are aliases of."""
        if self.alias_of_id:
            return super().get_view_restrictions()
        step = self.steplen
        paths = [self.path[:end] for end in range(step, len(self.path) + 1, step)]
        return PageViewRestriction.objects.filter(
            Q(page__path__in=paths) | Q(page__aliases__path__in=paths)
        ).distinct()

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The editor shows the preview in a frame of the same site; the public page allows none."""
        response: Any = super().serve_preview(request, mode_name)
        response._csp_replace = {"frame-ancestors": [SELF]}
        return response
