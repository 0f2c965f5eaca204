"""Parts of a listing's page and of the lists: texts, notices, and what its people can do."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.models import WorkflowState

from marketplace.enums import ListingStatus
from marketplace.reading import markup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.utils.safestring import SafeString

    from marketplace.models import Listing

register = template.Library()


@register.simple_tag
def listing_style() -> SafeString:
    """The stylesheet of the pages that read listings."""
    return _style()


@lru_cache(maxsize=1)
def _style() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/listing.css"))


@register.simple_tag
def prose(text: str, language: str) -> SafeString:
    """Paragraphs that somebody wrote, in their language and direction."""
    return markup.prose(text, language)


@register.inclusion_tag("marketplace/panels/notice.html")
def listing_notice(listing: Listing) -> dict[str, str]:
    """What those who see a listing that is not public have to know about that."""
    state = listing.status
    if state == ListingStatus.PUBLISHED and listing.is_past_its_day:
        state = ListingStatus.EXPIRED
    title, text = {
        ListingStatus.DRAFT: (
            _("Draft: only members see this"),
            _("This is what everybody will see once it is published."),
        ),
        ListingStatus.PAUSED: (
            _("Paused: only members see this"),
            _("Others are told that it is gone."),
        ),
        ListingStatus.EXPIRED: (
            _("Its last day has passed: only members see this"),
            _("Renew it, and everybody sees it again for twelve months."),
        ),
        ListingStatus.WITHDRAWN: (
            _("Withdrawn: only members see this"),
            _("Others are told that it is gone."),
        ),
        ListingStatus.ARCHIVED: (
            _("Archived: only members see this"),
            _("It can be read and copied, but not changed."),
        ),
    }.get(ListingStatus(state), ("", ""))
    return {"title": title, "text": text}


class Deed(NamedTuple):
    """Something that can be done now; `posts` says that the address takes a POST."""

    address: str
    label: str
    look: str
    posts: bool


@register.inclusion_tag("marketplace/panels/actions.html", takes_context=True)
def listing_actions(context: template.Context, listing: Listing) -> dict[str, Any]:
    """What the writers of a listing can do with it now, as buttons. For writers only.

    Who may do it is asked again by each view, and whether it is still possible by each action.
    """
    return {
        "deeds": list(deeds(listing)),
        "verification": reverse("show_verification", args=[listing.organisation.slug]),
        "verified": getattr(listing, "verified_until", None),
        "csrf_token": context.get("csrf_token"),
    }


def deeds(listing: Listing) -> Iterator[Deed]:
    """In the order of how often they are wanted."""
    status, review = ListingStatus(listing.status), _review(listing)
    rests = status in {*ListingStatus.RESTING_STATES, ListingStatus.PUBLISHED}
    if review == WorkflowState.STATUS_IN_PROGRESS:
        yield _post(listing, "take_back_listing", _("Take back from review"), "btn-second")
    elif status != ListingStatus.ARCHIVED:
        if not listing.live or listing.has_unpublished_changes:
            yield _post(listing, "submit_listing", _("Hand in for review"), "")
        address = reverse("write_listing", args=[listing.pk])
        yield Deed(address, _("Edit"), "btn-second", posts=False)
    if rests:
        yield _post(listing, "renew_listing", _("Renew for twelve months"), "btn-second")
    yield _post(listing, "copy_listing", _("Copy"), "btn-quiet")
    if status == ListingStatus.PUBLISHED:
        yield _post(listing, "pause_listing", _("Pause"), "btn-quiet")
    if rests:
        address = reverse("withdraw_listing", args=[listing.pk])
        yield Deed(address, _("Withdraw"), "btn-quiet", posts=False)
    if status in {ListingStatus.DRAFT, ListingStatus.EXPIRED, ListingStatus.WITHDRAWN}:
        yield _post(listing, "archive_listing", _("Archive"), "btn-quiet")


def _post(listing: Listing, name: str, label: str, look: str) -> Deed:
    return Deed(reverse(name, args=[listing.pk]), label, look, posts=True)


def _review(listing: Any) -> str | None:
    """The state of its review; asked for unless the query brought it along (`with_review`)."""
    if hasattr(listing, "review"):
        return listing.review
    state = listing.current_workflow_state
    return state.status if state else None
