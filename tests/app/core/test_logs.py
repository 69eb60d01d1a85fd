"""The log of a served process says what happened, and nothing of anybody: its real output is read."""

import http.cookiejar
import json
import logging
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from app.config import Settings, WrongSetting, settings_from
from app.core import clock
from app.core.backup import BackupFailed
from app.core.db import db
from app.core.errors import Invalid
from app.core.logs import Lines, described, in_short
from tests import town
from tests.conftest import ROOT

SECRETS = ("岩温叫", "13887654321", "532822194405060011", "张三丰", "a password like no other")


class Visitor:
    """A browser without a screen."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        self.token = ""

    def ask(self, path: str, body: bytes | None = None, **headers: str) -> tuple[int, str, str]:
        """(status, text, request number)"""
        request = urllib.request.Request(self.base + path, body, {"X-CSRFToken": self.token, **headers})  # noqa: S310  our own
        try:
            answer = self.opener.open(request, timeout=30)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            text = answer.read().decode()
        if found := re.search(r'name="csrf-token" content="([^"]+)"', text):
            self.token = found[1]
        return answer.status, text, answer.headers["X-Request-Id"]

    def send(self, path: str, **form: str) -> tuple[int, str, str]:
        return self.ask(path, urllib.parse.urlencode(form).encode())

    def deed(self, path: str, **said: Any) -> tuple[int, str, str]:
        body = {"event_id": str(uuid4()), "at": clock.now().isoformat(), **said}
        return self.ask(path, json.dumps(body).encode(), **{"Content-Type": "application/json"})


@contextmanager
def served(url: str, instance: Path, output: Path) -> Iterator[str]:
    """The application as the Procfile serves it, in a process of its own; `output` gets all that it says."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--threads", "4", "--bind", f"127.0.0.1:{port}", "--no-control-socket"]
    settings = {"DATABASE_URL": url, "DAIBAN_INSTANCE": str(instance), "DAIBAN_LOG_FORMAT": "json"}
    with output.open("wb") as out:
        process = subprocess.Popen(
            [*command, "--log-level", "warning", "wsgi:app"], cwd=ROOT, env=os.environ | settings, stdout=out, stderr=out
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz/live")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=30)


def wait_for(url: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310  our own
        except OSError:
            time.sleep(0.2)
        else:
            return
    pytest.fail("the pages never answered")


def lines(output: Path, event: str) -> list[dict[str, Any]]:
    told = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    return [line for line in told if line["event"] == event]


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "output.log"


def a_working_day(visitor: Visitor, app: Flask) -> None:
    """Signs in, opens a case, searches a name, records a visit; at its end a table is missing."""
    visitor.ask(f"/sign-in?next=/search/{urllib.parse.quote('岩温叫')}")
    assert visitor.send("/sign-in", name="张三丰", password="a password like no other")[0] == 401
    assert visitor.send("/sign-in", name="worker", password=town.PASSWORD)[0] == 200
    status, text, _ = visitor.deed("/api/v1/cases", household="1", item=town.OLD_AGE, intake="phone", note="岩温叫 13887654321")
    assert status == 201, text
    number = json.loads(text)["number"]
    assert "岩温叫" in visitor.send("/search", q="岩温叫")[1]
    visit = {
        "case": number,
        "begun_at": clock.now().isoformat(),
        "outcome": "nobody_home",
        "note": "张三丰 532822194405060011",
    }
    assert visitor.deed("/field/visits", **visit)[0] in {200, 201, 400, 404, 409}
    assert visitor.ask(f"/cases?text={urllib.parse.quote('岩温叫')}")[0] == 200
    with app.app_context(), db.engine.connect().execution_options(writing=True) as connection, connection.begin():
        connection.execute(sa.text("ALTER TABLE resident RENAME TO elsewhere"))


def test_a_working_day_leaves_no_name_number_or_password_in_the_log(
    app: Flask, database_url: str, instance: Path, output: Path
) -> None:
    town.build(app)
    with served(database_url, instance, output) as base:
        visitor = Visitor(base)
        a_working_day(visitor, app)
        status, page, request = visitor.send("/search", q="岩温叫")
        assert status == 500
        assert request in page  # it can be read out to the administrator
    said = output.read_text(encoding="utf-8")
    assert [secret for secret in (*SECRETS, town.PASSWORD, visitor.token) if secret in said] == []
    assert urllib.parse.quote("岩温叫") not in said
    requests = lines(output, "request")
    assert {"/sign-in", "/api/v1/cases", "/search", "/field/visits"} <= {line["rule"] for line in requests}
    (opened,) = [line for line in requests if line["rule"] == "/api/v1/cases"]
    assert opened["actor"] == str(town.person_id("worker"))
    assert (opened["method"], opened["status"], opened["door"]) == ("POST", 201, "api")
    assert any(line["rule"] == "/sign-in" for line in lines(output, "refused"))
    (fault,) = lines(output, "fault")
    assert fault["request"] == request
    assert "SELECT" in json.dumps(fault["fault"])
    assert any(frame.startswith("app/") for frame in fault["fault"]["frames"])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_answer_carries_a_number_of_its_own_that_can_be_read_out(app: Flask) -> None:
    client = app.test_client()
    numbers = {client.get("/healthz/live").headers["X-Request-Id"] for _ in range(20)}
    assert len(numbers) == 20
    assert all(re.fullmatch(r"[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}", number) for number in numbers)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_number_is_told_even_when_the_database_is_gone(app: Flask) -> None:
    town.build(app)
    client, _ = town.signed_in(app, "clerk")
    with app.app_context(), db.engine.connect().execution_options(writing=True) as connection, connection.begin():
        connection.execute(sa.text("ALTER TABLE division RENAME TO elsewhere"))  # what the shell of every page asks
    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = client.get("/cases")
    assert answer.status_code == 500
    assert answer.headers["X-Request-Id"] in answer.text
    assert "没有保存" in answer.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_errors_of_the_database_hide_what_was_entered(app: Flask) -> None:
    with town.looking_on(app), pytest.raises(sa.exc.OperationalError) as raised:
        db.session.execute(sa.text("SELECT * FROM nothing WHERE name = :name"), {"name": "岩温叫"})
    assert "岩温叫" not in str(raised.value)


def test_an_error_is_told_without_its_text_and_with_its_cause() -> None:
    def opened() -> None:
        try:
            int("岩温叫")
        except ValueError as bad:
            raise KeyError("13887654321") from bad

    with pytest.raises(KeyError) as raised:
        opened()
    told = described(raised.value)
    assert (told["type"], told["cause"]["type"]) == ("KeyError", "ValueError")
    assert "opened" in told["frames"][-1]
    assert "岩温叫" not in json.dumps(told["cause"] | {"frames": []}, ensure_ascii=False)


def test_a_refusal_is_told_by_its_code_and_a_failed_backup_by_its_reason() -> None:
    assert in_short(Invalid(name="岩温叫")) == "Invalid (invalid)"
    assert in_short(BackupFailed(why="pg_dump is not installed here")) == "BackupFailed: pg_dump is not installed here"
    assert (
        in_short(FileNotFoundError(2, "No such file or directory", "/岩温叫.xlsx"))
        == "FileNotFoundError: No such file or directory"
    )


def test_of_a_foreign_library_s_message_only_the_pattern_is_told() -> None:
    foreign = logging.LogRecord("urllib3", logging.WARNING, __file__, 1, "can't reach %s", ("/cases?text=岩温叫",), None)
    assert json.loads(Lines(as_json=True).format(foreign))["event"] == "can't reach %s"
    assert "岩温叫" not in Lines(as_json=False).format(foreign)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_flask_s_own_line_of_an_error_does_not_tell_the_address(own_app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    own_app.testing, own_app.config["PROPAGATE_EXCEPTIONS"] = False, False
    own_app.after_request_funcs.setdefault(None, []).append(lambda _: 1 / 0)  # where no error handler of ours reaches
    assert own_app.test_client().get("/households/岩温叫").status_code == 500
    said = capsys.readouterr().err
    assert "app.log_exception" in said
    assert "岩温叫" not in said


def test_a_wrong_word_in_the_log_settings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongSetting, match="console, json"):
        settings_from({"DAIBAN_INSTANCE": str(tmp_path), "DAIBAN_LOG_FORMAT": "xml"})
    assert Settings().log_format == "console"
