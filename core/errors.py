"""Errors that carry a sentence for the person who caused them."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.functional import Promise


class ActionRefused(Exception):  # noqa: N818 - it is an answer, not a fault
    """An action could not be done now.

    `reason` is a translated sentence fit for a page, a mail or an API answer; `code` is a stable
    word for programs and tests. Nothing was written when this is raised.
    """

    def __init__(self, reason: str | Promise, *, code: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code

    def __str__(self) -> str:
        return str(self.reason)


class _WithTexts(Exception):  # noqa: N818 - a part of those below
    def __init__(self, texts: Sequence[str] = ()) -> None:
        super().__init__()
        self.texts = texts


class TextRefused(_WithTexts, PermissionDenied):
    """Somebody may not do what they sent, perhaps no longer; the page of the error, 403, gives them
    back the `texts` that they wrote."""


class TextUnplaced(_WithTexts, Http404):
    """What they wrote for is not there, or not for them any more; as above, with 404."""


class Gone(Exception):  # noqa: N818 - named after the HTTP status it becomes
    """What stood at this address was public and is no longer; answered with 410."""
