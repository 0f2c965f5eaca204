"""What a test with real transactions leaves behind."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.utils import DatabaseError
from django.test import TransactionTestCase
from wagtail.models import Page

from accounts.models import User
from audit.models import AuditEntry
from countries.models import CountryGroupMembership
from tests.factories import UserFactory


def state() -> tuple:
    pages = list(Page.objects.order_by("pk").values_list("pk", "path", "title"))
    return pages, CountryGroupMembership.objects.count(), User.objects.count()


@pytest.mark.django_db(transaction=True)
def test_database_is_afterwards_as_it_was_made():
    before = state()
    assert before[0]
    assert before[1]
    UserFactory()
    Page.objects.update(title="Changed")
    CountryGroupMembership.objects.all().delete()
    assert state() != before

    # As pytest-django calls it.
    TransactionTestCase._fixture_teardown(TransactionTestCase())

    assert state() == before
    AuditEntry.objects.create(action="test", actor_name="Somebody", content="-")
    with pytest.raises(DatabaseError, match="never changed"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_auditentry")
