"""Turning an action's refusal into a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages

from core.errors import ActionRefused

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import BaseForm
    from django.http import HttpRequest


def attempt(
    request: HttpRequest, action: Callable[..., Any], *args: Any, done: str = "", **kwargs: Any
) -> bool:
    """Run `action`; say `done`, or the reason of its refusal, on the next page.

    True when it was done.
    """
    try:
        action(*args, **kwargs)
    except ActionRefused as refusal:
        messages.warning(request, str(refusal.reason))
        return False
    if done:
        messages.success(request, done)
    return True


def attempt_form(form: BaseForm, action: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Run `action`; put a refusal's reason above the form, which keeps what was typed.

    Returns what the action returns, or None when it refused. For actions that return something.
    """
    try:
        return action(*args, **kwargs)
    except ActionRefused as refusal:
        form.add_error(None, str(refusal.reason))
        return None
