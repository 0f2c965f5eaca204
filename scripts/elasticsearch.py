"""A private Elasticsearch node for one command: own data folder, own port, gone afterwards.

`python -m scripts.elasticsearch COMMAND ...` runs the command with ELASTICSEARCH_URL set; without
a command the node runs until it is interrupted. With `--secured` it speaks TLS and wants an API key;
ELASTICSEARCH_API_KEY and ELASTICSEARCH_CA_CERTIFICATE are set too. For development and tests;
production uses the official image or a managed cluster.
"""

import contextlib
import json
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from scripts.elasticsearch_files import OLDEST_JAVA, ElasticsearchError, find_java, provide
from scripts.elasticsearch_security import ADDRESS, Security
from scripts.processes import (
    as_user,
    dying_with_parent,
    free_port,
    stop_in_order,
    unprivileged_user,
)

# Half a minute on two idle cores; a machine that runs tests beside it takes many times as long.
START_SECONDS = 420
STOP_SECONDS = 30
# The compiler that takes its time pays in benchmarks; without it the node starts twice as fast.
QUICK = "-XX:TieredStopAtLevel=1"
# Enough for some 100,000 listings; the process takes about 300 MB more.
HEAP = "1g"

# The download brings no `bin/elasticsearch`; this is what it would do.
START = """#!/bin/bash
source "$(dirname "$0")"/elasticsearch-env
export JAVA ES_HOME ES_PATH_CONF ES_DISTRIBUTION_TYPE JAVA_TYPE
exec "$JAVA" -Xms4m -Xmx64m -XX:+UseSerialGC -cp "$ES_HOME/lib/tools/server-launcher/*" \\
    org.elasticsearch.server.launcher.ServerLauncher
"""


@contextlib.contextmanager
def private_node(heap: str = HEAP, *, quick: bool = True) -> Iterator[str]:
    """Gives the address of an empty node; stops and removes it whatever happens inside.

    A `quick` one starts sooner and answers slower. Raises ElasticsearchError where none can be had.
    """
    with private_server(heap, quick=quick) as node:
        yield node.address


@contextlib.contextmanager
def private_server(
    heap: str = HEAP, *, quick: bool = True, secured: bool = False
) -> Iterator["Node"]:
    """As `private_node`, for tests that stop, freeze and start it, or want it `secured`."""
    java = find_java()
    if java is None:
        raise ElasticsearchError(
            f"No Java {OLDEST_JAVA} or newer was found: neither ES_JAVA_HOME, if set, nor "
            "JAVA_HOME, `java` and /usr/lib/jvm lead to one."
        )
    files = provide()
    owner = unprivileged_user(("elasticsearch", "nobody"))
    if owner is None and os.geteuid() == 0:
        raise ElasticsearchError("Elasticsearch does not run as root, and no other user exists.")
    folder = Path(tempfile.mkdtemp(prefix="techaccord-elasticsearch-"))
    options = f"-Xms{heap} -Xmx{heap} {QUICK if quick else ''}"
    security = Security(folder / "config") if secured else None
    node = Node(folder, java, owner, options, security)
    try:
        lay_out(node, files, owner)
        node.start()
        yield node
    finally:
        node.stop()
        shutil.rmtree(folder, ignore_errors=True)


class Node:
    """One server process on 127.0.0.1, with its own data; it may be stopped and started again."""

    def __init__(
        self,
        folder: Path,
        java: Path,
        owner: pwd.struct_passwd | None,
        options: str,
        security: Security | None = None,
    ) -> None:
        self.folder = folder
        self.security = security
        self.port = free_port()
        self.address = f"{'https' if security else 'http'}://{ADDRESS}:{self.port}"
        self._owner = owner
        self._process: subprocess.Popen | None = None
        self._environment = {
            **{k: v for k, v in os.environ.items() if not re.match("ES_|JAVA|_JAVA|CLASSPATH", k)},
            "ES_JAVA_HOME": str(java),
            "ES_PATH_CONF": str(folder / "config"),
            "ES_TMPDIR": str(folder / "tmp"),
            "ES_JAVA_OPTS": options,
            "HOME": str(folder),
        }

    @property
    def group(self) -> int:
        """Of the processes of a node that runs."""
        return self._process.pid if self._process else 0

    def start(self) -> None:
        """Returns when requests are answered; raises ElasticsearchError with the log if never."""
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [shutil.which("bash") or "bash", self.folder / "home" / "bin" / "start"],
                cwd=self.folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=dying_with_parent(signal.SIGTERM),
                **as_user(self._owner),
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            if self._is_ready():
                return
            time.sleep(0.5)
        log_text = (self.folder / "log").read_text(errors="replace").strip()
        raise ElasticsearchError(f"Elasticsearch did not start:\n{log_text[-4000:]}")

    def _is_ready(self) -> bool:
        health = f"{self.address}/_cluster/health?wait_for_status=yellow&timeout=1s"
        try:
            if self.security:
                return bool(self.security.open(health, timeout=5))
            with urllib.request.urlopen(health, timeout=5) as answer:  # noqa: S310
                return answer.status == 200
        except OSError:
            return False

    def stop(self) -> None:
        if self._process is None:
            return
        # What is frozen hears nothing.
        self.thaw()
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            print("Elasticsearch does not stop by itself; it is ended.", flush=True)
        # The launcher waits for the server, but not where it was still starting it.
        self.kill()

    def kill(self) -> None:
        """As a power cut would; returns when nothing of it is left."""
        self._signal(signal.SIGKILL)
        if self._process:
            self._process.wait()
        self._process = None
        # The server is not our child but the launcher's: it is gone when its port is.
        deadline = time.monotonic() + STOP_SECONDS
        while is_open(self.port) and time.monotonic() < deadline:
            time.sleep(0.1)

    def freeze(self) -> None:
        """It still takes connections and answers nothing, as on a machine that hangs."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        # The launcher and the server it started are one group.
        if self._process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)


def lay_out(node: Node, files: Path, owner: pwd.struct_passwd | None) -> None:
    """A home of linked files with the start script, a configuration, and where to write."""
    folder = node.folder
    home, config = folder / "home", folder / "config"
    shutil.copytree(files, home, copy_function=link_or_copy)
    (home / "bin" / "start").write_text(START)
    shutil.copytree(files / "config", config)
    settings = {
        "cluster.name": "techaccord-private",
        "discovery.type": "single-node",
        "network.host": ADDRESS,
        "http.port": node.port,
        "transport.port": free_port(),
        "path.data": str(folder / "data"),
        "path.logs": str(folder / "logs"),
        # On a disk that is nearly full it would refuse to write.
        "cluster.routing.allocation.disk.threshold_enabled": False,
        **(node.security.lay_out() if node.security else {"xpack.security.enabled": False}),
    }
    # JSON is YAML.
    (config / "elasticsearch.yml").write_text(json.dumps(settings, indent=1))
    options = (config / "jvm.options").read_text().splitlines(keepends=True)
    # A log nobody reads, and a module not every Java has.
    unwanted = ("gc.log", "jdk.incubator.vector")
    kept = [line for line in options if not any(word in line for word in unwanted)]
    (config / "jvm.options").write_text("".join(kept))
    for name in ("data", "logs", "tmp"):
        (folder / name).mkdir()
    if owner:
        for path in (folder, *map(folder.joinpath, ("data", "logs", "tmp")), config):
            os.chown(path, owner.pw_uid, owner.pw_gid)


def link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((ADDRESS, port)) == 0


# --- Command line ---------------------------------------------------------------------------


def main(arguments: list[str]) -> int:
    stop_in_order()
    secured = arguments[:1] == ["--secured"]
    command = arguments[1:] if secured else arguments
    try:
        with private_server(secured=secured) as node:
            where = variables(node)
            if command:
                environment = {**os.environ, **where}
                return subprocess.run(command, env=environment, check=False).returncode
            for name, value in where.items():
                print(f"{name}={value}")
            print("Until you press Ctrl-C.", flush=True)
            signal.pause()
            return 0
    except ElasticsearchError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        return 130


def variables(node: Node) -> dict[str, str]:
    """What the product reads to find the node."""
    found = {"ELASTICSEARCH_URL": node.address}
    if node.security:
        everything = {"indices": [{"names": ["*"], "privileges": ["all"]}]}
        found["ELASTICSEARCH_API_KEY"] = node.security.api_key(node.address, everything)
        found["ELASTICSEARCH_CA_CERTIFICATE"] = str(node.security.authority)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
