"""Messages handed to a mail provider over HTTP: what its answer means for them and for the address."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from anymail.backends.test import EmailBackend
from anymail.exceptions import AnymailAPIError
from django_tasks_db.models import DBTaskResult

from accounts.mailing import MailKind, is_wanted, write_to
from accounts.models import MailFailure
from core.mail import GivenUpError, RefusedError, deliver
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

ADDRESS = "reader@people.example"
LETTER = {"organisation": "Wells", "by": "Olga", "role": "editor", "link": "http://x/"}


class Provider(BaseHTTPRequestHandler):
    """Gives the same answer to whatever it is asked to send."""

    status, answer = 200, ""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = self.answer.encode()
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args) -> None:
        pass


@pytest.fixture(scope="module")
def address_of_provider():
    with HTTPServer(("127.0.0.1", 0), Provider) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def provider(address_of_provider, settings, monkeypatch, tasks_wait):
    """A function: let this provider give this answer."""
    settings.ANYMAIL = {
        "POSTMARK_API_URL": address_of_provider,
        "POSTMARK_SERVER_TOKEN": "x",
        "MANDRILL_API_URL": address_of_provider,
        "MANDRILL_API_KEY": "x",
    }

    def answers(name: str, answer: object, *, status: int = 200) -> None:
        settings.EMAIL_BACKEND = f"anymail.backends.{name}.EmailBackend"
        monkeypatch.setattr(Provider, "answer", json.dumps(answer))
        monkeypatch.setattr(Provider, "status", status)

    return answers


@pytest.fixture
def reader():
    return UserFactory(email=ADDRESS)


def send(reader, failures: int = 0) -> None:
    assert write_to(reader, MailKind.ALERTS, template="partners/role_changed", context=LETTER)
    row = DBTaskResult.objects.get()
    row.delete()
    deliver.func(**row.args_kwargs["kwargs"], failures=failures)


def postmark(code: int, message: str) -> tuple:
    return "postmark", {"ErrorCode": code, "Message": message}, 422


def mandrill(status: str, reason: str | None) -> tuple:
    return "mandrill", [{"email": ADDRESS, "status": status, "reject_reason": reason}], 200


INACTIVE = (
    "You tried to send to a recipient that has been marked as inactive.\n"
    f"Found inactive addresses: {ADDRESS}.\n"
    "Inactive recipients are ones that have generated a hard bounce or a spam complaint. "
)
# what the provider answers, and whether nobody is at that address
REFUSED = [
    (postmark(406, INACTIVE), True),
    (postmark(300, f"Error parsing 'To': Illegal email address '{ADDRESS}'."), True),
    (mandrill("rejected", "hard-bounce"), True),
    (mandrill("rejected", "spam"), True),
    (mandrill("invalid", None), True),
    (mandrill("rejected", "soft-bounce"), False),
    (mandrill("rejected", "unsigned"), False),
    (mandrill("rejected", "test-mode-limit"), False),
]


@pytest.mark.parametrize(("answered", "is_dead"), REFUSED)
def test_refused_recipient_is_not_tried_again(provider, reader, answered, is_dead):
    name, answer, status = answered
    provider(name, answer, status=status)
    with pytest.raises(RefusedError):
        send(reader)
    assert not DBTaskResult.objects.exists()
    assert MailFailure.objects.filter(person=reader).exists() is is_dead
    assert is_wanted(reader, MailKind.ALERTS) is not is_dead


def test_reason_is_what_the_provider_said(provider, reader):
    name, answer, status = postmark(406, INACTIVE)
    provider(name, answer, status=status)
    with pytest.raises(RefusedError):
        send(reader)
    assert "has been marked as inactive" in MailFailure.objects.get().reason


def test_provider_that_is_out_of_order_is_tried_again(provider, reader):
    provider("postmark", "nothing to be understood", status=503)
    send(reader)
    [row] = DBTaskResult.objects.all()
    assert row.args_kwargs["kwargs"]["failures"] == 1
    row.delete()
    with pytest.raises(GivenUpError):
        send(reader, failures=5)
    assert not MailFailure.objects.exists()


class Away(EmailBackend):
    """As Amazon's and Scaleway's, whose errors are none of the network's."""

    def post_to_esp(self, payload, message):
        raise AnymailAPIError("Could not connect", backend=self)


def test_provider_that_cannot_be_reached_is_tried_again(settings, reader, tasks_wait):
    settings.EMAIL_BACKEND = f"{__name__}.{Away.__name__}"
    send(reader)
    assert DBTaskResult.objects.get().args_kwargs["kwargs"]["failures"] == 1


def test_message_that_the_provider_takes_has_arrived(provider, reader):
    provider("postmark", {"ErrorCode": 0, "Message": "OK", "MessageID": "1", "To": ADDRESS})
    send(reader)
    assert not DBTaskResult.objects.exists()
    assert not MailFailure.objects.exists()
