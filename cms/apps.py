from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CmsConfig(AppConfig):
    name = "cms"

    def ready(self) -> None:
        from cms import personal_data, receivers  # noqa: F401 - they register themselves
        from cms.loading import set_up_site

        post_migrate.connect(set_up_site, sender=self)
