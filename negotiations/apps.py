from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NegotiationsConfig(AppConfig):
    name = "negotiations"
    verbose_name = _("Requests")

    def ready(self) -> None:
        from negotiations import permissions, personal_data, receivers, withholding  # noqa: F401 - they register themselves
