"""Households on the command line: the shapes that tools rely on, exit code 2 with one sentence, and nothing changed then."""

import io
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import openpyxl
import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from app.core.db import db
from app.households.models import Household
from tests import town

STANDINGS = {"inside": 0, "on_border": 0, "several": 0, "outside": 0, "no_point": 0}
LIECHTENSTEIN = "999999001000"
SECONDS_OF_WORK = 20


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=list(words))


def answer(app: Flask, *words: str) -> Any:
    result = run(app, *words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def a_file(tmp_path: Path, text: str | bytes, name: str = "农户.csv") -> str:
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(file)


def workbook(*rows: Sequence[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def count(app: Flask) -> int:
    with town.looking_on(app):
        return db.session.scalar(sa.select(sa.func.count()).select_from(Household)) or 0


def test_households_enter_by_a_command_that_answers_in_a_fixed_shape(app: Flask, tmp_path: Path) -> None:
    town.build(app)
    rows = ["A,,,玉罕,,100.105,21.91", "B,帕龙,二组,岩温,12,,", "C,帕龙,二组,岩罕,,,"]
    file = a_file(tmp_path, "\n".join(["户编号,行政村,村民小组,户主,电话,经度,纬度", *rows]).encode("gb18030"))
    trial = answer(app, "households", "import", file, "--dry-run")
    assert (trial["batch"], count(app)) == (None, 5)
    done = answer(app, "households", "import", file)
    assert str(UUID(done["batch"])) == done["batch"]
    assert {name: done[name] for name in ("read", "added", "placed")} == {
        "read": 3,
        "added": 2,
        "placed": STANDINGS | {"inside": 1, "no_point": 1},
    }
    assert [(row["row"], row["field"]) for row in done["refused"]] == [(3, "phone")]
    assert "不是有效的电话号码" in done["refused"][0]["why"]
    assert {name: value for name, value in trial.items() if name != "batch"} == {
        name: value for name, value in done.items() if name != "batch"
    }
    assert count(app) == 7


def test_the_same_file_again_is_told_and_adds_nothing(app: Flask, tmp_path: Path) -> None:
    town.build(app)
    file = a_file(tmp_path, "code,head\nA,a\nB,b\n")
    answer(app, "households", "import", file)
    again = answer(app, "households", "import", file)
    assert (again["batch"], again["added"], len(again["refused"])) == (None, 0, 2)
    assert again["seen_before"]
    assert "brought in before" in run(app, "households", "import", file).output


def test_strictly_one_fault_refuses_all_with_exit_code_2(app: Flask, tmp_path: Path) -> None:
    town.build(app)
    result = run(app, "households", "import", a_file(tmp_path, "code,head\nA,a\nB,\n"), "--strict")
    assert (result.exit_code, count(app)) == (2, 5)
    assert "未导入任何数据：1 行有误，首先是第 3 行。" in result.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [("户编号,姓名\nA,b\n", "缺少列：户主/head"), ("", "没有数据"), ("{}", "缺少列"), ('code,head\n"A,b\n', "已损坏")],
)
def test_what_is_wrong_with_a_file_is_one_sentence_and_exit_code_2(app: Flask, tmp_path: Path, text: str, said: str) -> None:
    town.build(app)
    result = run(app, "households", "import", a_file(tmp_path, text))
    assert (result.exit_code, said in result.stderr, result.stderr.count("\n")) == (2, True, 1)
    assert run(app, "households", "import", str(tmp_path / "nichts.csv")).exit_code == 2
    assert run(app, "households", "import", a_file(tmp_path, "code,head\nA,b\n"), "--crs", "EPSG:7").exit_code == 2


def test_a_workbook_with_a_formula_and_a_destroyed_number_says_so_row_by_row(app: Flask, tmp_path: Path) -> None:
    town.build(app)
    file = a_file(
        tmp_path,
        workbook(
            ["户编号", "姓名", "证件号码"],
            ["1", "岩甲", "11010519491231002X"],
            ["1", "岩乙", 110105194912310021.0],
            ["1", "=A1", ""],
            ["1", "岩丁", "110105194912310000"],
        ),
        "居民.xlsx",
    )
    told = answer(app, "residents", "import", file)
    assert (told["read"], told["added"]) == (4, 1)
    assert [(row["row"], row["field"]) for row in told["refused"]] == [(3, "id_number"), (4, "name"), (5, "id_number")]
    assert "只保留 15 位" in told["refused"][0]["why"]
    assert "公式" in told["refused"][1]["why"]
    assert "改成 000" in told["refused"][2]["why"]


def test_imports_are_listed_and_taken_back_by_their_batch(app: Flask, tmp_path: Path) -> None:
    town.build(app)
    batch = answer(app, "households", "import", a_file(tmp_path, "code,head\nA,a\n"))["batch"]
    assert [(row["batch"], row["added"], row["undone_at"]) for row in answer(app, "imports", "list")] == [(batch, 1, None)]
    assert answer(app, "imports", "undo", batch) == {"batch": batch, "removed": 1}
    assert count(app) == 5
    result = run(app, "imports", "undo", batch)
    assert (result.exit_code, "已经撤回" in result.stderr) == (2, True)
    assert run(app, "imports", "undo", str(UUID(int=9))).exit_code == 2


def test_real_buildings_of_a_real_country_are_placed_within_seconds(app: Flask, shared_data: Path, tmp_path: Path) -> None:
    assert run(app, "town", "init", "--code", LIECHTENSTEIN, "--name", "列支敦士登").exit_code == 0
    grids = str(shared_data / "liechtenstein_municipalities.wgs84.geojson")
    more = ("--crs", "EPSG:4490", "--as-villages", "--name-field", "name", "--unnamed-as", "未命名{n}")
    assert answer(app, "grids", "import", grids, *more)["added"] == 15
    households = str(shared_data / "liechtenstein_households.csv")
    swapped = a_file(tmp_path, _swapped(Path(households).read_text()))
    result = run(app, "households", "import", swapped, "--dry-run")
    assert (result.exit_code, "经纬度似乎颠倒" in result.stderr) == (2, True)
    begun = time.process_time()
    done = answer(app, "households", "import", households)
    assert time.process_time() - begun < SECONDS_OF_WORK
    assert (done["read"], done["added"], done["refused"]) == (3723, 3723, [])
    assert done["placed"] == STANDINGS | {"inside": 3718, "outside": 4, "several": 1}
    assert answer(app, "households", "place") == done["placed"] | {"changed": 0}
    assert answer(app, "imports", "undo", done["batch"])["removed"] == 3723


def _swapped(text: str) -> str:
    lines = [line.split(",") for line in text.splitlines()]
    return "\n".join(",".join((*cells[:-2], cells[-1], cells[-2])) if n else ",".join(cells) for n, cells in enumerate(lines))
