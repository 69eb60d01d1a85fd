"""grids reach: who is how near to a point that may do an item; its JSON, its words, and what it refuses."""

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.core import clock
from app.core.db import db, transaction
from app.core.scope import Places, looking
from app.desk import queries
from app.desk.rules import Coming
from app.households.models import Household
from app.territory import actions as land
from app.territory import queries as land_queries
from app.territory.rules import PointItemRow, PointLevel, PointRow
from tests import town
from tests.app.cli.test_land import answer, run

AT_HOME_1 = (100.105, 21.91)
METRES = 1033.5  # of 0.01 degrees of longitude here
A_HUNDREDTH = METRES * 1.4 / 75  # minutes on foot


@pytest.fixture
def xiding(app: Flask) -> Flask:
    """The small town, with a centre at household 1's door that may take pensions on."""
    town.build(app)
    a_point(app, town.PALONG, AT_HOME_1)
    return app


def a_point(app: Flask, code: str, place: tuple[float, float] | None, **more: Any) -> None:
    lon, lat = place or (None, None)
    facts: Mapping[str, Any] = {"items": (PointItemRow(town.PENSION, town.SINCE),), **more}
    row = PointRow(code, PointLevel.VILLAGE_CENTRE, f"服务点{code}", code[:12], lon=lon, lat=lat, **facts)
    with town.looking_on(app), transaction():
        land.put_point(row, stamp=town.a_stamp())


def roads(folder: Path, *lines: list[tuple[float, float]]) -> Path:
    """A file of roads at the latitude of the households, or wherever said."""
    features = [{"type": "Feature", "geometry": {"type": "LineString", "coordinates": line}} for line in lines]
    file = folder / "roads.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return file


def test_in_a_straight_line_with_the_whole_answer(xiding: Flask) -> None:
    said = answer(xiding, "grids", "reach", "--item", town.PENSION)
    villages = said.pop("villages")
    assert said == {
        "item": town.PENSION,
        "by": "walking",
        "over": "straight_line",
        "minutes": 15.0,
        "households": 4,
        "within": 1,
        "share": 0.25,
        "without_point": 1,
        "fallen_back": 0,
        "points": 1,
        "points_without_place": 0,
        "left_out": 0,
        "one_more": {"lon": 100.11956, "lat": 21.91, "village": "帕龙村", "more": 3},
    }
    farthest = [village.pop("farthest_min") for village in villages]
    assert villages == [
        {"code": town.PALONG, "name": "帕龙村", "households": 3, "within": 1, "share": 0.3333},
        {"code": town.ZHANGLANG, "name": "章朗村", "households": 1, "within": 0, "share": 0.0},
    ]
    assert farthest == pytest.approx([1.456 * A_HUNDREDTH, 2 * A_HUNDREDTH], abs=0.2)


def test_by_motorbike_of_one_village_and_another_limit(xiding: Flask) -> None:
    said = answer(xiding, "grids", "reach", "--item", town.PENSION, "--by", "motorbike", "--village", town.ZHANGLANG)
    assert (said["households"], said["within"], said["without_point"], said["one_more"]) == (1, 1, 1, None)
    short = answer(xiding, "grids", "reach", "--item", town.PENSION, "--by", "motorbike", "--minutes", "5")
    assert (short["within"], short["minutes"]) == (2, 5.0)


def test_over_roads_and_who_no_road_reaches(xiding: Flask, tmp_path: Path) -> None:
    file = roads(tmp_path, [(100.105, 21.91), (100.115, 21.91)], [(100.119, 21.91), (100.13, 21.91)])
    said = answer(xiding, "grids", "reach", "--item", town.PENSION, "--roads", file)
    assert (said["over"], said["within"], said["fallen_back"]) == ("roads", 2, 2)
    whole = answer(xiding, "grids", "reach", "--item", town.PENSION, "--roads", roads(tmp_path, [AT_HOME_1, (100.13, 21.91)]))
    assert whole["fallen_back"] == 0
    assert whole["villages"][1]["farthest_min"] == pytest.approx(2 * METRES / 75, abs=0.2)


def test_the_words_say_how_it_was_reckoned_and_what_was_not(xiding: Flask, tmp_path: Path) -> None:
    a_point(xiding, f"{town.PALONG}-2", None)
    said = run(xiding, "grids", "reach", "--item", town.PENSION).stdout
    for words in (
        "4 户中有 1 户在 15 分钟内",
        "25.0%",
        "直线距离的 1.4 倍",
        "假定",
        "没有坐标、未计算：1 户",
        "服务点：1 个",
        "多 3 户",
    ):
        assert words in said
    file = roads(tmp_path, [AT_HOME_1, (100.115, 21.91)], [(100.119, 21.91), (100.13, 21.91)])
    over = run(xiding, "grids", "reach", "--item", town.PENSION, "--roads", file).stdout
    assert "按所给道路计算" in over
    assert "按直线计算：2 户" in over
    near = run(xiding, "grids", "reach", "--item", town.PENSION, "--minutes", "500").stdout
    assert "不会有更多农户" in near


REFUSED = {
    "an unknown item": (("--item", "XD-Z99"), "XD-Z99"),
    "an item that no point may do": (("--item", town.OLD_AGE), "高龄津贴申领"),
    "an unknown village": (("--item", town.PENSION, "--village", "532822205299"), "532822205299"),
    "a township for a village": (("--item", town.PENSION, "--village", town.TOWN), town.TOWN),
    "no minutes": (("--item", town.PENSION, "--minutes", "0"), "不能是 0"),
    "fewer than none": (("--item", town.PENSION, "--minutes=-3"), "不能是 -3"),
    "no number of minutes": (("--item", town.PENSION, "--minutes", "nan"), "nan"),
    "minutes without end": (("--item", town.PENSION, "--minutes", "inf"), "inf"),
    "minutes beyond a day": (("--item", town.PENSION, "--minutes", "1440.5"), "1440"),
    "no file": (("--item", town.PENSION, "--roads", "nowhere.geojson"), "nowhere.geojson"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_can_t_be_reckoned_is_refused_in_one_sentence(xiding: Flask, case: str) -> None:
    arguments, words = REFUSED[case]
    result = run(xiding, "grids", "reach", *arguments, "--json")
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert words in result.stderr


FAR = '{"type": "LineString", "coordinates": [[100.105, 22.91], [100.2, 22.91]]}'
FILES = {
    "far": (FAR, "110"),
    "no GeoJSON": ("lon,lat", "不是 GeoJSON"),
    "no lines": ('{"type": "Point", "coordinates": [100, 21]}', "没有线"),
    "half a line": ('{"type": "LineString", "coordinates": [[100, 21]]}', "第 1 个要素"),
    "metres": ('{"type": "LineString", "coordinates": [[500000, 2400000], [500100, 2400000]]}', "500000.0, 2400000.0"),
    "another system": (FAR.replace("}", ', "crs": {"properties": {"name": "mine"}}}'), "mine"),
}


@pytest.mark.parametrize("case", FILES)
def test_a_file_of_roads_that_is_no_use_is_refused_by_its_name(xiding: Flask, tmp_path: Path, case: str) -> None:
    content, words = FILES[case]
    file = tmp_path / "道路.geojson"
    file.write_text(content)
    result = run(xiding, "grids", "reach", "--item", town.PENSION, "--roads", file)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert file.name in result.stderr
    assert words in result.stderr


def test_points_count_only_while_they_may_and_where_they_stand(app: Flask) -> None:
    town.build(app)
    day = dt.timedelta(days=1)
    a_point(app, town.PALONG, AT_HOME_1)
    a_point(app, f"{town.PALONG}-3", AT_HOME_1)
    a_point(app, town.ZHANGLANG, AT_HOME_1, items=(PointItemRow(town.PENSION, clock.today() + day),))
    with town.looking_on(app), transaction():
        points = {point.code: point for point in land_queries.points()}
        points[town.PALONG].to_on = clock.today() - day
        points[f"{town.PALONG}-3"].from_on = clock.today() + day
    closed = run(app, "grids", "reach", "--item", town.PENSION)
    assert closed.exit_code == 2
    assert "没有一个服务点可以办理" in closed.stderr
    a_point(app, f"{town.PALONG}-2", None)
    placeless = run(app, "grids", "reach", "--item", town.PENSION)
    assert placeless.exit_code == 2
    assert "都没有坐标" in placeless.stderr


def test_who_has_left_is_not_counted_and_nobody_at_all_is_no_share(xiding: Flask) -> None:
    with town.looking_on(xiding), transaction():
        for code in "123":
            db.session.get_one(Household, town.household_id(code)).left_on = town.SINCE
    said = answer(xiding, "grids", "reach", "--item", town.PENSION, "--village", town.ZHANGLANG)
    assert (said["households"], said["share"], said["without_point"], said["villages"]) == (0, None, 1, [])
    assert answer(xiding, "grids", "reach", "--item", town.PENSION)["households"] == 1
    assert "–" in run(xiding, "grids", "reach", "--item", town.PENSION, "--village", town.ZHANGLANG).stdout


def test_a_team_sees_the_reach_of_its_own_households_only(xiding: Flask) -> None:
    """Household 4 on the river is both villages'; the point across the border counts for everybody."""
    seen = {}
    for village in (town.PALONG, town.ZHANGLANG):
        with xiding.app_context(), looking(Places((town.PLACES[village],))):
            found = queries.item_reach(town.PENSION, on=clock.today(), by=Coming.WALKING)
            seen[village] = {one.code: (one.households, one.within) for one in found.villages}, found.without_point
    assert seen == {
        town.PALONG: ({town.PALONG: (3, 1)}, 0),
        town.ZHANGLANG: ({town.PALONG: (1, 0), town.ZHANGLANG: (1, 0)}, 1),
    }
