"""Why something was found, as sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop

from core.words import listed, quoted
from core.words import say as _
from search.engines.base import WhyKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from search.engines.base import Why

MOST_WORDS = 6
SENTENCES = {
    WhyKind.WORDS: gettext_noop("Found by %(words)s."),
    WhyKind.SYNONYM: gettext_noop("Found by another word for %(words)s."),
    WhyKind.TRANSLATION: gettext_noop("Found by a translation of %(words)s."),
    WhyKind.SPELLING: gettext_noop("Found by a word written nearly like %(words)s."),
    WhyKind.LABEL: gettext_noop(
        "Found by %(words)s in the name of its field, country or institution."
    ),
}


def sentences(why: Iterable[Why]) -> str:
    """The reasons, plainest first; "" without any. Holds words as they were typed: escape it."""
    return " ".join(_(SENTENCES[reason.kind]) % {"words": _quoted(reason.words)} for reason in why)


def _quoted(words: Iterable[str]) -> str:
    return listed(quoted(word) for word in list(dict.fromkeys(words))[:MOST_WORDS])
