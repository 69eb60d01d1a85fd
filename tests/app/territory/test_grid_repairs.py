"""Repairs of a file's shapes: told with their effect, done only when chosen, on the page and by the command."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
import shapely
from flask import Flask

from app.core.db import transaction
from app.territory import actions, queries
from app.territory.actions import Report, Said
from app.territory.rules import Counts, GridRow
from grids.measures import area_m2
from grids.repair import Repair
from grids.topology import Kind
from tests import town
from tests.app.cli.test_land import answer, run
from tests.app.territory.shapes import SIDE, SOUTH, WEST, collection, feature, polygon, ring, square, written
from tests.app.territory.test_views import send, upload

DAY = dt.date(2026, 9, 30)
METRE = 1 / 111_320
BOW = [ring(3)[corner] for corner in (0, 2, 1, 3, 0)]
VILLAGE = town.PALONG


@pytest.fixture
def township(app: Flask) -> Flask:
    town.build(app)
    return app


def box(west: float, south: float, east: float, north: float) -> list[list[float]]:
    """A closed border in squares' sides east and north of the corner."""
    x = [WEST + west * SIDE, WEST + east * SIDE]
    y = [SOUTH + south * SIDE, SOUTH + north * SIDE]
    return [[x[0], y[0]], [x[1], y[0]], [x[1], y[1]], [x[0], y[1]], [x[0], y[0]]]


def a_grid(code: str, name: str, *rings: list[list[float]]) -> dict[str, object]:
    return feature({"type": "Polygon", "coordinates": list(rings)}, name=name, code=f"{VILLAGE}{code}")


def faulty(folder: Path) -> Path:
    """Rows: 1 lies two metres over 2; 3 crosses itself; 4 has a hole that nobody has, 0.2 sides wide."""
    beyond = 2 * METRE / SIDE
    hole = box(4.4, 0.4, 4.6, 0.6)
    return written(
        folder,
        collection(
            a_grid("011", "甲", box(0, 0, 1 + beyond, 1)),
            a_grid("012", "乙", box(1, 0.1, 2, 0.9)),
            a_grid("013", "丙", BOW),
            a_grid("014", "丁", box(4, 0, 5, 1), hole),
        ),
    )


def bring(app: Flask, file: Path, *repairs: Repair, dry_run: bool = True) -> Report:
    said = Said("name", crs="EPSG:4490", code_field="code", repairs=frozenset(repairs))
    with town.looking_on(app), transaction():
        there = queries.township_to_change(town.TOWN)
        return actions.import_grids(there, file, said, from_on=DAY, stamp=town.a_stamp(), dry_run=dry_run)


def shape_of(app: Flask, code: str) -> Any:
    with town.looking_on(app):
        shape = queries.grid_on(f"{VILLAGE}{code}", DAY).shape
    assert shape is not None
    return shapely.from_wkb(shape)


def kinds(report: Report) -> set[Kind]:
    return {one.kind for one in report.findings}


def test_a_dry_run_tells_every_repair_with_its_rows_and_does_none(township: Flask, tmp_path: Path) -> None:
    report = bring(township, faulty(tmp_path))
    told = [(one.repair.kind, one.rows, one.to, one.off, one.is_chosen) for one in report.offers]
    assert told == [
        (Repair.VALID, (3,), "丙", None, False),
        (Repair.SLIVERS, (1, 2), "甲", "乙", False),
        (Repair.GAPS, (4,), "丁", None, False),
    ]
    assert [fault.line for fault in report.refused] == [3]
    assert (kinds(report), report.counts) == ({Kind.SLIVER, Kind.GAP}, Counts(added=3))
    strip, hole = report.offers[1].repair, report.offers[2].repair
    assert strip.area_m2 == pytest.approx(2 * 0.8 * SIDE / METRE, rel=0.1)
    assert hole.area_m2 == pytest.approx(area_m2(shapely.Polygon(box(4.4, 0.4, 4.6, 0.6))))


def test_without_a_choice_an_import_mends_nothing(township: Flask, tmp_path: Path) -> None:
    report = bring(township, faulty(tmp_path), dry_run=False)
    assert (report.counts, report.offers, [fault.line for fault in report.refused]) == (Counts(added=3), [], [3])
    assert shape_of(township, "012").equals(shapely.Polygon(box(1, 0.1, 2, 0.9)))
    assert len(shape_of(township, "014").interiors) == 1


def test_what_was_chosen_is_done_and_the_findings_are_those_that_are_left(township: Flask, tmp_path: Path) -> None:
    file = faulty(tmp_path)
    tried = bring(township, file, Repair.SLIVERS)
    assert (kinds(tried), [fault.line for fault in tried.refused]) == ({Kind.GAP}, [3])
    assert [one.is_chosen for one in tried.offers] == [False, True, False]
    done = bring(township, file, *Repair, dry_run=False)
    assert (done.counts, done.refused, kinds(done)) == (Counts(added=4), (), {Kind.EXCLAVE}), "the bow has two parts"
    assert shapely.overlaps(shape_of(township, "011"), shape_of(township, "012")) == False  # noqa: E712  numpy's
    assert len(shape_of(township, "014").interiors) == 0
    assert len(shapely.get_parts(shape_of(township, "013"))) == 2
    assert bring(township, file, *Repair).counts == Counts(), "the same file, mended alike, changes nothing"


def test_a_kind_that_was_not_chosen_leaves_no_trace_in_one_that_was(township: Flask, tmp_path: Path) -> None:
    """乙 has both: a strip in common with 甲 and a hole. Only the hole is to be filled."""
    rows = [
        a_grid("011", "甲", box(0, 0, 1 + 2 * METRE / SIDE, 1)),
        a_grid("012", "乙", box(1, 0.1, 2, 0.9), box(1.4, 0.4, 1.6, 0.6)),
    ]
    file, whole = written(tmp_path, collection(*rows)), shapely.Polygon(box(1, 0.1, 2, 0.9))
    tried = bring(township, file, Repair.GAPS)
    assert tried.seen is not None
    assert tried.seen.put[1].shape.equals(whole)
    assert [(one.repair.kind, one.is_chosen) for one in tried.offers] == [(Repair.SLIVERS, False), (Repair.GAPS, True)]
    bring(township, file, Repair.GAPS, dry_run=False)
    assert shape_of(township, "012").equals(whole)


def test_what_stands_keeps_its_land_and_the_file_s_grid_gives_way(township: Flask, tmp_path: Path) -> None:
    with town.looking_on(township), transaction():
        row = GridRow(f"{VILLAGE}021", "旧", shape=shapely.to_wkb(shapely.Polygon(box(1, 0, 2, 1))))
        actions.put_grids([row], from_on=town.SINCE, stamp=town.a_stamp())
    file = written(tmp_path, collection(a_grid("022", "新", box(0, 0, 1 + 2 * METRE / SIDE, 1))))
    (offer,) = bring(township, file).offers
    assert (offer.to, offer.off, offer.rows) == ("旧", "新", (1,))
    bring(township, file, Repair.SLIVERS, dry_run=False)
    assert shape_of(township, "021").equals(shapely.Polygon(box(1, 0, 2, 1)))
    assert shape_of(township, "022").bounds[2] == pytest.approx(WEST + SIDE)


def test_villages_of_one_grid_have_the_mended_outline(township: Flask, tmp_path: Path) -> None:
    file = written(tmp_path, collection(square("新村", 0), feature(polygon(box(1 - 2 * METRE / SIDE, 0, 2, 1)), name="邻村")))
    said = Said("name", crs="EPSG:4490", as_villages=True, repairs=frozenset({Repair.SLIVERS}))
    with town.looking_on(township), transaction():
        there = queries.township_to_change(town.TOWN)
        report = actions.import_grids(there, file, said, from_on=DAY, stamp=town.a_stamp())
    assert not report.findings
    with town.looking_on(township):
        outlines = {one.code: one.outline for one in queries.villages(queries.township()) if one.name in {"新村", "邻村"}}
        grids = {grid.village_code: grid.shape for grid in queries.grids_on(DAY) if grid.village_code in outlines}
    assert len(outlines) == 2
    assert outlines == grids


def test_a_dry_run_shows_what_stands_what_is_new_and_what_is_refused(township: Flask, tmp_path: Path) -> None:
    seen = bring(township, faulty(tmp_path)).seen
    assert seen is not None
    assert len(seen.standing) == 4
    assert [(put.row, put.name, put.is_new, put.is_changed, put.was) for put in seen.put] == [
        (1, "甲", True, False, None),
        (2, "乙", True, False, None),
        (4, "丁", True, False, None),
    ]
    assert [row for row, _ in seen.refused] == [3]
    assert bring(township, faulty(tmp_path), dry_run=False).seen is None
    again = bring(
        township, written(tmp_path, collection(a_grid("011", "甲", box(0, 0, 0.5, 1)), a_grid("012", "乙", box(1, 0.1, 2, 0.9))))
    )
    assert again.seen is not None
    assert [(put.is_new, put.is_changed, put.was is not None) for put in again.seen.put] == [
        (False, True, True),
        (False, False, False),
    ]
    assert len(again.seen.standing) == 5


TYPED = {"crs": "EPSG:4490", "name_field": "name", "code_field": "code", "kind": "grids", "from_on": "2026-09-30"}


def test_the_page_draws_the_check_and_offers_repairs_unticked(township: Flask, tmp_path: Path) -> None:
    client, headers = town.signed_in(township, "system_admin")
    page = send(client, "/territory/import", headers, {**TYPED, "file": upload(faulty(tmp_path))}).text
    picture = page.split('id="picture"')[1].split("</svg>")[0]
    assert re.findall(r'<path class="(\w+)"', picture) == ["standing", "new", "new", "new", "refused"]
    assert ">#3</text>" in picture
    assert "<title>第 3 行</title>" in picture
    assert re.findall(r'name="repair" value="(\w+)"( checked)?', page) == [("valid", ""), ("slivers", ""), ("gaps", "")]
    assert "丁" in page.split('value="gaps"')[1]


def test_what_is_ticked_is_done_when_it_is_imported(township: Flask, tmp_path: Path) -> None:
    client, headers = town.signed_in(township, "system_admin")
    typed = {**TYPED, "repair": ["valid", "slivers"]}
    checked = send(client, "/territory/import", headers, {**typed, "file": upload(faulty(tmp_path))})
    assert re.findall(r'name="repair" value="(\w+)"( checked)?', checked.text)[:2] == [
        ("valid", " checked"),
        ("slivers", " checked"),
    ]
    assert 'id="refused"' not in checked.text
    assert send(client, "/territory/import", headers, {**typed, "confirm": "1"}, page=checked.text).status_code == 303
    assert len(shapely.get_parts(shape_of(township, "013"))) == 2
    assert len(shape_of(township, "014").interiors) == 1, "that one was not ticked"


def test_an_import_page_before_the_check_has_no_picture_and_no_repairs(township: Flask) -> None:
    client, _ = town.signed_in(township, "system_admin")
    page = client.get("/territory/import").text
    assert 'id="picture"' not in page
    assert 'name="repair"' not in page


def test_a_repair_that_nobody_knows_is_refused(township: Flask, tmp_path: Path) -> None:
    client, headers = town.signed_in(township, "system_admin")
    answered = send(client, "/territory/import", headers, {**TYPED, "file": upload(faulty(tmp_path)), "repair": "all"})
    assert answered.status_code == 400
    refused = run(township, "grids", "import", faulty(tmp_path), *COMMAND, "--repair", "valid,all")
    assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)
    assert "valid, slivers, gaps" in refused.stderr


COMMAND = ("--name-field", "name", "--code-field", "code", "--crs", "EPSG:4490", "--from", "2026-09-30")


def test_the_command_tells_repairs_in_a_dry_run_and_does_those_that_are_said(township: Flask, tmp_path: Path) -> None:
    file = faulty(tmp_path)
    told = answer(township, "grids", "import", file, *COMMAND, "--dry-run")["repairs"]
    assert [(one["repair"], one["done"], one["rows"], one["to"], one["off"]) for one in told] == [
        ("valid", False, [3], "丙", None),
        ("slivers", False, [1, 2], "甲", "乙"),
        ("gaps", False, [4], "丁", None),
    ]
    assert all(one["area_m2"] > 1 and len(one["where"]) == 2 for one in told)
    plain = run(township, "grids", "import", file, *COMMAND, "--dry-run").stdout
    assert "--repair valid:" in plain
    done = answer(township, "grids", "import", file, *COMMAND, "--repair", "gaps, valid")
    assert [one["repair"] for one in done["repairs"] if one["done"]] == ["valid", "gaps"]
    assert [one["kind"] for one in done["findings"]] == ["sliver", "exclave"]
    assert (done["added"], done["refused"]) == (4, [])
