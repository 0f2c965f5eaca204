from __future__ import annotations

from enum import StrEnum

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.db import connection, connections, transaction
from django.test import RequestFactory
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from core.actions import lock, move
from core.errors import ActionRefused
from core.http import attempt, attempt_form
from partners.enums import VERIFICATION_TRANSITIONS, VerificationStatus
from tests.factories import OrganisationFactory, UserFactory, VerificationFactory
from tests.partners.conftest import refused, unchanged

pytestmark = pytest.mark.django_db


# --- lock -----------------------------------------------------------------------------------


def test_lock_gives_the_row_as_it_is_now():
    stale = OrganisationFactory(city="Kisumu")
    type(stale).objects.filter(pk=stale.pk).update(city="Nakuru")
    assert lock(stale).city == "Nakuru"
    assert stale.city == "Kisumu"


def test_lock_asks_the_database_to_hold_the_row(django_assert_num_queries):
    row = OrganisationFactory()
    with django_assert_num_queries(1) as asked:
        lock(row)
    on_postgresql = connection.vendor == "postgresql"
    assert ("FOR NO KEY UPDATE" in asked.captured_queries[0]["sql"]) is on_postgresql


def test_lock_of_the_person_behind_a_request_is_of_the_account():
    person = UserFactory()
    assert type(lock(SimpleLazyObject(lambda: person))) is User


def test_lock_of_what_was_deleted_is_refused():
    row = OrganisationFactory()
    type(row).objects.filter(pk=row.pk).delete()
    with refused("gone"):
        lock(row)


def test_lock_outside_a_transaction_is_a_fault(monkeypatch):
    row = UserFactory()
    monkeypatch.setattr(connections["default"], "in_atomic_block", False)
    with pytest.raises(transaction.TransactionManagementError):
        lock(row)


# --- move -----------------------------------------------------------------------------------


@pytest.mark.parametrize("before", VerificationStatus.values)
@pytest.mark.parametrize("after", VerificationStatus.values)
def test_move_follows_the_table_and_nothing_else(before, after, verifier):
    row = VerificationFactory(status=before)
    changes = {"decided_by": verifier, "expires_on": "2030-01-01"}
    if after in VERIFICATION_TRANSITIONS.get(before, set()):
        move(row, to=after, transitions=VERIFICATION_TRANSITIONS, **changes)
        row.refresh_from_db()
        assert (row.status, row.decided_by) == (after, verifier)
    else:
        with refused("too_late"):
            move(row, to=after, transitions=VERIFICATION_TRANSITIONS, **changes)
        row.refresh_from_db()
        assert row.status == before


def test_move_that_is_refused_names_the_state():
    row = VerificationFactory(status="refused")
    with pytest.raises(ActionRefused, match="it is already “Refused”"):
        move(row, to="granted", transitions=VERIFICATION_TRANSITIONS)


def test_move_from_a_state_the_table_does_not_know_is_refused():
    class Empty(StrEnum):
        NOTHING = "nothing"

    row = VerificationFactory()
    with refused("too_late"):
        move(row, to="refused", transitions={Empty.NOTHING: set()})


# --- from a refusal to a page ---------------------------------------------------------------


@pytest.fixture
def request_with_messages(client):
    request = RequestFactory().get("/")
    request.session = client.session
    request._messages = _Messages(request)
    return request


class _Messages(list):
    """What django.contrib.messages writes to, kept in a list."""

    def __init__(self, request):
        super().__init__()

    def add(self, level, message, extra_tags=""):
        self.append((level, message))


class Form(forms.Form):
    name = forms.CharField()


def _say_no(*args, **kwargs):
    raise ActionRefused("It cannot be done now.", code="no")


def test_attempt_says_what_was_done(request_with_messages):
    assert attempt(request_with_messages, lambda: None, done="Done.") is True
    assert [text for _level, text in get_messages(request_with_messages)] == ["Done."]


def test_attempt_says_why_not(request_with_messages):
    with unchanged():
        assert attempt(request_with_messages, _say_no, done="Done.") is False
    assert list(get_messages(request_with_messages)) == [(30, "It cannot be done now.")]


def test_attempt_does_not_hide_a_fault(request_with_messages):
    with pytest.raises(ZeroDivisionError):
        attempt(request_with_messages, lambda: 1 / 0)


def test_attempt_form_puts_the_reason_above_the_form():
    form = Form({"name": "Wells"})
    assert form.is_valid()
    assert attempt_form(form, _say_no) is None
    assert form.non_field_errors() == ["It cannot be done now."]
    assert attempt_form(form, lambda: "made") == "made"
