"""Search: with an address Elasticsearch answers, without one the database does.

docs/operate.md, "Search with Elasticsearch", has what a cluster has to allow.
"""

import ssl
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import Env

env = Env()

ELASTICSEARCH: dict[str, Any] = {
    "urls": env.list("ELASTICSEARCH_URL", []),
    "api_key": env.str("ELASTICSEARCH_API_KEY", ""),
    "ca_certificate": env.str("ELASTICSEARCH_CA_CERTIFICATE", ""),
    # Names of indices begin with it; two sites in one cluster need two.
    "prefix": env.str("SEARCH_INDEX_PREFIX", "techaccord_"),
    "shards": env.int("ELASTICSEARCH_SHARDS", 1),
    "replicas": env.int("ELASTICSEARCH_REPLICAS", 0),
    # Seconds: what a reader waits before another engine answers; what a task waits.
    "timeout": env.float("ELASTICSEARCH_TIMEOUT", 2.0),
    "write_timeout": env.float("ELASTICSEARCH_WRITE_TIMEOUT", 60.0),
    # Only tests want nothing of an index to be remembered: it changes under their hands.
    "forget": False,
}
SEARCH_ENGINE = "elasticsearch" if ELASTICSEARCH["urls"] else "embedded"
# Whether the index in the database is kept beside it, to answer while Elasticsearch does not.
SEARCH_KEEP_EMBEDDED = env.bool("SEARCH_KEEP_EMBEDDED", True)
SEARCH_QUERY_TRANSLATOR = "search.translating.Identity"

# As those of sign-in; "key" is the person, or the address of one who is not signed in. Behind one
# address may be a whole institution.
RATE_LIMITS = {
    "export_results": "20/m/key,100/h/key",
    "search_listings": "600/m/key",
    "suggest_words": "300/m/key",
}


def _require_usable(url: str) -> None:
    try:
        parts = urlsplit(url)
        is_whole = parts.scheme in ("http", "https") and parts.hostname and parts.port
    except ValueError:
        is_whole = False
    if not is_whole:
        raise ImproperlyConfigured(
            "ELASTICSEARCH_URL: give scheme, host and port, such as https://search.example:9200."
        )
    for name in ("api_key", "ca_certificate"):
        # Without TLS a key could be read on its way, and nobody would show a certificate.
        if ELASTICSEARCH[name] and parts.scheme != "https":
            raise ImproperlyConfigured(
                f"ELASTICSEARCH_{name.upper()} is set, so that ELASTICSEARCH_URL has to begin "
                "with https://."
            )


for _url in ELASTICSEARCH["urls"]:
    _require_usable(_url)
if ELASTICSEARCH["ca_certificate"]:
    try:
        ssl.create_default_context(cafile=ELASTICSEARCH["ca_certificate"])
    except OSError as error:
        raise ImproperlyConfigured(
            "ELASTICSEARCH_CA_CERTIFICATE: no file with a certificate is at "
            f"{ELASTICSEARCH['ca_certificate']} ({error.strerror or error})."
        ) from None
