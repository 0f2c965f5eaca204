"""The language of a page, and the addresses that depend on it."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import formats
from django.utils.translation import override

from core import addresses
from core.languages import OWN_NAMES, current, settled


def test_settled_language_lasts_as_long_as_the_block():
    with override("fr"):
        with settled(), override("ar"):
            assert current() == "fr"
        with override("ar"):
            assert current() == "ar"
        assert current() == "fr"


def test_language_is_open_again_after_an_error():
    with override("fr"):
        with pytest.raises(RuntimeError), settled():
            raise RuntimeError
        with override("ru"):
            assert current() == "ru"


@pytest.mark.parametrize("language", OWN_NAMES)
def test_addresses_are_those_of_the_site_map(language):
    key = uuid4()
    with override(language):
        assert addresses.of_key("show_listing", key) == reverse("show_listing", args=[key])
        assert addresses.of_slug("show_organisation", "a-b_1") == reverse(
            "show_organisation", args=["a-b_1"]
        )


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_moments_begin_with_the_year_or_the_day(language):
    with override(language):
        told = formats.date_format(
            datetime(2026, 10, 23, 19, 50, tzinfo=UTC), "SHORT_DATETIME_FORMAT"
        )
    assert told.startswith(("2026", "23"))
    assert "19:50" in told
