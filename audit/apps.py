from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = _("Record")

    def ready(self) -> None:
        from audit import personal_data, receivers  # noqa: F401 - they register themselves
        from audit.protection import protect

        post_migrate.connect(protect, sender=self)
