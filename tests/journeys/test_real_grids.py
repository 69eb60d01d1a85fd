"""Real land divided, handed over and split: a municipality of a mountain country, its buildings as households.

Two days of work are counted by the grids as they were on each day, and by those of today.
"""

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
import shapely
from flask import Flask

import app.territory.actions as drawing
from app.core import clock
from app.core.db import db, transaction
from app.core.scope import Everywhere, looking
from app.handovers import actions as handovers
from app.handovers import queries as handed
from app.handovers.rules import Asked, HandoverKind
from app.households.models import Household
from app.posts import queries as posts
from app.territory import queries as land
from app.territory.rules import Cut
from grids.measures import piece_m2
from tests import town
from tests.journeys.test_real_land import CATALOGUE, TOWN, Commands, municipalities, open_one, run

__all__ = ["run"]
DAY = dt.timedelta(days=1)
FIRST_DAY = dt.datetime(2026, 9, 28, 2, tzinfo=dt.UTC)
SECOND_DAY = FIRST_DAY + DAY
ABOUT, EVEN = 60, 1.5  # buildings a grid; largest : smallest
READ_BACK = ["--crs", "EPSG:4490", "--name-field", "name", "--code-field", "code", "--village-field", "village"]


OnDay = Callable[[dt.datetime], None]


@pytest.fixture
def on_day(monkeypatch: pytest.MonkeyPatch) -> OnDay:
    def be(now: dt.datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: now)

    be(FIRST_DAY)
    return be


def a_municipality(run: Commands, shared_data: Path) -> str:
    """All of them as villages with their buildings; the code of one with some hundreds."""
    run(*municipalities(shared_data))
    run("items", "import", CATALOGUE, "--from", "2026-01-01")
    run("households", "import", shared_data / "liechtenstein_households.csv")
    sizes = Counter(path for (path,) in db.session.query(Household.place_path))
    villages = land.villages(land.township(TOWN))
    return next(one.code for one in villages if 240 <= sizes[f"{one.place_path}001/"] <= 500)


def staff(run: Commands, folder: Path, village: str, grids: list[str]) -> dict[str, UUID]:
    """Two workers and a leader; the first worker has every grid. Their ids by name."""
    people, own = folder / "people.csv", folder / "posts.csv"
    rows = [f"{name},,{village},,{role},汉语,否" for name, role in (("甲", "网格员"), ("乙", "网格员"), ("丙", "网格长"))]
    people.write_text("\n".join(["姓名,电话,服务队,党支部,角色,语言,党员", *rows]), encoding="utf-8-sig")
    posted = [f"{grid},甲,网格员,2026-01-01," for grid in grids]
    own.write_text("\n".join(["网格,人员,岗位,开始,结束", *posted]), encoding="utf-8-sig")
    run("people", "import", people)
    run("posts", "import", own)
    return {one.person.name: one.person.id for row in posts.teams_with_members(clock.today()) for one in row.members}


def finish(run: Commands, numbers: list[int]) -> None:
    for number in numbers:
        case = open_one(run, number)["number"]
        run("cases", "move", case, "take")
        run("cases", "move", case, "complete", "--outcome", "granted", "--given-back")


def by(run: Commands, dimension: str, *days: dt.date) -> dict[str, int]:
    told = run("report", "totals", "--by", dimension, "--from", days[0], "--to", days[-1])
    assert told["completed"]["cases"] == sum(row["cases"] for row in told["by"])
    return {row["key"]: row["cases"] for row in told["by"]}


def village_m2(code: str, on: dt.date) -> float:
    return piece_m2(shapely.union_all([shapely.from_wkb(grid.shape) for grid in land.grids_of_village(code, on)]))


def homes_by_grid(code: str) -> dict[str, list[int]]:
    """The buildings' numbers in each grid of a village."""
    found: dict[str, list[int]] = {}
    db.session.expire_all()
    there = db.session.query(Household).filter(Household.place_path.startswith(f"{TOWN}/{code[9:]}/"))
    for household in there.order_by(Household.number):
        found.setdefault(land.grid_code(household.grid_id) if household.grid_id else "", []).append(int(household.code[1:]))
    return found


def hand_over(grid: str, receiver: UUID) -> handed.Packet:
    asked = Asked(receiver, HandoverKind.GRID, grid_code=grid)
    packet = handed.packet(asked, now=clock.now())
    with transaction():
        handovers.hand_over(asked, reason="换岗", note="", digest=packet.digest, stamp=town.a_stamp(at=clock.now()))
    return packet


def cut(code: str, grid: str) -> str:
    """Cut a grid in two where nobody lives near the line; the new one's code."""
    before = {one.code: one for one in land.grids_of_village(code, clock.today())}
    _, south, _, north = shapely.from_wkb(before[grid].shape).bounds
    there = sorted(home.lon or 0.0 for home in handed.homes(Household.grid_id == before[grid].grid_id, on=clock.today()))
    west, east = max(itertools.pairwise(there[len(there) // 3 : -len(there) // 3]), key=lambda pair: pair[1] - pair[0])
    x = (west + east) / 2  # where nobody lives near
    with transaction():
        draft = drawing.begin(land.division(code), "户数太多", stamp=town.a_stamp(at=clock.now()))
        line = ((x, south - 0.001), (x, north + 0.001))
        drawing.draw(draft, Cut(grid, line, "新网格"), stamp=town.a_stamp(at=clock.now()))
        drawing.plan(draft, from_on=clock.today(), stamp=town.a_stamp(at=clock.now()))
    (child,) = {one.code for one in land.grids_of_village(code, clock.today())} - set(before)
    return child


def divided(run: Commands, folder: Path, code: str) -> dict[str, list[int]]:
    """The municipality divided into even grids of about so many buildings, taken in from the file; their buildings."""
    into, whole = round(len(homes_by_grid(code)[f"{code}001"]) / ABOUT), village_m2(code, clock.today())
    file = folder / "方案.geojson"
    assert run("grids", "divide", "--village", code, "--into", into, "--out", file)["balance"] <= EVEN
    run("grids", "import", file, *READ_BACK)
    run("households", "place")
    homes = homes_by_grid(code)
    assert len(homes) == into
    assert max(map(len, homes.values())) <= EVEN * min(map(len, homes.values()))
    assert village_m2(code, clock.today()) == pytest.approx(whole, rel=1e-6)
    return homes


def test_divided_handed_over_and_split_with_the_totals_of_both_days(
    app: Flask, run: Commands, shared_data: Path, tmp_path: Path, on_day: OnDay
) -> None:
    with app.app_context(), looking(Everywhere("test")):
        code = a_municipality(run, shared_data)
        homes, area = divided(run, tmp_path, code), village_m2(code, clock.today())
        who = staff(run, tmp_path, land.division(code).name, sorted(homes))
        given, split, *_ = sorted(homes)
        finish(run, homes[given][:3] + homes[split][:4])
        assert by(run, "grid", FIRST_DAY.date()) == {given: 3, split: 4}
        open_one(run, homes[given][5])

        on_day(SECOND_DAY)
        packet = hand_over(given, who["乙"])
        assert (len(packet.homes), len(packet.cases)) == (len(homes[given]), 1)
        child = cut(code, split)
        assert abs(village_m2(code, clock.today()) - area) <= 1
        assert {one.code for one in land.grids_of_village(code, FIRST_DAY.date())} == set(homes)
        there = handed.homes(Household.place_path.startswith(f"{TOWN}/{code[9:]}/"), on=clock.today())
        whose = Counter(one.person_id for one in handed.owners(there, roster=posts.roster(clock.today())).values())
        assert whose == {who["乙"]: len(homes[given]), who["甲"]: sum(map(len, homes.values())) - len(homes[given])}
        moved = homes_by_grid(code)[child]
        assert sorted([*moved, *homes_by_grid(code)[split]]) == homes[split]

        finish(run, homes[given][6:8] + moved[:2])
        assert by(run, "grid", SECOND_DAY.date()) == {given: 2, child: 2}
        assert by(run, "worker", SECOND_DAY.date()) == {str(who["乙"]): 2, str(who["甲"]): 2}
        assert by(run, "worker", FIRST_DAY.date()) == {str(who["甲"]): 7}
        assert by(run, "grid", FIRST_DAY.date()) == {given: 3, split: 4}  # as it was
        crossed = len(set(homes[split][:4]) & set(moved))
        rebased = {given: 3, split: 4 - crossed, child: crossed}
        assert by(run, "grid_now", FIRST_DAY.date()) == {key: number for key, number in rebased.items() if number}
        assert sum(by(run, "grid_now", FIRST_DAY.date(), SECOND_DAY.date()).values()) == 11
