"""What the site holds of a person: where it is exported from and what happens to it on deletion.

Apps above this one register what they hold from `AppConfig.ready()`. A test walks all models that
point at a person and fails when one is missing from either list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.db.models import Model
    from django.utils.functional import Promise

    from accounts.models import User


@dataclass(frozen=True)
class Exporter:
    name: str
    export: Callable[[User], list[dict[str, Any]]]
    models: tuple[type[Model], ...]


@dataclass(frozen=True)
class Eraser:
    name: str
    check: Callable[[User], list[str]] | None
    erase: Callable[[User], None] | None
    keeps: str | Promise
    models: tuple[type[Model], ...]


_exporters: dict[str, Exporter] = {}
_erasers: dict[str, Eraser] = {}


def register_exporter(
    name: str,
    function: Callable[[User], list[dict[str, Any]]],
    *,
    models: Sequence[type[Model]],
) -> None:
    """Add `function(user)` to the export under the key `name`.

    It returns rows of JSON values (dates and times may stay as they are) about this person only:
    no secrets, and nobody else's name. `models` are the models it covers.
    """
    _exporters[name] = Exporter(name, function, tuple(models))


def register_eraser(
    name: str,
    *,
    models: Sequence[type[Model]],
    check: Callable[[User], list[str]] | None = None,
    erase: Callable[[User], None] | None = None,
    keeps: str | Promise = "",
) -> None:
    """Say what becomes of `models` when a person deletes the account.

    `check(user)` returns translated sentences that stand in the way, without changing anything.
    `erase(user)` runs in the transaction of the deletion, while the person still has name and
    address. `keeps` says to the person, in whole sentences, what stays and why.
    """
    _erasers[name] = Eraser(name, check, erase, keeps, tuple(models))


def exporters() -> list[Exporter]:
    return list(_exporters.values())


def erasers() -> list[Eraser]:
    return list(_erasers.values())


def export(user: User) -> dict[str, list[dict[str, Any]]]:
    """Everything held of this person, by the name of who holds it."""
    return {entry.name: entry.export(user) for entry in exporters()}


def obstacles(user: User) -> list[str]:
    """Why the account cannot be deleted now; empty if it can."""
    return [reason for entry in erasers() if entry.check for reason in entry.check(user)]


def kept() -> list[str | Promise]:
    """What stays after deletion, and why; the account first, then app by app upwards."""
    return [entry.keeps for entry in reversed(erasers()) if entry.keeps]
