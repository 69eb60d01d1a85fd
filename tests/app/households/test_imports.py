"""Files brought in: good rows enter, bad ones are told, and a whole file can be taken back. On both databases."""

import datetime as dt
import time

import pytest
import sqlalchemy as sa
from flask import Flask

from app.cases.actions import open_case
from app.cases.rules import Asked, Intake, Mode
from app.core.db import db, transaction
from app.core.journal import Entry
from app.core.stamp import Stamp
from app.households import actions, queries
from app.households.models import Household, ImportBatch, Resident, ResidentCare
from app.households.queries import HouseholdEntry
from app.households.rules import CareMark, GridSource, Judged, Placed
from app.households.rules.refusals import (
    BatchInUse,
    BatchUndone,
    NothingToEnter,
    StrictlyRefused,
    UnknownCrs,
)
from app.territory import queries as territory
from tests import town
from tests.app.households import ground

BUILT = {"1", "2", "3", "4", "5"}  # what the test town starts with
SECONDS_FOR_4000 = 10


@pytest.fixture(autouse=True)
def the_town(app: Flask) -> None:
    town.build(app)


def codes() -> set[str]:
    return set(db.session.scalars(sa.select(Household.code)))


def test_a_table_enters_and_each_household_finds_its_grid(app: Flask) -> None:
    with town.looking_on(app):
        batch = ground.enter(
            [
                {
                    "code": "A",
                    "head": "玉罕",
                    "phone": "138 0000 1234",
                    "address": "帕龙一组3号",
                    "lon": "100.105",
                    "lat": "21.91",
                },
                {"code": "B", "head": "岩温", "village": "帕龙村委会", "group": "二组"},
                {"code": "C", "head": "岩罕", "village": town.ZHANGLANG},
                {"code": "D", "head": "岩坎", "lon": "101", "lat": "22"},
                {"code": "E", "head": "依波", "lon": "100.11", "lat": "21.91"},
            ]
        )
        expected = {"inside": 1, "on_border": 1, "several": 0, "outside": 1, "no_point": 2}
        assert batch.counts == {"read": 5, "added": 5, "refused": 0, "placed": expected}
        stands = {code: ground.by_code(code) for code in "ABCDE"}
        paths = {code: (one.place_path, one.other_path, one.grid_source) for code, one in stands.items()}
        assert paths == {
            "A": (f"{town.TOWN}/204/001/", None, GridSource.POINT),
            "B": (f"{town.TOWN}/204/002/", None, GridSource.GROUP),
            "C": (f"{town.TOWN}/209/", None, None),
            "D": (f"{town.TOWN}/", None, None),
            "E": (f"{town.TOWN}/204/001/", f"{town.TOWN}/204/002/", None),
        }
        assert (stands["A"].phone_mask, stands["A"].address) == ("138****1234", "帕龙一组3号")
        villages = [one.division.name if one.division else "" for one in stands.values()]
        assert villages == ["帕龙村", "帕龙村", "章朗村", "", "帕龙村"]
        assert [stands[code].number for code in "ABCDE"] == [6, 7, 8, 9, 10]


def test_on_a_border_village_and_group_decide_where_they_can(app: Flask) -> None:
    rows = [{"code": "A", "head": "a", "village": "帕龙", "group": "二组", "lon": "100.11", "lat": "21.91"}]
    with town.looking_on(app):
        ground.enter(rows)
        household = ground.by_code("A")
        assert (household.placed, household.grid_source) == (Placed.ON_BORDER, GridSource.GROUP)
        assert household.place_path == f"{town.TOWN}/204/002/"


def test_a_point_in_another_village_than_the_row_says_counts_and_is_remarked(app: Flask) -> None:
    with town.looking_on(app):
        judged = ground.judged([{"code": "A", "head": "a", "village": "章朗", **ground.IN_PALONG_1}])
        assert [(remark.line, remark.refusal.facts) for remark in judged.remarks] == [(2, {"found": "帕龙", "said": "章朗"})]
        assert judged.entries[0].placement.village_code == town.PALONG


def test_bad_rows_are_told_by_line_and_column_while_good_ones_enter(app: Flask) -> None:
    rows: list[dict[str, object]] = [
        {"code": "A", "head": "a", "village": "", "phone": "", "lon": "", "lat": ""},
        {"code": "A", "head": "b"},
        {"code": "1", "head": "c"},
        {"code": "D", "head": "", "phone": "12"},
        {"code": "E", "head": "e", "village": "无此村"},
        {"code": "F", "head": "f", "lon": "500000", "lat": "2400000"},
        {"code": "G", "head": "=1+1"},
    ]
    with town.looking_on(app):
        judged = ground.judged(rows)
        assert ground.told(judged) == [
            (3, "code", "code_twice"),
            (4, "code", "exists"),
            (5, "head", "missing"),
            (5, "phone", "wrong_phone"),
            (6, "village", "unknown_village"),
            (7, "lon", "point_out_of_range"),
            (8, "head", "formula"),
        ]
        assert (judged.read, len(judged.refused), len(judged.entries)) == (7, 6, 1)
        ground.enter(rows)
        assert codes() == BUILT | {"A"}


def test_a_thousand_bad_rows_among_five_thousand_are_told_exactly_within_seconds_of_work(app: Flask) -> None:
    rows = [
        {
            "code": f"H{n:05}",
            "head": "" if n % 5 == 0 else f"户主{n}",
            "phone": "13800001234",
            "lon": 100.101 + n % 97 * 0.0004,
            "lat": 21.91,
        }
        for n in range(5000)
    ]
    begun = time.process_time()
    with town.looking_on(app):
        batch = ground.enter(rows)
        assert (batch.counts["read"], batch.counts["added"], batch.counts["refused"]) == (5000, 4000, 1000)
        assert time.process_time() - begun < SECONDS_FOR_4000
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Household)) == 4000 + len(BUILT)
        assert [flaw.line for flaw in ground.judged(rows[:10]).flaws if flaw.field == "head"] == [2, 7]


def test_judging_changes_nothing_and_says_what_entering_then_does(app: Flask) -> None:
    rows = [{"code": "A", "head": "a", **ground.IN_PALONG_1}, {"code": "B", "head": ""}]
    with town.looking_on(app):
        judged = ground.judged(rows)
        assert codes() == BUILT
        batch = ground.enter(rows)
        assert batch.counts == {"read": judged.read, "added": 1, "refused": len(judged.refused), "placed": judged.placed}


def test_strictly_any_fault_refuses_all(app: Flask) -> None:
    with town.looking_on(app):
        judged = ground.judged([{"code": "A", "head": "a"}, {"code": "B", "head": ""}])
        with pytest.raises(StrictlyRefused) as refused:
            _import(judged, strict=True)
        assert refused.value.facts == {"count": 1, "line": 3}
        assert codes() == BUILT


def test_a_file_of_which_no_row_can_enter_makes_no_batch(app: Flask) -> None:
    with town.looking_on(app):
        with pytest.raises(NothingToEnter):
            _import(ground.judged([{"code": "1", "head": "a"}]))
        assert not queries.batches()


def _import(judged: Judged[HouseholdEntry], *, strict: bool = False, stamp: Stamp | None = None) -> None:
    with transaction():
        place = territory.township_to_change(town.TOWN)
        actions.import_households(judged, town=place, stamp=stamp or town.a_stamp("clerk"), strict=strict)


def test_the_same_file_again_is_told_and_refused_row_by_row(app: Flask) -> None:
    rows = [{"code": "A", "head": "a"}]
    with town.looking_on(app):
        ground.enter(rows)
        judged = ground.judged(rows)
        assert judged.seen_before == town.NOON
        assert ground.told(judged) == [(2, "code", "exists")]


def test_the_same_deed_sent_twice_enters_once(app: Flask) -> None:
    with town.looking_on(app):
        judged = ground.judged([{"code": "A", "head": "a"}])
        stamp = town.a_stamp("clerk")
        _import(judged, stamp=stamp)
        _import(judged, stamp=stamp)
        assert len(queries.batches()) == 1
        assert codes() == BUILT | {"A"}


def test_points_in_the_shifted_systems_are_moved_to_where_they_are(app: Flask) -> None:
    with town.looking_on(app):
        moved = ground.judged([{"code": "A", "head": "a", "lon": "100.11005", "lat": "21.91"}], crs="gcj02").entries[0]
        assert moved.row.lon is not None
        assert 0.0005 < 100.11005 - moved.row.lon < 0.004
        assert moved.placement.place_path == f"{town.TOWN}/204/001/"
        told = ground.told(ground.judged([{"code": "A", "head": "a", "lon": "9.5", "lat": "47.1"}], crs="bd09"))
        assert told == [(2, "lon", "point_outside_china")]


def test_an_unknown_system_is_refused_by_name(app: Flask) -> None:
    with town.looking_on(app), pytest.raises(UnknownCrs) as refused:
        ground.judged([{"code": "A", "head": "a"}], crs="EPSG:1")
    assert refused.value.facts == {"crs": "EPSG:1"}


def test_longitude_and_latitude_exchanged_are_noticed_by_the_file_as_a_whole(app: Flask) -> None:
    """Only possible where both are latitudes too: elsewhere each row is out of range."""
    rows = [{"code": f"A{n}", "head": "a", "lon": "21.91", "lat": f"100.10{n}"} for n in range(10)]
    with town.looking_on(app):
        assert {code for _, _, code in ground.told(ground.judged(rows))} == {"point_out_of_range"}


def test_residents_enter_their_households_with_everything_sealed(app: Flask) -> None:
    household_id = ground.a_household(app)
    with town.looking_on(app):
        household = queries.household(household_id)
        (resident,) = household.residents
        assert (resident.name, resident.relation, resident.sex) == ("玉罕", "户主", "女")
        assert resident.born_on == dt.date(1949, 12, 31)
        assert (resident.id_mask, resident.phone_mask) == ("110105********002X", "138****1234")
        assert resident.place_path == household.place_path
        assert queries.care_of(resident.id) == {CareMark.AGED, CareMark.MINIMUM_LIVING}


def test_a_resident_who_is_there_already_is_refused(app: Flask) -> None:
    ground.a_household(app)
    rows = [
        {"household": "H1", "name": "玉罕", "id_number": ground.HER_NUMBER.lower()},
        {"household": "无", "name": "岩温", "id_number": ""},
        {"household": "H1", "name": "岩温", "id_number": ""},
        {"household": "H1", "name": "岩温", "id_number": ""},
        {"household": "H1", "name": "岩罕", "id_number": "110105194912310021"},
    ]
    with town.looking_on(app):
        candidates = queries.residents_in(ground.table(rows), name="x.csv", today=ground.ON)
        judged = queries.judge_residents(candidates, town=territory.township(town.TOWN))
        assert ground.told(judged) == [
            (2, "id_number", "resident_exists"),
            (3, "household", "unknown"),
            (5, "name", "resident_twice"),
            (6, "id_number", "wrong_check_digit"),
        ]
        assert [entry.row.name for entry in judged.entries] == ["岩温"]


def test_an_import_is_taken_back_as_a_whole(app: Flask) -> None:
    with town.looking_on(app):
        first = ground.enter([{"code": "A", "head": "a"}, {"code": "B", "head": "b"}])
        second = ground.enter_residents([{"household": "A", "name": "a", "care": "高龄"}, {"household": "1", "name": "b"}])
        with transaction():
            assert actions.undo(queries.batch_to_change(second.id), stamp=town.a_stamp("clerk")) == 2
        assert db.session.scalar(sa.select(sa.func.count()).select_from(ResidentCare)) == 0
        with transaction():
            assert actions.undo(queries.batch_to_change(first.id), stamp=town.a_stamp("clerk")) == 2
        assert codes() == BUILT
        with pytest.raises(BatchUndone), transaction():
            actions.undo(queries.batch_to_change(first.id), stamp=town.a_stamp("clerk"))
        assert db.session.get_one(ImportBatch, first.id).undone_at == town.NOON
        ground.enter([{"code": "A", "head": "a"}, {"code": "B", "head": "b"}])


def test_an_import_that_others_stand_on_says_which_households_are_in_the_way(app: Flask) -> None:
    with town.looking_on(app):
        batch = ground.enter([{"code": "A", "head": "a", **ground.IN_PALONG_1}, {"code": "B", "head": "b"}])
        with transaction():
            _open_case(ground.by_code("A"))
        ground.enter_residents([{"household": "B", "name": "b"}])
        with pytest.raises(BatchInUse) as refused, transaction():
            actions.undo(queries.batch_to_change(batch.id), stamp=town.a_stamp("clerk"))
        assert refused.value.facts == {"count": 2, "codes": "A、B"}
        assert codes() == BUILT | {"A", "B"}
        assert db.session.get_one(ImportBatch, batch.id).undone_at is None


def _open_case(household: Household) -> None:
    open_case(
        household,
        items=[Asked(town.ADVICE, None)],
        mode=Mode.PROXY,
        intake=Intake.PHONE,
        complete_papers=True,
        stamp=town.a_stamp("clerk"),
    )


def test_the_journal_says_what_came_in_and_holds_nothing_personal(app: Flask) -> None:
    ground.a_household(app)
    with town.looking_on(app):
        entries = db.session.scalars(sa.select(Entry).where(Entry.deed == "households.manage")).all()
        assert [entry.facts["added"] for entry in entries if entry.facts.get("what") == "import"] == [1, 1]
        for entry in entries:
            assert not {ground.HER_NUMBER, ground.HER_PHONE, "玉罕"} & set(map(str, entry.facts.values()))


def test_two_residents_of_one_household_keep_the_order_of_the_file(app: Flask) -> None:
    with town.looking_on(app):
        ground.enter([{"code": "A", "head": "a"}])
        ground.enter_residents([{"household": "A", "name": name} for name in "cab"])
        ground.enter_residents([{"household": "A", "name": "d"}])
        names = sa.select(Resident.name).join(Resident.household).where(Household.code == "A").order_by(Resident.position)
        assert db.session.scalars(names).all() == ["c", "a", "b", "d"]
