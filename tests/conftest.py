"""Who the tests act as, and what they find."""

from __future__ import annotations

import gc
import importlib

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.test import Client, TransactionTestCase
from django.utils import translation
from hypothesis import settings as hypothesis_settings
from wagtail.hooks import search_for_hooks

from tests.factories import UserFactory
from tests.plugins.restoring import kept_as_it_is

# The same examples every time, on however slow a machine, and nothing left in the folder.
hypothesis_settings.register_profile("suite", derandomize=True, deadline=None, database=None)
hypothesis_settings.load_profile("suite")


WAITING = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests about the other database are left out, rather than skipped: no skip is allowed in CI."""
    other = "sqlite" if connection.vendor == "postgresql" else "postgresql"
    config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker(other)])
    items[:] = [item for item in items if not item.get_closest_marker(other)]


def pytest_collection_finish() -> None:
    """Modules and tests stay until the end: looking through them for garbage finds none."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(scope="session", autouse=True)
def _addresses_are_known():
    """As on a site that has answered: with them come the policies and hooks of the admin, and no
    test depends on whether one before it has asked for a page."""
    importlib.import_module(settings.ROOT_URLCONF)
    search_for_hooks()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """A test with real transactions, a live server's too, leaves the database as it was made."""
    with (
        django_db_blocker.unblock(),
        kept_as_it_is() as restore,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: restore())
        with django_db_blocker.block():
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
