"""The virus scanner that files between people pass, where there is one."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import Env

env = Env()

# Where clamd listens: "unix:/path" or "tcp://host:port".
CLAMD_URL = env.str("CLAMD_URL", "")


def _is_usable(url: str) -> bool:
    try:
        parts = urlsplit(url)
        is_tcp = parts.scheme == "tcp" and bool(parts.hostname and parts.port)
    except ValueError:
        return False
    return is_tcp or (parts.scheme == "unix" and parts.path.startswith("/"))


if CLAMD_URL and not _is_usable(CLAMD_URL):
    raise ImproperlyConfigured(
        "CLAMD_URL: give a socket, such as unix:/run/clamav/clamd.ctl, or host and port, such as "
        "tcp://clamd.example:3310."
    )
