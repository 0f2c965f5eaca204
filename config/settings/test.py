"""Tests: fast hashing, mail in memory, tasks at once; everything else as in production."""

import os
import secrets
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "tests-only")
# The addresses of both protocols exist; tests say which providers are behind them.
os.environ.setdefault("SOCIAL_PROVIDERS", '{"openid_connect": {}, "saml": {}}')
os.environ.setdefault("VAR_DIR", str(Path(tempfile.gettempdir()) / "techaccord-tests"))

from config.settings.base import *

DEMO = True
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SITE_URL = WAGTAILADMIN_BASE_URL = "http://testserver"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STORAGES["default"] = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
STORAGES["private"] = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
WHITENOISE_AUTOREFRESH = True
# Pages are tested with the engine in the database; tests of the other one ask for it by name, and
# leave alone what else is in the cluster at ELASTICSEARCH_URL.
SEARCH_ENGINE = "embedded"
ELASTICSEARCH |= {"prefix": f"test_{secrets.token_hex(6)}_", "forget": True}
LOGGING["root"]["level"] = "WARNING"
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not memory: the live server's threads and parallel writers need a real one.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(os.environ["VAR_DIR"]) / "test.sqlite3")}
    Path(os.environ["VAR_DIR"]).mkdir(parents=True, exist_ok=True)
