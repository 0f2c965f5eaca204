"""The bench counts complete answers only, and throws disturbed rounds away."""

from __future__ import annotations

import pytest

from bench.load import LoadError, measure, request_bytes
from bench.report import verdict
from bench.rounds import Sample, Slice, figure

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nanswer"


@pytest.mark.parametrize("parts", [[OK], [OK[:30], OK[30:]], [OK[:-3], OK[-3:]]])
def test_answers_are_counted_when_complete(answering, parts):
    rate = measure(answering(*parts), request_bytes("/", {}), seconds=0.2, connections=1)
    assert rate.answers > 1
    assert rate.per_second == pytest.approx(rate.answers / 0.2, rel=0.2)
    assert rate.client_share > 0


@pytest.mark.parametrize("status", [b"302 Found", b"429 Too Many Requests", b"500 Oh"])
def test_answer_that_is_no_page_ends_the_measuring(answering, status):
    port = answering(OK.replace(b"200 OK", status))
    with pytest.raises(LoadError):
        measure(port, request_bytes("/", {}), seconds=5, connections=1)


def sample(before: float, page: float, after: float) -> Sample:
    return Sample(*(Slice(rate, 1000 / rate, 0.1) for rate in (before, page, after)))


def test_round_counts_when_its_baselines_agree():
    quiet, disturbed = sample(1000, 300, 950), sample(1000, 100, 800)
    assert quiet.is_quiet
    assert not disturbed.is_quiet
    assert quiet.ratio == pytest.approx(300 / 975)


def test_figure_is_the_median_of_the_counted_rounds():
    found = figure([sample(1000, 100 * n, 1000) for n in (1, 2, 4)] + [sample(1000, 900, 500)])
    assert (found.ratio, found.lowest, found.highest) == (0.2, 0.1, 0.4)
    assert (found.counted, found.taken) == (3, 4)


@pytest.mark.parametrize(
    ("ratios", "expected"),
    [([0.2, 0.2, 0.2], "PASS"), ([0.19, 0.19, 0.5], "BELOW"), ([0.5, 0.5], "NOISY"), ([], "NOISY")],
)
def test_verdict_needs_enough_quiet_rounds(ratios, expected):
    assert verdict(figure([sample(1000, 1000 * ratio, 1000) for ratio in ratios])) == expected
