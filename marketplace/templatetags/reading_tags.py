"""Parts of a listing's page and of the lists: texts, notices, and what its people can do."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from wagtail.models import WorkflowState

from core import addresses, markup, words
from core.templatetags.ui import day, icon, lang_attrs, verified
from core.templatetags.ui import kind as kind_sign
from marketplace.enums import LicenceKind, ListingStatus, Readiness

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from marketplace.finding import Group
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


@register.simple_tag
@lru_cache(maxsize=16)
def levels(chosen: int | None) -> SafeString:
    """The nine levels of readiness as choices, and none."""
    return SafeString(
        '<option value="">–</option>'
        + "".join(
            f'<option value="{level}"{" selected" if level == chosen else ""}>{level}</option>'
            for level in Readiness.values
        )
    )


@register.simple_tag
@lru_cache(maxsize=256)
def facet(group: Group) -> SafeString:
    """Boxes to tick, as in components/facet.html without counts; "" without choices."""
    if not group.choices:
        return SafeString()
    name, is_open = group.name, " open" if group.ticked else ""
    boxes = "\n".join(
        f'<label class="check"><input type="checkbox" name="{name}" value="{escape(code)}"'
        f"{' checked' if code in group.ticked else ''}><span>{escape(label)}</span></label>"
        for code, label in group.choices
    )
    return SafeString(
        f'<details class="facet more"{is_open}><summary id="facet-{name}">{escape(group.label)}'
        f'{icon("chevron-down")}</summary>\n<div role="group" aria-labelledby="facet-{name}">'
        f"{boxes}</div></details>"
    )


@register.simple_tag
def entries(listings: Iterable[Any], kind: str) -> SafeString:
    """The entry lines of a list: title, organisation, summary, readiness, licences, country.

    Twenty-five of them stand on a page; as markup in a template they would take most of its time.
    """
    label = f'<span class="visually-hidden">{kind_sign(kind)}: </span>'
    lines = (_entry(each, kind, label) for each in listings)
    return SafeString(f'<ul class="entries">{"".join(lines)}</ul>')


def _entry(row: Any, kind: str, label: str) -> str:
    """Of one row of `finding.shown`."""
    facts = words.labels(LicenceKind, row.licence_kinds or ())
    if row.readiness:
        facts.insert(0, words.say(_READINESS) % {"level": row.readiness})
    facts.append(row.country or row.country_en)
    facts.append(day(row.first_published_at.date()))
    told = "".join(f"<span>{escape(fact)}</span>" for fact in facts)
    attrs = lang_attrs(row.language)
    sign = verified() if row.verified_until else ""
    return (
        f'\n<li class="entry entry-{kind}">\n<div class="spread"><h2>{label}'
        f'<a href="{addresses.of_key("show_listing", row.pk)}" {attrs}>{escape(row.title)}</a></h2>\n'
        f'<span class="entry-who row">'
        f'<a href="{addresses.of_slug("show_organisation", row.organisation__slug)}">'
        f"<bdi>{escape(row.organisation__name)}</bdi></a>{sign}</span></div>\n"
        f'<p class="entry-summary"><bdi {attrs}>{escape(row.summary)}</bdi></p>\n'
        f'<p class="entry-facts dotted">{told}</p>\n</li>'
    )


_READINESS = gettext_noop("Readiness %(level)s")


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


@register.filter
def review_state(listing: Any) -> tuple[str, str] | None:
    """Sign and words of its review, if one is under way (of rows with `review`)."""
    return {
        WorkflowState.STATUS_IN_PROGRESS: ("pending", _("In review")),
        WorkflowState.STATUS_NEEDS_CHANGES: ("warning", _("Sent back")),
    }.get(listing.review)


@register.filter
def next_step(listing: Any) -> str:
    """What its people had better do now, in a sentence; "" where nothing is due."""
    if listing.review == WorkflowState.STATUS_IN_PROGRESS:
        return _("A reviewer reads it; you are told the decision by e-mail.")
    if listing.review == WorkflowState.STATUS_NEEDS_CHANGES:
        return _("Read the comments, change it, and hand it in again.")
    if listing.status == ListingStatus.DRAFT:
        return _("Complete it and hand it in for review.")
    if listing.status in ListingStatus.RESTING_STATES or listing.is_past_its_day:
        return _("Renew it, and everybody sees it again for twelve months.")
    if listing.status == ListingStatus.PUBLISHED and listing.has_unpublished_changes:
        return _("Hand in what you have changed; until then everybody sees the old text.")
    return ""


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
