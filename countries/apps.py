from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CountriesConfig(AppConfig):
    name = "countries"

    def ready(self) -> None:
        from countries.editions import watch

        post_migrate.connect(watch, sender=self)
