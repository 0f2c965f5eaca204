"""What the mail provider of this site, and no other, reports of messages that did not arrive."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from anymail import urls
from anymail.signals import EventType, RejectReason

if TYPE_CHECKING:
    from anymail.signals import AnymailTrackingEvent

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
    return own, urls.app_name


def is_lasting(event: AnymailTrackingEvent) -> bool:
    """Whether the event says that the address can never be reached."""
    refused = event.event_type in (EventType.BOUNCED, EventType.REJECTED)
    dead = event.reject_reason in (RejectReason.BOUNCED, RejectReason.INVALID)
    return refused and dead and not _PASSING.search(f"{event.esp_event} {event.description}")
