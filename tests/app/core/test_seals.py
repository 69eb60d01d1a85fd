"""The journal's seals: what was entered is numbered once, changed by nobody, and a change that was forced is named."""

import datetime as dt
import json
from pathlib import Path
from uuid import UUID, uuid4

import pysqlite3.dbapi2
import pytest
import sqlalchemy as sa
from flask import Flask

from app.cases.models import CaseEvent
from app.cases.rules import Stage
from app.core import journal, seals
from app.core.db import db, transaction
from app.core.journal import Entry
from app.core.seals import WALLS, JournalSeal, SealedEntry, UnsealedEntry, tables, verifying
from tests import makers, town
from tests.app.core import ground
from tests.app.core.workers import enter_many, together
from tests.walls import bound, force, tear_down

SUBJECT = UUID(int=77)
WRITERS, EACH = 4, 60


def enter(count: int = 1, *, deed: str = "test.deed", at: dt.datetime = ground.NOON) -> list[UUID]:
    """Entries of the journal, each committed by itself; their ids in the order in which they were entered."""
    ids = []
    for _ in range(count):
        stamp = town.a_stamp(at=at, event_id=uuid4())
        with transaction():
            journal.enter(deed, subject=SUBJECT, body={}, stamp=stamp, facts={"what": "changed"})
        ids.append(stamp.event_id)
    return ids


def seal(now: dt.datetime = ground.NOON) -> int:
    with transaction():
        return seals.seal_waiting(now)


def test_what_waits_is_sealed_in_one_chain_and_all_of_it_is_verified(app: Flask) -> None:
    with town.looking_on(app):
        enter(3)
        assert (seal(), seal()) == (3, 0)
        enter(2)
        assert seals.waiting() == 2
        assert seal() == 2
        first, second = db.session.scalars(sa.select(JournalSeal).order_by(JournalSeal.number)).all()
        assert (first.first, first.last, second.first, second.last) == (1, 3, 4, 5)
        assert second.previous_digest == first.digest
        enter()
        found = seals.verify()
        assert (found.seals, found.sealed, found.unsealed, found.is_whole) == (2, 5, 1, True)


def test_an_entry_that_commits_late_is_in_the_next_seal(app: Flask) -> None:
    """Its moment lies before what is sealed already: nothing is overtaken, nothing is left out."""
    with town.looking_on(app):
        enter(2, at=ground.NOON)
        seal()
        enter(1, at=ground.NOON - dt.timedelta(days=3))
        assert seal() == 1
        assert seals.verify().is_whole


def fill_every_table() -> None:
    """At least one row behind every wall."""
    makers.a_case(at_stage=Stage.COMPLETED)
    seal()
    force("INSERT INTO ledger_beneficiary (entry_id, resident_id) SELECT id, case_id FROM ledger_entry")


@pytest.mark.parametrize("table", sorted(WALLS))
def test_the_database_itself_refuses_to_change_or_delete_what_was_entered(app: Flask, table: str) -> None:
    town.build(app)
    with town.looking_on(app):
        fill_every_table()
        moves = {"place_path", "other_path"} if table == "case_event" else set()
        for column in {one["name"] for one in sa.inspect(db.engine).get_columns(table)} - moves:
            to = "NULL" if moves else f'"{column}"'  # where some columns may change, only a real change is refused
            with pytest.raises(sa.exc.DBAPIError, match=f"{table}: what was entered is never changed"):
                force(f'UPDATE {table} SET "{column}" = {to} WHERE "{column}" IS NOT NULL OR {not moves}')
        with pytest.raises(sa.exc.DBAPIError, match=f"{table}: what was entered is never"):
            force(f"DELETE FROM {table}")


def test_a_case_s_history_follows_it_to_another_place_and_nothing_else_of_it_changes(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        fill_every_table()
        force("UPDATE case_event SET place_path = '1/', other_path = '2/'")
        assert set(db.session.execute(sa.select(CaseEvent.place_path, CaseEvent.other_path))) == {("1/", "2/")}


def test_all_walls_stand_at_the_newest_revision_and_a_missing_one_is_named(app: Flask) -> None:
    with town.looking_on(app):
        assert seals.missing_walls() == []
        tear_down("journal_no_delete", "case_event_no_update")
        found = seals.verify()
        assert sorted(found.walls_missing) == ["case_event_no_update", "journal_no_delete"]
        assert not found.is_whole


def test_a_changed_entry_is_named_with_its_range(app: Flask) -> None:
    with town.looking_on(app):
        enter(2)
        seal()
        ids = enter(3)
        seal()
        number = db.session.scalar(sa.select(SealedEntry.number).where(SealedEntry.event_id == ids[1]))
        tear_down("journal_no_update")
        force("UPDATE journal SET deed = 'another' WHERE event_id = :id", id=bound(ids[1]))
        (found,) = seals.verify().mismatches
        assert (found.why, found.seal, found.first, found.last) == (verifying.CHANGED, 2, 3, 5)
        assert (found.entry, found.event_id) == (number, ids[1])


def test_a_deleted_entry_is_named(app: Flask) -> None:
    with town.looking_on(app):
        ids = enter(3)
        seal()
        tear_down("journal_no_delete")
        if db.engine.dialect.name == "postgresql":
            force("ALTER TABLE sealed_entry DROP CONSTRAINT fk_sealed_entry_event_id_journal")
            force("DELETE FROM journal WHERE event_id = :id", id=bound(ids[0]))
        else:  # a connection of their own, which knows no foreign keys
            own = pysqlite3.dbapi2.connect(str(db.engine.url.database))
            own.execute("DELETE FROM journal WHERE event_id = ?", (ids[0].hex,))
            own.commit()
            own.close()
        (found,) = seals.verify().mismatches
        assert (found.why, found.seal, found.event_id) == (verifying.LOST, 1, ids[0])


@pytest.mark.parametrize(
    ("statement", "why", "seal_number"),
    [
        ("UPDATE journal_seal SET count = count + 1 WHERE number = 2", verifying.UNSIGNED, 2),
        ("UPDATE journal_seal SET previous_digest = digest WHERE number = 2", verifying.UNCHAINED, 2),
        ("DELETE FROM journal_seal WHERE number = 1", verifying.UNCHAINED, 2),
        ("UPDATE sealed_entry SET digest = '0' WHERE number = 3", verifying.CHANGED, 2),
        ("DELETE FROM sealed_entry WHERE number = 4", verifying.LIST_CHANGED, 2),
        ("DELETE FROM unsealed_entry", verifying.UNLISTED, None),
    ],
)
def test_whatever_is_done_to_the_seals_themselves_shows(app: Flask, statement: str, why: str, seal_number: int | None) -> None:
    with town.looking_on(app):
        for _ in range(2):
            enter(2)
            seal()
        enter()
        tear_down(*WALLS["journal_seal"], *WALLS["sealed_entry"])
        force(statement)
        first, *_ = seals.verify().mismatches
        assert (first.why, first.seal) == (why, seal_number)


def test_who_owns_the_database_but_not_the_key_can_t_make_a_seal_that_holds(app: Flask) -> None:
    """All digests made anew after the change: the chain is whole, the signature isn't."""
    with town.looking_on(app):
        ids = enter(2)
        seal()
        tear_down("journal_no_update", "sealed_entry_no_update", "journal_seal_no_update")
        force("UPDATE journal SET deed = 'another' WHERE event_id = :id", id=bound(ids[0]))
        entry = db.session.get_one(Entry, ids[0])
        digest = tables.digest_of_entry(entry)
        force("UPDATE sealed_entry SET digest = :digest WHERE event_id = :id", digest=digest, id=bound(ids[0]))
        digests = db.session.scalars(sa.select(SealedEntry.digest).order_by(SealedEntry.number)).all()
        whole = tables.digest_of_range(1, digests, tables.NO_SEAL)
        force("UPDATE journal_seal SET digest = :digest", digest=whole)
        (found,) = seals.verify().mismatches
        assert found.why == verifying.UNSIGNED


def test_two_sealers_at_once_and_four_writers_lose_nothing_and_seal_each_entry_once(
    app: Flask, database_url: str, instance: Path
) -> None:
    ground.build(app)
    work = [(database_url, times, str(instance)) for times in (*[EACH] * WRITERS, 0, 0)]
    reports = together(enter_many, work)
    assert [errors for _, errors in reports] == [[]] * (WRITERS + 2)
    with town.looking_on(app):
        rest = 0
        while sealed := seal():
            rest += sealed
        found = seals.verify()
        assert (found.sealed, found.unsealed, found.mismatches) == (WRITERS * EACH, 0, ())
        assert found.seals > 1
        numbers = db.session.scalars(sa.select(SealedEntry.number).order_by(SealedEntry.number)).all()
        assert numbers == list(range(1, WRITERS * EACH + 1))
        assert db.session.scalars(sa.select(UnsealedEntry)).all() == []
        assert rest < WRITERS * EACH  # the sealers worked while the writers did


def test_the_command_says_that_all_fits_or_names_the_range_and_the_row(app: Flask) -> None:
    runner = app.test_cli_runner()
    with town.looking_on(app):
        ids = enter(3)
    assert json.loads(runner.invoke(args=["jobs", "run", "seal", "--json"]).stdout)["done"] == 3
    answer = runner.invoke(args=["audit", "verify", "--json"])
    said = json.loads(answer.stdout)
    assert (answer.exit_code, said["ok"], said["sealed"], said["unsealed"]) == (0, True, 3, 0)
    with town.looking_on(app):
        tear_down("journal_no_update")
        force("UPDATE journal SET deed = 'another' WHERE event_id = :id", id=bound(ids[0]))
    answer = runner.invoke(args=["audit", "verify", "--json"])
    assert answer.exit_code == 2
    assert json.loads(answer.stdout)["mismatches"][0]["event_id"] == str(ids[0])
    assert str(ids[0]) in answer.stderr
    assert "第 1 号封签" in answer.stderr
    result = json.loads(runner.invoke(args=["jobs", "run", "audit", "--json"]).stdout)
    assert (result["ok"], result["walls_missing"]) == (False, ["journal_no_update"])


def test_a_database_without_its_walls_is_said_so_by_the_command(app: Flask) -> None:
    with town.looking_on(app):
        tear_down("ledger_entry_no_delete")
    answer = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert answer.exit_code == 2
    assert "ledger_entry_no_delete" in answer.stderr
