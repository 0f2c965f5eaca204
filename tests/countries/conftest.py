import pytest

from tests.factories import UserFactory

KINDS = ("country", "countrygroupmembership", "incomeclassification")


@pytest.fixture
def editor(db):
    """Staff who may edit country facts."""
    return UserFactory(
        name="Ed Itor",
        with_permissions=[
            "wagtailadmin.access_admin",
            *(f"countries.{verb}_{kind}" for verb in ("add", "change", "delete") for kind in KINDS),
        ],
    )


@pytest.fixture
def admin_of(signed_in):
    """The Wagtail admin as seen by a user who has just used a second factor."""
    return lambda user: signed_in(user, second_factor=True)
