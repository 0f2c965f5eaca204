"""The demo site as `make run` serves it, with one address more: the empty view."""

from config.settings.local import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
