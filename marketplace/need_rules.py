"""What is asked of a need, whether it is typed into the form or comes in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from django.utils.functional import Promise

# (lower, higher, what to say at the higher one).
IN_ORDER = (
    (
        "readiness",
        "readiness_max",
        _("This is below the lowest level that will do. Correct one of the two."),
    ),
    (
        "deadline",
        "wanted_by",
        _("This is before the last day for answers. Correct one of the two."),
    ),
)


def out_of_order(values: Mapping[str, Any]) -> Iterator[tuple[str, str | Promise]]:
    """(field, sentence) for each of `IN_ORDER` that the values of a need contradict."""
    for lower, higher, sentence in IN_ORDER:
        least, most = values.get(lower), values.get(higher)
        if least and most and most < least:
            yield higher, sentence
