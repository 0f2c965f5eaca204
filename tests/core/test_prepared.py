"""Prepared querysets answer as the queryset would, each time anew."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.utils import timezone

from accounts.models import User
from core import prepared as module
from core.prepared import prepared, several
from marketplace.models import Listing
from tests.factories import ListingFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_rows_are_those_of_the_queryset():
    for name in ("Ann", "Ben", "Cyd"):
        UserFactory(name=name)
    instances = prepared(lambda: User.objects.order_by("-name"))
    names = prepared(lambda: User.objects.order_by("name").values_list("name", flat=True))
    tuples = prepared(lambda: User.objects.order_by("name").values_list("name", "date_joined")[:2])
    assert instances() == list(User.objects.order_by("-name"))
    assert names() == ["Ann", "Ben", "Cyd"]
    assert tuples() == list(User.objects.order_by("name").values_list("name", "date_joined")[:2])


def test_each_call_asks_the_database(django_assert_num_queries):
    names = prepared(lambda: User.objects.order_by("name").values_list("name", flat=True))
    assert names() == []
    UserFactory(name="Ann")
    with django_assert_num_queries(2):
        assert names() == ["Ann"]
        assert names() == ["Ann"]


def test_arguments_are_kept_apart():
    UserFactory(name="Ann", language="fr")
    UserFactory(name="Ben", language="ar")
    speaking = prepared(lambda code: User.objects.filter(language=code).values_list("name"))
    assert [speaking(code) for code in ("fr", "ar", "en", "fr")] == [
        [("Ann",)],
        [("Ben",)],
        [],
        [("Ann",)],
    ]


def test_several_keys_stand_in_a_list():
    keys = sorted(ListingFactory().pk for _each in range(3))
    listed = prepared(
        lambda **wanted: (
            Listing.objects.filter(pk__in=list(wanted.values()))
            .order_by("pk")
            .values_list("pk", flat=True)
        )
    )
    for wanted in (keys[:1], keys[1:], keys):
        assert listed(**several(wanted, 3)) == wanted


def test_queryset_that_can_have_no_rows_has_none():
    assert prepared(lambda: User.objects.none())() == []
    assert prepared(lambda: User.objects.filter(pk__in=[]).values_list("pk"))() == []


def test_related_rows_come_along(django_assert_num_queries):
    user = UserFactory()
    addresses = prepared(lambda: EmailAddress.objects.select_related("user"))
    addresses()
    with django_assert_num_queries(1):
        assert [address.user.name for address in addresses()] == [user.name]


def test_only_so_many_statements_are_kept(monkeypatch):
    monkeypatch.setattr(module, "KEPT", 3)
    since = prepared(lambda day: User.objects.filter(date_joined__date__gte=day))
    today = timezone.now().date()
    for days in range(10):
        since(today - timedelta(days=days))
    assert len(connection._prepared_statements[since]) <= 3


def test_values_are_compared_with_anew_each_time():
    for number, name in enumerate(("Ann", "Ben", "Cyd")):
        UserFactory(name=name, email=f"{number}@people.example")
    ben = User.objects.get(name="Ben")
    by_name = prepared(lambda *, name: User.objects.filter(name=name))
    by_both = prepared(lambda *, name, pk: User.objects.filter(name=name, pk=pk))
    assert [by_name(name=name) for name in ("Ann", "nobody", "Ben")] == [
        [User.objects.get(name="Ann")],
        [],
        [ben],
    ]
    assert by_both(name="Ben", pk=ben.pk) == [ben]
    assert by_both(name="Ann", pk=ben.pk) == []


@pytest.mark.parametrize("name", ["O'Brien", "100% %s %(name)s", "a\\'b", '"Ann"', "''; --"])
def test_what_stands_in_the_statement_is_written_as_it_is(name):
    user, other = UserFactory(name=name), UserFactory(name="Ann")
    fixed = prepared(lambda called: User.objects.filter(name=called))
    mixed = prepared(lambda called, *, pk: User.objects.filter(name=called, pk=pk))
    assert fixed(name) == [user]
    assert mixed(name, pk=user.pk) == [user]
    assert mixed(name, pk=other.pk) == []


def test_statement_is_given_only_what_each_call_brings():
    by_name = prepared(lambda *, name: User.objects.filter(name=name, is_active=True))
    by_name(name="Ann")
    (statement,) = connection._prepared_statements[by_name].values()
    if connection.vendor == "sqlite":
        assert statement.params == {"name": "Ann"}


def test_value_that_is_more_than_compared_with_is_refused():
    for condition in ("name__startswith", "name__isnull"):
        with pytest.raises((TypeError, ValueError)):
            prepared(lambda *, name, c=condition: User.objects.filter(**{c: name}))(name="A")


@pytest.mark.django_db(transaction=True)
def test_threads_do_not_share_a_statement():
    # Another thread's visitor must never get the rows asked for by this one's.
    for number in range(4):
        UserFactory(email=f"{number}@people.example")
    by_email = prepared(lambda *, email: User.objects.filter(email=email))

    def ask(number: int) -> set[str]:
        wanted = f"{number}@people.example"
        try:
            return {row.email for _ in range(200) for row in by_email(email=wanted)} - {wanted}
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(ask, range(4))) == [set()] * 4
    assert by_email not in connection.__dict__.get("_prepared_statements", {})
