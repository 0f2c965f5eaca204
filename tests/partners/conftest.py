"""An organisation with somebody in every role, and what "refused" means."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core import mail

from audit.models import AuditEntry
from core.errors import ActionRefused
from partners.enums import Role
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory

# Revisions and workflows of listings are Wagtail's rows.
KEPT = (
    "accounts", "account", "audit", "partners", "marketplace", "negotiations", "wagtailcore",
)  # fmt: skip
# Written by reading: when somebody was last here.
PASSING = {"last_login", "last_seen_at"}


def everything() -> list[tuple]:
    """Every row of ours, and how many messages were sent."""
    rows: list[tuple] = [("messages", len(mail.outbox))]
    for label in KEPT:
        for model in apps.get_app_config(label).get_models():
            fields = [f.attname for f in model._meta.concrete_fields if f.name not in PASSING]
            rows += [
                (model._meta.label, *row)
                for row in model._default_manager.order_by("pk").values_list(*fields)
            ]
    return rows


@contextmanager
def unchanged() -> Iterator[None]:
    """What happens inside writes no row, no entry of the record and no message."""
    before = everything()
    yield
    assert everything() == before


@contextmanager
def refused(code: str, words: str | None = None) -> Iterator[None]:
    """What happens inside is refused with `code`, in words, and changes nothing."""
    with unchanged(), pytest.raises(ActionRefused, match=words) as refusal:
        yield
    assert refusal.value.code == code
    assert str(refusal.value.reason).strip() == str(refusal.value)
    assert len(str(refusal.value)) > 15


def recorded(action: str) -> SimpleNamespace:
    """The only entry of this action: who, about what, with which facts."""
    entry = AuditEntry.objects.get(action=action)
    about = [subject.subject for subject in entry.subjects.all()]
    return SimpleNamespace(actor=entry.actor, about=about, data=entry.data)


@pytest.fixture
def house(db):
    """One organisation; its owner, editor, signatory and viewer; and somebody else."""
    organisation = OrganisationFactory(name="Institute of Wells", slug="institute-of-wells")
    people = {role: UserFactory(name=f"{role.title()} Person") for role in Role.values}
    seats = {
        role: MembershipFactory(organisation=organisation, user=person, role=role)
        for role, person in people.items()
    }
    return SimpleNamespace(
        organisation=organisation, **people, seats=seats, stranger=UserFactory(name="Strange R.")
    )


@pytest.fixture
def second_owner(house):
    """The seat of another owner of the house."""
    return MembershipFactory(organisation=house.organisation, role=Role.OWNER)
