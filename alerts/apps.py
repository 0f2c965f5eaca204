from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AlertsConfig(AppConfig):
    name = "alerts"
    verbose_name = _("Saved searches")

    def ready(self) -> None:
        from alerts import announcing, personal_data  # noqa: F401 - the latter registers itself
        from core.changes import listen
        from search.indexing import INDEXED

        listen("marketplace.listing", announcing.listings_changed)
        listen("partners.organisation", announcing.organisations_changed)
        listen(INDEXED, announcing.listings_indexed)
