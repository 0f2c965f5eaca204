from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import translation

from audit.models import AuditEntry
from audit.recording import SITTING, record, record_sitting
from tests.factories import OrganisationFactory, UserFactory


@pytest.mark.django_db(transaction=True)
def test_record_outside_a_transaction_is_a_fault():
    with pytest.raises(transaction.TransactionManagementError):
        record("thing.done", actor=None, about=[])
    assert AuditEntry.objects.count() == 0


@pytest.mark.django_db
def test_record_copies_names_as_they_are_at_the_time():
    person, organisation = UserFactory(name="Ada"), OrganisationFactory(name="Institute of Wells")
    with translation.override("fr"):
        entry = record("thing.done", actor=person, about=[organisation, person], data={"n": 1})
    person.name = "Eve"
    person.save()
    entry.refresh_from_db()
    assert (entry.action, entry.actor, entry.actor_name) == ("thing.done", person, "Ada")
    assert entry.data == {"n": 1}
    assert [subject.subject for subject in entry.subjects.order_by("pk")] == [organisation, person]
    assert entry.subjects_line == "Institute of Wells · Ada"


@pytest.mark.django_db
def test_record_of_what_nobody_did_names_the_site():
    entry = record("thing.done", actor=None, about=[])
    assert (entry.actor, entry.actor_name) == (None, "TechAccord")


@transaction.atomic
def failing_change() -> None:
    record("thing.done", actor=None, about=[])
    raise RuntimeError("The change failed.")


@pytest.mark.django_db
def test_record_of_a_change_that_fails_is_not_kept():
    with pytest.raises(RuntimeError):
        failing_change()
    assert AuditEntry.objects.count() == 0


NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def save(person, thing, *, after: timedelta = timedelta(0), action: str = "thing.saved"):
    with time_machine.travel(NOON + after, tick=False):
        return record_sitting(action, actor=person, about=[person, thing])


@pytest.mark.django_db
def test_saves_of_one_sitting_are_one_entry():
    person, thing = UserFactory(), OrganisationFactory()
    assert save(person, thing).subjects.count() == 2
    assert save(person, thing, after=SITTING - timedelta(seconds=1)) is None
    assert save(person, thing, after=SITTING) is not None
    assert save(person, thing, after=SITTING * 2 - timedelta(seconds=1)) is None
    assert AuditEntry.objects.count() == 2


@pytest.mark.django_db
def test_another_person_thing_or_deed_is_another_entry():
    person, thing = UserFactory(), OrganisationFactory()
    save(person, thing)
    assert save(UserFactory(), thing) is not None
    assert save(person, OrganisationFactory()) is not None
    assert save(person, thing, action="thing.sent") is not None
    # What came between ended the sitting.
    assert save(person, thing) is not None
