from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnersConfig(AppConfig):
    name = "partners"
    verbose_name = _("Organisations")

    def ready(self) -> None:
        from partners import permissions, personal_data  # noqa: F401 - they register themselves
