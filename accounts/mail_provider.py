"""What the mail provider of this site, and no other, reports of messages that did not arrive, or were not welcome."""

from __future__ import annotations

import re
from functools import wraps
from typing import TYPE_CHECKING, Any

from anymail import urls
from anymail.signals import EventType, RejectReason
from anymail.utils import get_request_basic_auth
from django.conf import settings
from django.urls import URLPattern
from django.utils.crypto import constant_time_compare

if TYPE_CHECKING:
    from collections.abc import Callable

    from anymail.signals import AnymailTrackingEvent
    from django.http import HttpRequest, HttpResponse

# django-anymail calls the passing failures of some providers "bounced" too; only the provider's
# own words for the event tell them apart (Postmark, Brevo, Mandrill, MailerSend; Amazon SES;
# Mailjet; SparkPost).
_PASSING = re.compile(
    r"soft[ _-]?bounce|\bTransient\b|\bUndetermined\b|'hard_bounce': False|'bounce_class': '2\d'",
    re.IGNORECASE,
)


def provider_urls(provider: str) -> tuple[list, str]:
    """For `include`; beginning with the provider's name, as django-anymail documents them."""
    own = [entry for entry in urls.urlpatterns if entry.name.startswith(f"{provider}_")]
    views = [URLPattern(entry.pattern, _whole(entry.callback), {}, entry.name) for entry in own]
    return views, urls.app_name


def _whole(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The provider, which knows the secret, may post as much as a request can have at all.

    A letter with its files comes as one JSON text; the lower limit of Django is for forms.
    """

    @wraps(view)
    def taking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        secret = settings.ANYMAIL["WEBHOOK_SECRET"]
        is_provider = constant_time_compare(get_request_basic_auth(request) or "", secret)
        if secret and is_provider and request.content_type == "application/json":
            request._body = request.read()
        return view(request, *args, **kwargs)

    return taking


def is_lasting(event: AnymailTrackingEvent) -> bool:
    """Whether the event says that the address can never be reached."""
    refused = event.event_type in (EventType.BOUNCED, EventType.REJECTED)
    dead = event.reject_reason in (RejectReason.BOUNCED, RejectReason.INVALID)
    return refused and dead and not _PASSING.search(f"{event.esp_event} {event.description}")


def is_complaint(event: AnymailTrackingEvent) -> bool:
    """Whether the event says that somebody took a message of ours for spam."""
    return event.event_type == EventType.COMPLAINED
