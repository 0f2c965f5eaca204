from django.db import models
from django.utils.translation import gettext_lazy as _


class MailKind(models.TextChoices):
    """Messages that a person may do without; what the account itself needs has no kind."""

    ALERTS = "alerts", _("New finds of your saved searches")
    MATCHES = "matches", _("Offers and needs that fit yours")
    CONTACT = "contact", _("Each morning, the requests that wait for you")
    LISTINGS = "listings", _("Reminders about your offers and needs")
