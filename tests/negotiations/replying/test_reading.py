"""From bytes to a value: texts in every encoding, files, machines, and what is meant to harm."""

from __future__ import annotations

import time
from email.message import EmailMessage
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import message_ids
from negotiations.replying.mails import Mail, Problem
from negotiations.replying.reading import read
from tests.negotiations.replying.letters import INVITATION, letter, raw

LIMIT = 1024 * 1024
TO, SENDER = "reply+x@replies.example", "amina@people.example"
HEAD = f"From: A <{SENDER}>\r\nTo: {TO}\r\nMessage-ID: <1@x>\r\n".encode()


def of(message: EmailMessage | bytes) -> Mail:
    return read(bytes(message), limit=LIMIT)


def plain(**values) -> EmailMessage:
    return letter(TO, sender=SENDER, **values)


def test_letter_is_read():
    found = of(plain(text="It does.\r\n"))
    assert (found.sender, found.text, found.problem) == (SENDER, "It does.", None)
    assert found.message_id == "<one@mail.example>"
    assert TO in found.recipients


# --- Text ---------------------------------------------------------------------------------------

ENCODED = {
    "utf-8": (b"text/plain; charset=utf-8", "Größe: 水"),
    "gb2312": (b"text/plain; charset=gb2312", "水泵可以"),
    "gb18030 called gb2312": (b"text/plain; charset=GB2312", "镕"),
    "windows-1256": (b"text/plain; charset=windows-1256", "تعمل"),
    "koi8-r": (b"text/plain; charset=koi8-r", "Насос"),
    "iso-8859-1": (b"text/plain; charset=iso-8859-1", "déjà"),
    "cp1252 called iso-8859-1": (b"text/plain; charset=ISO-8859-1", "“déjà”"),
    "none": (b"text/plain", "Größe"),
    "unknown": (b"text/plain; charset=klingon", "Größe"),
    "wrong": (b"text/plain; charset=us-ascii", "Größe"),
}
PYTHON = {"gb18030 called gb2312": "gb18030", "cp1252 called iso-8859-1": "cp1252"}


@pytest.mark.parametrize("name", ENCODED)
def test_text_in_any_encoding_is_read(name):
    kind, text = ENCODED[name]
    codec = PYTHON.get(name, name if name not in ("none", "unknown", "wrong") else "utf-8")
    content = HEAD + b"Content-Type: " + kind + b"\r\n\r\n" + text.encode(codec)
    assert of(content).text == text


@pytest.mark.parametrize(
    "charset", ["idna", "punycode", "hex", "rot13", "undefined", '"\x00"', "utf-16"]
)
def test_encoding_that_is_none_harms_nothing(charset):
    content = HEAD + f"Content-Type: text/plain; charset={charset}\r\n\r\nIt does, odd".encode()
    assert of(content).problem in (None, Problem.EMPTY)


def test_broken_base64_and_bytes_are_read_as_far_as_they_go():
    kind = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    assert of(HEAD + kind + b"SXQgZG9lcw=\xff!\r\n").text.startswith("It does")
    assert of(HEAD + b"\r\nIt \xff\xfe does").text == "It ÿþ does"


def test_nul_and_control_signs_are_left_out():
    assert of(HEAD + b"\r\nIt\x00 do\x08es\x1b.\r\nYes\xc2\x85No").text == "It does.\nYes\nNo"


def test_html_is_read_as_its_reader_sees_it():
    markup = (
        "<html><head><title>T</title><style>p{}</style></head><body><script>alert(1)</script>"
        "<p>It&nbsp;does &lt;well&gt;.</p><div>One</div><div><br></div><div>Two<br>Three</div>"
        "<ul><li>a</li><li>b</li></ul><img src='https://spy.example/x.png'>"
        '<div class="gmail_quote"><div>On 26 Nov 2026 X wrote:</div><blockquote>Old</blockquote>'
        "</div></body></html>"
    )
    message = plain(text=None)
    message.set_content(markup, subtype="html")
    expected = "It does <well>.\n\nOne\n\nTwo\nThree\n\n- a\n- b"
    assert of(message).text == expected


QUOTING = [
    '<blockquote type="cite">Old</blockquote>',
    '<div class="moz-cite-prefix">On 26 Nov</div><blockquote>Old</blockquote>',
    '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg">From: X</div><div>Old</div>',
    '<div class="yahoo_quoted">Old <div>Old</div></div>',
    "<div>From: X<br>Sent: today<br>To: Y<br>Subject: Z</div><div>Old</div>",
]


@pytest.mark.parametrize("quotation", QUOTING)
def test_quotation_in_html_is_left_out(quotation):
    message = plain(text=None)
    message.set_content(f"<div>It does.</div>{quotation}", subtype="html")
    assert of(message).text == "It does."


def test_answer_below_a_quotation_in_html_is_read():
    message = plain(text=None)
    message.set_content(
        "<blockquote>Old<blockquote>Older</blockquote></blockquote><p>It does.</p>", subtype="html"
    )
    assert of(message).text == "It does."


def test_plain_text_goes_before_html():
    message = plain(text="Plain.")
    message.add_alternative("<p>Markup.</p>", subtype="html")
    assert of(message).text == "Plain."


def test_empty_plain_text_leaves_html():
    message = plain(text="\n")
    message.add_alternative("<p>Markup.</p>", subtype="html")
    assert of(message).text == "Markup."


def test_text_before_and_after_a_picture_is_read():
    message = plain(text="Before.")
    message.make_mixed()
    message.add_attachment(b"\x89PNG", "image", "png", cid="<logo>", disposition="inline")
    message.attach(plain(text="After."))
    found = of(message)
    assert (found.text, found.files) == ("Before.\n\n\nAfter.", ())


def test_flowed_text_is_whole_again():
    kind = b"Content-Type: text/plain; format=flowed\r\n\r\n"
    text = b"A line that \r\ngoes on.\r\n Not quoted\r\n-- \r\nAmina\r\n"
    assert of(HEAD + kind + text).text == "A line that goes on.\nNot quoted"


def test_smime_and_pgp_signatures_are_no_files():
    message = plain()
    message.add_attachment(b"sig", "application", "pgp-signature", filename="signature.asc")
    assert of(message).files == ()


# --- Files --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("plan.pdf", "plan.pdf"), ("план 水.pdf", "план 水.pdf"), ("a\r\nBcc: x@y.pdf", "a"),
        ("../../etc/passwd", "passwd"), ("C:\\temp\\plan.pdf", "plan.pdf"), ("x\x00.pdf", "x.pdf"),
        ("n" * 300 + ".pdf", "n" * 116 + ".pdf"),
    ],
)  # fmt: skip
def test_file_comes_with_a_name_of_one_line(name, kept):
    message = plain()
    message.add_attachment(b"%PDF", "application", "pdf", filename="NAME")
    part = list(message.iter_attachments())[0]
    del part["Content-Disposition"]
    part["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(name, safe='')}"
    [file] = of(message).files
    assert (file.name, file.content) == (kept, b"%PDF")


def test_forwarded_letter_is_a_file_and_its_text_not_ours():
    message = plain()
    message.add_attachment(plain(text="Inner."))
    found = of(message)
    assert found.text == "It does."
    assert len(found.files) == 1


# --- What cannot be taken ---------------------------------------------------------------------------


def test_calendar_invitation_is_told():
    message = plain(text="Let us talk.")
    message.add_alternative(INVITATION, subtype="calendar")
    found = of(message)
    assert (found.problem, found.whole) == (Problem.INVITATION, "Let us talk.")


@pytest.mark.parametrize(
    "text", ["", "> Only\n> quoted", "On 26 Nov 2026, X <a@b.example> wrote:\n> Old"]
)
def test_letter_that_only_quotes_is_told(text):
    assert of(plain(text=text)).problem == Problem.EMPTY


def test_larger_than_the_limit_is_told_by_its_head():
    found = of(bytes(plain()) + b"x" * LIMIT)
    assert (found.problem, found.sender, found.text) == (Problem.TOO_LARGE, SENDER, "")


MACHINES = [
    {"Auto_Submitted": "auto-replied"}, {"Auto_Submitted": "Auto-Generated; x=1"},
    {"Precedence": "bulk"}, {"Precedence": "Junk"}, {"Precedence": "list"}, {"Precedence": "auto_reply"},
    {"X_Autoreply": "yes"}, {"X_Autorespond": "1"}, {"X_Auto_Response_Suppress": "All"},
    {"X_Auto_Response_Suppress": "DR, OOF, AutoReply"}, {"List_Id": "<a.list.example>"},
    {"Return_Path": "<>"}, {"Subject": "Automatic reply: A question"}, {"Subject": "Out of office"},
    {"Subject": "Réponse automatique : Une question"}, {"Subject": "Respuesta automática: x"},
    {"Subject": "Автоматический ответ: x"}, {"Subject": "自动回复: x"}, {"Subject": "رد تلقائي: x"},
]  # fmt: skip


@pytest.mark.parametrize("headers", MACHINES, ids=str)
def test_letter_of_a_machine_is_known(headers):
    assert of(plain(**headers)).problem == Problem.AUTOMATIC


def test_letter_with_a_key_of_ours_is_of_a_machine():
    assert of(plain(Message_ID=message_ids.new(TO))).problem == Problem.AUTOMATIC


@pytest.mark.parametrize(
    "headers",
    [{"Auto_Submitted": "no"}, {"X_Auto_Response_Suppress": "DR, RN, NRN"}, {"Precedence": "normal"},
     {"Return_Path": "<amina@people.example>"}, {"Subject": "Re: Out of office"}],
    ids=str,
)  # fmt: skip
def test_letter_of_a_person_is_known(headers):
    assert of(plain(**headers)).problem is None


@pytest.mark.parametrize("kind", ["multipart/report; report-type=delivery-status; boundary=B",
                                  "message/disposition-notification", "text/calendar; method=REPLY"])  # fmt: skip
def test_report_and_answer_of_a_calendar_are_of_machines(kind):
    content = HEAD + f"Content-Type: {kind}\r\n\r\n--B\r\n\r\nGone\r\n--B--".encode()
    assert of(content).problem == Problem.AUTOMATIC


def test_letter_that_went_in_circles_is_of_a_machine():
    assert of(b"Received: from a\r\n" * 51 + bytes(plain())).problem == Problem.AUTOMATIC
    assert of(b"Received: from a\r\n" * 20 + bytes(plain())).problem is None


SENDERS = {
    f"From: {SENDER}": SENDER,
    "From: Amina <Amina@People.Example>": SENDER,
    'From: "A\r\n B" <amina@people.example>': SENDER,
    "From: =?utf-8?q?A=0D=0ABcc:_v=40p.example?= <amina@people.example>": SENDER,
    "From: a@b.example, amina@people.example": "",
    "From: a@b.example\r\nFrom: amina@people.example": "",
    "From: amina@people.example <a@b.example>": "",
    'From: "amina@people.example" <a@b.example>': "a@b.example",
    'From: "a@b.example\\"" <amina@people.example>': SENDER,
    "From: <>": "",
    "From:": "",
    "X: y": "",
    "From: \xff@\x00": "",
    "From: " + "a," * 9000: "",
}


@pytest.mark.parametrize("header", SENDERS, ids=range(len(SENDERS)))
def test_sender_is_the_one_address_named(header):
    content = header.encode("latin-1") + b"\r\n\r\nIt does."
    assert of(content).sender == SENDERS[header]
    assert of(content).problem is None


def test_key_is_that_of_the_message_id_or_of_what_it_says():
    one, other = plain(), plain(text="Something else.")
    assert of(one).key == of(other).key
    del one["Message-ID"], other["Message-ID"]
    assert of(one).key != of(other).key
    again = b"Received: from another.example\r\n" + bytes(one)
    assert of(one).key == of(again).key


# --- Meant to harm --------------------------------------------------------------------------------


def nested(depth: int) -> bytes:
    heads = (
        f"--b{n}\r\nContent-Type: multipart/mixed; boundary=b{n + 1}\r\n\r\n" for n in range(depth)
    )
    return HEAD + b"Content-Type: multipart/mixed; boundary=b0\r\n\r\n" + "".join(heads).encode()


HOSTILE = {
    "nested": nested(2000),
    "nested and long": nested(39) + b"x\r\n" * 300_000,
    "letters within letters": HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 900,
    "parts": HEAD
    + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    + b"--b\r\n\r\nx\r\n" * 50_000,
    "parameters": HEAD + b"Content-Type: text/plain; " + b"a*0=b;" * 5000 + b"\r\n\r\nx",
    "parameters, by carriage return": HEAD
    + b"\rContent-Type: text/plain; "
    + b"a*0=b;" * 5000
    + b"\r\rx",
    "folds": HEAD + b"Subject: a" + b"\r\n a" * 100_000 + b"\r\n\r\nx",
    "headers": HEAD + b"X: y\r\n" * 100_000 + b"\r\nx",
    "markup": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 100_000,
    "comments": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<!--" * 100_000,
    "entities": HEAD + b"Content-Type: text/html\r\n\r\n" + b"&a" * 200_000,
    "sender": b"From: " + b"(" * 19_000 + b"\r\n\r\nx",
    "nothing": b"",
    "noise": bytes(range(256)) * 2000,
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_hostile_letter_takes_no_long_time(content):
    before = time.process_time()
    found = read(content, limit=30 * LIMIT)
    assert time.process_time() - before < 8
    assert found.key


@given(st.binary(max_size=2000))
def test_no_bytes_are_too_odd(content):
    found = of(HEAD + content)
    assert "\x00" not in found.text
    assert found.text.encode() is not None


@given(
    st.text(max_size=300),
    st.sampled_from(["text/plain", "text/html", "multipart/mixed; boundary=b"]),
)
def test_no_text_is_too_odd(text, kind):
    content = HEAD + f"Content-Type: {kind}\r\n\r\n--b\r\n\r\n{text}".encode("utf-8", "replace")
    assert isinstance(of(content), Mail)


def test_raw_letter_is_what_the_tests_say():
    assert raw(TO, sender=SENDER).startswith(b"From: Amina Otieno <amina@people.example>")
