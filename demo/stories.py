"""The invented organisations as they are written down in demo/content, one file each.

What they offer and need stands under the same name in a folder of its own.

Days are counted back from the day of loading, so that a demo loaded next year is as fresh as one
loaded today. Only `until`, the last day of a verification, counts forward.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields
from decimal import Decimal
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "content" / "organisations"
LISTINGS = FOLDER.with_name("listings")
REQUESTS = FOLDER.with_name("requests")


@dataclass(frozen=True)
class Person:
    email: str
    role: str
    # Empty where the person was introduced with another organisation.
    name: str = ""
    language: str = ""
    contact: int | None = None
    left: int | None = None


@dataclass(frozen=True)
class Asked:
    """An invitation that nobody has accepted."""

    email: str
    role: str
    language: str
    sent: int
    revoked: int | None = None


@dataclass(frozen=True)
class Checked:
    """A request for verification and what became of it."""

    evidence: str
    asked: int
    outcome: str = ""
    decided: int = 0
    until: int = 0
    reason: str = ""
    note: str = ""
    by: str = ""
    identifier: str = ""
    withdrawn: int | None = None
    withdrawn_reason: str = ""


@dataclass(frozen=True)
class Listed:
    """An offer or a need, and the days on which something happened to it.

    Only the last day follows by itself. `content` holds the other fields and the parts, `revision`
    those that a later draft changes, `criticism` and `praise` what the reviewer says, `source`
    where it was taken over from, if it was not written here.
    """

    kind: str
    title: str
    summary: str
    description: str
    written: int
    language: str = ""
    submitted: int | None = None
    sent_back: int | None = None
    published: int | None = None
    renewed: int | None = None
    revised: int | None = None
    paused: int | None = None
    withdrawn: int | None = None
    archived: int | None = None
    criticism: dict[str, Any] = field(default_factory=dict)
    praise: dict[str, Any] = field(default_factory=dict)
    revision: dict[str, Any] = field(default_factory=dict)
    source: dict[str, str] = field(default_factory=dict)
    content: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Story:
    slug: str
    name: str
    language: str
    kind: str
    country: str
    city: str
    website: str
    size: str
    founded: int
    time_zone: str
    speaks: str
    description: str
    capabilities: str
    divisions: list[str]
    people: list[Person]
    sme: bool = False
    logo: str = ""
    letters: str = ""
    names: list[dict[str, str]] = field(default_factory=list)
    identifiers: list[dict[str, str]] = field(default_factory=list)
    invitations: list[Asked] = field(default_factory=list)
    verifications: list[Checked] = field(default_factory=list)
    listings: list[Listed] = field(default_factory=list)


@dataclass(frozen=True)
class Said:
    """A message or a note."""

    by: str
    day: int
    body: str = ""
    text: str = ""


@dataclass(frozen=True)
class Requested:
    """A request for contact: by whom, about which listing of whom, and on which days what became of it.

    `content` holds the answers of its form. Where `unanswered`, reminders and the end follow.
    """

    sender: str
    of: str
    title: str
    author: str
    answerer: str = ""
    anonymous: bool = False
    written: int | None = None
    sent: int | None = None
    acknowledged: int | None = None
    asked: int | None = None
    question: str = ""
    replied: int | None = None
    reply: str = ""
    accepted: int | None = None
    declined: int | None = None
    code: str = ""
    note: str = ""
    suggestion: str = ""
    withdrawn: int | None = None
    closed: int | None = None
    closed_by: str = ""
    unanswered: bool = False
    messages: list[Said] = field(default_factory=list)
    notes: list[Said] = field(default_factory=list)
    content: dict[str, Any] = field(default_factory=dict)


_PARTS = {"people": Person, "invitations": Asked, "verifications": Checked}
_OWN = {one.name for one in fields(Listed)}
_OF_REQUEST = {one.name for one in fields(Requested)}


def read_requests() -> list[Requested]:
    """All of them, one file for each sender, in the order of their names."""
    return [
        _requested(entry | {"sender": path.stem})
        for path in sorted(REQUESTS.glob("*.toml"))
        for entry in _content(path)["requests"]
    ]


def read_stories() -> list[Story]:
    """All of them, in the order of their file names."""
    return [_read(path) for path in sorted(FOLDER.glob("*.toml"))]


def _read(path: Path) -> Story:
    content = _content(path)
    for key, part in _PARTS.items():
        content[key] = [part(**entry) for entry in content.get(key, [])]
    listings = LISTINGS / path.name
    if listings.exists():
        content["listings"] = [_listed(entry) for entry in _content(listings)["listings"]]
    return Story(**content)


def _listed(entry: dict[str, Any]) -> Listed:
    own = {name: value for name, value in entry.items() if name in _OWN}
    return Listed(**own, content={k: v for k, v in entry.items() if k not in _OWN})


def _requested(entry: dict[str, Any]) -> Requested:
    own = {name: value for name, value in entry.items() if name in _OF_REQUEST}
    for name in ("messages", "notes"):
        own[name] = [Said(**said) for said in entry.get(name, [])]
    return Requested(**own, content={k: v for k, v in entry.items() if k not in _OF_REQUEST})


def _content(path: Path) -> dict[str, Any]:
    return _trimmed(tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal))


def _trimmed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _trimmed(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_trimmed(entry) for entry in value]
    return value.strip() if isinstance(value, str) else value
