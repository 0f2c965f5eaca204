from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from core.errors import ActionRefused
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
        done = sum(self._chase(pk) for pk in due)
        self.stdout.write(f"Reminded of or closed {done}.")

    def _chase(self, pk: Any) -> bool:
        request = ContactRequest.objects.select_related("recipient").filter(pk=pk).first()
        try:
            return request is not None and bool(chase(request))
        except ActionRefused:  # answered meanwhile
            return False
