from __future__ import annotations

import pytest

from tests.negotiations.replying.letters import DOMAIN


@pytest.fixture(autouse=True)
def reply_domain(settings):
    settings.REPLY_DOMAIN = DOMAIN
