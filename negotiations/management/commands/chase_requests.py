from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from core.one_by_one import OneByOne
from negotiations.actions.chasing import chase
from negotiations.models import ContactRequest


class Command(BaseCommand):
    help = (
        "Hourly or daily: reminds of requests that wait for an answer after 5 and 8 working days, "
        "and closes what nobody answered within 10."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        # The keys first: each is done in a transaction of its own, which would end the reading.
        due = list(ContactRequest.objects.step_is_due().values_list("pk", flat=True))
        steps = OneByOne()
        done = steps.each(_chase, due)
        self.stdout.write(f"Reminded of or closed {done}.")
        steps.complain()


def _chase(pk: Any) -> bool:
    request = ContactRequest.objects.select_related("recipient").filter(pk=pk).first()
    return request is not None and bool(chase(request))
