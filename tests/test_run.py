"""Two commands: what `scripts/run` and `scripts/test` answer before, while and after they do their work."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.accounts.rules import Role
from scripts.welcome import address, is_running, welcome
from tests.conftest import ROOT


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = ["scripts/run", *arguments]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ | environment, timeout=60
    )


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_busy_port_is_answered_by_one_sentence_before_anything_starts(taken: int, tmp_path: Path) -> None:
    answer = run("--port", str(taken), DAIBAN_INSTANCE=str(tmp_path / "instance"))
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.startswith(f"端口 {taken} 已被占用")
    assert answer.stderr.endswith(f"for example scripts/run --port {taken + 1}.\n")
    assert answer.stderr.count("\n") == 1
    assert not (tmp_path / "instance").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--port", "eighty"], "A port is a number from 1 to 65535, not 'eighty'."),
        (["--port", "65536"], "A port is a number from 1 to 65535, not '65536'."),
        (["--port"], "--port needs a value."),
        (["--nodemo"], "There is no option --nodemo."),
        (["--host", "192.0.2.1"], "Can't serve at 192.0.2.1:8000: check the address and your permissions."),
    ],
)
def test_a_wrong_option_is_answered_by_one_sentence(arguments: list[str], said: str) -> None:
    answer = run(*arguments)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.endswith(said + "\n")
    assert answer.stderr.count("\n") == 1


def test_the_welcome_names_the_address_and_a_demonstration_sign_in_of_every_role(tmp_path: Path) -> None:
    people = [
        {"name": name, "password": "jingmai-7", "role": role, "who": who}
        for name, role, who in [("岩温", "worker", "曼皮 网格员"), ("玉罕", "clerk", "窗口"), ("岩三", "worker", "章朗 网格员")]
    ]
    file = tmp_path / "demo-sign-ins.json"
    file.write_text(json.dumps(people), encoding="utf-8")
    text = welcome("127.0.0.1", port=8123, instance=tmp_path)
    assert "http://127.0.0.1:8123/" in text
    assert re.search(r"岩温 +jingmai-7 +worker +曼皮 网格员", text)
    assert re.search(r"玉罕 +jingmai-7 +clerk +窗口", text)
    assert "岩三" not in text
    assert f"1 more are in {file}" in text
    assert "What to look at first" in text


def test_without_a_demonstration_the_welcome_promises_none(tmp_path: Path) -> None:
    text = welcome("::", port=8123, instance=tmp_path)
    assert "http://[::1]:8123/" in text
    assert "What to look at first" not in text


def test_an_ipv6_address_stands_in_brackets() -> None:
    assert address("::1", port=80) == "http://[::1]:80/"


@contextmanager
def started(port: int, *options: str, instance: Path) -> Iterator["subprocess.Popen[str]"]:
    """`scripts/run` on an instance of its own, stopped whatever happens; signals reach it even from tests in the background."""
    command = ["env", "--default-signal=INT,HUP", "scripts/run", "--port", str(port), *options]
    environment = os.environ | {"DAIBAN_INSTANCE": str(instance)}
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    ) as running:
        try:
            yield running
        finally:
            running.send_signal(signal.SIGTERM)


@pytest.mark.slow
@pytest.mark.parametrize(
    "stop",
    [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.full), pytest.param(signal.SIGHUP, marks=pytest.mark.full)],
    ids=lambda stop: str(stop.name),
)
def test_a_start_makes_the_database_serves_and_stops_both_processes_at_once(stop: signal.Signals, tmp_path: Path) -> None:
    instance = tmp_path / "instance"
    with started(port := free_port(), "--no-demo", instance=instance) as running:
        said = list(_until("open:", running))
        assert f"http://127.0.0.1:{port}/" in said[-1]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz/live", timeout=10) as page:
            assert page.status == 200
        running.send_signal(stop)
        said += list(running.stdout or [])
        assert running.wait(20) == 0
    assert said[-1] == "已停止。 Stopped.\n"
    assert not [pid for pid in _children(said) if is_running(pid)]
    assert (instance / "daiban.db").stat().st_mode & 0o077 == 0
    assert any("town init" in line for line in said)


@pytest.mark.full
@pytest.mark.slow
def test_an_empty_database_gets_the_demonstration_once_and_every_start_names_its_sign_ins(tmp_path: Path) -> None:
    instance = tmp_path / "instance"
    loaded = []
    for _ in range(2):
        with started(free_port(), instance=instance) as running:
            said = list(_until("Ctrl-C", running))
        people = json.loads((instance / "demo-sign-ins.json").read_text(encoding="utf-8"))
        assert {one["role"] for one in people} == {role.value for role in Role}
        assert all(any(one["password"] in line and f" {role.value} " in line for line in said) for one in people for role in Role)
        loaded.append(any("loading the demonstration township" in line for line in said))
    assert loaded == [True, False]


@pytest.mark.full
@pytest.mark.slow
def test_a_closed_window_stops_both_though_nobody_reads_what_they_say(tmp_path: Path) -> None:
    with started(free_port(), "--no-demo", instance=tmp_path / "instance") as running:
        children = _children(list(_until("open:", running)))
        assert running.stdout
        running.stdout.close()
        running.send_signal(signal.SIGHUP)
        running.wait(20)
    assert not [pid for pid in children if is_running(pid)]


@pytest.mark.full
@pytest.mark.slow
def test_when_one_process_dies_the_other_is_stopped_and_the_answer_is_an_error(tmp_path: Path) -> None:
    with started(free_port(), "--no-demo", instance=tmp_path / "instance") as running:
        said = list(_until("open:", running))
        web, scheduler = _children(said)
        os.kill(scheduler, signal.SIGKILL)
        list(running.stdout or [])
        assert running.wait(20) != 0
        assert not is_running(web)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _until(text: str, running: "subprocess.Popen[str]") -> Iterator[str]:
    said = ""
    for line in running.stdout or []:
        yield line
        said += line
        if text in line:
            return
    raise AssertionError(f"It ended before it said {text!r}. It said:\n{said}")


def _children(said: list[str]) -> list[int]:
    found = [int(match[1]) for line in said if (match := re.search(r"started \(pid=(\d+)\)", line))]
    assert len(found) == 2
    return found


def test_continuous_integration_may_skip_nothing(tmp_path: Path) -> None:
    """On a machine without Chromium and PostgreSQL that can't install them."""
    for program in ("bash", "dirname", "find"):
        (tmp_path / program).symlink_to(shutil.which(program) or "")
    environment = {"PATH": str(tmp_path), "CI": "true"}
    answer = subprocess.run(["scripts/test"], cwd=ROOT, capture_output=True, text=True, check=False, env=environment)
    assert answer.returncode == 2
    assert answer.stderr.startswith("missing here, and CI may skip nothing: chromium")
    assert "postgresql" in answer.stderr
