"""What is sent compressed, and that browsers can read it."""

from __future__ import annotations

import gzip

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from core.compression import CompressionMiddleware

LONG = "Membranes for drinking water. " * 40
GZIP = {"Accept-Encoding": "br;q=0.5, gzip"}


def answer(response, **headers):
    request = RequestFactory().get("/", headers=headers or GZIP)
    return CompressionMiddleware(lambda _request: response)(request)


def test_compressed_answer_is_read_by_any_gzip():
    response = answer(HttpResponse(LONG))
    assert response["Content-Encoding"] == "gzip"
    assert response["Vary"] == "Accept-Encoding"
    assert int(response["Content-Length"]) == len(response.content) < len(LONG)
    assert gzip.decompress(response.content).decode() == LONG


def test_length_of_an_answer_does_not_tell_its_content():
    assert len({len(answer(HttpResponse(LONG)).content) for _each in range(40)}) > 1


def test_stream_is_compressed_piece_by_piece():
    response = answer(StreamingHttpResponse([LONG, LONG]))
    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(b"".join(response.streaming_content)).decode() == LONG * 2


@pytest.mark.parametrize(
    ("response", "headers"),
    [
        (HttpResponse(LONG), {"Accept-Encoding": "br"}),
        (HttpResponse("Short."), GZIP),
        (HttpResponse(LONG, headers={"Content-Encoding": "br"}), GZIP),
        (HttpResponse(bytes(range(256))), GZIP),
    ],
    ids=["unwanted", "short", "compressed before", "not to be shortened"],
)
def test_answer_is_sent_as_it_is(response, headers):
    before = response.content
    after = answer(response, **headers)
    assert after.content == before
    assert after.get("Content-Encoding") != "gzip"


def test_tag_of_a_compressed_answer_is_weak():
    assert answer(HttpResponse(LONG, headers={"ETag": '"a"'}))["ETag"] == 'W/"a"'
    assert answer(HttpResponse(LONG, headers={"ETag": 'W/"a"'}))["ETag"] == 'W/"a"'
