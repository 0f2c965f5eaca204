"""Who the tests act as."""

from __future__ import annotations

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models.signals import post_migrate
from django.http import HttpRequest
from django.test import Client
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from audit.protection import TABLES
from countries.loading import load_facts
from tests.factories import UserFactory

# The same examples every time, on however slow a machine, and nothing left in the folder.
hypothesis_settings.register_profile("suite", derandomize=True, deadline=None, database=None)
hypothesis_settings.load_profile("suite")


WAITING = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
TRIGGERS_OF_SQLITE = [f"{table}_no_{verb}" for table in TABLES for verb in ("UPDATE", "DELETE")]


def _load_facts(**_signal) -> None:
    load_facts(apps)


@pytest.fixture(scope="session", autouse=True)
def facts_outlive_emptying():
    """A test with real transactions, a live server's too, empties the database when it ends.

    Django then says "migrated" again, by which pages and groups come back; this brings the
    facts about countries back as well, for whichever test is next.
    """
    post_migrate.connect(_load_facts, sender=apps.get_app_config("countries"))
    yield
    post_migrate.disconnect(_load_facts, sender=apps.get_app_config("countries"))


@pytest.fixture(scope="session", autouse=True)
def record_can_be_emptied():
    """SQLite empties tables by deleting, which the record refuses; Django then says "migrated"
    and its triggers are there again. (PostgreSQL truncates.)"""
    if connection.vendor != "sqlite":
        yield
        return
    engine = type(connection.ops)
    empty = engine.execute_sql_flush

    def unprotected(operations, statements):
        drops = [f"DROP TRIGGER IF EXISTS {name}" for name in TRIGGERS_OF_SQLITE]
        return empty(operations, [*drops, *statements])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "execute_sql_flush", unprotected)
        yield


@pytest.fixture(autouse=True)
def _language_of_the_last_page_is_forgotten():
    """A request leaves its language behind in the thread; no test starts in that of another."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def tasks_wait(settings):
    """Tasks stay in the database, as they do until a worker comes, instead of running at once."""
    settings.TASKS = WAITING


def sign_in(client: Client, user, *, second_factor: bool = False) -> Client:
    """Sign `user` in; with `second_factor`, as after using it a moment ago."""
    client.force_login(user)
    if second_factor:
        if not Authenticator.objects.filter(user=user).exists():
            TOTP.activate(user, generate_totp_secret())
        request = HttpRequest()
        request.session = client.session
        record_authentication(request, user, "mfa", type="totp")
        request.session.save()
    return client


@pytest.fixture
def signed_in():
    """A function: a client of its own, signed in as the given person."""

    def make(user, *, second_factor: bool = False) -> Client:
        return sign_in(Client(), user, second_factor=second_factor)

    return make


@pytest.fixture
def verifier(db):
    return UserFactory(
        name="Vera Verifier",
        with_permissions=["wagtailadmin.access_admin", "partners.verify_organisation"],
    )


@pytest.fixture
def superuser(db):
    return UserFactory(name="Sue Superuser", is_superuser=True)
