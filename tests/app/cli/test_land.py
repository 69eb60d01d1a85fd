"""Commands of land and catalogue: their JSON, their exit codes, one sentence when they refuse."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from tests.app.territory.shapes import collection, square, squares, written

CODE = "999999001000"
ITEMS = Path(__file__).parents[3] / "app" / "catalogue" / "data" / "items.json"


def run(app: Flask, *arguments: str | Path) -> Result:
    return app.test_cli_runner().invoke(args=[str(argument) for argument in arguments])


def answer(app: Flask, *arguments: str | Path) -> Any:
    result = run(app, *arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture
def new_town(app: Flask) -> Flask:
    answer(app, "town", "init", "--code", CODE, "--name", "新乡")
    return app


IMPORT = ("--crs", "EPSG:4490", "--as-villages", "--name-field", "name")


def test_a_new_township_tells_its_administrator_how_to_sign_in(app: Flask) -> None:
    said = answer(app, "town", "init", "--code", CODE, "--name", "新乡")
    assert said["link"].startswith("/first/")
    page = app.test_client().get(said["link"])
    assert page.status_code == 200
    second = run(app, "town", "init", "--code", CODE, "--name", "新乡")
    assert (second.exit_code, second.stdout, second.stderr.count("\n")) == (2, "", 1)


def test_grids_are_imported_checked_and_asked(new_town: Flask, tmp_path: Path) -> None:
    file = squares(tmp_path, ["甲", "乙"])
    said = answer(new_town, "grids", "import", file, *IMPORT)
    assert said == {"read": 2, "added": 2, "changed": 0, "refused": [], "findings": [], "repairs": []}
    assert answer(new_town, "grids", "check") == {"grids": 2, "findings": []}
    inside = answer(new_town, "grids", "locate", "--lon", "100.005", "--lat", "21.805")
    assert inside == {"answer": "inside", "grids": [{"code": "999999001201001", "name": "甲"}], "nearest": None}
    near = answer(new_town, "grids", "locate", "--lon", "100.00995", "--lat", "21.805", "--accuracy-m", "30")
    assert (near["answer"], [grid["name"] for grid in near["grids"]]) == ("on_border", ["甲", "乙"])
    outside = answer(new_town, "grids", "locate", "--lon", "100.03", "--lat", "21.805")
    assert (outside["answer"], outside["nearest"]["code"]) == ("outside", "999999001202001")
    assert outside["nearest"]["metres"] == pytest.approx(1034, abs=5)


def test_a_refused_import_says_one_sentence_and_still_shows_the_findings(new_town: Flask, tmp_path: Path) -> None:
    file = written(tmp_path, collection(square("全乡", 0, side=0.02), square("甲", 0), square("乙", 1), square("丙", 0, 1)))
    result = run(new_town, "grids", "import", file, *IMPORT, "--json")
    assert result.exit_code == 2
    assert "全乡" in result.stderr
    assert result.stderr.count("\n") == 1
    said = json.loads(result.stdout)
    assert said["added"] == 0
    assert [found["names"][0] for found in said["findings"] if found["kind"] == "contains"] == ["全乡"]
    assert answer(new_town, "grids", "check")["grids"] == 0
    trial = answer(new_town, "grids", "import", file, *IMPORT, "--dry-run")
    assert trial["added"] == 4


@pytest.mark.parametrize("where", ["甲", "name=丁"])
def test_a_wrong_choice_of_features_is_refused(new_town: Flask, tmp_path: Path, where: str) -> None:
    result = run(new_town, "grids", "import", squares(tmp_path, ["甲"]), *IMPORT, "--where", where)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.strip()


def test_villages_are_imported_with_a_report_per_row(new_town: Flask, tmp_path: Path) -> None:
    file = tmp_path / "villages.csv"
    file.write_bytes("代码,名称\n999999001201,甲村民委员会\n12,乙\n".encode("gb18030"))
    said = answer(new_town, "divisions", "import", file)
    assert (said["read"], said["added"], said["changed"]) == (2, 1, 0)
    assert [(row["row"], row["field"]) for row in said["refused"]] == [(3, "code")]
    assert said["refused"][0]["why"]
    missing = run(new_town, "divisions", "import", tmp_path / "missing.csv")
    assert (missing.exit_code, missing.stderr.count("\n")) == (2, 1)


def test_items_are_imported_and_again_change_nothing(new_town: Flask, tmp_path: Path) -> None:
    trial = answer(new_town, "items", "import", ITEMS, "--dry-run")
    assert trial == {"read": 63, "added": 63, "changed": 0, "refused": [], "bundles": trial["bundles"]}
    assert answer(new_town, "items", "import", ITEMS)["added"] == 63
    assert answer(new_town, "items", "import", ITEMS)["added"] == 0
    broken = tmp_path / "items.json"
    broken.write_text("[]")
    assert run(new_town, "items", "import", broken).exit_code == 2


def test_without_a_township_the_command_says_so(app: Flask, tmp_path: Path) -> None:
    result = run(app, "grids", "import", squares(tmp_path, ["甲"]), *IMPORT)
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)


def test_plain_answers_are_for_people(new_town: Flask, tmp_path: Path) -> None:
    assert "2 read, 2 added" in run(new_town, "grids", "import", squares(tmp_path, ["甲", "乙"]), *IMPORT).stdout
    assert "2 grids, 0 findings" in run(new_town, "grids", "check").stdout
    assert "甲" in run(new_town, "grids", "locate", "--lon", "100.005", "--lat", "21.805").stdout
