from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from audit.models import AuditEntry
from marketplace.actions import life
from marketplace.enums import LISTING_TRANSITIONS, ListingStatus
from marketplace.models import Listing
from tests.factories import ListingFactory
from tests.marketplace.listings import again, submitted, waiting
from tests.partners.conftest import recorded, refused, unchanged

pytestmark = pytest.mark.django_db

OUTSIDE = ("signatory", "viewer", "stranger")
ACTIONS = {"pause": life.pause, "renew": life.renew, "withdraw": life.withdraw,
           "archive": life.archive}  # fmt: skip
LEADS_TO = {"pause": "paused", "renew": "published", "withdraw": "withdrawn", "archive": "archived"}
RECORDED = {"pause": "paused", "renew": "renewed", "withdraw": "withdrawn", "archive": "archived"}
# Publishing what is no longer at rest is review's, not renewal's.
ALLOWED = {
    (name, state)
    for name, to in LEADS_TO.items()
    for state in ListingStatus.values
    if to in LISTING_TRANSITIONS[state]
    and (name != "renew" or state in {"published", "paused", "expired"})
}
LAST_DAY = date(2027, 6, 30)


def of(house, status="published", **values) -> Listing:
    return ListingFactory(
        organisation=house.organisation, author=house.editor, status=status, **values
    )


# --- Transitions ----------------------------------------------------------------------------


def test_every_state_has_its_row_in_the_table_of_transitions():
    assert set(LISTING_TRANSITIONS) == set(ListingStatus)
    assert ListingStatus.DRAFT not in set().union(*LISTING_TRANSITIONS.values())


@pytest.mark.parametrize("name", ACTIONS)
@pytest.mark.parametrize("status", ListingStatus.values)
def test_transition_is_made_where_the_table_allows_it(house, name, status):
    listing = of(house, status)
    if (name, status) not in ALLOWED:
        with refused("too_late"):
            ACTIONS[name](listing, by=house.owner)
        return
    ACTIONS[name](listing, by=house.editor)
    row = again(listing)
    assert (row.status, row.live) == (LEADS_TO[name], name == "renew")
    entry = recorded(f"listing.{RECORDED[name]}")
    assert (entry.actor, entry.about) == (house.editor, [house.organisation, listing])


def test_transitions_allowed_are_not_few():
    assert len(ALLOWED) == 10


@pytest.mark.parametrize("name", ACTIONS)
@pytest.mark.parametrize("who", OUTSIDE)
def test_transition_refuses_who_does_not_write(house, name, who):
    status = next(state for action, state in sorted(ALLOWED) if action == name)
    listing = of(house, status)
    with refused("not_allowed"):
        ACTIONS[name](listing, by=getattr(house, who))


@pytest.mark.parametrize("name", ACTIONS)
def test_transition_refuses_a_role_lost_a_second_ago(house, name):
    listing = of(house, next(state for action, state in sorted(ALLOWED) if action == name))
    house.seats["editor"].delete()
    with refused("not_allowed"):
        ACTIONS[name](listing, by=house.editor)


@pytest.mark.parametrize("name", ["pause", "withdraw", "archive"])
def test_taking_from_view_needs_no_verification(house, name):
    listing = of(house, next(state for action, state in sorted(ALLOWED) if action == name))
    house.lapse()
    ACTIONS[name](listing, by=house.owner)
    assert again(listing).status == LEADS_TO[name]


def test_archiving_a_draft_ends_its_review(house):
    listing = submitted(house)
    life.archive(listing, by=house.owner)
    assert waiting(listing) is None


# --- Renewing -------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["published", "paused", "expired"])
def test_renewal_shows_it_for_twelve_months_from_today(house, status):
    yesterday = timezone.now().date() - timedelta(days=1)
    listing = of(house, status, expires_on=yesterday, reminded_on=yesterday)
    assert not Listing.objects.public().exists()
    life.renew(listing, by=house.editor)
    row = Listing.objects.public().get()
    assert row.expires_on == timezone.now().date() + timedelta(days=365)
    assert row.reminded_on is None


@pytest.mark.parametrize("state", ["unverify", "lapse", "lose"])
def test_renewal_is_refused_unless_verified_today(house, state):
    listing = of(house, "expired")
    getattr(house, state)()
    with refused("not_verified"):
        life.renew(listing, by=house.owner)


# --- The last day, and before ---------------------------------------------------------------


@pytest.fixture
def on(time_machine):
    """A function: go to the morning of a day, given by its distance from the last day."""

    def move(days: int) -> None:
        day = LAST_DAY + timedelta(days=days)
        time_machine.move_to(datetime(day.year, day.month, day.day, 4, tzinfo=UTC), tick=False)

    move(-365)
    return move


@pytest.fixture
def shown(on, house):
    return of(house, expires_on=LAST_DAY)


def run() -> str:
    out = StringIO()
    call_command("expire_listings", stdout=out)
    return out.getvalue().strip()


def test_expiry_ends_it_the_day_after_the_last_and_tells(shown, on, house):
    on(0)
    with refused("too_early"):
        life.expire(shown)
    assert Listing.objects.public().exists()
    on(1)
    assert not Listing.objects.public().exists()
    life.expire(shown)
    assert (again(shown).status, again(shown).live) == ("expired", False)
    assert recorded("listing.expired").actor is None
    assert [message.to for message in mail.outbox] == [[house.editor.email]]
    with refused("too_late"):
        life.expire(shown)


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
def test_command_does_what_the_day_asks_once(shown, on, days, said):
    on(days)
    assert run() == said
    with unchanged():
        assert run() == "Ended 0, reminded 0."


def test_command_over_a_year_reminds_twice_and_ends_once(shown, on):
    for days in range(-40, 5):
        on(days)
        run()
        run()
    entries = AuditEntry.objects.order_by("at").values_list("action", "at__date")
    assert list(entries) == [
        ("listing.reminded", date(2027, 5, 31)),
        ("listing.reminded", date(2027, 6, 23)),
        ("listing.expired", date(2027, 7, 1)),
    ]
    assert len(mail.outbox) == 3


def test_command_that_missed_days_makes_up_for_them_once(shown, on):
    for days in (-28, -27, -3, -2):
        on(days)
        run()
    assert len(mail.outbox) == 2


def test_command_reminds_again_after_a_renewal(shown, on, house):
    verification = house.organisation.verifications.get()
    verification.expires_on = LAST_DAY + timedelta(days=900)
    verification.save()
    on(-30)
    assert run() == "Ended 0, reminded 1."
    life.renew(shown, by=house.editor)
    on(-7)
    assert run() == "Ended 0, reminded 0."
    on(-30 + 365 - 30)
    assert run() == "Ended 0, reminded 1."


def test_command_goes_on_when_one_is_refused(shown, on, monkeypatch, house):
    of(house, expires_on=LAST_DAY)
    on(1)
    expire, withdrawn = life.expire, []

    def overtaken(listing):
        if not withdrawn:
            withdrawn.append(listing)
            life.withdraw(listing, by=house.owner)
        expire(listing)

    monkeypatch.setattr(life, "expire", overtaken)
    assert run() == "Ended 1, reminded 0."
    assert sorted(Listing.objects.values_list("status", flat=True)) == ["expired", "withdrawn"]


def test_command_ends_what_is_paused_and_does_not_remind_of_it(on, house):
    of(house, "paused", expires_on=LAST_DAY)
    on(-7)
    assert run() == "Ended 0, reminded 0."
    on(1)
    assert run() == "Ended 1, reminded 0."


@pytest.mark.parametrize("status", ["draft", "expired", "withdrawn", "archived"])
def test_command_leaves_what_is_not_shown(on, house, status):
    of(house, status, expires_on=LAST_DAY)
    for days in (-30, -7, 1):
        on(days)
        with unchanged():
            assert run() == "Ended 0, reminded 0."


@pytest.mark.parametrize("status", ["draft", "paused", "expired", "withdrawn", "archived"])
def test_reminder_of_what_is_not_published_is_refused(on, house, status):
    listing = of(house, status, expires_on=LAST_DAY)
    on(-7)
    with refused("not_due"):
        life.remind(listing)


def test_listing_at_which_it_fails_does_not_stop_the_others(shown, on, house, monkeypatch, caplog):
    other = of(house, expires_on=LAST_DAY)
    expire = life.expire

    def expire_others(listing: Listing) -> None:
        if listing == shown:
            raise ZeroDivisionError
        expire(listing)

    on(1)
    monkeypatch.setattr(life, "expire", expire_others)
    with pytest.raises(CommandError, match="^1 of them failed"):
        run()
    assert (again(shown).status, again(other).status) == ("published", "expired")
    assert "ZeroDivisionError" in caplog.text
