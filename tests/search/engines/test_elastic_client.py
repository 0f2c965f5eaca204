"""Whatever goes wrong on the way to the cluster is one error, whose words help the operator."""

from __future__ import annotations

import pytest
from elastic_transport import ApiResponseMeta, ConnectionTimeout, HttpHeaders, NodeConfig, TlsError
from elasticsearch import ApiError

from search.engines.base import EngineUnavailableError, IndexMissingError, QuestionRefusedError
from search.engines.elastic.client import TimedTransport, failures_told, in_time

# Where nothing listens.
NODE = NodeConfig("http", "127.0.0.1", 9)


def refusal(status: int, kind: str) -> ApiError:
    meta = ApiResponseMeta(status, "1.1", HttpHeaders(), 0.1, NODE)
    return ApiError("refused", meta, {"error": {"type": kind}})


@pytest.mark.parametrize(
    ("failure", "kind", "words"),
    [
        (refusal(404, "index_not_found_exception"), IndexMissingError, "rebuild_index"),
        (refusal(403, "security_exception"), EngineUnavailableError, "privileges"),
        (refusal(400, "too_many_clauses"), QuestionRefusedError, "400 too_many_clauses"),
        (refusal(413, ""), QuestionRefusedError, "413"),
        (refusal(429, "circuit_breaking_exception"), EngineUnavailableError, "429"),
        (TlsError("self-signed"), EngineUnavailableError, "ELASTICSEARCH_CA_CERTIFICATE"),
        (ConnectionTimeout("late"), EngineUnavailableError, "ConnectionTimeout"),
    ],
)
def test_failure_is_told_in_words_of_its_kind(failure, kind, words):
    with pytest.raises(kind, match=words) as told, failures_told():
        raise failure
    assert told.type is kind


def test_nothing_is_sent_when_no_time_is_left(settings):
    settings.ELASTICSEARCH = {**settings.ELASTICSEARCH, "timeout": 0.0}
    with pytest.raises(EngineUnavailableError, match="ConnectionTimeout"), in_time():
        TimedTransport([NODE], max_retries=0).perform_request("GET", "/")
