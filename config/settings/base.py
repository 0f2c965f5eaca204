"""What is true everywhere. Anything an operator may change is read from the environment.

Every variable is listed in docs/operate.md; a test compares the two.
"""

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from environs import Env

from core.logs import without_traceback

env = Env()

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = env.path("VAR_DIR", BASE_DIR / "var")

SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", [])
DEBUG = False
DEMO = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [])
# Mails and canonical links carry this address, never the Host header of a request.
SITE_URL = env.str("SITE_URL", "http://localhost:8000").rstrip("/")
SITE_NAME = "TechAccord"
WAGTAIL_SITE_NAME = SITE_NAME

INSTALLED_APPS = [
    "demo",
    "alerts",
    "cms",
    "matching",
    "search",
    "negotiations",
    "marketplace",
    "partners",
    "countries",
    "audit",
    "accounts",
    "core",
    "wagtail.contrib.redirects",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "cms.users.UsersAppConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.locales",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "rules",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    # The first two come before anything that can fail, so that errors carry their headers too.
    "csp.middleware.CSPMiddleware",
    "core.middleware.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.compression.CompressionMiddleware",
    "core.middleware.body_limit",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.middleware.PersonalTimeZoneMiddleware",
    "accounts.middleware.StaffSecondFactorMiddleware",
    "core.middleware.private_pages",
    "core.middleware.gone_pages",
    "core.middleware.refused_pages",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context_processors.site",
            ],
        },
    }
]
FORM_RENDERER = "core.rendering.SiteFormRenderer"

# --- Data -----------------------------------------------------------------------------------

DATABASES = {
    "default": env.dj_db_url(
        "DATABASE_URL",
        f"sqlite:///{VAR_DIR / 'techaccord.sqlite3'}",
        # Opening a connection and setting it up takes longer than all the queries of a page.
        conn_max_age=60,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    # A file does not hang up; asking whether it has costs a query for each page.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = False
    DATABASES["default"]["OPTIONS"] = {
        # Read-then-write transactions otherwise fail with "database is locked" under load.
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        # FULL: what was acknowledged survives a loss of power, not only a crash.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            "PRAGMA mmap_size=134217728; PRAGMA journal_size_limit=27103364;"
            "PRAGMA cache_size=-20000; PRAGMA temp_store=MEMORY;"
        ),
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Shared by all processes: a cache per process would multiply every rate limit.
REDIS_URL = env.str("REDIS_URL", "")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "django_cache"}
    ),
    # For what is not worth a write elsewhere: accounts/limits.py.
    "process": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "process",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- Files ----------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", VAR_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = env.path("MEDIA_ROOT", VAR_DIR / "media")
PRIVATE_ROOT = env.path("PRIVATE_ROOT", VAR_DIR / "private")

S3_BUCKET = env.str("S3_BUCKET", "")
S3_PRIVATE_BUCKET = env.str("S3_PRIVATE_BUCKET", "")


def _storage(bucket: str, root: Path, base_url: str | None) -> dict:
    if bucket:
        options = {
            "bucket_name": bucket,
            "endpoint_url": env.str("S3_ENDPOINT_URL", None),
            "file_overwrite": False,
        }
        if base_url:
            # Pages show files of no other host: core.views.public_file fetches them from the bucket.
            site = urlsplit(SITE_URL)
            options |= {
                "custom_domain": site.netloc + base_url.rstrip("/"),
                "url_protocol": f"{site.scheme}:",
                "querystring_auth": False,
            }
        return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    options = {"location": root, "base_url": base_url, "file_permissions_mode": 0o640}
    return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}


STORAGES = {
    "default": _storage(S3_BUCKET, MEDIA_ROOT, MEDIA_URL),
    # No address leads here: one view streams these files after asking permission.
    "private": _storage(S3_PRIVATE_BUCKET, PRIVATE_ROOT, None),
    "staticfiles": {"BACKEND": "core.static_files.StaticFiles"},
}

MAX_REQUEST_BYTES = env.int("MAX_REQUEST_BYTES", 25 * 1024 * 1024)
MAX_IMAGE_BYTES = 5 * 1024 * 1024
MAX_IMAGE_PIXELS = 40_000_000
MAX_DOCUMENT_BYTES = 10 * 1024 * 1024
# All files of one organisation together.
ORGANISATION_FILE_BYTES = env.int("ORGANISATION_FILE_BYTES", 500 * 1024 * 1024)
# Where organisations stand that only stand for a source, unless the import says where it is. Each
# organisation is in a country, and none is neutral: whoever runs the site names their own.
OPERATOR_COUNTRY = env.str("OPERATOR_COUNTRY", "CH").upper()
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- Languages and time ---------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [
    ("en", _("English")),
    ("fr", _("French")),
    ("es", _("Spanish")),
    ("ar", _("Arabic")),
    ("ru", _("Russian")),
    ("zh-hans", _("Simplified Chinese")),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "UTC"
USE_I18N = WAGTAIL_I18N_ENABLED = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["core.formats"]

# --- People ---------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    # Also Django's ModelBackend; both would hash every password twice.
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.passwords.LongEnoughValidator", "OPTIONS": {"min_length": 12}},
    {
        "NAME": "accounts.passwords.NotAboutYouValidator",
        "OPTIONS": {"user_attributes": ["name", "email"]},
    },
    {"NAME": "accounts.passwords.NotPredictableValidator"},
]
LOGIN_URL = WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "show_dashboard"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14

# --- Mail -----------------------------------------------------------------------------------

EMAIL = env.dj_email_url("EMAIL_URL", "smtp://localhost:25")
EMAIL_BACKEND = EMAIL["EMAIL_BACKEND"]
EMAIL_HOST = EMAIL.get("EMAIL_HOST", "localhost")
EMAIL_PORT = EMAIL.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = EMAIL.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = EMAIL.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = EMAIL.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = EMAIL.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH = EMAIL.get("EMAIL_FILE_PATH", "")
EMAIL_TIMEOUT = 20
EMAIL_SUBJECT_PREFIX = ""
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "TechAccord <noreply@localhost>")

# --- Security -------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
# Wagtail's editor needs inline scripts; a strict policy silently breaks "Add" in its panels.
ADMIN_CONTENT_SECURITY_POLICY = {
    **CONTENT_SECURITY_POLICY["DIRECTIVES"],
    "script-src": [SELF, "'unsafe-inline'"],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
    "worker-src": [SELF, "blob:"],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = [
    "fields.W342",  # a drafted part that a listing has once: modelcluster knows no one-to-one key
    "security.W019",  # frame-ancestors 'none' does it; the Wagtail admin previews in a frame
]
# Beside the usual answer: what was typed into a draft is not lost.
CSRF_FAILURE_VIEW = "marketplace.views.keeping.csrf_failure"

# --- Wagtail --------------------------------------------------------------------------------

WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
# Wagtail publishes the newest revision; we publish the one that was reviewed.
WAGTAIL_FINISH_WORKFLOW_ACTION = "marketplace.finishing.publish_reviewed"
WAGTAILADMIN_PERMITTED_LANGUAGES = [
    ("en", "English"),
    ("fr", "Français"),
    ("es", "Español"),
    ("ar", "العربية"),
    ("ru", "Русский"),
    ("zh-hans", "简体中文"),
]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILIMAGES_IMAGE_MODEL = "cms.EditorialImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.image_forms.EditorialImageForm"
WAGTAILDOCS_DOCUMENT_MODEL = "cms.EditorialDocument"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = MAX_IMAGE_PIXELS
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "ods", "pdf", "pptx", "txt", "xlsx"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"

# --- Logs -----------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "core.logs.OneLineFormatter"},
    },
    "filters": {"without_traceback": {"()": lambda: without_traceback}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            # On the handler too: the worker makes its own loggers talkative.
            "level": env.str("LOG_LEVEL", "INFO"),
        }
    },
    # Whoever tries other names for the site would fill the log with tracebacks.
    "loggers": {"django.security.DisallowedHost": {"filters": ["without_traceback"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
}

from config.settings.accounts import *  # noqa: E402
from config.settings.files import *  # noqa: E402
from config.settings.mail import *  # noqa: E402
from config.settings.search import *  # noqa: E402

INSTALLED_APPS += SOCIAL_PROVIDER_APPS
