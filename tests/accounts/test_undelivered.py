"""What could not be delivered, in the Wagtail admin: seen without its words, sent again or given up."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from accounts import undelivered
from accounts.models import DeadLetter, User
from audit.models import AuditEntry
from cms.groups import load_groups
from core import mail
from core.errors import ActionRefused
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tasks_wait")]

INDEX = "undelivered:index"
SAID = "550 5.1.1 No such user"


@pytest.fixture
def postmaster():
    return UserFactory(
        with_permissions=["wagtailadmin.access_admin", "accounts.handle_dead_letter"]
    )


@pytest.fixture
def desk(postmaster, signed_in):
    return signed_in(postmaster, second_factor=True)


def dead(subject: str = "Wells", to: str = "reader@people.example") -> DeadLetter:
    context = {"organisation": subject, "by": "Olga", "role": "editor", "link": "http://secret/"}
    mail.send(to=to, language="en", template="partners/role_changed", context=context)
    row = DBTaskResult.objects.filter(status="READY").latest("enqueued_at")
    row.claim("worker")
    row.set_failed(mail.RefusedError(SAID))
    return DeadLetter.objects.get(pk=row.pk)


def message_of(letter: DeadLetter) -> dict:
    return DBTaskResult.objects.get(pk=letter.pk).args_kwargs["kwargs"]


# --- What is seen ---------------------------------------------------------------------------


def test_list_says_when_to_whom_and_why_but_not_what_was_written(desk):
    letter = dead()
    decide = reverse("undelivered:decide", args=[letter.pk])
    for address in (reverse(INDEX), decide):
        page = desk.get(address).content.decode()
        assert "Your role in Wells has changed" in page
        assert "reader@people.example" in page
        assert f"The mail server refuses it: {SAID}" in page
        assert "Olga" not in page
        assert "secret" not in page
    assert "partners/role_changed" in page


def test_fault_of_the_site_is_called_one(desk):
    letter = dead()
    letter.set_failed(ValueError("private words"))
    page = desk.get(reverse(INDEX)).content.decode()
    assert "The site itself could not send it (ValueError)." in page
    assert "private words" not in page


def test_list_holds_what_failed_alone(desk):
    dead()
    mail.send(to="a@b.example", language="en", template="partners/role_changed",
              context={"organisation": "Waiting"})  # fmt: skip
    other = DBTaskResult.objects.get(args_kwargs__kwargs__message__to="a@b.example")
    other.task_path = "search.indexing.index_listings"
    other.set_failed(ValueError())
    other.save()
    assert [row.subject for row in desk.get(reverse(INDEX)).context["object_list"]] == [
        "Your role in Wells has changed"
    ]


def test_list_is_searched_by_address_and_subject(desk):
    dead("Wells", to="a@people.example")
    dead("Pumps", to="b@people.example")
    for words in ("b@people", "Pumps"):
        page = desk.get(reverse("undelivered:index_results"), {"q": words}).content.decode()
        assert "b@people.example" in page
        assert "a@people.example" not in page


def test_empty_list_says_that_all_is_well(desk):
    assert "Every message has been delivered" in desk.get(reverse(INDEX)).content.decode()


def test_queries_of_the_list_do_not_grow(desk, django_assert_max_num_queries):
    dead()
    desk.get(reverse(INDEX))
    with django_assert_max_num_queries(100) as with_one:
        desk.get(reverse(INDEX))
    for number in range(30):
        dead(f"Well {number}.")
    with django_assert_max_num_queries(len(with_one)):
        desk.get(reverse(INDEX))


def test_nobody_else_sees_any(postmaster):
    letter = dead()
    assert list(DeadLetter.objects.visible_to(postmaster)) == [letter]
    assert not DeadLetter.objects.visible_to(UserFactory()).exists()


def test_postmasters_hold_the_right():
    load_groups()
    person = UserFactory()
    assert not person.has_perm("accounts.handle_dead_letter")
    person.groups.add(Group.objects.get(name="Postmasters"))
    assert User.objects.get(pk=person.pk).has_perm("accounts.handle_dead_letter")


# --- Sent again -----------------------------------------------------------------------------


def test_chosen_ones_are_sent_again_word_for_word(desk, postmaster):
    reader = UserFactory(email="reader@people.example")
    letters = [dead("Wells"), dead("Pumps"), dead("Looms")]
    before = [message_of(letter)["message"] for letter in letters]
    chosen = {"letter": [str(letter.pk) for letter in letters[:2]]}
    page = desk.post(reverse("undelivered:send"), chosen, follow=True)
    assert "2 messages are on their way again." in page.content.decode()
    assert [message_of(letter)["message"] for letter in letters] == before
    waiting = DBTaskResult.objects.ready()
    assert set(waiting.values_list("pk", flat=True)) == {letter.pk for letter in letters[:2]}
    assert {row.args_kwargs["kwargs"]["failures"] for row in waiting} == {0}
    entry = AuditEntry.objects.filter(action="mail.sent_again").first()
    assert entry.actor == postmaster
    assert entry.data == {"kind": "partners/role_changed"}
    assert {subject.object_id for subject in entry.subjects.all()} & {str(reader.pk)}


def test_task_that_is_no_message_is_not_run_again_by_its_key(desk):
    """Its arguments would be taken for those of a message."""
    other = dead()
    DBTaskResult.objects.filter(pk=other.pk).update(task_path="search.indexing.index_listings")
    before = DBTaskResult.objects.filter(pk=other.pk).values().get()
    page = desk.post(reverse("undelivered:send"), {"letter": [str(other.pk)]}, follow=True)
    assert "Nothing was sent" in page.content.decode()
    assert DBTaskResult.objects.filter(pk=other.pk).values().get() == before


@pytest.mark.parametrize("letters", [[], ["no key"], ["00000000-0000-0000-0000-000000000000"]])
def test_nothing_chosen_sends_nothing(desk, letters):
    dead()
    page = desk.post(reverse("undelivered:send"), {"letter": letters}, follow=True)
    assert "Nothing was sent" in page.content.decode()
    assert not DBTaskResult.objects.ready().exists()


def test_message_sent_again_twice_is_sent_once(desk, postmaster):
    letter = dead()
    data = {"letter": [str(letter.pk)]}
    desk.post(reverse("undelivered:send"), data)
    page = desk.post(reverse("undelivered:send"), data, follow=True).content.decode()
    assert "Nothing was sent" in page
    with pytest.raises(ActionRefused, match="sent again already") as refusal:
        undelivered.send_again(letter, by=postmaster)
    assert refusal.value.code == "too_late"
    assert DBTaskResult.objects.count() == 1
    assert AuditEntry.objects.filter(action="mail.sent_again").count() == 1


def test_one_is_sent_again_from_its_page(desk):
    letter = dead()
    address = reverse("undelivered:decide", args=[letter.pk])
    assert desk.post(address, {"decision": "send"}).url == reverse(INDEX)
    assert message_of(letter)["failures"] == 0
    assert desk.get(address, follow=True).status_code == 404
    page = desk.post(address, {"decision": "send"}, follow=True).content.decode()
    assert "It was decided about already." in page
    assert DBTaskResult.objects.count() == 1


# --- Given up -------------------------------------------------------------------------------


def test_message_is_given_up_with_a_reason_and_is_gone(desk, postmaster):
    letter = dead()
    address = reverse("undelivered:decide", args=[letter.pk])
    desk.post(address, {"decision": "give_up", "reason": "They have left."})
    assert not DBTaskResult.objects.exists()
    entry = AuditEntry.objects.get(action="mail.given_up")
    assert (entry.actor, entry.data["reason"]) == (postmaster, "They have left.")
    assert "reader@" not in str(entry.data) + str(list(entry.subjects.values()))


@pytest.mark.parametrize(
    "data",
    [
        {"decision": ""},
        {"decision": "give_up"},
        {"decision": "give_up", "reason": "  "},
        {"decision": "x"},
    ],
)
def test_decision_that_is_not_one_is_sent_back(desk, data):
    letter = dead()
    response = desk.post(reverse("undelivered:decide", args=[letter.pk]), data)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert DBTaskResult.objects.get().status == "FAILED"


def test_message_that_was_given_up_cannot_be_sent(postmaster):
    letter = dead()
    undelivered.give_up(letter, by=postmaster, reason="Gone.")
    with pytest.raises(ActionRefused) as refusal:
        undelivered.send_again(letter, by=postmaster)
    assert refusal.value.code == "gone"


@pytest.mark.parametrize("act", [undelivered.send_again, undelivered.give_up])
def test_who_may_not_decide_is_refused(act):
    letter = dead()
    words = {"reason": "x"} if act is undelivered.give_up else {}
    with pytest.raises(ActionRefused) as refusal:
        act(letter, by=UserFactory(), **words)
    assert refusal.value.code == "not_allowed"
    assert DBTaskResult.objects.get().status == "FAILED"


def test_staff_without_the_right_are_turned_away_from_every_screen(signed_in):
    letter = dead()
    staff = UserFactory(with_permissions=["wagtailadmin.access_admin"])
    client = signed_in(staff, second_factor=True)
    decide = reverse("undelivered:decide", args=[letter.pk])
    sent = {"letter": [str(letter.pk)]}
    for answer in (
        client.post(reverse("undelivered:send"), sent),
        client.post(decide),
        client.get(decide),
    ):
        assert answer.status_code in (302, 403)
        assert "undelivered" not in answer.get("Location", "")
    assert DBTaskResult.objects.get().status == "FAILED"
