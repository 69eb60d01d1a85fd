"""grids divide: even grids in one piece, written as a file that grids import reads back; its JSON, its words, its refusals."""

import csv
import datetime as dt
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import shapely
from flask import Flask

from app.cases.models import Case
from app.core import clock
from app.core.db import db, transaction
from app.core.scope import Places, looking
from app.desk import queries
from app.desk.rules.dividing import NobodyOnLand
from app.households.models import Household
from app.territory import actions as land
from app.territory.models import Division, ServicePoint
from app.territory.rules import DivisionRow, GridKind, GridRow, PointLevel, PointRow
from tests import town
from tests.app.cli.test_land import CODE, answer, run
from tests.app.territory.shapes import SIDE, SOUTH, WEST, squares

JIA, YI, BING = (f"999999001{number}" for number in (201, 202, 203))
HOMES = {JIA: 40, YI: 20}
AS_PROPOSED = ("--name-field", "name", "--code-field", "code")


@pytest.fixture
def township(app: Flask, tmp_path: Path) -> Flask:
    """Three square villages side by side: 40 households in the first, 20 in the second, nobody in the third."""
    answer(app, "town", "init", "--code", CODE, "--name", "新乡")
    file = squares(tmp_path, ["甲村", "乙村", "丙村"])
    answer(app, "grids", "import", file, "--crs", "EPSG:4490", "--as-villages", "--name-field", "name")
    chance = np.random.default_rng(3)
    rows = []
    for column, (village, count) in enumerate(HOMES.items()):
        for number in range(count):
            x, y = chance.uniform(0.02, 0.98, 2)
            group = "一组" if y < 0.5 else "二组"
            rows.append([f"{village[-1]}-{number}", village, group, "户主", WEST + (column + x) * SIDE, SOUTH + y * SIDE])
    import_households(app, tmp_path, rows)
    return app


def import_households(app: Flask, folder: Path, rows: Sequence[Sequence[object]]) -> None:
    file = folder / "households.csv"
    with file.open("w", encoding="utf-8", newline="") as writing:
        csv.writer(writing).writerows([["code", "village", "group", "head", "lon", "lat"], *rows])
    assert answer(app, "households", "import", file)["added"] == len(rows)


def a_station(app: Flask, code: str, name: str, x: float, y: float, level: PointLevel = PointLevel.STATION) -> None:
    row = PointRow(code, level, name, code[:12], lon=WEST + x * SIDE, lat=SOUTH + y * SIDE)
    with town.looking_on(app), transaction():
        land.put_point(row, stamp=town.a_stamp())


def lines(folder: Path, *ends: tuple[tuple[float, float], tuple[float, float]]) -> Path:
    """A file of straight rivers, in sides from the south-western corner."""
    drawn = [[[WEST + x * SIDE, SOUTH + y * SIDE] for x, y in pair] for pair in ends]
    features = [{"type": "Feature", "geometry": {"type": "LineString", "coordinates": line}} for line in drawn]
    file = folder / "河流.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return file


def shapes_in(file: Path) -> dict[str, shapely.Geometry]:
    features = json.loads(file.read_text())["features"]
    return {one["properties"]["code"]: shapely.from_geojson(json.dumps(one["geometry"])) for one in features}


def test_the_township_is_shared_out_with_the_whole_answer(township: Flask) -> None:
    said = answer(township, "grids", "divide", "--into", "6")
    grids, villages, why = said.pop("grids"), said.pop("villages"), said["left_out"][0].pop("why")
    balance = said.pop("balance")
    assert said == {
        "place": "新乡",
        "by": "households",
        "minutes": 15.0,
        "households": 60,
        "far": 0,
        "outside": 0,
        "without_point": 0,
        "without_village": 0,
        "left_out": [{"code": BING, "name": "丙村"}],
        "left_over": [],
        "file": None,
    }
    assert "丙村" in why
    assert 1 <= balance <= 1.5
    assert [(one["code"], one["grids"], one["households"]) for one in villages] == [(JIA, 4, 40), (YI, 2, 20)]
    assert [grid["code"] for grid in grids] == [f"{JIA}00{n}" for n in (1, 2, 3, 4)] + [f"{YI}00{n}" for n in (1, 2)]
    assert balance == round(max(grid["weight"] for grid in grids) / min(grid["weight"] for grid in grids), 3)
    assert {grid["station"] for grid in grids} == {None}
    assert all(0.1 < grid["compactness"] < 1 and grid["households"] == grid["weight"] for grid in grids)
    assert len({(grid["village"], grid["name"]) for grid in grids}) == 6
    assert all("网格" in grid["name"] for grid in grids)


def test_what_is_proposed_is_read_back_without_a_gap_or_an_overlap(township: Flask, tmp_path: Path) -> None:
    file = tmp_path / "方案.geojson"
    said = answer(township, "grids", "divide", "--into", "6", "--out", file)
    assert said["file"] == str(file)
    trial = answer(township, "grids", "import", file, *AS_PROPOSED, "--dry-run", "--strict")
    assert trial == {"read": 6, "added": 4, "changed": 2, "refused": [], "findings": [], "repairs": []}
    assert answer(township, "grids", "check")["grids"] == 3  # neither the proposal nor the trial changed anything
    answer(township, "grids", "import", file, *AS_PROPOSED, "--strict")
    assert answer(township, "grids", "check") == {"grids": 7, "findings": []}
    placed = answer(township, "households", "place")
    assert (placed["inside"], placed["on_border"], placed["several"], placed["outside"]) == (60, 0, 0, 0)
    with town.looking_on(township):
        lived_in = Counter(home.grid.code for home in db.session.query(Household) if home.grid)
    assert lived_in == {grid["code"]: grid["households"] for grid in said["grids"]}


def test_the_same_again_keeps_every_code_and_name(township: Flask, tmp_path: Path) -> None:
    file = tmp_path / "a.geojson"
    first = answer(township, "grids", "divide", "--into", "6", "--out", file)
    answer(township, "grids", "import", file, *AS_PROPOSED)
    answer(township, "households", "place")
    again = answer(township, "grids", "divide", "--into", "6", "--out", tmp_path / "b.geojson")
    assert again["grids"] == first["grids"]
    trial = answer(township, "grids", "import", tmp_path / "b.geojson", *AS_PROPOSED, "--dry-run")
    assert (trial["added"], trial["changed"]) == (0, 0)


def test_fewer_grids_than_today_say_which_of_todays_are_left_over(township: Flask, tmp_path: Path) -> None:
    answer(township, "grids", "divide", "--village", JIA, "--into", "5", "--out", tmp_path / "a.geojson")
    answer(township, "grids", "import", tmp_path / "a.geojson", *AS_PROPOSED)
    answer(township, "households", "place")
    said = answer(township, "grids", "divide", "--village", JIA, "--into", "2")
    codes = [grid["code"] for grid in said["grids"]]
    assert len(codes) == 2
    assert sorted([*codes, *said["left_over"]]) == [f"{JIA}00{n}" for n in (1, 2, 3, 4, 5)]
    assert said["left_over"][0] in run(township, "grids", "divide", "--village", JIA, "--into", "2").stdout
    more = answer(township, "grids", "divide", "--village", JIA, "--into", "7")
    assert [grid["code"] for grid in more["grids"]] == [f"{JIA}00{n}" for n in (1, 2, 3, 4, 5, 6, 7)]


def test_a_name_of_today_is_kept_only_where_most_of_the_people_are_still_those(township: Flask, tmp_path: Path) -> None:
    answer(township, "grids", "divide", "--village", JIA, "--into", "5", "--out", tmp_path / "a.geojson")
    document = json.loads((tmp_path / "a.geojson").read_text())
    for number, feature in enumerate(document["features"], start=1):
        feature["properties"]["name"] = f"老寨{number}"
    (tmp_path / "a.geojson").write_text(json.dumps(document))
    answer(township, "grids", "import", tmp_path / "a.geojson", *AS_PROPOSED)
    answer(township, "households", "place")
    names = {
        into: [grid["name"] for grid in answer(township, "grids", "divide", "--village", JIA, "--into", into)["grids"]]
        for into in ("2", "5", "6")
    }
    assert names["5"] == ["老寨1", "老寨2", "老寨3", "老寨4", "老寨5"]
    assert not any("老寨" in name for name in names["2"])
    assert len({*names["5"]} & {*names["6"]}) >= 3


def test_a_dedicated_grid_is_left_as_it_is(township: Flask) -> None:
    school = GridRow(
        f"{JIA}002", "小学网格", GridKind.DEDICATED, shape=shapely.to_wkb(shapely.box(WEST, SOUTH, WEST + 0.004, SOUTH + 0.004))
    )
    with town.looking_on(township), transaction():
        land.put_grids([school], from_on=town.SINCE, stamp=town.a_stamp())
    answer(township, "households", "place")
    said = answer(township, "grids", "divide", "--village", JIA, "--into", "3")
    assert ([grid["code"][-3:] for grid in said["grids"]], said["left_over"]) == (["001", "003", "004"], [])


def test_a_village_has_no_more_than_999_grids(township: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.desk.queries.dividing.MOST_GRIDS", 3)
    result = run(township, "grids", "divide", "--village", JIA, "--into", "4")
    assert (result.exit_code, result.stdout) == (2, "")
    assert JIA in result.stderr or "甲村" in result.stderr


def test_one_grid_for_each_worker_is_the_same_as_so_many_grids(township: Flask) -> None:
    workers = answer(township, "grids", "divide", "--village", JIA, "--workers", "4")
    assert workers == answer(township, "grids", "divide", "--village", JIA, "--into", "4")
    assert [grid["households"] for grid in workers["grids"]] == [10, 10, 10, 10]


def test_around_stations_each_has_its_grid_and_who_is_far_is_counted(township: Flask) -> None:
    a_station(township, f"{JIA}-1", "上寨政务服务站", 0.2, 0.2)
    a_station(township, f"{JIA}-2", "下寨政务服务站", 0.8, 0.8)
    a_station(township, JIA, "甲村政务服务中心", 0.5, 0.5, PointLevel.VILLAGE_CENTRE)
    a_station(township, YI, "乙村政务服务中心", 1.5, 0.5, PointLevel.VILLAGE_CENTRE)
    said = answer(township, "grids", "divide")
    assert [(grid["name"], grid["station"]) for grid in said["grids"]] == [
        ("上寨网格", "上寨政务服务站"),
        ("下寨网格", "下寨政务服务站"),
        ("乙村政务服务中心网格", "乙村政务服务中心"),
    ]
    near, far = (answer(township, "grids", "divide", "--minutes", minutes) for minutes in ("1000", "0.5"))
    assert (near["far"], far["far"]) == (0, 60)
    assert 0 < answer(township, "grids", "divide", "--minutes", "7")["far"] < 60
    assert said["far"] == sum(grid["far"] for grid in said["grids"])


def test_a_station_that_is_closed_has_no_grid(township: Flask) -> None:
    for number, x in ((1, 0.2), (2, 0.5), (3, 0.8)):
        a_station(township, f"{JIA}-{number}", f"{number}号政务服务站", x, 0.5)
    day = dt.timedelta(days=1)
    with town.looking_on(township), transaction():
        points = {point.name: point for point in db.session.query(ServicePoint)}
        points["1号政务服务站"].to_on = clock.today() - day
        points["3号政务服务站"].from_on = clock.today() + day
    said = answer(township, "grids", "divide", "--village", JIA)
    assert [grid["station"] for grid in said["grids"]] == ["2号政务服务站"]


def test_a_village_whose_households_stand_at_few_places_gets_no_more_grids_than_these(township: Flask, tmp_path: Path) -> None:
    """Five of them within a metre: by their number they would have two of 26 grids."""
    rows = [[f"n{n}", BING, "", "岩温", WEST + (2.5 + n * 1e-5) * SIDE, SOUTH + 0.5 * SIDE] for n in range(5)]
    import_households(township, tmp_path, rows)
    said = answer(township, "grids", "divide", "--into", "26")
    assert [(one["grids"], one["households"]) for one in said["villages"]] == [(17, 40), (8, 20), (1, 5)]


def test_no_grid_crosses_a_line_and_a_village_gets_as_many_as_it_is_cut_into(township: Flask, tmp_path: Path) -> None:
    """By its 20 households the second village would have 2 of 6 grids, but two rivers cut it in three."""
    rivers = lines(tmp_path, ((1.3, -0.1), (1.3, 1.1)), ((1.6, -0.1), (1.6, 1.1)))
    said = answer(township, "grids", "divide", "--into", "6", "--edges", rivers, "--out", tmp_path / "p.geojson")
    assert [village["grids"] for village in said["villages"]] == [3, 3]
    drawn = list(shapely.from_geojson(rivers.read_text()).geoms)
    for shape in shapes_in(tmp_path / "p.geojson").values():
        assert not any(line.intersects(shape.buffer(-1e-6)) for line in drawn)
    assert answer(township, "grids", "import", tmp_path / "p.geojson", *AS_PROPOSED, "--dry-run")["findings"] == []


def test_households_off_their_villages_land_or_without_a_place_are_told(township: Flask, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["x", JIA, "", "岩温", WEST + 5, SOUTH],
        ["y", JIA, "", "岩叫", "", ""],
        ["z", "", "", "岩三", WEST + SIDE, SOUTH + SIDE / 2],  # between two villages
    ]
    import_households(township, tmp_path, rows)
    said = answer(township, "grids", "divide", "--into", "3")
    assert [said[key] for key in ("households", "outside", "without_point", "without_village")] == [60, 1, 1, 1]
    assert answer(township, "grids", "divide", "--into", "3", "--village", JIA)["without_village"] == 0
    words = run(township, "grids", "divide", "--into", "3").stdout
    assert "不在任何网格里：1 户" in words
    assert "没有坐标、未计算：1 户" in words
    assert "行政村未定、不在任何网格里：1 户" in words
    assert "未划分：" in words


def test_the_words_say_how_even_it_is_and_what_is_assumed(township: Flask, tmp_path: Path) -> None:
    out = tmp_path / "方案.geojson"
    said = run(township, "grids", "divide", "--into", "6", "--by", "work", "--out", out).stdout
    for words in ("60 户划分成 6 个网格", "按工作量", "假定", "最近 365 天", f"grids import {out}", f"{JIA}001"):
        assert words in said
    assert "乙村：最大与最小之比" in said
    assert "甲村：最大与最小之比" not in run(township, "grids", "divide", "--into", "2", "--village", JIA).stdout


def test_by_residents_and_by_work_households_weigh_what_they_have(app: Flask) -> None:
    """Households have two residents; 1 asks for something twice, once by itself on the network; 4 stands beyond the river."""
    town.build(app)
    for mode in ("proxy", "self"):
        answer(app, "cases", "open", "--household", "1", "--item", town.PENSION, "--mode", mode)
    weights = {}
    for by in ("households", "residents", "work"):
        said = answer(app, "grids", "divide", "--village", town.PALONG, "--into", "2", "--by", by)
        weights[by] = sorted((grid["households"], grid["weight"]) for grid in said["grids"])
    assert weights == {"households": [(1, 1), (1, 1)], "residents": [(1, 2), (1, 2)], "work": [(1, 1), (1, 2)]}
    with town.looking_on(app), transaction():
        home = db.session.get_one(Household, town.household_id("1"))
        for resident in home.residents:
            resident.left_on = town.SINCE  # nobody on file: it weighs 1 all the same
    said = answer(app, "grids", "divide", "--village", town.PALONG, "--into", "2", "--by", "residents")
    assert sorted(grid["weight"] for grid in said["grids"]) == [1, 2]


def test_who_has_left_and_what_was_asked_long_ago_do_not_count(app: Flask) -> None:
    town.build(app)
    number = answer(app, "cases", "open", "--household", "1", "--item", town.PENSION)["number"]
    with town.looking_on(app), transaction():
        db.session.query(Case).filter_by(number=number).one().asked_at = clock.now() - dt.timedelta(days=367)
        db.session.get_one(Household, town.household_id("2")).left_on = town.SINCE
    said = answer(app, "grids", "divide", "--village", town.PALONG, "--into", "1", "--by", "work")
    assert [(grid["households"], grid["weight"]) for grid in said["grids"]] == [(1, 1)]


def test_a_team_divides_its_own_households_only(app: Flask) -> None:
    town.build(app)
    with app.app_context(), looking(Places((f"{town.PLACES[town.PALONG]}001/",))):
        assert queries.propose(on=clock.today(), village_code=town.PALONG, into=1).households == 1
    with app.app_context(), looking(Places((town.PLACES[town.PALONG],))):
        found = queries.propose(on=clock.today(), village_code=town.PALONG, into=1)
        assert (found.households, found.outside) == (2, 1)
    with app.app_context(), looking(Places((town.PLACES[town.ZHANGLANG],))), pytest.raises(NobodyOnLand):
        queries.propose(on=clock.today(), village_code=town.PALONG, into=1)


REFUSED = {
    "more grids than households": (("--village", JIA, "--into", "41"), "甲村不能划分成 41 个网格"),
    "more workers than households in the township": (("--workers", "61"), "60 处"),
    "fewer grids than villages": (("--into", "1"), "行政村有 2 个"),
    "no grid": (("--into", "0"), "不能是 0"),
    "fewer than none": (("--workers", "-2"), "不能是 -2"),
    "said twice": (("--into", "2", "--workers", "2"), "--workers"),
    "nobody there": (("--village", BING, "--into", "2"), "丙村没有一户"),
    "no station": ((), "新乡范围内没有服务点"),
    "an unknown village": (("--village", "999999001299", "--into", "2"), "999999001299"),
    "a township for a village": (("--village", CODE, "--into", "2"), CODE),
    "an unknown township": (("--town", "111111001000", "--into", "2"), "111111001000"),
    "no minutes": (("--into", "3", "--minutes", "0"), "不能是 0"),
    "no number of minutes": (("--into", "3", "--minutes", "nan"), "nan"),
    "no file": (("--into", "3", "--edges", "nowhere.geojson"), "nowhere.geojson"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_can_t_be_divided_is_refused_in_one_sentence(township: Flask, case: str) -> None:
    arguments, words = REFUSED[case]
    result = run(township, "grids", "divide", *arguments, "--json")
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert words in result.stderr


FILES = {
    "elsewhere": ('{"type": "LineString", "coordinates": [[110, 21.9], [110.1, 21.9]]}', "与新乡毫不相接"),
    "no GeoJSON": ("lon,lat", "不是 GeoJSON"),
    "areas": ('{"type": "Point", "coordinates": [100, 21]}', "没有线"),
    "half a line": ('{"type": "LineString", "coordinates": [[100, 21]]}', "第 1 个要素"),
    "metres": ('{"type": "LineString", "coordinates": [[500000, 2400000], [500100, 2400000]]}', "500000.0, 2400000.0"),
}


@pytest.mark.parametrize("case", FILES)
def test_edges_that_are_no_use_are_refused_by_the_file_s_name(township: Flask, tmp_path: Path, case: str) -> None:
    content, words = FILES[case]
    file = tmp_path / "河流.geojson"
    file.write_text(content)
    result = run(township, "grids", "divide", "--into", "3", "--edges", file, "--out", tmp_path / "p.geojson")
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert file.name in result.stderr
    assert words in result.stderr
    assert not (tmp_path / "p.geojson").exists()


def test_more_areas_between_lines_than_grids_are_refused(township: Flask, tmp_path: Path) -> None:
    rivers = lines(tmp_path, ((0.3, -0.1), (0.3, 1.1)), ((0.6, -0.1), (0.6, 1.1)))
    result = run(township, "grids", "divide", "--village", JIA, "--into", "2", "--edges", rivers)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "河流.geojson" in result.stderr
    assert "隔成 3 片" in result.stderr


def test_more_stations_than_households_are_refused(township: Flask, tmp_path: Path) -> None:
    import_households(township, tmp_path, [["z", BING, "", "岩温", WEST + 2.5 * SIDE, SOUTH + 0.5 * SIDE]])
    for number in (1, 2):
        a_station(township, f"{BING}-{number}", f"{number}号站", 2.0 + 0.3 * number, 0.5)
    result = run(township, "grids", "divide")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "丙村不能划分成 2 个网格" in result.stderr


def test_a_village_without_land_is_refused_and_in_a_township_left_out(township: Flask) -> None:
    with town.looking_on(township), transaction():
        land.put_divisions([DivisionRow("999999001204", "丁村")], stamp=town.a_stamp())
    result = run(township, "grids", "divide", "--village", "999999001204", "--into", "2")
    assert result.exit_code == 2
    assert "丁村没有范围" in result.stderr
    assert [one["name"] for one in answer(township, "grids", "divide", "--into", "2")["left_out"]] == ["丙村", "丁村"]


def test_without_an_outline_the_land_is_what_the_grids_make(township: Flask) -> None:
    with town.looking_on(township), transaction():
        db.session.query(Division).filter_by(code=JIA).one().outline = None
    assert answer(township, "grids", "divide", "--village", JIA, "--into", "4")["households"] == 40


def test_a_file_that_is_there_is_kept_unless_it_is_said(township: Flask, tmp_path: Path) -> None:
    file = tmp_path / "p.geojson"
    file.write_text("mine")
    for out in (file, tmp_path, tmp_path / "no" / "p.geojson"):
        result = run(township, "grids", "divide", "--into", "3", "--out", out)
        assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert file.read_text() == "mine"
    answer(township, "grids", "divide", "--into", "3", "--out", file, "--force")
    assert len(shapes_in(file)) == 3


def test_a_real_municipality_is_divided_into_grids_of_about_sixty_buildings(
    app: Flask, shared_data: Path, tmp_path: Path
) -> None:
    """Real land lies in pieces and has enclaves; what is proposed for it is read back all the same, and a township of it too."""
    answer(app, "town", "init", "--code", CODE, "--name", "山国")
    shapes = shared_data / "liechtenstein_municipalities.wgs84.geojson"
    named = ("--as-villages", "--name-field", "name", "--unnamed-as", "未命名{n}")
    answer(app, "grids", "import", shapes, "--crs", "EPSG:4490", *named)
    before = answer(app, "grids", "check")["findings"]
    answer(app, "households", "import", shared_data / "liechtenstein_households.csv")
    with town.looking_on(app):
        balzers = db.session.query(Division).filter_by(name="Balzers").one().code
    for place, into in ((("--village", balzers), 23), ((), 62)):
        file = tmp_path / f"{into}.geojson"
        said = answer(app, "grids", "divide", *place, "--into", str(into), "--out", file)
        even = [one for one in said["villages"] if one["name"] != "Triesenberg"]  # whose larger exclave has grids of its own
        assert all(one["balance"] <= 1.11 for one in even), said["villages"]
        assert all(35 <= grid["households"] <= 85 for grid in said["grids"])
        trial = answer(app, "grids", "import", file, *AS_PROPOSED, "--dry-run")
        assert (trial["read"], trial["refused"]) == (into, [])
        assert {one["kind"] for one in trial["findings"]} == {"contains", "exclave"}  # as before: enclaves are villages here
    assert {one["kind"] for one in before} == {"contains", "exclave"}
