"""The address in a letter that stops one saved search, without signing in."""

from __future__ import annotations

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from alerts.models import SavedSearch

_signer = Signer(salt="alerts.stopping", sep=".")


def address(search: SavedSearch) -> str:
    """Never out of date. In the present language."""
    return settings.SITE_URL + reverse("stop_search", args=[_signer.sign(search.pk)])


def read(token: str) -> SavedSearch | None:
    """Which; None for a forged token, and for a search that is gone."""
    try:
        key = _signer.unsign(token)
    except BadSignature:
        return None
    return SavedSearch.objects.filter(pk=key).select_related("person").first()
