"""The sections of a listing's page, from its parts: what an offer has, what a need has, what both have."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

from django.template.defaultfilters import filesizeformat
from django.utils.safestring import SafeString

from core import addresses
from core.languages import current
from core.markup import facts, link, listing_of, table, written
from core.templatetags.ui import day, icon, number, state
from core.words import label, labels, language_name, listed, ngettext
from core.words import say as _
from marketplace.enums import (
    ExportControl,
    FundingStatus,
    KnowHowKind,
    KnowHowState,
    LinkKind,
    Nagoya,
    PctPhase,
    Readiness,
    RightKind,
    RightsExpectation,
    RightState,
    SiteCondition,
    Stage,
    TrainingKind,
)
from marketplace.reading.payment import in_currency
from marketplace.reading.rights import OF_STATE, SIGNS, Verdict
from marketplace.vocabulary.offices import OFFICES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from marketplace.reading.parts import Parts
    from marketplace.reading.rights import RightsHere


def advantages(parts: Parts, language: str) -> SafeString:
    """The table of claims: what, how it is measured, against what."""
    rows = [
        (
            written(part.claim, language),
            _measure(part, language),
            written(part.comparator, language),
            link(part.evidence_url, _("Evidence")) if part.evidence_url else "",
        )
        for part in parts.advantages
    ]
    columns = (_("Better at"), _("Measure"), _("Against what"), _("Evidence"))
    return table(_("What it is better at"), columns, rows, "stacks")


def _measure(part: Any, language: str) -> str:
    value = " ".join(filter(None, [part.value, part.unit]))
    if part.metric and value:
        return written(f"{part.metric}: {value}", language)
    return written(part.metric or value, language)


def level_in_words(level: int) -> str:
    return _("Level %(level)s of 9: %(name)s") % {
        "level": level,
        "name": label(Readiness, level),
    }


def readiness_facts(parts: Parts, language: str) -> SafeString:
    """Stage, evidence, and standards met of an offer; the highest level that suits a need."""
    details = parts.offer_details[0] if parts.offer_details else None
    rows = []
    if details is not None:
        rows = [
            (_("Stage"), label(Stage, details.stage)),
            (_("Evidence"), written(details.readiness_evidence, language)),
        ]
    if parts.need_conditions and (level := parts.need_conditions[0].readiness_max):
        rows.append((_("At most"), level_in_words(level)))
    for standard in parts.standards:
        name = written(f"{standard.body} {standard.number}", "")
        if standard.certificate:
            name += SafeString(f"<br>{written(standard.certificate, '')}")
        rows.append((_("Standard met"), name))
    return facts(rows)


# --- Rights ---------------------------------------------------------------------------------------


def right_name(right: Any) -> str:
    """What a right is called on the page; of an unpublished application, its kind and no more."""
    if right.is_unpublished:
        return _("%(kind)s: application filed") % {"kind": label(RightKind, right.kind)}
    return " ".join(filter(None, [label(RightKind, right.kind), right.numbered]))


def rights_list(parts: Parts, names: Mapping[str, str], language: str) -> SafeString:
    """Each right with its facts; an unpublished application keeps everything to itself."""
    return SafeString(
        "".join(
            _right(
                right_name(right), "" if right.is_unpublished else _facts(right, names, language)
            )
            for right in parts.rights
        )
    )


def _right(name: str, about: str) -> str:
    name = f"<bdi>{escape(name)}</bdi>"
    if not about:
        return f"<p>{name}</p>"
    opener = f"<summary>{name}{icon('chevron-down')}</summary>"
    return f'<details class="more">{opener}{about}</details>'


def _facts(right: Any, names: Mapping[str, str], language: str) -> SafeString:
    office = names.get(right.office) or OFFICES.label(right.office)
    return facts(
        [
            (_("Title"), written(right.title, language)),
            (_("Office"), office),
            (_("Application"), _dated(right.application_number, right.filed_on)),
            (_("Priority"), right.priority),
            (_("Patent family"), right.family),
            (_("Publication"), _dated(right.publication_number, right.published_on)),
            (_("Grant or registration"), _dated(right.grant_number, right.granted_on)),
            (_("Expires on"), day(right.expires_on) if right.expires_on else ""),
            (_("International application"), label(PctPhase, right.pct_phase)),
            (_("Owners"), right.owners),
            (_("Encumbrances"), written(right.encumbrances, language)),
            (_("Licence of right"), _("Declared") if right.licence_of_right else ""),
            (_("Note"), written(right.note, language)),
        ]
    )


def _dated(text: str, when: Any) -> str:
    return " · ".join(filter(None, [text, day(when) if when else ""]))


def statuses(parts: Parts, names: Mapping[str, str], order: Mapping[str, int]) -> SafeString:
    """The table of countries: state, since and until when, by which source."""
    rights = {right.pk: right for right in parts.rights}
    called = {key: right_name(right) for key, right in rights.items()}
    known = [status for status in parts.rights_statuses if status.right in rights]
    known.sort(key=lambda status: order.get(status.country, len(order)))
    rows = [
        (
            names.get(status.country, status.country),
            called[status.right],
            _state(status),
            _period(status, hidden=rights[status.right].is_unpublished),
            *_source(status, hidden=rights[status.right].is_unpublished),
        )
        for status in known
    ]
    columns = (_("Country"), _("Right"), _("State"), _("Period"), _("Number"), _("Source"))
    return table(_("Rights by country"), columns, rows, "stacks rights-table")


def _state(status: Any) -> SafeString:
    return _state_sign(status.state, current())


@lru_cache(maxsize=256)
def _sign(name: str, words: str) -> SafeString:
    return state(name, words)


@lru_cache(maxsize=128)
def _state_sign(code: str, _language: str) -> SafeString:
    return state(SIGNS[OF_STATE.get(code, Verdict.UNKNOWN)], label(RightState, code))


def _period(status: Any, *, hidden: bool) -> str:
    return "" if hidden else _span(status.since, status.until, current())


@lru_cache(maxsize=2048)
def _span(first: date | None, last: date | None, _language: str) -> str:
    since = _("since %(date)s") % {"date": day(first)} if first else ""
    until = _("until %(date)s") % {"date": day(last)} if last else ""
    return " ".join(filter(None, [since, until]))


def _source(status: Any, *, hidden: bool) -> tuple[str, SafeString]:
    """Number and source; of an unpublished application, only when it was looked up."""
    when = day(status.checked_on) if status.checked_on else ""
    if hidden:
        return "", SafeString(escape(when))
    name = status.source or (status.source_url and _("Source"))
    named = link(status.source_url, name) if name else SafeString()
    return status.number, SafeString(" · ".join(filter(None, [named, escape(when)])))


def here_list(here: RightsHere) -> SafeString:
    """What the verdict on one country rests on."""
    lines = []
    for right, _verdict, status, reason in here.rights:
        about = [SafeString(f"<bdi>{escape(right_name(right))}</bdi>")]
        if status is not None:
            hidden = right.is_unpublished
            period = escape(_period(status, hidden=hidden))
            about += [_state(status), SafeString(period), _source(status, hidden=hidden)[1]]
        lines.append(SafeString(" · ".join(filter(None, [*about, escape(reason)]))))
    for right in here.everywhere:
        named = {"right": right_name(right)}
        lines.append(escape(_("%(right)s: needs no registration anywhere.") % named))
    return listing_of(lines)


# --- What comes with it, and what it needs ---------------------------------------------------------


def know_how(parts: Parts, language: str) -> SafeString:
    signs = {"included": "good", "extra": "pending", "unavailable": "none"}
    rows = [
        (
            label(KnowHowKind, part.kind),
            _sign(signs[part.state], label(KnowHowState, part.state)),
            written(part.description, language),
            language_name(part.language) if part.language else "",
        )
        for part in parts.know_how
    ]
    columns = (_("What"), _("Comes with the licence"), _("Description"), _("Language"))
    return table(_("What comes with it"), columns, rows, "stacks")


def conditions(details: Any, language: str) -> SafeString:
    """Site, cost, export control, environment of an offer."""
    if details is None:
        return SafeString()
    site = listed(labels(SiteCondition, details.site)) if details.site else ""
    return facts(
        [
            (_("On site"), site),
            (_("More about the site"), written(details.site_note, language)),
            (
                _("Cost of an installation"),
                _range(details.capital_cost_min, details.capital_cost_max, details.currency),
            ),
            (_("Running cost"), written(details.running_cost, language)),
            (_("Effect on the environment"), written(details.environment_note, language)),
            (_("Safety"), written(details.safety_note, language)),
            (_("Regulatory status"), written(details.regulatory_status, language)),
            (_("Export control"), label(ExportControl, details.export_control)),
            (_("Regime and code"), written(details.export_note, language)),
            (_("Genetic resources"), label(Nagoya, details.nagoya)),
        ]
    )


def _range(low: Any, high: Any, currency: str) -> str:
    if low is not None and high is not None:
        ends = {"from": in_currency(low, currency), "to": in_currency(high, currency)}
        return _("%(from)s to %(to)s") % ends
    if low is not None:
        return _("from %(amount)s") % {"amount": in_currency(low, currency)}
    return _("up to %(amount)s") % {"amount": in_currency(high, currency)} if high else ""


def need_facts(brief: Any, places: list[str], language: str) -> SafeString:
    """Scale, site, capacity, training, budget and rights of a need."""
    if brief is None:
        return SafeString()
    site = listed(labels(SiteCondition, brief.site)) if brief.site else ""
    training = listed(labels(TrainingKind, brief.training)) if brief.training else ""
    if brief.training_days:
        days = ngettext("%(days)s day", "%(days)s days", brief.training_days)
        training = " · ".join(filter(None, [training, days % {"days": brief.training_days}]))
    scale = f"{number(brief.scale)} {brief.scale_unit}".strip() if brief.scale is not None else ""
    return facts(
        [
            (_("Country of use"), listed(places) if places else ""),
            (_("Scale"), written(scale, language)),
            (_("What the site has"), site),
            (_("More about the site"), written(brief.site_note, language)),
            (_("People who would work with it"), number(brief.staff) if brief.staff else ""),
            (_("Skills, laboratories, certificates"), written(brief.capacity, language)),
            (_("Training needed"), training),
            (_("Budget"), _range(brief.budget_min, brief.budget_max, brief.currency)),
            (_("Funding"), label(FundingStatus, brief.funding)),
            (_("Rights in the results"), label(RightsExpectation, brief.rights_expectation)),
            (_("How answers are judged"), written(brief.evaluation, language)),
        ]
    )


def need_conditions(conditions: Any, language: str) -> SafeString:
    """By when it is wanted, and what comes of an answer."""
    if conditions is None:
        return SafeString()
    return facts(
        [
            (_("Wanted by"), day(conditions.wanted_by) if conditions.wanted_by else ""),
            (_("Award"), written(conditions.award, language)),
            (_("Conditions of purchase"), written(conditions.purchase_terms, language)),
            (_("Endorsed by"), written(conditions.endorsed_by, language)),
        ]
    )


def funding(parts: Parts, language: str) -> SafeString:
    if not parts.funding_sources:
        return SafeString()
    rows = [
        (written(part.funder, ""), written(part.grant, ""), written(part.obligations, language))
        for part in parts.funding_sources
    ]
    return table(_("Funding"), (_("Funder"), _("Grant"), _("Obligations")), rows, "stacks")


def requirements(parts: Parts, language: str, *, hard: bool) -> SafeString:
    return listing_of(written(r.text, language) for r in parts.requirements if r.is_hard == hard)


# --- Material ---------------------------------------------------------------------------------------


def related(parts: Parts, language: str) -> SafeString:
    lines = []
    for part in parts.links:
        about = " · ".join(filter(None, [label(LinkKind, part.kind), str(part.year or "")]))
        title = link(part.url, written(part.title, language))
        lines.append(SafeString(f'{title} <span class="quiet small">{escape(about)}</span>'))
    return listing_of(lines, "plain-list")


def images(parts: Parts, language: str) -> list[SafeString]:
    shown = [part for part in parts.attachments if part.file and part.file.is_image]
    return [
        SafeString(
            f'<figure><img src="{addresses.of_key("show_file", part.file.pk)}" '
            f'alt="{escape(part.alt_text)}" width="{part.file.width}" height="{part.file.height}" '
            f'loading="lazy"><figcaption>{written(part.title, language)}</figcaption></figure>'
        )
        for part in shown
    ]


@lru_cache(maxsize=256)
def _size(size: int, _language: str) -> str:
    return filesizeformat(size)


def documents(parts: Parts, language: str) -> SafeString:
    lines = [
        SafeString(
            f'{icon("document")} <a href="{addresses.of_key("show_file", part.file.pk)}">'
            f"{written(part.title, language)}</a> "
            f'<span class="quiet small">{escape(_size(part.file.size, current()))}</span>'
        )
        for part in parts.attachments
        if part.file and not part.file.is_image
    ]
    return listing_of(lines, "plain-list")
