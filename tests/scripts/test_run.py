import os
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts import run

SLEEPER = ["-c", "import time; time.sleep(60)"]


def test_port_out_of_range_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for text in ("abc", "0", "65536", "-1", "80 80"):
        monkeypatch.setenv("PORT", text)
        with pytest.raises(SystemExit, match="PORT must be a number"):
            run.read_port()


def test_port_left_empty_is_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")
    assert run.read_port() == 8000


def test_port_taken_named_with_another() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit, match=f"Port {port} is taken.*PORT={port + 1}"):
            run.refuse_taken("127.0.0.1", port)


def test_secret_key_kept_and_private(tmp_path: Path) -> None:
    path = tmp_path / "secret_key"
    key = run.secret_key(path)
    assert len(key) >= 50
    assert run.secret_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_secret_key_from_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    monkeypatch.setenv("SECRET_KEY", "given")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    environment = run.demo_environment(8000)
    assert environment["SECRET_KEY"] == "given"
    assert "PYTHONDONTWRITEBYTECODE" not in environment


def test_stop_leaves_no_grandchild() -> None:
    """The child leaves a process of its own behind that ignores being asked to stop."""
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
    parent = f"import subprocess, sys, time; print(subprocess.Popen([sys.executable, '-c', {stubborn!r}]).pid, flush=True); time.sleep(60)"
    child = run.start(["-c", parent], dict(os.environ), stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    grandchild = int(child.stdout.readline())
    run.stop({"child": child})
    child.stdout.close()
    assert child.returncode is not None
    assert gone(grandchild)


def test_watch_one_stopped_tells_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    environment = dict(os.environ)
    children = {
        "web server": run.start(SLEEPER, environment),
        "background worker": run.start(["-c", "raise SystemExit(3)"], environment),
    }
    try:
        assert run.watch(children) == 1
    finally:
        run.stop(children)
    assert "background worker stopped by itself (exit code 3)" in capsys.readouterr().out
    assert children["web server"].returncode == -signal.SIGTERM


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's end")
def test_child_ends_with_killed_parent() -> None:
    program = (
        "import os, sys; sys.path.insert(0, os.getcwd()); from scripts import run;"
        f"print(run.start({SLEEPER!r}, dict(os.environ)).pid, flush=True); os.kill(os.getpid(), 9)"
    )
    parent = subprocess.run(  # noqa: S603
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=run.ROOT
    )
    assert parent.returncode == -signal.SIGKILL
    assert gone(int(parent.stdout))


def gone(pid: int) -> bool:
    """Within five seconds; a process that nobody has waited for yet counts as gone."""
    for _ in range(50):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.1)
    return False
