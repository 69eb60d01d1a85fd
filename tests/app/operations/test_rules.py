"""What is fine, what is worth a look and what is broken, in tables."""

import dataclasses
import datetime as dt
from typing import Any

import pytest

from app.operations.rules import (
    Certificate,
    Database,
    Facts,
    Finding,
    JobFacts,
    Size,
    State,
    Store,
    Waiting,
    findings,
    worst,
)

NOW = dt.datetime(2026, 9, 30, 4, tzinfo=dt.UTC)
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
GB = 2**30
STORE = Store(disk=Size(100 * GB), free=Size(50 * GB))
LITE = Database("SQLite", (3, 53, 4), Size(GB), unused=Size(0), log=Size(0))
SERVER = Database("PostgreSQL", (15, 4), Size(GB), skew=dt.timedelta(0))
RAN = JobFacts("clocks", "Turn lights", began_at=NOW - MINUTE, ended_at=NOW - MINUTE / 2, next_at=NOW)
FINE = Facts(
    now=NOW,
    store=STORE,
    database=LITE,
    waiting=Waiting(),
    jobs=(RAN,),
    backup_at=NOW - HOUR,
    holder="town:7",
    held_until=NOW + MINUTE / 6,
)


def line(name: str, **changed: Any) -> Finding | None:
    """The line of this name when the facts differ from a sound installation's in this."""
    return next((one for one in findings(dataclasses.replace(FINE, **changed)) if one.name == name), None)


def state(name: str, **changed: Any) -> State:
    found = line(name, **changed)
    assert found is not None
    return found.state


def store(**changed: Any) -> dict[str, Any]:
    return {"store": dataclasses.replace(STORE, **changed)}


def lite(**changed: Any) -> dict[str, Any]:
    return {"database": dataclasses.replace(LITE, **changed)}


def server(**changed: Any) -> dict[str, Any]:
    return {"database": dataclasses.replace(SERVER, **changed)}


def job(**changed: Any) -> dict[str, Any]:
    return {"jobs": (dataclasses.replace(RAN, **changed),)}


def until(left: dt.timedelta) -> dict[str, Any]:
    return {"certificate": Certificate(NOW + left)}


OK, LOOK, BROKEN = State.OK, State.ATTENTION, State.BROKEN


def test_a_sound_installation_is_fine_in_every_line_and_as_a_whole() -> None:
    assert {one.name: one.state for one in findings(FINE) if one.state is not OK} == {}
    assert worst(findings(FINE)) is OK


@pytest.mark.parametrize(
    ("name", "changed", "expected"),
    [
        ("disk", store(free=Size(10 * GB)), OK),
        ("disk", store(free=Size(10 * GB - 1)), LOOK),
        ("disk", store(free=Size(2 * GB - 1)), BROKEN),
        ("disk", store(disk=Size(GB // 10), free=Size(60 * 2**20)), BROKEN),  # a share is no comfort on a small disk
        ("database", lite(unused=Size(GB // 2)), OK),
        ("database", lite(unused=Size(GB // 2 + 1)), LOOK),
        ("database", lite(size=Size(2**20), unused=Size(2**20)), OK),
        ("engine", lite(version=(3, 51, 3)), OK),
        ("engine", lite(version=(3, 51, 2)), LOOK),
        ("engine", lite(version=(3, 40, 1)), LOOK),
        ("engine", server(version=(14, 0)), OK),
        ("engine", server(version=(13, 9)), LOOK),
        ("wal", lite(log=Size(2**28 - 1)), OK),
        ("wal", lite(log=Size(2**28)), LOOK),
        ("migrations", lite(is_migrated=False), BROKEN),
        ("backup", {"backup_at": NOW - 25 * HOUR}, OK),
        ("backup", {"backup_at": NOW - 26 * HOUR}, LOOK),
        ("backup", {"backup_at": NOW - 3 * DAY}, BROKEN),
        ("backup", {"backup_at": None}, LOOK),
        ("backup_proof", {"proved_at": NOW - 35 * DAY}, OK),
        ("backup_proof", {"proved_at": NOW - 36 * DAY}, LOOK),
        ("outbox", {"waiting": Waiting(3, NOW - 4 * MINUTE)}, OK),
        ("outbox", {"waiting": Waiting(3, NOW - 5 * MINUTE)}, LOOK),
        ("outbox", {"waiting": Waiting(3, NOW - HOUR)}, BROKEN),
        ("outbox", {"waiting": Waiting(given_up=1)}, LOOK),
        ("scheduler", {"holder": None, "held_until": None}, BROKEN),
        ("scheduler", {"held_until": NOW}, BROKEN),  # it died without giving the lease back
        ("clock", server(skew=dt.timedelta(seconds=-1)), OK),
        ("clock", server(skew=dt.timedelta(seconds=-2)), LOOK),
        ("clock", server(skew=dt.timedelta(seconds=60)), BROKEN),
        ("certificate", until(22 * DAY), OK),
        ("certificate", until(21 * DAY), LOOK),
        ("certificate", until(3 * DAY), BROKEN),
        ("certificate", until(-DAY), BROKEN),
        ("certificate", {"certificate": Certificate(None)}, BROKEN),
        ("keys", store(unreadable_keys=("master.key",)), BROKEN),
        ("keys", store(open_keys=("session.key",)), LOOK),
        ("uploads", store(uploads_writable=False), BROKEN),
        ("translations", store(translations="old"), LOOK),
        ("translations", store(translations="missing"), BROKEN),
        ("files", store(missing_files=2), BROKEN),
        ("job_clocks", job(began_at=None, ended_at=None), OK),
        ("job_clocks", job(next_at=NOW - 3 * MINUTE), OK),
        ("job_clocks", job(next_at=NOW - 4 * MINUTE), LOOK),
        ("job_clocks", job(failed_at=NOW - MINUTE / 2, fault="KeyError"), BROKEN),
        ("job_clocks", job(failed_at=NOW - HOUR, fault="KeyError"), OK),  # it has run well since
        ("job_clocks", job(ended_at=None), OK),
        ("job_clocks", job(began_at=NOW - 2 * HOUR, ended_at=None), LOOK),
    ],
)
def test_each_line_is_judged_by_its_limits(name: str, changed: dict[str, Any], expected: State) -> None:
    assert state(name, **changed) is expected


def test_the_whole_stands_as_its_worst_line() -> None:
    attention = dataclasses.replace(FINE, backup_at=None)
    assert worst(findings(attention)) is LOOK
    assert worst(findings(dataclasses.replace(attention, holder=None))) is BROKEN


def test_what_does_not_exist_here_has_no_line() -> None:
    assert line("clock") is None
    assert line("certificate") is None
    assert line("backup_proof") is None
    assert line("wal", **server()) is None


def test_every_line_that_is_not_fine_says_what_to_do() -> None:
    wrong = dataclasses.replace(
        FINE,
        store=Store(Size(GB), Size(0), ("master.key",), (), uploads_writable=False, translations="missing", missing_files=1),
        database=dataclasses.replace(LITE, version=(3,), unused=Size(GB), log=Size(GB), skew=DAY, is_migrated=False),
        waiting=Waiting(1, NOW - DAY),
        jobs=(dataclasses.replace(RAN, failed_at=NOW, fault="KeyError"),),
        backup_at=None,
        proved_at=NOW - 99 * DAY,
        holder=None,
        certificate=Certificate(None),
    )
    lines = findings(wrong)
    assert {one.name for one in lines if one.state is OK} == set()
    assert {one.name for one in lines if not one.todo} == set()


def test_every_sentence_has_all_its_facts() -> None:
    for changed in ({}, {"waiting": Waiting(3, NOW)}, {"backup_at": None}, {"proved_at": NOW}, until(DAY), until(-DAY), server()):
        for one in findings(dataclasses.replace(FINE, **changed)):
            assert one.says % dict.fromkeys(one.facts, "·") if one.facts else "%(" not in one.says
