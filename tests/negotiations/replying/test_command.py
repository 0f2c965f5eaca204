"""`receive_mail`: one letter on standard input, or a server that runs until it is stopped."""

from __future__ import annotations

import io
import signal
import smtplib
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from negotiations.management.commands import receive_mail
from negotiations.models import Message
from tests.negotiations.parties import in_state
from tests.negotiations.replying.letters import address, raw

pytestmark = pytest.mark.django_db


def received(content: bytes, monkeypatch, *options: str) -> str:
    stream, out = io.BytesIO(content), io.StringIO()
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=stream))
    call_command("receive_mail", *options, stdout=out)
    assert stream.read() == b""
    return out.getvalue()


def test_letter_on_standard_input_is_taken(deal, monkeypatch):
    request = in_state("accepted", deal)
    to, sender = address(request, deal.sender.editor), deal.sender.editor.email
    assert "taken" in received(raw(to, sender=sender), monkeypatch)
    other = raw("Undisclosed", sender=sender, Message_ID="<2@mail.example>")
    assert "unknown" in received(other, monkeypatch)
    assert "taken" in received(other, monkeypatch, "--recipient", to)
    assert Message.objects.count() == 2


def test_fifty_megabytes_are_read_to_the_end_and_returned(deal, monkeypatch):
    request = in_state("accepted", deal)
    to, sender = address(request, deal.sender.editor), deal.sender.editor.email
    content = raw(to, sender=sender) + b"x" * (50 * 1024 * 1024)
    assert "returned" in received(content, monkeypatch)
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "place", ["8024", ":8024", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:99999", ""]
)
def test_place_that_is_none_is_told(place):
    parser = receive_mail.Command().create_parser("manage.py", "receive_mail")
    with pytest.raises(CommandError, match="is not HOST:PORT"):
        parser.parse_args(["--lmtp", place])


def test_without_a_domain_nothing_is_taken(settings, monkeypatch):
    settings.REPLY_DOMAIN = ""
    with pytest.raises(CommandError, match="REPLY_DOMAIN"):
        received(b"x", monkeypatch)


def test_server_runs_until_it_is_told_to_stop(monkeypatch):
    said = []

    def answer(self, port: int) -> None:
        said.append(port)
        signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(receive_mail.Command, "_say_so", answer)
    call_command("receive_mail", "--smtp", "127.0.0.1:0")
    with pytest.raises(OSError):  # noqa: PT011 - refused, however the system words it
        smtplib.SMTP("127.0.0.1", said[0], timeout=5)
