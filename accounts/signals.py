"""What accounts tell the apps above them, which they cannot import."""

from django.dispatch import Signal

# Sent inside the transaction of the change, with action ("account.deleted"), user, by, data.
account_event = Signal()
