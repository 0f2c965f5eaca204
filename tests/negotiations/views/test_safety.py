"""The list of those from whom an organisation takes nothing."""

from __future__ import annotations

import pytest
from django.urls import reverse

from negotiations.actions import safety
from negotiations.enums import Side
from tests.negotiations.parties import sent

pytestmark = pytest.mark.django_db


def test_blocks_are_listed_to_the_organisation_that_set_them_up_alone(deal, signed_in):
    safety.block(sent(deal), by=deal.recipient.editor, side=Side.RECIPIENT)
    for person, rows in ((deal.recipient.viewer, 1), (deal.sender.owner, 0), (deal.stranger, 0)):
        answer = signed_in(person).get(reverse("list_blocks"))
        assert len(answer.context["lines"]) == rows
