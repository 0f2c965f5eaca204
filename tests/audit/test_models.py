"""The record stays as written, whichever way somebody tries to change it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from audit.models import AuditEntry, AuditSubject
from audit.recording import record
from core.models import AppendOnlyError
from tests.factories import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry():
    person = UserFactory(name="Ada")
    with transaction.atomic():
        return record("thing.done", actor=person, about=[person])


def stored() -> list[tuple]:
    subjects = AuditSubject.objects.values_list("entry__action", "entry__actor_name", "object_name")
    return list(subjects)


def change(entry: AuditEntry) -> None:
    entry.actor_name = "Eve"
    entry.save()


def change_in_bulk(entry: AuditEntry) -> None:
    entry.actor_name = "Eve"
    AuditEntry.objects.bulk_update([entry], ["actor_name"])


@pytest.mark.parametrize(
    "attempt",
    [
        change,
        change_in_bulk,
        lambda entry: AuditEntry.objects.update(actor_name="Eve"),
        lambda entry: AuditEntry.objects.filter(pk=entry.pk).update(actor_name="Eve"),
        lambda entry: entry.subjects.update(object_name="Eve"),
        lambda entry: AuditSubject.objects.all().delete(),
        lambda entry: entry.subjects.get().delete(),
    ],
    ids=["save", "bulk_update", "update", "filter", "related", "delete_all", "delete"],
)
def test_entry_is_neither_changed_nor_deleted(entry, attempt):
    before = stored()
    with pytest.raises(AppendOnlyError):
        attempt(entry)
    assert stored() == before == [("thing.done", "Ada", "Ada")]


def test_entry_without_subjects_is_not_deleted_either():
    with transaction.atomic():
        entry = record("thing.done", actor=None, about=[])
    for attempt in (entry.delete, AuditEntry.objects.filter(pk=entry.pk).delete):
        with pytest.raises(AppendOnlyError):
            attempt()
    assert AuditEntry.objects.get() == entry


def test_subjects_come_in_the_order_in_which_they_were_named():
    with transaction.atomic():
        entry = record("thing.done", actor=None, about=OrganisationFactory.create_batch(3))
    # SQLite gives rows in this order though nobody asks; PostgreSQL only where asked.
    assert entry.subjects.all().ordered
    assert entry.subjects_line == " · ".join(
        row.object_name for row in entry.subjects.order_by("pk")
    )


def test_entries_are_for_staff_with_the_right_alone(entry):
    reader = UserFactory(with_permissions=["audit.view_auditentry"])
    assert AuditEntry.objects.visible_to(reader).count() == AuditEntry.objects.count() > 0
    for stranger in (UserFactory(), AnonymousUser()):
        assert not AuditEntry.objects.visible_to(stranger).exists()
