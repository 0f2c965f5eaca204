from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils.translation import override

from demo.signins import MEMBERS, PASSWORD, STAFF


class Command(BaseCommand):
    help = "Print who can be tried out in the demo, and how to sign in as them."

    def handle(self, *args: object, **options: object) -> None:
        if not settings.DEMO:
            raise CommandError("There are sign-ins to show only where settings.DEMO is set.")
        with override("en"):
            for line in self._lines():
                self.stdout.write(line)

    def _lines(self) -> list[str]:
        width = max(len(sign_in.email) for sign_in in (*MEMBERS, *STAFF))
        return [
            f"Sign in with the password  {PASSWORD}  as:",
            *(f"  {one.email:{width}}  {one.shows}" for one in MEMBERS),
            "Staff also need a code, which the page of sign-ins shows; or once, a recovery code:",
            *(f"  {one.email:{width}}  {one.shows}: {_first(one.recovery_codes)}" for one in STAFF),
            f"All sign-ins:      {settings.SITE_URL}{reverse('demo_home')}",
            f"All mail it sends: {settings.SITE_URL}{reverse('demo_mailbox')}",
        ]


def _first(codes: list[str]) -> str:
    return " ".join(codes[:2]) or "all used"
