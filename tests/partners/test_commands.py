from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from audit.models import AuditEntry
from partners.actions import verifications
from partners.models import Verification
from tests.factories import MembershipFactory, VerificationFactory
from tests.partners.conftest import unchanged

pytestmark = pytest.mark.django_db

LAST_DAY = date(2027, 6, 30)


def run() -> str:
    out = StringIO()
    call_command("expire_verifications", stdout=out)
    return out.getvalue().strip()


@pytest.fixture
def on(time_machine):
    """A function: go to the morning of a day, given by its distance from the last day."""

    def move(days: int) -> None:
        day = LAST_DAY + timedelta(days=days)
        time_machine.move_to(datetime(day.year, day.month, day.day, 4, tzinfo=UTC), tick=False)

    move(-365)
    return move


@pytest.fixture
def granted(on):
    owner = MembershipFactory()
    return VerificationFactory(organisation=owner.organisation, expires_on=LAST_DAY)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-31, "Ended 0, reminded 0."),
        (-30, "Ended 0, reminded 1."),
        (-7, "Ended 0, reminded 1."),
        (0, "Ended 0, reminded 1."),  # made up for: nothing had run before
        (1, "Ended 1, reminded 0."),
    ],
)
def test_command_does_what_the_day_asks_once(granted, on, days, said):
    on(days)
    assert run() == said
    with unchanged():
        assert run() == "Ended 0, reminded 0."


def test_command_over_a_year_reminds_twice_and_ends_once(granted, on):
    for days in range(-40, 5):
        on(days)
        run()
        run()
    entries = AuditEntry.objects.order_by("at").values_list("action", "at__date")
    assert list(entries) == [
        ("verification.reminded", date(2027, 5, 31)),
        ("verification.reminded", date(2027, 6, 23)),
        ("verification.expired", date(2027, 7, 1)),
    ]
    assert len(mail.outbox) == 3
    assert Verification.objects.get().status == "expired"


def test_command_that_missed_days_makes_up_for_them_once(granted, on):
    for days in (-28, -27, -3, -2):
        on(days)
        run()
    assert len(mail.outbox) == 2


def test_command_does_not_remind_of_what_was_granted_for_a_few_days(on):
    on(-5)
    MembershipFactory(
        organisation=VerificationFactory(expires_on=LAST_DAY).organisation
    )  # fmt: skip
    assert run() == "Ended 0, reminded 0."


def test_command_reminds_again_of_a_renewal(granted, on, verifier):
    on(-30)
    run()
    renewal = VerificationFactory(organisation=granted.organisation, status="requested")
    until = LAST_DAY + timedelta(days=365)
    verifications.grant(renewal, by=verifier, reason="Seen.", expires_on=until)
    mail.outbox.clear()
    on(-7)
    assert run() == "Ended 0, reminded 0."
    on(365 - 30)
    assert run() == "Ended 0, reminded 1."


def test_command_goes_on_when_one_was_decided_meanwhile(granted, on, monkeypatch, verifier):
    other = VerificationFactory(expires_on=LAST_DAY)
    MembershipFactory(organisation=other.organisation)
    on(1)
    expire, withdrawn = verifications.expire, []

    def overtaken(verification):
        if not withdrawn:
            withdrawn.append(verification)
            verifications.withdraw(verification, by=verifier, reason="Dissolved.")
        expire(verification)

    monkeypatch.setattr(verifications, "expire", overtaken)
    assert run() == "Ended 1, reminded 0."
    assert sorted(Verification.objects.values_list("status", flat=True)) == ["expired", "withdrawn"]


@pytest.mark.parametrize("status", ["requested", "refused", "withdrawn", "expired", "superseded"])
def test_command_leaves_what_is_not_in_force(on, status):
    VerificationFactory(status=status, expires_on=LAST_DAY)
    for days in (-30, -7, 1):
        on(days)
        with unchanged():
            assert run() == "Ended 0, reminded 0."


def test_verification_at_which_it_fails_does_not_stop_the_others(granted, on, monkeypatch, caplog):
    other = VerificationFactory(organisation=MembershipFactory().organisation, expires_on=LAST_DAY)
    expire = verifications.expire

    def expire_others(verification: Verification) -> None:
        if verification == granted:
            raise ZeroDivisionError
        expire(verification)

    on(1)
    monkeypatch.setattr(verifications, "expire", expire_others)
    with pytest.raises(CommandError, match="^1 of them failed"):
        run()
    assert Verification.objects.get(pk=other.pk).status != granted.status
    assert "ZeroDivisionError" in caplog.text
