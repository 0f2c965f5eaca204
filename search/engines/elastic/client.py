"""The connection: one client a process, and every failure as `EngineUnavailableError`."""

from __future__ import annotations

import contextlib
import logging
import time
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from elastic_transport import ConnectionTimeout, TlsError, Transport, TransportError
from elasticsearch import ApiError, Elasticsearch

from search.engines.base import EngineUnavailableError, IndexMissingError, QuestionRefusedError
from search.engines.patience import is_patient

if TYPE_CHECKING:
    from collections.abc import Iterator

NO_INDEX = "there is no index yet: manage.py rebuild_index"
NO_ADDRESS = "ELASTICSEARCH_URL is not set"
# What only an operator can put right, and how.
REMEDIES = {
    401: "the cluster does not know these credentials; see ELASTICSEARCH_API_KEY",
    403: "the credentials are good but may not do this; docs/operate.md has the privileges needed",
}
# Not to be read, and too long: the next question may be neither.
OF_THE_QUESTION = {400, 413}
UNTRUSTED = "see ELASTICSEARCH_CA_CERTIFICATE"

log = logging.getLogger(__name__)

# By when whoever asks wants the last of several answers.
_until: ContextVar[float | None] = ContextVar("until", default=None)


class TimedTransport(Transport):
    """Gives each request no more than what `in_time` has left."""

    def perform_request(self, method: str, target: str, **options: Any) -> Any:
        if (until := _until.get()) is not None:
            options["request_timeout"] = left = until - time.monotonic()
            if left <= 0:
                raise ConnectionTimeout("No time is left for another request")
        return super().perform_request(method, target, **options)


@contextlib.contextmanager
def in_time() -> Iterator[None]:
    """All requests in it together take no longer than one may; else `EngineUnavailableError`."""
    name = "write_timeout" if is_patient() else "timeout"
    token = _until.set(time.monotonic() + settings.ELASTICSEARCH[name])
    try:
        with failures_told():
            yield
    finally:
        _until.reset(token)


@cache
def client() -> Elasticsearch:
    """As set up with the ELASTICSEARCH_* variables; connects when it is first asked.

    Raises `EngineUnavailableError` where there is no address.
    """
    chosen = settings.ELASTICSEARCH
    if not chosen["urls"]:
        raise EngineUnavailableError(NO_ADDRESS)
    secured = {}
    if chosen["api_key"]:
        secured["api_key"] = chosen["api_key"]
    if chosen["ca_certificate"]:
        secured["ca_certs"] = chosen["ca_certificate"]
    return Elasticsearch(
        chosen["urls"],
        request_timeout=chosen["timeout"],
        # A second attempt would double the time a reader waits for the answer of another engine.
        max_retries=0,
        retry_on_timeout=False,
        # A node that failed is asked again as soon as somebody asks: `breaker` keeps the pause.
        dead_node_backoff_factor=0,
        transport_class=TimedTransport,
        **secured,
    )


def patient() -> Elasticsearch:
    """The same for what nobody waits for: writing, rebuilding, comparing."""
    return client().options(request_timeout=settings.ELASTICSEARCH["write_timeout"])


@contextlib.contextmanager
def failures_told() -> Iterator[None]:
    """Whatever goes wrong between here and the cluster becomes `EngineUnavailableError`, whose
    text is for whoever runs the site."""
    try:
        yield
    except ApiError as error:
        if kind_of(error) == "index_not_found_exception":
            raise IndexMissingError(NO_INDEX) from error
        # The text of an error may repeat what was asked, which is nobody's business.
        told = " ".join(filter(None, (str(error.status_code), kind_of(error))))
        if remedy := REMEDIES.get(error.status_code):
            told = f"{told}: {remedy}"
        log.warning("Elasticsearch refused a request: %s", told)
        if error.status_code in OF_THE_QUESTION:
            raise QuestionRefusedError(told) from error
        raise EngineUnavailableError(told) from error
    except TlsError as error:
        told = f"{error.message}: {UNTRUSTED}"
        log.warning("Elasticsearch cannot be trusted: %s", told)
        raise EngineUnavailableError(told) from error
    except TransportError as error:
        log.warning("Elasticsearch does not answer: %s", type(error).__name__)
        raise EngineUnavailableError(type(error).__name__) from error


def kind_of(error: ApiError) -> str:
    body = error.body if isinstance(error.body, dict) else {}
    cause = body.get("error")
    return cause.get("type", "") if isinstance(cause, dict) else ""
