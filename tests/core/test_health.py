from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.urls import reverse

from core import health


def test_healthz_answers_without_touching_anything(client):
    # No database mark: a query would fail this test.
    response = client.get(reverse("healthz"))
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_readyz_says_ready_when_all_is_there(client):
    response = client.get(reverse("readyz"))
    assert (response.status_code, response.content) == (200, b"ready\n")


@pytest.mark.django_db
def test_readyz_without_the_last_migration_says_database(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'partners'")
    response = client.get(reverse("readyz"))
    assert (response.status_code, response.content) == (503, b"not ready: database\n")


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OperationalError("secret host name"), OSError("secret")])
def test_readyz_without_the_database_tells_nothing_more(client, monkeypatch, error):
    def fail(*args):
        raise error

    monkeypatch.setattr(health, "MigrationExecutor", fail)
    response = client.get(reverse("readyz"))
    assert (response.status_code, response.content) == (503, b"not ready: database\n")


@pytest.mark.django_db
@pytest.mark.parametrize("answer", [None, OSError("secret")])
def test_readyz_without_the_cache_says_cache(client, monkeypatch, answer):
    def get(*args):
        if answer:
            raise answer

    monkeypatch.setattr(cache, "get", get)
    response = client.get(reverse("readyz"))
    assert (response.status_code, response.content) == (503, b"not ready: cache\n")


@pytest.mark.parametrize("name", ["healthz", "readyz"])
def test_monitors_may_only_ask(client, name):
    assert client.post(reverse(name)).status_code == 405
