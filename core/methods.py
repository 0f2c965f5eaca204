"""What a class-based view of Django's or Wagtail's may be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponseNotAllowed

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class TwoMethodsMixin:
    """Django's form views also take a PUT for a POST, and its deleting ones a DELETE, which passes
    by whatever their forms ask; some of Wagtail's redirect whatever they are sent."""

    http_method_names = ("get", "head", "options", "post")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if (request.method or "").lower() not in self.http_method_names:
            return HttpResponseNotAllowed(self.http_method_names)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
