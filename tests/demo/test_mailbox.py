from __future__ import annotations

import os

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection

from demo import mailbox

pytestmark = pytest.mark.django_db
EVIL = "<script>alert(1)</script>"


@pytest.fixture
def box(settings, tmp_path):
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return settings.EMAIL_FILE_PATH


def send(subject="Hello", text="Hello,\n\nthis is it.", html="", *, connection=None):
    connection = connection or get_connection("django.core.mail.backends.filebased.EmailBackend")
    message = EmailMultiAlternatives(
        subject, text, to=["owner@chemchemi.example"], connection=connection
    )
    if html:
        message.attach_alternative(html, "text/html")
    message.send()


def only_message() -> mailbox.Message:
    [message] = [message for path in mailbox.files() for message in mailbox.read(path)]
    return message


def page(client, message_id: str, rest: str = "") -> str:
    return client.get(f"/demo/mail/{message_id}/{rest}").content.decode()


def test_mailbox_is_empty_before_anything_was_sent(client, box):
    assert "Nothing has been sent yet" in client.get("/demo/mail/").content.decode()


def test_mailbox_is_empty_where_mail_goes_elsewhere(client, settings):
    settings.EMAIL_FILE_PATH = ""
    assert "Nothing has been sent yet" in client.get("/demo/mail/").content.decode()


def test_mailbox_lists_the_newest_first(client, box):
    for number, subject in enumerate(["Older", "Newer"]):
        send(subject)
        newest = mailbox.files()[0] if number == 0 else None
        if newest:
            os.utime(newest, (1, 1))
    listed = client.get("/demo/mail/").content.decode()
    assert listed.index("Newer") < listed.index("Older")
    assert "owner@chemchemi.example" in listed


def test_message_is_shown_with_links_that_work(client, box):
    address = "http://localhost:8000/en/account/confirm-email/MTc:1vN-x_:k9-_Z/"
    send("تأكيد العنوان", f"مرحبا،\n\n{address}\n\nشكرا")
    shown = page(client, only_message().id)
    assert f'<a href="{address}" rel="nofollow">' in shown
    assert "تأكيد العنوان" in shown
    assert "مرحبا،" in shown
    assert only_message().sent.tzinfo is not None


def test_message_with_script_is_shown_as_text(client, box):
    send(f"Subject {EVIL}", f"Text {EVIL} http://x.example/?q={EVIL}", f"<p>{EVIL}</p>")
    assert EVIL not in client.get("/demo/mail/").content.decode()
    assert EVIL not in page(client, only_message().id)


def test_html_part_is_shown_where_nothing_can_run(client, box):
    send(html=f"<p>{EVIL}</p>")
    answer = client.get(f"/demo/mail/{only_message().id}/html/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert "script-src" not in policy


def test_messages_of_one_file_are_told_apart(client, box):
    connection = get_connection("django.core.mail.backends.filebased.EmailBackend")
    connection.open()
    send("First", connection=connection)
    send("Second", connection=connection)
    connection.close()
    [path] = mailbox.files()
    assert [message.subject for message in mailbox.read(path)] == ["Second", "First"]


def test_line_of_hyphens_in_a_text_does_not_make_another_message(box):
    send("Real", "before\n" + "-" * 79 + "\nSubject: Forged\n\nafter")
    assert only_message().subject == "Real"
    assert "after" in only_message().text


def test_message_in_an_unknown_character_set_is_still_shown(client, box):
    send("Odd")
    [path] = mailbox.files()
    path.write_bytes(path.read_bytes().replace(b"utf-8", b"klingon"))
    assert "Odd" in page(client, only_message().id)


@pytest.mark.parametrize(
    "message_id",
    ["nothing-0", "..%2F..%2Fsecret-0", "../secret-0", "secret-0", "-0", "20260101-000000-1-0"],
)
def test_message_of_another_name_is_hidden(client, box, message_id):
    send()
    (box.parent / "secret.log").write_text("Content-Type: text/plain\nSubject: Secret\n\nSecret")
    for rest in ("", "html/"):
        answer = client.get(f"/demo/mail/{message_id}/{rest}", follow=True)
        assert answer.status_code == 404
        assert b"Secret" not in answer.content


@pytest.mark.parametrize("number", ["1", "-1", "x", "00"])
def test_message_of_another_number_is_hidden(client, box, number):
    send()
    stem = only_message().id.rpartition("-")[0]
    assert client.get(f"/demo/mail/{stem}-{number}/", follow=True).status_code == 404


def test_mailbox_outside_the_demo_is_hidden(client, settings, box):
    send()
    message_id = only_message().id
    settings.DEMO = False
    for address in ("", f"{message_id}/", f"{message_id}/html/"):
        assert client.get(f"/demo/mail/{address}", follow=True).status_code == 404


def test_mailbox_takes_no_posts(client, box):
    assert client.post("/demo/mail/").status_code == 405
