"""Townships, villages and grids are put, found on their days, and put again without harm."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely
import sqlalchemy as sa
from flask import Flask

from app.accounts.rules import Deed
from app.core.db import db, transaction
from app.core.journal import Entry
from app.core.stamp import Stamp
from app.territory import actions, queries
from app.territory.models import GridVersion
from app.territory.rules import (
    Counts,
    DivisionRow,
    GridKind,
    GridRow,
    PointItemRow,
    PointLevel,
    PointRow,
    Standing,
    WindowRow,
)
from app.territory.rules.refusals import (
    BeforeLastVersion,
    NoTownship,
    OtherTownship,
    PointOutOfRange,
    SeveralTownships,
    TownshipExists,
    UnknownGrid,
    UnknownTownship,
    UnknownVillage,
    WrongGridCode,
    WrongTownshipCode,
    WrongVillageCode,
)
from tests import town
from tests.conftest import an_app

NEW = dt.date(2026, 9, 1)
EVE = dt.date(2026, 8, 31)
FIRST = f"{town.PALONG}001"


@pytest.fixture
def land(app: Flask) -> Iterator[None]:
    town.build(app)
    with town.looking_on(app):
        yield


@pytest.fixture
def nothing(app: Flask) -> Iterator[None]:
    with town.looking_on(app):
        yield


def put(*rows: GridRow, from_on: dt.date = NEW, stamp: Stamp | None = None) -> Counts:
    with transaction():
        return actions.put_grids(rows, from_on=from_on, stamp=stamp or town.a_stamp())


@pytest.mark.usefixtures("nothing")
def test_without_a_township_every_question_says_so() -> None:
    with pytest.raises(NoTownship):
        queries.township()
    assert queries.grids_on(NEW) == ()
    assert queries.locate(100, 21, on=NEW).kind is Standing.OUTSIDE


@pytest.mark.usefixtures("nothing")
def test_a_township_is_added_once_and_a_replay_adds_nothing() -> None:
    stamp = town.a_stamp()
    for _ in range(2):
        with transaction():
            assert actions.add_township("999999001000", "新乡", stamp=stamp).code == "999999001000"
    with pytest.raises(TownshipExists), transaction():
        actions.add_township("999999001000", "新乡", stamp=town.a_stamp())
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Entry)) == 1


@pytest.mark.usefixtures("nothing")
@pytest.mark.parametrize("code", ["999999001201", "99999900100", "abc"])
def test_a_township_needs_a_township_s_code(code: str) -> None:
    with pytest.raises(WrongTownshipCode), transaction():
        actions.add_township(code, "新乡", stamp=town.a_stamp())


@pytest.mark.usefixtures("land")
def test_with_two_townships_one_must_be_named() -> None:
    with transaction():
        actions.add_township("999999001000", "新乡", stamp=town.a_stamp())
    with pytest.raises(SeveralTownships):
        queries.township()
    assert queries.township(town.TOWN).name == "西定哈尼族布朗族乡"
    with pytest.raises(UnknownTownship):
        queries.township("999999002000")


@pytest.mark.usefixtures("land")
def test_a_village_is_renamed_and_its_grids_show_the_new_name_at_once() -> None:
    assert queries.grids_on(NEW)[0].village_name == "帕龙村"
    with transaction():
        counts = actions.put_divisions([DivisionRow(town.PALONG, "帕龙村民委员会")], stamp=town.a_stamp())
    assert counts == Counts(changed=1)
    assert queries.grids_on(NEW)[0].village_name == "帕龙村民委员会"
    assert queries.division(town.PALONG).short_name == "帕龙"


@pytest.mark.usefixtures("land")
@pytest.mark.parametrize(("code", "kind"), [("5328", WrongVillageCode), ("999999001201", UnknownTownship)])
def test_a_village_must_belong_to_a_township_that_is_there(code: str, kind: type[Exception]) -> None:
    rows = (
        [DivisionRow(code, "新村")]
        if kind is UnknownTownship
        else [DivisionRow(town.PALONG, "帕龙村"), DivisionRow(code, "新村")]
    )
    with pytest.raises(kind), transaction():
        actions.put_divisions(rows, stamp=town.a_stamp())


@pytest.mark.usefixtures("land")
def test_a_village_of_another_township_is_refused() -> None:
    rows = [DivisionRow(town.PALONG, "帕龙村"), DivisionRow("532822206201", "别处")]
    with pytest.raises(OtherTownship), transaction():
        actions.put_divisions(rows, stamp=town.a_stamp())


@pytest.mark.usefixtures("land")
def test_a_changed_grid_keeps_its_row_and_gets_a_dated_version() -> None:
    before = queries.grid_on(FIRST, NEW)
    assert put(GridRow(FIRST, "帕龙老寨网格")) == Counts(changed=1)
    after = queries.grid_on(FIRST, NEW)
    assert (after.grid_id, after.name, after.shape, after.groups) == (before.grid_id, "帕龙老寨网格", before.shape, before.groups)
    assert after.version_id != before.version_id
    assert queries.grid_on(FIRST, EVE) == before
    assert [(one.number, one.to_on) for one in queries.grid(FIRST).versions] == [(1, EVE), (2, None)]


@pytest.mark.usefixtures("land")
def test_an_unchanged_grid_gets_no_version() -> None:
    before = queries.grid_on(FIRST, NEW)
    assert put(GridRow(FIRST, before.name, shape=before.shape, groups=before.groups)) == Counts()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(GridVersion)) == len(town.GRIDS)


@pytest.mark.usefixtures("land")
def test_a_replay_of_the_same_deed_makes_no_second_version() -> None:
    stamp = town.a_stamp()
    assert put(GridRow(FIRST, "新名"), stamp=stamp) == Counts(changed=1)
    assert put(GridRow(FIRST, "新名"), stamp=stamp) == Counts()
    deeds = sa.select(Entry.deed).where(Entry.event_id == stamp.event_id)
    assert db.session.scalars(deeds).all() == [Deed.MANAGE_LAND]


@pytest.mark.usefixtures("land")
def test_a_second_change_on_the_same_day_wins_and_the_first_was_never_in_force() -> None:
    put(GridRow(FIRST, "先改"))
    put(GridRow(FIRST, "后改"))
    assert queries.grid_on(FIRST, NEW).name == "后改"
    assert len(queries.grids_on(NEW)) == len(town.GRIDS)


@pytest.mark.usefixtures("land")
def test_a_version_cannot_begin_before_the_last_one() -> None:
    put(GridRow(FIRST, "新名"))
    with pytest.raises(BeforeLastVersion):
        put(GridRow(FIRST, "旧名"), from_on=EVE)
    assert queries.grid_on(FIRST, NEW).name == "新名"


@pytest.mark.usefixtures("land")
@pytest.mark.parametrize(("code", "kind"), [(f"{town.PALONG}1", WrongGridCode), ("532822205299001", UnknownVillage)])
def test_a_grid_must_belong_to_a_village_that_is_there(code: str, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        put(GridRow(FIRST, "新名"), GridRow(code, "网格"))
    assert queries.grid_on(FIRST, NEW).name == town.GRIDS[FIRST][0], "a refused deed changes nothing"


@pytest.mark.usefixtures("land")
def test_an_unknown_grid_is_said_to_be_unknown() -> None:
    with pytest.raises(UnknownGrid):
        queries.grid_on(f"{town.PALONG}999", NEW)


@pytest.mark.usefixtures("land")
def test_a_point_is_inside_on_the_border_or_outside() -> None:
    assert [grid.code for grid in queries.locate(100.105, 21.91, on=NEW).grids] == [FIRST]
    border = queries.locate(100.11, 21.91, on=NEW)
    assert (border.kind, [grid.code for grid in border.grids]) == (Standing.ON_BORDER, [FIRST, f"{town.PALONG}002"])
    assert queries.locate(100.1099, 21.91, on=NEW, accuracy_m=30).kind is Standing.ON_BORDER
    outside = queries.locate(100.05, 21.91, on=NEW)
    assert (outside.kind, outside.grids, outside.nearest and outside.nearest.code) == (Standing.OUTSIDE, (), FIRST)
    assert outside.metres == pytest.approx(5168, abs=10)
    assert queries.locate(100.105, 21.91, on=dt.date(2025, 1, 1)).nearest is None


@pytest.mark.usefixtures("land")
@pytest.mark.parametrize(("lon", "lat"), [(200, 21), (100, 91), (float("nan"), 21), (100, float("inf"))])
def test_a_point_beyond_the_earth_is_refused(lon: float, lat: float) -> None:
    with pytest.raises(PointOutOfRange):
        queries.locate(lon, lat, on=NEW)


@pytest.mark.usefixtures("land")
def test_a_dedicated_grid_wins_over_the_basic_one_it_lies_on() -> None:
    school = shapely.to_wkb(shapely.box(100.104, 21.909, 100.106, 21.911))
    put(GridRow(f"{town.PALONG}901", "帕龙小学", kind=GridKind.DEDICATED, groups=(), shape=school))
    assert [grid.name for grid in queries.locate(100.105, 21.91, on=NEW).grids] == ["帕龙小学"]


@pytest.mark.usefixtures("land")
def test_a_group_finds_its_grid_on_a_day() -> None:
    found = queries.grid_of_group(town.PALONG, "第2村民小组", on=NEW)
    assert found
    assert found.code == f"{town.PALONG}002"


def test_another_application_on_the_same_database_sees_a_new_version_with_its_next_question(
    app: Flask, database_url: str, instance: Path
) -> None:
    town.build(app)
    with town.looking_on(app):
        old = queries.territory(NEW)
        assert queries.territory(NEW) is old, "nothing changed: what is kept is given again"
        db.session.rollback()  # the end of a request
    other = an_app(database_url, instance)
    with town.looking_on(other):
        put(GridRow(FIRST, "新名"))
        db.session.remove()
        db.engine.dispose()
    with town.looking_on(app):
        assert queries.territory(NEW) is not old
        assert queries.grid_on(FIRST, NEW).name == "新名"


@pytest.mark.usefixtures("land")
def test_what_a_failed_deed_read_half_way_is_not_taken_for_the_land() -> None:
    def half_way() -> None:
        with transaction():
            actions.put_grids([GridRow(FIRST, "不算数")], from_on=NEW, stamp=town.a_stamp())
            assert queries.grid_on(FIRST, NEW).name == "不算数"
            raise UnknownGrid

    with pytest.raises(UnknownGrid):
        half_way()
    put(GridRow(f"{town.PALONG}002", "算数"))
    assert queries.grid_on(FIRST, NEW).name == town.GRIDS[FIRST][0]


def a_point(**more: object) -> PointRow:
    facts = {"code": town.PALONG, "level": PointLevel.VILLAGE_CENTRE, "name": "帕龙便民服务中心", "division_code": town.PALONG}
    return PointRow(**{**facts, **more})  # type: ignore[arg-type]


@pytest.mark.usefixtures("land")
def test_a_service_point_is_put_with_windows_and_items() -> None:
    row = a_point(
        hours="周一至周五",
        windows=(WindowRow(1, "综合窗口", pioneer_from_on=NEW),),
        items=(PointItemRow(town.PENSION, NEW),),
    )
    with transaction():
        point_id = actions.put_point(row, stamp=town.a_stamp()).id
    point = queries.point(point_id)
    assert [(window.name, window.pioneer_from_on) for window in point.windows] == [("综合窗口", NEW)]
    assert [one.name for one in queries.points_with_item(town.PENSION, on=NEW)] == ["帕龙便民服务中心"]
    assert not queries.points_with_item(town.PENSION, on=EVE)
    with transaction():
        assert actions.put_points(queries.township(), [row], stamp=town.a_stamp()) == Counts()
        changed = a_point(hours="每天", windows=(WindowRow(1, "综合窗口"), WindowRow(2, "帮办窗口")))
        assert actions.put_points(queries.township(), [changed], stamp=town.a_stamp()) == Counts(changed=1)
    again = queries.point(point_id)
    assert [window.pioneer_from_on for window in again.windows] == [None, None]
    assert [item.item_code for item in again.items] == [town.PENSION], "items that a row doesn't name stay"


@pytest.mark.usefixtures("land")
def test_an_item_that_comes_anew_ends_its_earlier_row_the_day_before() -> None:
    with transaction():
        point = actions.put_point(a_point(items=(PointItemRow(town.PENSION, town.SINCE),)), stamp=town.a_stamp())
        actions.put_point_item(point, PointItemRow(town.PENSION, NEW), stamp=town.a_stamp())
        actions.put_window(point, WindowRow(1, "综合窗口"), stamp=town.a_stamp())
        point_id = point.id
    assert [(item.from_on, item.to_on) for item in sorted(queries.point(point_id).items, key=lambda item: item.from_on)] == [
        (town.SINCE, EVE),
        (NEW, None),
    ]


@pytest.mark.usefixtures("land")
@pytest.mark.parametrize(
    ("more", "kind"), [({"division_code": "532822205299"}, UnknownVillage), ({"grid_code": f"{town.PALONG}999"}, UnknownGrid)]
)
def test_a_service_point_stands_where_there_is_land(more: dict[str, str], kind: type[Exception]) -> None:
    with pytest.raises(kind), transaction():
        actions.put_point(a_point(**more), stamp=town.a_stamp())


@pytest.mark.usefixtures("land")
def test_a_second_service_point_of_a_place_gets_a_code_of_its_own() -> None:
    assert queries.free_point_code(town.PALONG) == town.PALONG
    with transaction():
        actions.put_point(a_point(), stamp=town.a_stamp())
    assert queries.free_point_code(town.PALONG) == f"{town.PALONG}-2"
