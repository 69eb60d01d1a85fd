"""The timetable: what runs when, what it answers, and what the health page says of it."""

import datetime as dt
import json
from pathlib import Path

import pytest
from flask import Flask

from app import jobs
from app.accounts.rules import Deed
from app.core import clock, journal, runs
from app.core.db import transaction
from app.core.lease import acquire
from app.core.scope import Everywhere, looking
from app.jobs import TIMETABLE, UnknownJob
from tests import town
from tests.faults.test_scheduler import clocks_turning, turned

SIX = dt.datetime(2026, 11, 21, 22, tzinfo=dt.UTC)  # six in the morning of the 22nd in the township


@pytest.mark.parametrize(
    ("name", "next_at"),
    [
        ("deemed", dt.datetime(2026, 11, 22, 18, 10, tzinfo=dt.UTC)),  # 02:10 of the 23rd in Shanghai
        ("backup", dt.datetime(2026, 11, 22, 18, 40, tzinfo=dt.UTC)),
    ],
)
def test_nightly_jobs_run_by_the_township_s_clock(name: str, next_at: dt.datetime) -> None:
    assert jobs.next_run(TIMETABLE[name], now=SIX) == next_at


def test_a_job_nobody_knows_is_refused_naming_those_there_are(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(args=["jobs", "run", "teatime"])
    assert answer.exit_code == 2
    assert "teatime" in answer.stderr
    assert "backup" in answer.stderr
    with app.app_context(), pytest.raises(UnknownJob):
        jobs.run("teatime", now=SIX)


def test_the_sweep_of_clocks_does_all_that_is_due_however_long_nobody_worked(app: Flask) -> None:
    town.build(app)
    clocks_turning(app, count=450, first_in_s=-3600, spread_s=1800)  # more than two batches
    with app.app_context():
        assert jobs.run("clocks", now=clock.now()) == {"done": 450}
        assert jobs.run("clocks", now=clock.now()) == {"done": 0}
    assert turned(app) == 450


def test_the_list_of_jobs_says_when_each_ran_last_and_what_came_of_it(app: Flask) -> None:
    town.build(app)
    runner = app.test_cli_runner()
    assert runner.invoke(args=["jobs", "run", "totals", "--json"]).exit_code == 0
    listed = {row["name"]: row for row in json.loads(runner.invoke(args=["jobs", "list", "--json"]).stdout)}
    assert listed["totals"]["result"] == {"cases": 0, "wrong_stages": 0, "wrong_entries": 0, "wrong_months": 0}
    assert listed["totals"]["last_run"] is not None
    assert listed["backup"]["last_run"] is None
    assert set(listed["backup"]) >= {"name", "when", "last_run", "next_run"}


def test_an_instant_that_is_none_is_refused(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(args=["jobs", "run", "clocks", "--at", "yesterday"])
    assert (answer.exit_code, "yesterday" in answer.stderr) == (2, True)


def test_the_scheduler_s_health_is_red_until_somebody_holds_the_lease_and_sweeps(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/healthz/scheduler").status_code == 503
    now = clock.now()
    with app.app_context(), transaction():
        acquire("scheduler", holder="a:1", now=now - dt.timedelta(seconds=1), seconds=15)
    with app.app_context(), transaction():
        acquire("scheduler", holder="a:1", now=now, seconds=15)
    with app.app_context():
        jobs.run("clocks", now=now)
    answer = client.get("/healthz/scheduler")
    assert (answer.status_code, answer.get_json()["status"]) == (200, "ok")
    with app.app_context(), looking(Everywhere("test")), transaction():
        runs.begin("clocks", at=now - dt.timedelta(minutes=4))
    assert client.get("/healthz/scheduler").status_code == 503
    assert client.get("/healthz/live").get_json() == {"status": "ok"}
    assert client.get("/healthz/ready").status_code == 200


def test_the_nightly_backup_is_made_and_proved_and_the_page_s_wish_is_granted_once(app: Flask, instance: Path) -> None:
    town.build(app)
    runner = app.test_cli_runner()
    with town.looking_on(app), transaction():
        journal.enter(Deed.MAKE_BACKUP, subject=town.person_id("system_admin"), body={}, stamp=town.a_stamp("system_admin"))
    for done in (["backup"], []):
        assert json.loads(runner.invoke(args=["jobs", "run", "asked", "--json"]).stdout)["done"] == done
    (file,) = (instance / "backups").glob("daiban-*.zip")
    result = json.loads(runner.invoke(args=["jobs", "run", "prove_backup", "--json"]).stdout)
    assert (result["ok"], result["file"]) == (True, file.name), result
    file.write_bytes(file.read_bytes()[:-1000])
    result = json.loads(runner.invoke(args=["jobs", "run", "prove_backup", "--json"]).stdout)
    assert (result["ok"], file.name in result["why"]) == (False, True)
    assert not list(instance.glob(".proof-*"))
