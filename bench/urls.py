"""The site's own addresses and the view that everything is compared with."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from config import urls
from config.urls import handler400, handler500

__all__ = ["handler400", "handler500", "urlpatterns"]


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [path("bench/empty", empty, name="empty"), *urls.urlpatterns]
