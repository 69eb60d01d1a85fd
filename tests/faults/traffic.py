"""A served Daiban that can be killed, and people who send each deed until the server has said that it is done."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

from tests import town
from tests.conftest import ROOT

PATIENCE_S = 60.0
DONE = (200, 201)


@dataclass
class Server:
    """gunicorn as the Procfile has it, on a port that stays the same over restarts."""

    url: str
    instance: Path
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.port = self.port or _free_port()
        command = [sys.executable, "-m", "gunicorn", "--workers", "1", "--threads", "16", "--bind", f"127.0.0.1:{self.port}"]
        surroundings = os.environ | {"DATABASE_URL": self.url, "DAIBAN_INSTANCE": str(self.instance)}
        self.process = subprocess.Popen(
            [*command, "--no-control-socket", "--log-level", "critical", "wsgi:app"],
            cwd=ROOT,
            env=surroundings,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        _until_open(self.port)

    def kill(self) -> None:
        """kill -9 for master and worker, in the middle of whatever they do."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(20)


@contextmanager
def serving(url: str, instance: Path) -> Iterator[Server]:
    server = Server(url, instance)
    server.start()
    try:
        yield server
    finally:
        server.kill()


@dataclass
class Sender:
    """Somebody's browser that sends a deed again, with the same id, until it has the answer."""

    port: int
    who: str = "clerk"
    headers: dict[str, str] = field(default_factory=dict)
    told: list[tuple[UUID, str]] = field(default_factory=list)  # (event, number of the case) as the server said it
    refused: list[tuple[int, str]] = field(default_factory=list)
    tries: int = 0

    def sign_in(self) -> None:
        page = self._ask("GET", "/sign-in")[1]
        token = town.csrf_field(page)
        form = urllib.parse.urlencode({"name": self.who, "password": town.PASSWORD, "csrf_token": token, "next": "/account"})
        answer = self._ask("POST", "/sign-in", form, {"Content-Type": "application/x-www-form-urlencoded"})
        if answer[0] != http.client.FOUND:
            raise AssertionError(answer)
        page = self._ask("GET", "/account")[1]
        self.headers["X-CSRFToken"] = page.split('name="csrf-token" content="')[1].split('"')[0]

    def open_cases(self, count: int) -> None:
        for _ in range(count):
            self._insist(uuid4())

    def _insist(self, event_id: UUID) -> None:
        said = {
            "event_id": str(event_id),
            "at": town.NOON.isoformat(),
            "household": "1",
            "item": town.OLD_AGE,
            "intake": "phone",
            "another": True,
        }
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            self.tries += 1
            try:
                status, text = self._ask("POST", "/api/v1/cases", json.dumps(said), {"Content-Type": "application/json"})
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
                continue
            if status in DONE:
                self.told.append((event_id, json.loads(text)["number"]))
                return
            self.refused.append((status, text[:2000]))
            if status < http.client.INTERNAL_SERVER_ERROR:
                return
            time.sleep(0.05)
        self.refused.append((0, "no answer"))

    def _ask(self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body.encode() or None, self.headers | (headers or {}))
            answer = connection.getresponse()
            for name, value in answer.getheaders():
                if name == "Set-Cookie":
                    self.headers["Cookie"] = value.split(";")[0]
            return answer.status, answer.read().decode()
        finally:
            connection.close()


def senders(server: Server, *, count: int) -> list[Sender]:
    people = [Sender(server.port) for _ in range(count)]
    for person in people:
        person.sign_in()
    return people


@contextmanager
def sending(people: Sequence[Sender], *, each: int) -> Iterator[list[threading.Thread]]:
    """All send at once, in the background; when the block ends all have their answers."""
    threads = [threading.Thread(target=person.open_cases, args=(each,)) for person in people]
    for thread in threads:
        thread.start()
    yield threads
    for thread in threads:
        thread.join(PATIENCE_S * 2)
        assert not thread.is_alive()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _until_open(port: int) -> None:
    for _ in range(400):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(port)
