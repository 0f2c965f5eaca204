from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from accounts import holdings, mailing, receivers
        from core.changes import listen
        from core.mail import DEAD_ADDRESS, ask_again

        listen(DEAD_ADDRESS, receivers.note_refused_addresses)
        ask_again(mailing.is_still_wanted)
        holdings.register()
