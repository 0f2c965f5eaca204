"""The one page of the tree that does not go through Wagtail's own routing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from wagtail.views import serve

from cms import front

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def show_home(request: HttpRequest) -> HttpResponse:
    """The home page in the visitor's language, as Wagtail would serve it, in fewer queries.

    What is rare (no home page in this language, or one behind a password) is left to Wagtail.
    """
    page = front.home_page(get_language() or settings.LANGUAGE_CODE)
    if page is None:
        return serve(request, "")
    around = front.around(page)
    context = {"page": page, "guides": around.guides, "alternate_urls": around.addresses}
    return TemplateResponse(request, page.get_template(request), context)
