"""What accounts tell the apps above them, which they cannot import."""

from django.dispatch import Signal

# Sent inside the transaction of the change, with action ("account.deleted"), user, by, data, and
# with `about` where there is something else that it is about; user is then None, if nobody's.
account_event = Signal()
