"""Each step: what it asks, what it keeps, what it says to wrong input."""

import pytest
from django.urls import reverse

from marketplace.enums import FacetScheme
from marketplace.models import Listing
from marketplace.steps import steps_of
from tests.marketplace.pages import page
from tests.marketplace.writing.pages import address, drafted, fields, fill, newest
from tests.partners.conftest import unchanged

KINDS = [(kind, step.code) for kind in ("offer", "need") for step in steps_of(kind)]


@pytest.mark.parametrize(("kind", "code"), KINDS)
def test_step_is_shown_and_saved_untouched_without_changing_anything(
    signed_in, house, kind, code
):
    listing = drafted(house, kind=kind)
    before = newest(listing).serializable_data()
    client = signed_in(house.editor)

    answer = fill(client, address(listing, code), do="next")

    assert answer.status_code == 302
    after = newest(listing).serializable_data()
    assert {**after, "latest_revision": 0, "updated_at": 0} == {
        **before, "latest_revision": 0, "updated_at": 0,
    }  # fmt: skip


def test_unknown_step_is_hidden(signed_in, house):
    client = signed_in(house.editor)
    assert client.get(address(drafted(house), "nowhere")).status_code == 404
    assert client.get(address(drafted(house, kind="need"), "rights")).status_code == 404
