"""The server for replies, asked by a real client over real sockets."""

from __future__ import annotations

import asyncio
import smtplib
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from negotiations.enums import MailOutcome
from negotiations.models import Message, ReceivedMail
from negotiations.replying import listening
from tests.negotiations.parties import offer_of, party, request_in
from tests.negotiations.replying.letters import address, raw

pytestmark = pytest.mark.django_db(transaction=True)


class Server:
    """Runs in a thread of its own, on a free port, until it is left."""

    def __init__(self, *, lmtp: bool) -> None:
        self.lmtp = lmtp
        self.port = 0
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))

    def __enter__(self) -> Server:
        self._thread.start()
        assert self._ready.wait(20)
        return self

    def __exit__(self, *error) -> None:
        self.loop.call_soon_threadsafe(self.stopped.set)
        self._thread.join(20)
        assert not self._thread.is_alive()

    async def _serve(self) -> None:
        self.loop, self.stopped = asyncio.get_running_loop(), asyncio.Event()
        await listening.serve(
            "127.0.0.1", 0, lmtp=self.lmtp, ready=self._started, until=self.stopped
        )

    def _started(self, port: int) -> None:
        self.port = port
        self._ready.set()

    def client(self) -> smtplib.SMTP:
        kind = smtplib.LMTP if self.lmtp else smtplib.SMTP
        return kind("127.0.0.1", self.port, timeout=20)


@pytest.fixture(params=[True, False], ids=["lmtp", "smtp"])
def server(request) -> Iterator[Server]:
    with Server(lmtp=request.param) as running:
        yield running


@pytest.fixture
def contact():
    sender, recipient = party("Tank Makers"), party("Pump Institute", "JP")
    return request_in(
        "accepted",
        listing=offer_of(recipient),
        sender=sender.organisation,
        recipient=recipient.organisation,
        author=sender.editor,
    )


def test_letter_is_a_message_when_the_server_says_so(server, contact):
    to = address(contact, contact.author)
    with server.client() as client:
        client.sendmail("a@mail.example", [to], raw("Undisclosed", sender=contact.author.email))
        assert Message.objects.get().body == "It does."


def test_letter_handed_over_twice_at_once_is_one_message(server, contact):
    to = address(contact, contact.author)
    content = raw(to, sender=contact.author.email)

    def hand_over(_number: int) -> None:
        with server.client() as client:
            client.sendmail("a@mail.example", [to], content)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(hand_over, range(12)))
    assert Message.objects.count() == ReceivedMail.objects.count() == 1


def test_address_that_was_never_given_out_is_refused_at_once(server, contact):
    made = address(contact, contact.author)
    forged = made[:20] + ("a" if made[20] != "a" else "b") + made[21:]
    for to in (forged, "postmaster@replies.example", "noreply@elsewhere.example"):
        with server.client() as client:
            with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
                client.sendmail("a@mail.example", [to], b"x")
            assert refusal.value.recipients[to][0] == 550
    assert not ReceivedMail.objects.exists()


def test_second_recipient_comes_later(server, contact):
    to = [address(contact, contact.author), address(contact, contact.author).upper()]
    with server.client() as client:
        refused = client.sendmail("a@mail.example", to, raw("x", sender=contact.author.email))
    assert {code for code, _word in refused.values()} == {452}


def test_fault_of_ours_asks_to_come_again(server, contact, monkeypatch):
    to = address(contact, contact.author)
    content = raw(to, sender=contact.author.email)

    def fail(*args, **kwargs):
        raise RuntimeError

    with server.client() as client:
        with monkeypatch.context() as patch:
            patch.setattr("negotiations.emails.message", fail)
            with pytest.raises(smtplib.SMTPDataError) as refusal:
                client.sendmail("a@mail.example", [to], content)
        assert refusal.value.smtp_code == 451
        assert not Message.objects.exists()
        client.sendmail("a@mail.example", [to], content)
    assert Message.objects.count() == 1


def test_fifty_megabytes_are_refused_before_they_come(server, contact):
    to = address(contact, contact.author)
    size = 50 * 1024 * 1024
    with server.client() as client:
        client.ehlo_or_helo_if_needed()
        assert int(client.esmtp_features["size"]) == 25 * 1024 * 1024
        code, _word = client.mail("a@mail.example", [f"size={size}"])
        assert code == 552
        # Nor when nothing was said of the size.
        client.rset()
        client.mail("a@mail.example")
        client.rcpt(to)
        code, _word = client.data(b"x" * 70 + b"\r\n" + (b"y" * 900 + b"\r\n") * 56_000)
        assert code == 552
        assert client.noop()[0] == 250
    assert not ReceivedMail.objects.exists()


def test_report_of_a_mail_server_is_taken_and_forgotten(server, contact):
    to = address(contact, contact.author)
    with server.client() as client:
        client.sendmail("", [to], raw(to, sender=contact.author.email))
    assert not Message.objects.exists()
    assert not ReceivedMail.objects.exists()


def test_who_says_nothing_is_sent_away(monkeypatch):
    monkeypatch.setattr(listening, "PATIENCE", 0.3)
    with Server(lmtp=True) as server, socket.create_connection(("127.0.0.1", server.port)) as line:
        line.settimeout(10)
        assert line.recv(100).startswith(b"220")
        assert line.recv(100) == b""


def test_too_many_at_once_are_asked_to_come_later(monkeypatch):
    monkeypatch.setattr(listening, "CONNECTIONS", 2)
    with Server(lmtp=False) as server:
        first, second = server.client(), server.client()
        with pytest.raises(smtplib.SMTPConnectError) as refusal:
            server.client()
        assert refusal.value.smtp_code == 421
        first.quit()
        second.quit()
        for _attempt in range(50):
            try:
                server.client().quit()
                break
            except smtplib.SMTPConnectError:
                continue
        else:
            pytest.fail("nobody is let in any more")


def test_stop_waits_for_what_is_being_taken(contact, monkeypatch):
    to = address(contact, contact.author)
    begun, go_on = threading.Event(), threading.Event()
    receive = listening.receive

    def slow(content: bytes, recipient: str) -> MailOutcome:
        begun.set()
        assert go_on.wait(20)
        return receive(content, recipient)

    monkeypatch.setattr(listening, "receive", slow)
    with ThreadPoolExecutor(1) as pool:
        with Server(lmtp=True) as server:
            content = raw(to, sender=contact.author.email)
            client = server.client()
            sending = pool.submit(client.sendmail, "a@mail.example", [to], content)
            assert begun.wait(20)
            threading.Timer(0.5, go_on.set).start()
        assert Message.objects.count() == 1
        sending.exception(20)
        client.close()
