from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class MarketplaceConfig(AppConfig):
    name = "marketplace"
    verbose_name = _("Marketplace")

    def ready(self) -> None:
        from marketplace import permissions, personal_data, receivers  # noqa: F401 - they register themselves
        from marketplace.loading import set_up_review

        post_migrate.connect(set_up_review, sender=self)
