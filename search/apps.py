from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        from core.changes import listen
        from search import indexing

        listen("marketplace.listing", indexing.listings_changed)
        listen("partners.organisation", indexing.organisations_changed)
