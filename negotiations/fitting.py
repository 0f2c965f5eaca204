"""What fits and what does not between a sender's intention and what the listing says.

A comparison of two declarations and no legal advice; it blocks nothing.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.words import labels, listed
from marketplace.enums import Cooperation, FacetScheme, LicenceKind
from marketplace.reading.rights import rights_in
from marketplace.reading.terms import OFFERED, SOUGHT
from marketplace.reading.words import facet_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from marketplace.published import Look
    from negotiations.models import Intention

# Signs of the `state` tag.
FITS, DIFFERS, OPEN = "good", "warning", "unknown"


class Fit(NamedTuple):
    """One line of the comparison; `sign` is one of the above, or how a right stands."""

    about: str
    sign: str
    sentence: str


def compare(intention: Intention, look: Look, *, is_offer: bool, on: date) -> list[Fit]:
    """Everything that both sides have said something about, as of the day `on`."""
    parts, names = look.parts, look.places.names
    terms = parts.licence_terms[0] if parts.licence_terms else None
    found = [*_cooperation(intention, parts.codes(FacetScheme.COOPERATION))]
    found += [*_licences(intention, terms), *_sectors(intention, terms)]
    found += [*_territories(intention, terms, names, is_offer=is_offer)]
    if is_offer:
        found += [*_rights(intention, look, on)]
    return found


def _cooperation(intention: Intention, offered: list[str]) -> Iterator[Fit]:
    about = _("Kinds of cooperation")
    yield from _overlap(about, intention.cooperation, offered, _words_of(Cooperation))


def _licences(intention: Intention, terms: Any | None) -> Iterator[Fit]:
    kinds = terms.kinds if terms else []
    yield from _overlap(_("Licences"), intention.licence_kinds, kinds, _words_of(LicenceKind))


def _words_of(choices: Any) -> Any:
    return lambda codes: listed(labels(choices, codes))


def _overlap(about: str, sought: list[str], offered: list[str], words: Any) -> Iterator[Fit]:
    if not sought:
        return
    if not offered:
        yield Fit(about, OPEN, _("The listing does not say."))
        return
    both = [code for code in sought if code in offered]
    rest = [code for code in sought if code not in offered]
    if both:
        yield Fit(about, FITS, _("In the listing too: %(what)s.") % {"what": words(both)})
    if rest:
        yield Fit(about, DIFFERS, _("Not in the listing: %(what)s.") % {"what": words(rest)})


def _sectors(intention: Intention, terms: Any | None) -> Iterator[Fit]:
    about = _("Sectors of use")
    if not intention.divisions or terms is None:
        return
    if terms.field_divisions:
        yield from _overlap(about, intention.divisions, terms.field_divisions, _sector_words)
    elif terms.fields_of_use:
        yield Fit(about, OPEN, _("The listing limits the use in words of its own; read its terms."))
    else:
        yield Fit(about, FITS, _("The listing names no limit."))


def _sector_words(codes: Iterable[str]) -> str:
    return listed(facet_label(FacetScheme.DIVISION, code) for code in codes)


def _territories(
    intention: Intention, terms: Any | None, names: dict[str, str], *, is_offer: bool
) -> Iterator[Fit]:
    about, words = _("Territory"), OFFERED if is_offer else SOUGHT
    groups: dict[bool | None, list[str]] = defaultdict(list)
    for code in intention.territories:
        groups[terms.covers(code) if terms else None].append(names.get(code, code))
    for covers, sign, sentence in (
        (True, FITS, words["territories"]),
        (False, DIFFERS, words["excluded_territories"]),
        (None, OPEN, gettext_noop("Nothing is said about: %(countries)s.")),
    ):
        if where := groups[covers]:
            yield Fit(about, sign, _(sentence) % {"countries": listed(where)})


def _rights(intention: Intention, look: Look, on: date) -> Iterator[Fit]:
    """Where a right stands a licence is needed; where none is declared, that is told too."""
    parts, names = look.parts, look.places.names
    for code in intention.territories if parts.rights else ():
        name = names.get(code, code)
        here = rights_in(parts.rights, parts.rights_statuses, code, name, on=on)
        yield Fit(_("Rights"), here.sign, here.sentence)
