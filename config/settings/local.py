"""One machine, demo content, no TLS: what `make run` starts."""

import os

os.environ.setdefault("SECRET_KEY", "demo-only-key-replaced-by-make-run-with-one-of-its-own")
os.environ.setdefault("SITE_URL", f"http://localhost:{os.environ.get('PORT', '8000')}")

from config.settings.base import *

DEMO = True
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
# Mails land where the demo mailbox page shows them.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http"
# Passkeys want a secure origin; browsers accept localhost, the library asks to be told.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
