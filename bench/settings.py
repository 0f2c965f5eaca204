"""The demo site as `make run` serves it, with one address more: the empty view."""

from config.settings.local import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
# Whoever measures asks from one address, as often as there is an answer.
RATE_LIMITS = dict.fromkeys(RATE_LIMITS, "")  # noqa: F405
