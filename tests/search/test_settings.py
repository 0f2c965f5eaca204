"""What an operator may set up wrongly about Elasticsearch is told before the site starts."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

SECURE = {"ELASTICSEARCH_URL": "https://search.example:9200"}


def start(tmp_path, **chosen: str) -> subprocess.CompletedProcess:
    environment = {name: v for name, v in os.environ.items() if not name.startswith("ELASTIC")}
    environment |= {"SECRET_KEY": "x", "VAR_DIR": str(tmp_path), **chosen}
    return subprocess.run(
        [sys.executable, "-c", "import config.settings.search"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ({"ELASTICSEARCH_URL": "search.example:9200"}, "give scheme, host and port"),
        ({"ELASTICSEARCH_URL": "https://search.example"}, "give scheme, host and port"),
        ({"ELASTICSEARCH_URL": "https://search.example:port"}, "give scheme, host and port"),
        (
            {"ELASTICSEARCH_URL": "http://search.example:9200", "ELASTICSEARCH_API_KEY": "key"},
            "ELASTICSEARCH_API_KEY is set, so that ELASTICSEARCH_URL has to begin with https://",
        ),
        (
            {**SECURE, "ELASTICSEARCH_CA_CERTIFICATE": "/nowhere/authority.pem"},
            "no file with a certificate is at /nowhere/authority.pem (No such file or directory)",
        ),
        (
            {**SECURE, "ELASTICSEARCH_CA_CERTIFICATE": __file__},
            "ELASTICSEARCH_CA_CERTIFICATE: no file with a certificate",
        ),
    ],
)
def test_wrong_setting_stops_the_start_and_is_named(tmp_path, chosen, told):
    done = start(tmp_path, **chosen)
    assert done.returncode == 1
    assert told in done.stderr.splitlines()[-1]


def test_address_with_a_key_is_taken(tmp_path):
    done = start(tmp_path, **SECURE, ELASTICSEARCH_API_KEY="key")
    assert (done.returncode, done.stderr) == (0, "")
