"""Opening a case over HTTP, served as in a township (gunicorn, threads, SQLite): at 20 a second from 16 clients, and flat out
beside a bare endpoint of Flask and SQLAlchemy Core."""

import http.client
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import flask_migrate

from app.config import ROOT, Settings
from app.core import clock
from app.core.db import db
from app.factory import create_app
from scripts.benchmarks import Row
from tests import town

CLIENTS, A_SECOND, SECONDS, FLAT_OUT_S = 16, 20, 15, 6
P99_GOAL_MS, RATIO_GOAL = 100, 0.25
OPENED = 201


@dataclass
class Client:
    """A browser that stays signed in on one connection."""

    port: int
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, str]:
        self.connection.request(method, path, body=body.encode() or None, headers=self.headers | headers)
        answer = self.connection.getresponse()
        for name, value in answer.getheaders():
            if name == "Set-Cookie":
                self.headers["Cookie"] = value.split(";")[0]
        return answer.status, answer.read().decode()

    def sign_in(self) -> None:
        page = self.ask("GET", "/sign-in")[1]
        form = {"csrf_token": _token(page), "name": "clerk", "password": town.PASSWORD}
        self.ask("POST", "/sign-in", urllib.parse.urlencode(form), **{"Content-Type": "application/x-www-form-urlencoded"})
        self.headers["X-CSRFToken"] = _token(self.ask("GET", "/account")[1])

    def open_case(self) -> int:
        said = {
            "event_id": str(uuid.uuid4()),
            "at": clock.now().isoformat(),
            "household": "1",
            "item": town.OLD_AGE,
            "mode": "proxy",
            "intake": "phone",
            "another": True,
        }
        return self.ask("POST", "/api/v1/cases", json.dumps(said))[0]

    def open_bare(self) -> int:
        return self.ask("POST", "/cases", json.dumps({"household": 1}))[0]


def rows() -> Iterator[Row]:
    """Two rows: the time of an opening at a steady 20 a second, and openings a second flat out beside the bare endpoint."""
    with tempfile.TemporaryDirectory(prefix="daiban-bench-") as folder:
        url = _a_town(Path(folder))
        with _served("wsgi:app", DATABASE_URL=url, DAIBAN_INSTANCE=folder) as port:
            clients = [Client(port) for _ in range(CLIENTS)]
            for client in clients:
                client.sign_in()
                client.open_case()  # the first ones after a start compile every statement
            times, statuses = _steadily(clients)
            full, wrong = _flat_out([client.open_case for client in clients])
        with _served("scripts.benchmarks._bare:app", BARE_DATABASE=f"{folder}/bare.db") as port:
            bare, _ = _flat_out([Client(port).open_bare for _ in range(CLIENTS)])
    p50, p99 = statistics.median(times) * 1000, statistics.quantiles(times, n=100)[98] * 1000
    failed = sum(status != OPENED for status in statuses)
    name = f"opening a case, {A_SECOND} a second from {CLIENTS} clients"
    yield Row(name, f"p50 {p50:.0f} ms, p99 {p99:.0f} ms", "", f"{failed} of {len(statuses)} refused", f"p99 {P99_GOAL_MS} ms, 0")
    yield Row(
        "opening a case, flat out",
        f"{full:.0f}/s, {wrong} refused",
        f"bare endpoint {bare:.0f}/s",
        f"{full / bare:.2f} x",
        f"{RATIO_GOAL} x",
    )


def _a_town(folder: Path) -> str:
    url = f"sqlite:///{folder}/daiban.db"
    app = create_app(Settings(database_url=url, instance=str(folder)))
    with app.app_context():
        flask_migrate.upgrade()
        db.engine.dispose()
    town.build(app)
    return url


@contextmanager
def _served(target: str, **environment: str) -> Iterator[int]:
    """gunicorn with one process and 16 threads, as the Procfile has it, on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--workers", "1", "--threads", "16", "--bind", f"127.0.0.1:{port}", target]
    server = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment, stderr=subprocess.DEVNULL)
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def _wait(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(port)


def _steadily(clients: list[Client]) -> tuple[list[float], list[int]]:
    """Openings at fixed instants, taken in turn; an opening that waits for a late client counts its waiting."""
    times: list[float] = []
    statuses: list[int] = []
    began = time.perf_counter() + 0.5

    def work(client: Client, number: int) -> None:
        for turn in range(number, A_SECOND * SECONDS, CLIENTS):
            wanted = began + turn / A_SECOND
            time.sleep(max(0.0, wanted - time.perf_counter()))
            statuses.append(client.open_case())
            times.append(time.perf_counter() - wanted)

    _together([partial(work, client, number) for number, client in enumerate(clients)])
    return times, statuses


def _flat_out(calls: list[Callable[[], int]]) -> tuple[float, int]:
    """(answers a second, how many were not the wanted one) when every client asks again at once."""
    ends_at = time.perf_counter() + FLAT_OUT_S
    statuses: list[int] = []

    def work(call: Callable[[], int]) -> None:
        while time.perf_counter() < ends_at:
            statuses.append(call())

    _together([partial(work, call) for call in calls])
    return len(statuses) / FLAT_OUT_S, sum(status != OPENED for status in statuses)


def _together(works: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _token(page: str) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', page)
    if found is None:
        raise ValueError("no CSRF token on the page")
    return found[1]
