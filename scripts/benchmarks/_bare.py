"""The peer of `opening`: Flask and SQLAlchemy Core doing the least that an opening must: read, four inserts, commit.

`BARE_DATABASE` names its SQLite file. Served exactly as the application is.
"""

import datetime as dt
import os
import threading
import uuid

import pysqlite3.dbapi2
import sqlalchemy as sa
from flask import Flask, request

WRITER = threading.Lock()
METADATA = sa.MetaData()
HOUSEHOLD = sa.Table("household", METADATA, sa.Column("id", sa.Integer, primary_key=True), sa.Column("team_id", sa.Integer))
CASE = sa.Table(
    "cases",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("uid", sa.String(36), unique=True),
    sa.Column("household_id", sa.Integer, index=True),
    sa.Column("team_id", sa.Integer, index=True),
    sa.Column("due_at", sa.DateTime, index=True),
)
NOTE = {
    name: sa.Table(name, METADATA, sa.Column("id", sa.Integer, primary_key=True), sa.Column("body", sa.String(200)))
    for name in ("journal", "event", "clock")
}
READ = sa.select(HOUSEHOLD.c.team_id).where(HOUSEHOLD.c.id == sa.bindparam("household"))
ENGINE = sa.create_engine(f"sqlite:///{os.environ['BARE_DATABASE']}", module=pysqlite3.dbapi2)
app = Flask("bare")


@sa.event.listens_for(ENGINE, "connect")
def _tune(connection: sa.engine.interfaces.DBAPIConnection, _: object) -> None:
    connection.isolation_level = None
    connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")


@sa.event.listens_for(ENGINE, "begin")
def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


METADATA.create_all(ENGINE)
with ENGINE.begin() as first:
    first.execute(sa.insert(HOUSEHOLD), [{"id": number, "team_id": number % 12} for number in range(1, 6)])


@app.post("/cases")
def open_case() -> tuple[dict[str, object], int]:
    household = int(request.get_json()["household"])
    uid, due_at = str(uuid.uuid4()), dt.datetime.now(dt.UTC) + dt.timedelta(days=5)  # noqa: TID251  a peer, not ours
    with WRITER, ENGINE.begin() as connection:
        team_id = connection.scalar(READ, {"household": household})
        row = {"uid": uid, "household_id": household, "team_id": team_id, "due_at": due_at}
        connection.execute(sa.insert(CASE), row)
        for table in NOTE.values():
            connection.execute(sa.insert(table), {"body": uid})
    return {"uid": uid, "team_id": team_id}, 201
