"""Replies that the mail provider of this site hands over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from anymail.signals import inbound
from django.dispatch import receiver

from negotiations.replying.reading import read_message
from negotiations.replying.receiving import our_addresses, take

if TYPE_CHECKING:
    from anymail.signals import AnymailInboundEvent


@receiver(inbound)
def take_reply(sender: Any, event: AnymailInboundEvent, **kwargs: Any) -> None:
    """anymail has checked the secret it came with; an error of ours makes the provider come again."""
    mail = read_message(event.message, ours=our_addresses())
    take(mail, event.message.envelope_recipient or "")
