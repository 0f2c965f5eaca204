from django.core.management.base import BaseCommand, CommandError

from demo.loading import NotADemoError, load_demo
from partners.models import Organisation


class Command(BaseCommand):
    help = "Load the invented organisations, people and listings of the demo, once."

    def handle(self, *args: object, **options: object) -> None:
        try:
            loaded = load_demo()
        except NotADemoError as error:
            raise CommandError(str(error)) from None
        if options["verbosity"] == 0:
            return
        numbers = Organisation.objects.filter(is_demo=True).numbers()
        message = "The demo is loaded" if loaded else "The demo was loaded already"
        self.stdout.write(
            f"{message}: {numbers['organisations']} organisations in {numbers['countries']} "
            "countries. See `manage.py show_demo_signins`."
        )
