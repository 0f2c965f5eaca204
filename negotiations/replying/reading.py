"""From the bytes of a letter to what matters of it. Nothing here asks the database, nothing fails."""

from __future__ import annotations

import email
import hashlib
import logging
import re
import uuid
from dataclasses import replace
from email import policy
from email.errors import MessageError
from email.header import decode_header, make_header
from typing import TYPE_CHECKING

from negotiations.replying import parts
from negotiations.replying.automatic import is_automatic
from negotiations.replying.mails import Mail, Problem
from negotiations.replying.quoting import own_words

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from email.message import EmailMessage

logger = logging.getLogger("techaccord.mail")

# A letter has a few parts, one within another; more is meant to keep us busy, for the parser looks
# in each line for the end of each part that it stands in.
_MOST_PART_HEADERS, _MOST_BOUNDARIES, _MOST_DELIMITERS = 1000, 40, 1000
_MOST_LINES, _MOST_COMPARISONS = 1_000_000, 4_000_000
# What is taken apart, at worst in quadratic time, and what is not.
_LONGEST_PARSED, _MOST_PARAMETERS, _MOST_PARAMETERS_IN_ALL = 1500, 30, 1500
_MOST_HEADERS, _LONGEST_HEADER = 500, 20_000
_HEAD = 64 * 1024
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_BOUNDARY = re.compile(rb"boundary\s*=", re.IGNORECASE)
_PART = re.compile(rb"^content-[a-z-]+\s*:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)
_NAMING_RECIPIENTS = ("delivered-to", "x-original-to", "envelope-to", "to", "cc")
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w.-]{1,255}")
# What the parser of the standard library says of a broken letter is of many kinds.
_BROKEN = (MessageError, ValueError, LookupError, TypeError, AttributeError, AssertionError,
           RecursionError)  # fmt: skip


def read(raw: bytes, *, limit: int, ours: Collection[str] = ()) -> Mail:
    """What the letter holds, or its `problem`. `ours` are addresses that our letters come from."""
    mail = _read(raw, limit=limit, ours=ours)
    return mail if mail.key else replace(mail, key=hashlib.sha256(raw).hexdigest())


def _read(raw: bytes, *, limit: int, ours: Collection[str]) -> Mail:
    if len(raw) > limit:
        return _unusable(raw, Problem.TOO_LARGE)
    raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if _is_bomb(raw):
        return _unusable(raw, Problem.UNREADABLE)
    try:
        return _of_message(email.message_from_bytes(raw, policy=policy.default), ours=ours)
    except _BROKEN:
        logger.info("a letter cannot be read", exc_info=True)
        return _unusable(raw, Problem.UNREADABLE)


def _is_bomb(raw: bytes) -> bool:
    lines, boundaries = raw.count(b"\n"), len(_BOUNDARY.findall(raw))
    headers = _PART.findall(raw)
    return (
        boundaries > _MOST_BOUNDARIES
        or lines > _MOST_LINES
        or lines * boundaries > _MOST_COMPARISONS
        or len(headers) > _MOST_PART_HEADERS
        or raw.count(b"\n--") > _MOST_DELIMITERS
        or sum(one.count(b";") for one in headers) > _MOST_PARAMETERS_IN_ALL
        or any(len(one) > _LONGEST_PARSED or one.count(b";") > _MOST_PARAMETERS for one in headers)
    )


def read_message(message: EmailMessage, *, ours: Collection[str] = ()) -> Mail:
    """The same of a letter that somebody else has taken apart."""
    try:
        return _of_message(message, ours=ours)
    except _BROKEN:
        logger.info("a letter cannot be read", exc_info=True)
        return Mail(key=uuid.uuid4().hex, problem=Problem.UNREADABLE)


def _of_message(message: EmailMessage, *, ours: Collection[str]) -> Mail:
    known = _known(message)
    if known.problem is not None:
        return known
    whole = parts.text(message).strip()
    files = parts.files(message)
    text = own_words(whole, ours=ours)
    kinds = {part.get_content_type() for part in parts.leaves(message)}
    digest = hashlib.sha256("\0".join([known.sender, str(message.get("Date", "")), whole]).encode())
    for file in files:
        digest.update(hashlib.sha256(file.content).digest())
    problem = None
    if "text/calendar" in kinds:
        problem = Problem.INVITATION
    elif not text:
        problem = Problem.EMPTY
    return Mail(
        known.sender, known.recipients, known.message_id, known.key or digest.hexdigest(),
        text, whole, files, problem,
    )  # fmt: skip


def _known(message: EmailMessage) -> Mail:
    """From the head alone; with a problem, if nobody wrote it or it cannot be read."""
    headers: dict[str, str] = {}
    items = list(message.raw_items())
    if len(items) > _MOST_HEADERS or any(len(str(value)) > _LONGEST_HEADER for _n, value in items):
        return Mail(problem=Problem.UNREADABLE)
    for name, value in items:
        headers.setdefault(name.lower(), " ".join(str(value).split()))
    named = [headers[name] for name in _NAMING_RECIPIENTS if name in headers]
    recipients = tuple(dict.fromkeys(_ADDRESS.findall(" ".join(named))))
    headers["subject"] = _subject(headers.get("subject", ""))
    is_answer = str(message.get_param("method", "")).upper() in ("REPLY", "COUNTER")
    automatic = is_answer or is_automatic(
        headers,
        content_type=message.get_content_type(),
        stations=sum(name.lower() == "received" for name, _value in items),
        recipients=recipients,
    )
    message_id = headers.get("message-id", "")[:500]
    return Mail(
        sender=_sender([str(value) for name, value in items if name.lower() == "from"]),
        recipients=recipients,
        message_id=message_id,
        key=hashlib.sha256(message_id.encode("utf-8", "replace")).hexdigest() if message_id else "",
        problem=Problem.AUTOMATIC if automatic else None,
    )


def _subject(value: str) -> str:
    try:
        return str(make_header(decode_header(value[:_LONGEST_PARSED])))
    except _BROKEN:
        return value


def _sender(froms: Sequence[str]) -> str:
    """The one address it says to be from, in small letters; "" where there are several, or none.

    Found as text: a name is whatever its writer likes, and parsers disagree about odd ones, so that
    the mail server may have proved another address than the one that is read here.
    """
    if len(froms) != 1 or len(froms[0]) > _LONGEST_PARSED:
        return ""
    found = {address.lower() for address in _ADDRESS.findall(_QUOTED.sub("", froms[0]))}
    return found.pop() if len(found) == 1 else ""


def _unusable(raw: bytes, problem: Problem) -> Mail:
    """What its head alone tells, for whoever has to be told of it."""
    head = raw[:_HEAD].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    # Of what kind its parts are is not looked at, or it could be what keeps us busy.
    head = _PART.sub(b"X-Part:", head)
    try:
        message = email.message_from_bytes(head, policy=policy.default)
        known = _known(message)
    except _BROKEN:
        return Mail(problem=problem)
    return replace(known, problem=known.problem or problem)
