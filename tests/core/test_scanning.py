"""What clamd says of a file: asked of a real one where it is installed, and of a server that says
what a real one rarely does."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys

import pytest

from core import scanning
from core.scanning import ScannerAwayError, virus_in
from tests.clamd import CLAMD, real_clamd, speaking_clamd

# The string that scanners agree to find (eicar.org), in two halves: not to be found in this file.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
LONG = b"a" * (3 * scanning.CHUNK + 5)


@pytest.mark.skipif(CLAMD is None, reason="needs ClamAV (apt install clamav-daemon)")
def test_real_scanner_tells_what_it_found(tmp_path, settings):
    with real_clamd(tmp_path, {"Eicar": EICAR[:40]}) as settings.CLAMD_URL:
        assert virus_in(io.BytesIO(b"harmless")) == ""
        assert virus_in(io.BytesIO(EICAR)) == "Eicar.UNOFFICIAL"
        assert virus_in(io.BytesIO(LONG + EICAR)) == "Eicar.UNOFFICIAL"
        with pytest.raises(ScannerAwayError):
            virus_in(io.BytesIO(b"a" * 2 * 1024 * 1024))  # more than it takes
        assert virus_in(io.BytesIO(b"")) == ""


def test_scanner_is_sent_all_of_the_file(settings):
    with speaking_clamd(lambda content: b"stream: OK\0") as clamd:
        settings.CLAMD_URL = clamd.url
        assert virus_in(io.BytesIO(LONG)) == ""
    assert clamd.seen == [LONG]


def test_name_of_what_was_found_may_hold_any_word(settings):
    with speaking_clamd(lambda content: b"stream: Win.Test FOUND-1 FOUND\0") as clamd:
        settings.CLAMD_URL = clamd.url
        assert virus_in(io.BytesIO(b"x")) == "Win.Test FOUND-1"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\0",
        b"stream: O",
        b"stream: OK",
        b"stream: Can't allocate memory ERROR\0",
        b"INSTREAM size limit exceeded. ERROR\0",
        b"UNKNOWN COMMAND\0",
        b"\xff\xfe\0",
        b"stream: " + b"x" * 3 * scanning.LONGEST_ANSWER,
    ],
)
def test_all_but_a_whole_verdict_is_none(settings, answer):
    with speaking_clamd(lambda content: answer) as clamd:
        settings.CLAMD_URL = clamd.url
        with pytest.raises(ScannerAwayError):
            virus_in(io.BytesIO(b"x"))


def test_scanner_that_is_not_there_is_away(settings, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    for settings.CLAMD_URL in (f"tcp://127.0.0.1:{port}", f"unix:{tmp_path}/none"):
        with pytest.raises(ScannerAwayError):
            virus_in(io.BytesIO(b"x"))


def test_scanner_that_says_nothing_is_away_after_a_while(settings, monkeypatch):
    monkeypatch.setattr(scanning, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.CLAMD_URL = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(ScannerAwayError, match="timed out"):
            virus_in(io.BytesIO(b"x"))


def start(tmp_path, url: str) -> subprocess.CompletedProcess:
    environment = {**os.environ, "SECRET_KEY": "x", "VAR_DIR": str(tmp_path), "CLAMD_URL": url}
    return subprocess.run(
        [sys.executable, "-c", "import config.settings.files"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    "url", ["/run/clamd.ctl", "unix:clamd.ctl", "tcp://clamd", "tcp://:3310", "tcp://a:port", "on"]
)
def test_wrong_address_stops_the_start_and_is_named(tmp_path, url):
    done = start(tmp_path, url)
    assert done.returncode == 1
    assert "CLAMD_URL: give a socket" in done.stderr.splitlines()[-1]


@pytest.mark.parametrize("url", ["", "unix:/run/clamav/clamd.ctl", "tcp://[::1]:3310"])
def test_right_address_is_taken(tmp_path, url):
    assert start(tmp_path, url).returncode == 0
