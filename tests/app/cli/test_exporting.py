"""grids export: every form and system comes back as nothing changed; what is in it, and what is refused."""

import datetime as dt
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import shapely
from flask import Flask

from app.core.db import transaction
from app.desk.rules.exporting import FORMS
from app.territory import actions as land
from app.territory import queries
from app.territory.rules import GridKind, GridRow
from grids import readers
from grids.writers import WRITERS
from tests import town
from tests.app.cli.test_land import answer, run

AS_EXPORTED = ("--name-field", "name", "--code-field", "code")
FIELDS = ["code", "name", "kind", "village_code", "village_name", "groups", "valid_from", "team", "leaders", "workers"]
CODES = list(town.SHAPES)


@pytest.fixture
def township(app: Flask) -> Flask:
    town.build(app)
    return app


def properties(file: Path) -> list[dict[str, Any]]:
    return [feature["properties"] for feature in json.loads(file.read_text())["features"]]


def test_the_forms_are_those_that_can_be_written() -> None:
    assert set(FORMS) == set(WRITERS)


@pytest.mark.parametrize("suffix", FORMS)
def test_what_is_exported_comes_back_as_nothing_changed(township: Flask, tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"网格.{suffix}"
    said = answer(township, "grids", "export", "--out", file)
    assert said == {"file": str(file), "grids": 4, "crs": "EPSG:4490", "without_shape": 0}
    back = answer(township, "grids", "import", file, *AS_EXPORTED, "--dry-run", "--strict")
    assert (back["read"], back["added"], back["changed"], back["refused"], back["findings"]) == (4, 0, 0, [], [])


@pytest.mark.parametrize("crs", ["gcj02", "bd09", "EPSG:4326", "EPSG:4542"])
@pytest.mark.parametrize("suffix", [suffix for suffix in FORMS if suffix != "kml"])
def test_every_system_comes_back_as_nothing_changed(township: Flask, tmp_path: Path, suffix: str, crs: str) -> None:
    file = tmp_path / f"grids.{suffix}"
    assert answer(township, "grids", "export", "--out", file, "--crs", crs)["crs"] == crs
    back = answer(township, "grids", "import", file, *AS_EXPORTED, "--crs", crs, "--dry-run", "--strict")
    assert (back["read"], back["added"], back["changed"]) == (4, 0, 0)


def test_a_shifted_file_read_as_the_true_one_changes_every_grid(township: Flask, tmp_path: Path) -> None:
    """So the test above could have failed."""
    file = tmp_path / "grids.gpkg"
    answer(township, "grids", "export", "--out", file, "--crs", "gcj02")
    back = answer(township, "grids", "import", file, *AS_EXPORTED, "--crs", "EPSG:4490", "--dry-run")
    assert back["changed"] == 4


def test_it_tells_who_is_posted_by_number_and_nobody_by_name(township: Flask, tmp_path: Path) -> None:
    file = tmp_path / "grids.geojson"
    answer(township, "grids", "export", "--out", file)
    rows = properties(file)
    assert [list(row) for row in rows] == [FIELDS] * 4
    assert [(row["code"], row["team"], row["leaders"], row["workers"]) for row in rows] == [
        (CODES[0], "帕龙代办服务队", 1, 1),
        (CODES[1], "帕龙代办服务队", 1, 2),
        (CODES[2], "章朗代办服务队", 0, 1),
        (CODES[3], "章朗代办服务队", 1, 0),
    ]
    assert (rows[0]["village_name"], rows[0]["groups"], rows[0]["valid_from"]) == ("帕龙村", "一组", "2026-01-01")


@pytest.mark.parametrize("suffix", FORMS)
def test_no_form_holds_a_person_s_name(township: Flask, tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"grids.{suffix}"
    answer(township, "grids", "export", "--out", file)
    content = file.read_bytes()
    if suffix == "zip":
        with zipfile.ZipFile(file) as archive:
            content = b"".join(archive.read(name) for name in archive.namelist())
    said = content.decode("gb18030" if suffix == "zip" else "utf-8", "ignore")
    assert "帕龙一组网格" in said
    names = {name for name, *_ in town.PEOPLE.values()} | {head for head, *_ in town.HOUSEHOLDS.values()}
    assert not {name for name in names if name in said}


def test_one_village_s_grids_only(township: Flask, tmp_path: Path) -> None:
    file = tmp_path / "grids.geojson"
    assert answer(township, "grids", "export", "--out", file, "--village", town.ZHANGLANG)["grids"] == 2
    assert [row["code"] for row in properties(file)] == CODES[2:]


def test_the_grids_of_the_day_that_is_said(township: Flask, tmp_path: Path) -> None:
    with town.looking_on(township), transaction():
        row = GridRow(CODES[0], "新名网格", shape=shapely.to_wkb(shapely.box(100.10, 21.90, 100.11, 21.91)))
        land.put_grids([row], from_on=dt.date(2026, 6, 1), stamp=town.a_stamp())
    for day, name, since in (("2026-05-31", "帕龙一组网格", "2026-01-01"), ("2026-06-01", "新名网格", "2026-06-01")):
        file = tmp_path / f"{day}.geojson"
        answer(township, "grids", "export", "--out", file, "--on", day)
        assert (properties(file)[0]["name"], properties(file)[0]["valid_from"]) == (name, since)


def test_a_grid_without_a_shape_is_written_without_one(township: Flask, tmp_path: Path) -> None:
    with town.looking_on(township), transaction():
        land.put_grids([GridRow(f"{town.PALONG}003", "三组网格")], from_on=town.SINCE, stamp=town.a_stamp())
    file = tmp_path / "grids.geojson"
    assert answer(township, "grids", "export", "--out", file)["without_shape"] == 1
    assert run(township, "grids", "export", "--out", file, "--force").stdout.count("没有范围") == 1
    back = answer(township, "grids", "import", file, *AS_EXPORTED, "--dry-run")
    assert (back["added"], back["changed"], [row["row"] for row in back["refused"]]) == (0, 0, [3])


def test_a_dedicated_grid_stays_one_when_its_shape_comes_back(township: Flask, tmp_path: Path) -> None:
    market = shapely.to_wkb(shapely.box(100.102, 21.902, 100.104, 21.904))
    row = GridRow(f"{town.PALONG}009", "集市网格", kind=GridKind.DEDICATED, shape=market)
    with town.looking_on(township), transaction():
        land.put_grids([row], from_on=town.SINCE, stamp=town.a_stamp())
    file = tmp_path / "grids.geojson"
    answer(township, "grids", "export", "--out", file)
    back = answer(township, "grids", "import", file, *AS_EXPORTED, "--strict")
    assert (back["added"], back["changed"], back["findings"]) == (0, 0, [])
    moved = file.read_text().replace("100.104", "100.105")
    file.write_text(moved)
    assert answer(township, "grids", "import", file, *AS_EXPORTED, "--from", "2026-10-01")["changed"] == 1
    with town.looking_on(township):
        assert queries.grid_on(row.code, dt.date(2026, 10, 1)).kind is GridKind.DEDICATED


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (("--out", "grids.dwg"), "--out"),
        (("--out", "grids"), "--out"),
        (("--out", "grids.geojson", "--crs", "EPSG:99999"), "EPSG:99999"),
        (("--out", "grids.geojson", "--crs", "EPSG:4513"), "不适用"),
        (("--out", "grids.kml", "--crs", "gcj02"), "KML"),
        (("--out", "grids.geojson", "--on", "2025-12-31"), "没有网格"),
        (("--out", "grids.geojson", "--village", "999999001201"), "999999001201"),
        (("--out", "nowhere/grids.geojson"), "nowhere"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence_and_writes_nothing(
    township: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: tuple[str, ...], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(township, "grids", "export", *said)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert told in result.stderr
    assert not list(tmp_path.glob("*grids*"))


def test_a_file_that_is_there_is_written_over_only_with_force(township: Flask, tmp_path: Path) -> None:
    file = tmp_path / "grids.kml"
    file.write_text("我的")
    assert run(township, "grids", "export", "--out", file).exit_code == 2
    refused = run(township, "grids", "export", "--out", file, "--force", "--crs", "EPSG:4542")
    assert (refused.exit_code, file.read_text()) == (2, "我的"), "what fails leaves the old file whole"
    answer(township, "grids", "export", "--out", file, "--force")
    assert readers.read(file, crs=None, name_field="name").rows[0].name == "帕龙一组网格"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["grids.kml"]
