"""The parts of a letter: the text a person wrote, and files beside it."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from negotiations.replying.mails import File
from negotiations.replying.markup import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import MIMEPart

# Of each text part so much is looked at: what is answered fits in, and hostile markup costs little.
MOST_TEXT = 100_000
MOST_FILES = 20
_NAME_LENGTH = 120
_SIGNATURES = {
    "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature",
}  # fmt: skip
# What senders call by the name of a part of it (WHATWG Encoding, section 4.2).
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "us-ascii": "utf-8", "ascii": "utf-8",
          "iso-8859-1": "cp1252", "ks_c_5601-1987": "cp949", "iso-8859-8-i": "iso-8859-8"}  # fmt: skip
# Known to Python, but none that letters are written in, and some slow.
_NO_CHARSETS = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7"}


def leaves(message: MIMEPart) -> Iterator[MIMEPart]:
    """Every part that has no parts, a forwarded letter counting as one."""
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        for part in message.iter_parts():
            yield from leaves(part)
    else:
        yield message


def text(message: MIMEPart) -> str:
    """What stands in the letter itself; of the same in plain text and in HTML, the former."""
    return "\n\n".join(filter(None, (_text_of(part) for part in _shown(message))))


def files(message: MIMEPart) -> tuple[File, ...]:
    """What is attached; not pictures within the text, nor signatures of programs."""
    found = (part for part in leaves(message) if _is_file(part))
    return tuple(
        File(_name(part), _content(part))
        for part, _n in zip(found, range(MOST_FILES), strict=False)
    )


def clean(text: str) -> str:
    """Without signs that are no text, NUL among them; lines end in one way."""
    text = re.sub(r"\r\n?|[\u0085\u2028\u2029\v\f]", "\n", text)
    return re.sub(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", "", text)


def _shown(message: MIMEPart) -> Iterator[MIMEPart]:
    kind = message.get_content_type()
    if message.get_content_maintype() != "multipart" or not message.is_multipart():
        if kind in ("text/plain", "text/html") and not _is_file(message):
            yield message
        return
    parts = list(message.iter_parts())
    if kind == "multipart/alternative":
        parts = parts and [min(parts, key=_rank)]
    for part in parts:
        yield from _shown(part)


def _rank(part: MIMEPart) -> int:
    kinds = [one.get_content_type() for one in _shown(part) if _text_of(one).strip()]
    return 0 if "text/plain" in kinds else 1 if "text/html" in kinds else 2


def _text_of(part: MIMEPart) -> str:
    text = clean(_decoded(_content(part), part.get_content_charset("utf-8"))[:MOST_TEXT])
    if part.get_content_type() == "text/html":
        return text_of(text)
    is_flowed = str(part.get_param("format", "")).lower() == "flowed"
    return (
        _unflowed(text, delsp=str(part.get_param("delsp", "")).lower() == "yes")
        if is_flowed
        else text
    )


def _unflowed(text: str, *, delsp: bool) -> str:
    """Lines that were broken for the way are whole again (RFC 3676, section 4)."""
    lines: list[str] = []
    goes_on = False
    for line in text.split("\n"):
        is_quoted = line.startswith(">")
        line = line if is_quoted else line.removeprefix(" ")
        if goes_on and not is_quoted and line != "-- ":
            lines[-1] += line
        else:
            lines.append(line)
        goes_on = line.endswith(" ") and not is_quoted and line != "-- "
        if goes_on and delsp:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)


def _decoded(content: bytes, charset: str) -> str:
    content = content[: 4 * MOST_TEXT]
    for name in (_WIDER.get(charset.lower(), charset), "utf-8"):
        if name.lower().replace("_", "-") in _NO_CHARSETS:
            continue
        try:
            return codecs.lookup(name).name and content.decode(name)
        except (LookupError, ValueError):
            continue
    return content.decode("cp1252", "replace")


def _content(part: MIMEPart) -> bytes:
    if part.is_multipart():  # a forwarded letter
        return b"\n".join(bytes(one) for one in part.get_payload() if not isinstance(one, str))
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _is_file(part: MIMEPart) -> bool:
    kind = part.get_content_type()
    if kind in _SIGNATURES:
        return False
    if part.get_content_disposition() == "attachment" or kind == "message/rfc822":
        return True
    if part.get_content_maintype() == "image" and part.get("Content-ID"):
        return False
    return bool(part.get_filename()) or part.get_content_maintype() not in ("text", "multipart")


def _name(part: MIMEPart) -> str:
    """In one line, without folders."""
    name = re.split(r"[\\/]", part.get_filename() or "")[-1]
    return " ".join(clean(name).split())[-_NAME_LENGTH:] or "file"
