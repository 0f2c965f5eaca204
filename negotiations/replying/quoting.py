"""What of a text its sender wrote now, without what is quoted and without the signature.

Our letters hold a sentence and a link, so nothing is lost with a quotation. Too little is cut rather
than too much: what somebody wrote must arrive, a leftover of a signature may.

How programs begin a quotation is taken from mail-parser-reply (for thirteen languages), its cutting
is not: it takes everything from a line such as "Thanks, ..." on for a signature.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mailparser_reply.constants import MAIL_LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

# Signs that set the direction of writing, with which Arabic and Hebrew are sprinkled.
_UNSEEN = dict.fromkeys([0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF])
_UNSEEN |= {0xA0: " ", 0x202F: " ", 0x3000: " "}

# --- How a quotation begins -------------------------------------------------------------------

# A line that announces it may be folded into so many; those of the library are slow with long ones.
_FOLDS, _LONGEST, _LONGEST_FOREIGN = 4, 400, 160
# Each with a date before: Arabic, Russian and Spanish are not in the library, or not as they are
# written; the last is an address, which programs in other languages end with.
_ANNOUNCEMENT = re.compile(
    r".*(?:\bwrote|\ba écrit|\bescribi[óo]|\b(?:на)?писал(?:\(а\)|а)?|\bпишет|写道|[<(\[][^<>\s]+@[^<>\s]+[>)\]])"
    r"\s?[:：]"
    r"|.*(?:كتب|كتبت|كتب/كتبت|تمت كتابة ما يلي بواسطة)\b.*:",
    re.IGNORECASE,
)
_FOREIGN = re.compile(
    "|".join(words["wrote_header"] for words in MAIL_LANGUAGES.values() if "wrote_header" in words),
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
# Outlook repeats the head of the letter. Its first line, then what stands in the next ones.
_FROM = r"from|de|von|от|发件人|寄件者|من|da|van|från|od|fra|差出人|보낸 사람"
_BELOW = (
    r"sent|date|to|cc|subject|envoyé|envoye|date|à|a|objet|enviado(?: el)?|fecha|para|asunto"
    r"|отправлено|дата|кому|копия|тема|发送时间|日期|收件人|抄送|主题|تم الإرسال|أرسلت|التاريخ|إلى|نسخة"
    r"|الموضوع|gesendet|datum|an|betreff|inviato|oggetto|verzonden|aan|onderwerp|data"
)
_HEAD_FROM = re.compile(rf"[*_ ]*(?:{_FROM})[*_ ]*[:：].*", re.IGNORECASE)
_HEAD_BELOW = re.compile(rf"[*_ ]*(?:{_BELOW})[*_ ]*[:：].*", re.IGNORECASE)
_HEAD_LINES, _HEAD_FEWEST = 8, 2
# "-----Original Message-----", whatever the language.
_RULE = re.compile(r"[-_]{10,}|[-_]{3,}\s*[^-_\s].{1,60}?\s*[-_]{3,}")
_RULE_NAMED = re.compile(
    r"-{3,}\s*(?:original message|message d['’]origine|message original|mensaje original"
    r"|исходное сообщение|原始邮件|الرسالة الأصلية|ursprüngliche nachricht)\s*-{3,}",
    re.IGNORECASE,
)

# --- How a letter ends ------------------------------------------------------------------------

# RFC 3676, section 4.3; many programs lose the blank, and some people rule a line so.
_DELIMITER = "-- "
_FOOTER = re.compile(
    r"(?:sent from (?:my|yahoo|mail|outlook|samsung|proton)|get outlook for|envoyé (?:de|depuis|à partir)"
    r"|(?:obtenir|télécharge[rz]) outlook|enviado (?:desde|de)\b|(?:obtener|descargar) outlook"
    r"|отправлено (?:с|из)\b|(?:получите?|скачать) outlook|发自我的|从我的.{1,20}发送|获取 ?outlook"
    r"|(?:تم الإرسال|[أا]ُ?رسلت|مرسلة?) من|(?:احصل|الحصول) على outlook|gesendet (?:von|mit)|von meinem).{0,60}",
    re.IGNORECASE,
)
# The library's phrases of six languages that tell nothing else, and ours.
_CLOSINGS = [
    *(one for code in ("en", "de", "es", "fr", "it", "zh") for one in MAIL_LANGUAGES[code]["signatures"]),
    "best(?: wishes)?", "(?:many )?thanks", "thank you", "yours(?: sincerely| faithfully)?", "sincerely", "cheers",
    "bien (?:cordialement|à vous)", "(?:meilleures |sincères )?salutations", "merci", "un (?:cordial )?saludo",
    "(?:cordiales |atentos )?saludos", "atentamente", "gracias", "с уважением", "с наилучшими пожеланиями",
    "спасибо", "всего доброго", "مع (?:أطيب |خالص )?(?:التحيات|التحية|تحياتي)", "(?:خالص|أطيب) (?:التحيات|تحياتي)",
    "تحياتي", "وتفضلوا بقبول فائق الاحترام", "شكرًا|شكرا", "此致", "敬礼", "谢谢", "祝好", "顺祝商祺",
]  # fmt: skip
_CLOSING = re.compile(rf"(?:{'|'.join(_CLOSINGS)})[\s,.!،。，！]*", re.IGNORECASE)
_SENTENCE = re.compile(r".*[.?!。？！؟…]|p\.? ?s\b.*|з\.?ы\b.*", re.IGNORECASE)
_SIGNED_LINES, _SIGNED_LENGTH = 6, 60


def own_words(text: str, *, ours: Collection[str] = ()) -> str:
    """The sender's words, "" if there are none. `ours` are addresses that our letters come from."""
    lines = _without_quotation(text.splitlines(), ours)
    return "\n".join(line.rstrip() for line in _without_signature(lines)).strip("\n")


def unsigned(text: str, names: Collection[str]) -> str:
    """Without last lines that hold nothing but words of these names."""
    own = {word for name in names for word in _words(name)}
    lines = text.splitlines()
    kept = len(lines)
    while kept and _words(lines[kept - 1]) <= own:
        kept -= 1
    return "\n".join(lines[:kept])


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def _without_quotation(lines: Sequence[str], ours: Collection[str]) -> list[str]:
    """Answers below and between what is quoted with ">" stay; other quotations go on to the end."""
    kept: list[str] = []
    seen = [line.translate(_UNSEEN).strip() for line in lines]
    place = 0
    while place < len(lines):
        if seen[place].startswith(">"):
            place += 1
            continue
        height = _announcement(seen, place, ours)
        if height and not _is_marked(seen, place + height):
            break
        if not height:
            kept.append(lines[place])
        place += height or 1
    return kept


def _is_marked(seen: Sequence[str], place: int) -> bool:
    following = next((line for line in seen[place : place + 3] if line), "")
    return following.startswith(">")


def _announcement(seen: Sequence[str], place: int, ours: Collection[str]) -> int:
    """How many lines from here on announce a quotation; 0 if they do not."""
    line = seen[place]
    if not line or len(line) > _LONGEST:
        return 0
    if _RULE_NAMED.fullmatch(line) or _is_head(seen, place):
        return 1
    if _RULE.fullmatch(line) and _is_head(seen, _next_filled(seen, place)):
        return 1
    joined = ""
    for height, one in enumerate(seen[place : place + _FOLDS], 1):
        joined = f"{joined} {one}".strip()
        if not one or len(joined) > _LONGEST:
            break
        if one.endswith((":", "：")) and _announces(joined, ours):
            return height
    return 0


def _announces(line: str, ours: Collection[str]) -> bool:
    """Whether it says when somebody wrote, in whatever language."""
    if not _DIGIT.search(line):
        return False
    return (
        _ANNOUNCEMENT.fullmatch(line) is not None
        or any(address in line for address in ours)
        or (len(line) <= _LONGEST_FOREIGN and _FOREIGN.fullmatch(line) is not None)
    )


def _next_filled(seen: Sequence[str], place: int) -> int:
    return next((n for n in range(place + 1, min(place + 4, len(seen))) if seen[n]), place)


def _is_head(seen: Sequence[str], place: int) -> bool:
    if not _HEAD_FROM.fullmatch(seen[place]):
        return False
    below = seen[place + 1 : place + _HEAD_LINES]
    return sum(bool(_HEAD_BELOW.fullmatch(line)) for line in below) >= _HEAD_FEWEST


def _without_signature(lines: list[str]) -> list[str]:
    lines = _without_ends(lines)
    seen = [line.translate(_UNSEEN).strip() for line in lines]
    first = next((place for place, line in enumerate(seen) if line), 0)
    for place in range(first, len(lines)):
        if lines[place] == _DELIMITER or (place > first and _is_signature(seen, place)):
            return _without_ends(lines[:place])
    return lines


def _is_signature(seen: Sequence[str], place: int) -> bool:
    """Whether "Kind regards," and a name follow here, or a mere "--", and nothing else."""
    if len(seen) - place > 2 * _SIGNED_LINES:
        return False
    if seen[place] != _DELIMITER.strip() and not _CLOSING.fullmatch(seen[place]):
        return False
    signed = [line for line in seen[place + 1 :] if line]
    return len(signed) <= _SIGNED_LINES and all(
        len(line) <= _SIGNED_LENGTH and not _SENTENCE.fullmatch(line) for line in signed
    )


def _without_ends(lines: list[str]) -> list[str]:
    """Without empty lines and those that telephones add, at the end."""
    kept = len(lines)
    while kept:
        line = lines[kept - 1].translate(_UNSEEN).strip()
        if line and not _FOOTER.fullmatch(line):
            break
        kept -= 1
    return lines[:kept]
