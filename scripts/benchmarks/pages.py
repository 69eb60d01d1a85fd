"""Home pages, maps, lists and totals: what one answer costs the server, on the demonstration and on a large township.

In the process, signed in, as the pages' readers ask them. And how soon a slow browser shows the home and the maps.
"""

import gc
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import flask_migrate
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import actions as accounts
from app.cli.demonstration import loading
from app.cli.demonstration.township import township
from app.config import Settings
from app.core import clock
from app.core.db import db, transaction
from app.core.scope import Everywhere, looking
from app.deadlines.queries import calendar
from app.factory import create_app
from app.posts.models import Team
from scripts.benchmarks import Row, _browser, _crowd
from tests import postgres, town

ROUNDS, GOAL_MS, VILLAGE = 9, 50, "210"
HEAD, CLERK, LEADER = "head", "clerk-1", f"leader-{VILLAGE}"


def rows() -> Iterator[Row]:
    """Each page on the demonstration, then the browser there, then each page on the large township, on both databases."""
    large = f"{_crowd.HOUSEHOLDS:,} households, {_crowd.CASES:,} cases"
    with tempfile.TemporaryDirectory(prefix="daiban-") as folder, _demonstration(f"sqlite:///{folder}/bench.db", folder) as app:
        yield from served(app, "demonstration")
        yield from _browser.rows(app, _drawn(app))
        _settle(app)
        yield from served(app, large)
    if (programs := postgres.programs()) is None:
        return
    with tempfile.TemporaryDirectory(prefix="daiban-") as folder, postgres.cluster(programs) as server:
        postgres.run(server.url, "CREATE DATABASE bench")
        with _demonstration(server.url + "bench", folder) as app:
            _settle(app)
            yield from served(app, f"{large}, PostgreSQL")


def _settle(app: Flask) -> None:
    with app.app_context(), looking(Everywhere("benchmark")), transaction():
        _crowd.settle(clock.now())
    gc.collect()
    gc.freeze()  # a process that serves has not laid the crowd, and never searches what is left of that


@contextmanager
def _demonstration(url: str, folder: str) -> Iterator[Flask]:
    """The demonstration township of this year, where everybody has the tests' password."""
    app = create_app(Settings(database_url=url, instance=folder, log_level="error"))
    with app.app_context(), looking(Everywhere("benchmark")):
        flask_migrate.upgrade()
        now, today = clock.now(), clock.today()
        year = loading.year_to_show(None, today=today)
        made_up, hashed = township(year, today, is_workday=calendar().is_workday), accounts.hash_of(town.PASSWORD)
        with transaction():
            loading.pour(made_up, hashed=hashed, now=now, say=lambda _: None)
        db.session.remove()
    yield app
    with app.app_context():
        db.engine.dispose()


def served(app: Flask, where: str) -> Iterator[Row]:
    """One line a page: median processor and wall time of its answer."""
    clients = {who: town.signed_in(app, who)[0] for who in (HEAD, CLERK, LEADER)}
    for name, (who, path) in _pages(app).items():
        cpu, wall = _taken(clients[who], path)
        yield Row(f"{name}, {where}", f"{cpu:.0f} ms processor, {wall:.0f} ms wall", "", "", f"{GOAL_MS} ms")


def _pages(app: Flask) -> Mapping[str, tuple[str, str]]:
    """Whose page, and where."""
    place, team = _team(app)
    return {
        "township home": (HEAD, "/"),
        "township map": (HEAD, "/maps/township"),
        "clerk's home": (CLERK, "/"),
        "leader's home": (LEADER, "/"),
        "team map": (LEADER, f"/maps/team/{team}"),
        "team map's households": (LEADER, f"/households/columns.json?place={place}"),
        "a village's card": (HEAD, f"/maps/villages/532822205{VILLAGE}/card"),
        "cases, first page": (CLERK, "/cases"),
        "cases, the overdue": (CLERK, "/cases?light=red"),
        "cases of every stage": (CLERK, "/cases?stage=every"),
        "totals by team": (HEAD, "/reports/totals"),
    }


def _drawn(app: Flask) -> Mapping[str, tuple[str, str]]:
    """The pages whose readiness a browser is asked for."""
    return {name: asked for name, asked in _pages(app).items() if name in {"township home", "township map", "team map"}}


def _team(app: Flask) -> tuple[str, str]:
    with app.app_context():
        path, team_id = db.session.execute(
            sa.select(Team.place_path, Team.id).where(Team.place_path.contains(f"/{VILLAGE}/"))
        ).one()
        return path, str(team_id)


def _taken(client: FlaskClient, path: str) -> tuple[float, float]:
    """Milliseconds (processor, wall) of one answer, the median after a first that fills what is kept."""
    both = []
    for _ in range(ROUNDS + 1):
        cpu, wall = time.process_time(), time.perf_counter()
        answer = client.get(path)
        both.append((time.process_time() - cpu, time.perf_counter() - wall))
        if answer.status_code != 200:  # noqa: PLR2004
            raise ValueError(f"{path} answered {answer.status_code}")
    return tuple(statistics.median(column) * 1_000 for column in zip(*both[1:], strict=True))
