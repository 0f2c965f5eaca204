"""What is asked of one right, whether it is typed into the form or comes in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from marketplace.vocabulary.numbers import NumberKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from django.utils.functional import Promise

# Fields of `RightsEntry` that hold numbers of its office.
NUMBERS: dict[str, NumberKind] = {
    "application_number": "application",
    "publication_number": "publication",
    "grant_number": "grant",
}
# Days that are never yet to come.
PAST = ("filed_on", "published_on", "granted_on")
# (earlier, later, what to say at the later one). Publication and grant have no fixed order: many
# offices publish a utility model, and some a patent, only after they have granted it.
IN_ORDER = (
    ("filed_on", "published_on", _("A right is not published before it was filed.")),
    ("filed_on", "granted_on", _("A right is not granted before it was filed.")),
    ("filed_on", "expires_on", _("A right does not expire before it was filed.")),
    ("granted_on", "expires_on", _("A right does not expire before it was granted.")),
)


def out_of_order(days: Mapping[str, date | None]) -> Iterator[tuple[str, str | Promise]]:
    """(field, sentence) for each of `IN_ORDER` that the days of a right contradict."""
    for earlier, later, sentence in IN_ORDER:
        first, last = days.get(earlier), days.get(later)
        if first and last and last < first:
            yield later, sentence
