"""What every template may rely on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from core.languages import OWN_NAMES, direction, html_code

if TYPE_CHECKING:
    from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    return {
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
        "DEMO": settings.DEMO,
        "page_direction": direction(),
        "page_language": html_code(),
        "interface_languages": OWN_NAMES,
        # Most pages have none. Django takes a tenth of a millisecond to find that out by itself.
        "form": None,
    }
