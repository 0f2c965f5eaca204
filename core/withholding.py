"""What nobody reads as staff who is a party to it, whatever permission they hold.

An app says so of its own rows. The record and the undelivered messages tell of rows of every app, lie
below them all, and ask here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    Rule = Callable[[Any], QuerySet]

_rules: list[Rule] = []


def withhold(rule: Rule) -> None:
    """Have `rule` asked for the rows that are withheld from a person; once a function."""
    if rule not in _rules:
        _rules.append(rule)


def withheld_from(user: Any) -> list[QuerySet]:
    """Of each model of which somebody said so, the rows that this person may know nothing of."""
    return [rule(user) for rule in _rules]
