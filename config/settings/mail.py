"""Mail through a provider with an interface of its own, what it reports back, and replies."""

from django.core.exceptions import ImproperlyConfigured
from environs import Env

env = Env()

# By the name that django-anymail has for it: "mailgun", "postmark", ...
MAIL_PROVIDER = env.str("MAIL_PROVIDER", "")
ANYMAIL = {
    **env.json("MAIL_PROVIDER_SETTINGS", {}),
    "WEBHOOK_SECRET": env.str("MAIL_WEBHOOK_SECRET", ""),
}
if MAIL_PROVIDER:
    EMAIL_BACKEND = f"anymail.backends.{MAIL_PROVIDER}.EmailBackend"
    # Without it anybody could report anybody's address as dead.
    if ":" not in ANYMAIL["WEBHOOK_SECRET"]:
        raise ImproperlyConfigured(
            "MAIL_PROVIDER needs MAIL_WEBHOOK_SECRET, a user and a password as user:password."
        )

# Letters about requests are answered at addresses of this domain; without it, on their page only.
REPLY_DOMAIN = env.str("REPLY_DOMAIN", "")
