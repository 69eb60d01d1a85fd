"""The main job on real land: a mountain country's eleven municipalities with exclaves, and its 3,723 buildings as households.

Everything goes through the command line, as an administrator would do it; visits through their action, as the phone does.
"""

import datetime as dt
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from app.cases import queries as cases
from app.config import ROOT
from app.core import clock
from app.core.db import transaction
from app.core.scope import Everywhere, looking
from app.households import queries as homes
from app.territory import queries as land
from app.visits import actions as visits
from app.visits.rules import VisitDone, VisitOutcome
from tests import town

TOWN = "999999001000"
CATALOGUE = ROOT / "app" / "catalogue" / "data" / "items.json"
ITEM = "XD-A01"
CASES = 100
NUMBERS = range(0, CASES * 37, 37)


class Commands:
    """The command line of one installation."""

    def __init__(self, app: Flask) -> None:
        self.runner: FlaskCliRunner = app.test_cli_runner()

    def __call__(self, *words: object) -> Any:
        """Run a command that must be done; its JSON answer."""
        answer = self.runner.invoke(args=[*map(str, words), "--json"])
        assert answer.exit_code == 0, (words, answer.output, answer.exception)
        return json.loads(answer.stdout)

    def refused(self, *words: object) -> str:
        """Run a command that must be refused; its one sentence."""
        answer = self.runner.invoke(args=[*map(str, words)])
        assert answer.exit_code == 2, (words, answer.output)
        return answer.stderr.strip()


@pytest.fixture
def run(app: Flask) -> Commands:
    commands = Commands(app)
    commands("town", "init", "--code", TOWN, "--name", "山国乡")
    return commands


def municipalities(shared_data: Path) -> list[object]:
    file = shared_data / "liechtenstein_municipalities.wgs84.geojson"
    return ["grids", "import", file, "--crs", "EPSG:4490", "--as-villages", "--name-field", "name", "--unnamed-as", "未命名{n}"]


def staff(folder: Path, villages: list[str]) -> tuple[Path, Path]:
    """A worker and a leader for each municipality, in its own team, each posted to its one grid."""
    people = ["姓名,电话,服务队,党支部,角色,语言,党员"]
    posts = ["网格,人员,岗位,开始,结束"]
    for number, village in enumerate(villages):
        grid = f"{TOWN[:9]}{201 + number}001"
        for kind, role in (("网格员", "工作"), ("网格长", "组长")):
            people.append(f"{role}{number},,{village},,{kind},汉语,否")
            posts.append(f"{grid},{role}{number},{kind},2026-01-01,")
    people_file, posts_file = folder / "people.csv", folder / "posts.csv"
    people_file.write_text("\n".join(people), encoding="utf-8-sig")
    posts_file.write_text("\n".join(posts), encoding="gb18030")
    return people_file, posts_file


def residents(folder: Path) -> Path:
    """The heads of the hundred households: the buildings' file knows no people."""
    file = folder / "residents.csv"
    rows = [f"B{number:05},户主{number},户主" for number in NUMBERS]
    file.write_text("\n".join(["户编号,姓名,与户主关系", *rows]), encoding="utf-8")
    return file


def test_a_hundred_cases_on_real_land_from_the_file_to_the_total(
    app: Flask, run: Commands, shared_data: Path, tmp_path: Path
) -> None:
    added = run(*municipalities(shared_data))
    assert (added["read"], added["added"], added["refused"]) == (15, 15, [])
    assert run("items", "import", CATALOGUE, "--from", "2026-01-01")["added"] == 63
    with app.app_context(), looking(Everywhere("test")):
        names = [grid.village_name for grid in land.grids_on(clock.today())]
    people_file, posts_file = staff(tmp_path, names)
    assert run("people", "import", people_file)["added"] == 30
    assert run("posts", "import", posts_file)["added"] == 30
    entered = run("households", "import", shared_data / "liechtenstein_households.csv")
    assert (entered["read"], entered["added"], entered["refused"]) == (3723, 3723, [])
    placed = entered["placed"]
    assert (placed["outside"], placed["several"], placed["no_point"]) == (4, 1, 0)
    assert placed["inside"] + placed["on_border"] == 3718
    assert run("residents", "import", residents(tmp_path))["added"] == CASES
    opened = [open_one(run, number) for number in NUMBERS]
    assert sum(answer["stage"] == "assigned" for answer in opened) >= CASES - 5
    finished = [answer for answer in opened if answer["worker"]]
    with app.app_context(), looking(Everywhere("test")):
        for answer in finished:
            visit(answer["number"])
    for answer in finished:
        run("cases", "move", answer["number"], "complete", "--outcome", "granted", "--given-back")
    total = run("report", "totals", "--by", "team")
    assert total["completed"]["cases"] == total["completed"]["items"] == total["completed"]["visits"] == len(finished)
    assert total["completed"]["households"] == len({answer["number"] for answer in finished})
    by_team = Counter(answer["team"] for answer in finished)
    assert {row["name"]: row["cases"] for row in total["by"]} == by_team
    assert run("cases", "verify") == {"cases": CASES, "mismatches": []}
    found = run("jobs", "run", "totals")
    assert (found["wrong_entries"], found["wrong_months"]) == (0, 0)


def open_one(run: Commands, number: int) -> Any:
    answer = run("cases", "open", "--household", f"B{number:05}", "--item", ITEM, "--mode", "home", "--intake", "phone")
    assert set(answer) >= {"number", "tracking", "stage", "grid", "team", "worker", "due_on", "provisional", "why"}
    return answer


def visit(number: str) -> None:
    """The worker meets the head of the household and takes the papers along."""
    now, case_id = clock.now(), cases.case_by_number(number).id
    with transaction():
        case = cases.case_to_change(case_id)
        served = tuple(resident.id for resident in homes.household(case.household_id).residents)
        done = VisitDone(begun_at=now - dt.timedelta(minutes=20), outcome=VisitOutcome.PAPERS_TAKEN, served=served)
        visits.record_visit(case, done, stamp=town.a_stamp(at=now))


def test_the_trap_file_is_answered_by_naming_what_contains_the_others(run: Commands, shared_data: Path) -> None:
    trap = shared_data / "liechtenstein_admin.wgs84.geojson"
    words = ["grids", "import", trap, "--crs", "EPSG:4490", "--as-villages", "--name-field", "name", "--unnamed-as", "未命名{n}"]
    assert "Liechtenstein" in run.refused(*words)
    answer = run(*words, "--where", "admin_level=8")
    assert answer["added"] == 15
    assert run("grids", "check")["grids"] == 15
