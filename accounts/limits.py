"""How often somebody may ask for what is dear to answer: as django-allauth limits sign-ins."""

from __future__ import annotations

import time
from functools import wraps
from typing import TYPE_CHECKING, Any

from allauth.core.internal.ratelimit import (
    apply_rate,
    consume,
    get_cache_key,
    get_ip,
    get_rates,
    respond_429,
)
from django.conf import settings
from django.core.cache import caches

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

APP = "techaccord"
RETRY_SECONDS = 60


def limited(action: str, *, in_process: bool = False) -> Callable:
    """For a view: who has asked more often than RATE_LIMITS[action] allows is answered 429.

    People who are signed in are counted one by one, all others by their address. What is counted
    `in_process` is counted by each process for itself: it writes nothing, which matters where
    the answer costs less than a write to the shared cache, and every key pressed is a request.
    """
    count = _is_within_here if in_process else _is_within

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if count(request, action):
                return view(request, *args, **kwargs)
            refusal = respond_429(request)
            refusal["Retry-After"] = str(RETRY_SECONDS)
            return refusal

        return guarded

    return decorate


def _is_within(request: HttpRequest, action: str) -> bool:
    limits = settings.RATE_LIMITS
    who = _who(request)
    usage = consume(request, app=APP, action=action, config=limits, key=who, limit_get=True)
    return usage is not None


def _is_within_here(request: HttpRequest, action: str) -> bool:
    counts, now = caches["process"], time.time()
    for rate in get_rates(app=APP, action=action, config=settings.RATE_LIMITS):
        key = get_cache_key(request, app=APP, action=action, rate=rate, key=_who(request))
        is_allowed, history = apply_rate(counts.get(key, []), now, rate)
        if not is_allowed:
            return False
        counts.set(key, history, rate.duration)
    return True


def _who(request: HttpRequest) -> str:
    user = request.user
    return f"person {user.pk}" if user.is_authenticated else f"address {get_ip(request)}"
