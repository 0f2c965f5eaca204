from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MatchingConfig(AppConfig):
    name = "matching"
    verbose_name = _("Matching")

    def ready(self) -> None:
        from core.changes import listen
        from matching import permissions, personal_data, tasks  # noqa: F401 - they register themselves
        from search.indexing import INDEXED

        listen("marketplace.listing", tasks.terms_changed)
        listen("partners.organisation", tasks.organisations_changed)
        listen(INDEXED, tasks.listings_changed)
