"""Grids from files: good ones, bad ones each with its sentence, and real ones."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.core import errors
from app.core.db import transaction
from app.core.errors import Refusal
from app.core.pages import sentence
from app.core.stamp import Stamp
from app.territory import actions, queries
from app.territory.actions import Report, Said
from app.territory.rules import Counts, DivisionRow, Standing, refusals
from app.territory.rules import file_refusals as wrong
from grids.topology import Kind
from tests import town
from tests.app.territory.shapes import SIDE, collection, feature, polygon, ring, square, squares, written

DAY = dt.date(2026, 9, 1)
CODE = "999999001000"
VILLAGES = Said("name", crs="EPSG:4490", as_villages=True, unnamed_as="未命名{n}")
GRIDS = Said("name", crs="EPSG:4490", village_field="village")


@pytest.fixture
def empty_town(app: Flask) -> Iterator[None]:
    with town.looking_on(app):
        with transaction():
            actions.add_township(CODE, "新乡", stamp=town.a_stamp())
        yield


def bring(
    file: Path,
    said: Said = VILLAGES,
    *,
    from_on: dt.date = DAY,
    dry_run: bool = False,
    strict: bool = False,
    stamp: Stamp | None = None,
) -> Report:
    with transaction():
        place = queries.township_to_change(CODE)
        return actions.import_grids(
            place, file, said, from_on=from_on, stamp=stamp or town.a_stamp(), dry_run=dry_run, strict=strict
        )


def names() -> list[tuple[str, str]]:
    return [(grid.code[9:], grid.name) for grid in queries.grids_on(DAY)]


@pytest.mark.usefixtures("empty_town")
def test_features_become_villages_from_west_to_east_and_then_from_north_to_south(tmp_path: Path) -> None:
    file = written(
        tmp_path, collection(square("东", 2), square("西南", 0, 0), square("西北", 0, 1), square(None, 1), square(None, 3))
    )
    assert bring(file).counts == Counts(added=5)
    assert names() == [("201001", "西北"), ("202001", "西南"), ("203001", "未命名1"), ("204001", "东"), ("205001", "未命名2")]
    assert [village.name for village in queries.villages(queries.township())][:2] == ["西北", "西南"]


@pytest.mark.usefixtures("empty_town")
def test_the_same_file_again_changes_nothing_and_a_changed_shape_makes_a_version_of_the_same_grid(tmp_path: Path) -> None:
    file = squares(tmp_path, ["甲", "乙"])
    bring(file)
    assert bring(file).counts == Counts()
    before = queries.grids_on(DAY)
    turned = ring(1)[1:-1]
    same = collection(square("甲", 0), feature(polygon([*turned, ring(1)[0], turned[0]]), name="乙"))
    assert bring(written(tmp_path, same)).counts == Counts(), "the same border, begun at another corner"
    moved = collection(square("甲", 0), square("乙", 5))
    assert bring(written(tmp_path, moved), from_on=DAY + dt.timedelta(days=1)).counts == Counts(changed=1)
    assert queries.grids_on(DAY) == before
    after = queries.grids_on(DAY + dt.timedelta(days=1))
    assert [grid.grid_id for grid in after] == [grid.grid_id for grid in before]
    assert queries.locate(100.055, 21.805, on=DAY + dt.timedelta(days=1)).kind is Standing.INSIDE


@pytest.mark.usefixtures("empty_town")
def test_a_new_feature_takes_the_next_free_code_and_moves_no_other(tmp_path: Path) -> None:
    bring(squares(tmp_path, ["甲", "乙"]))
    bring(written(tmp_path, collection(square("最西", -1), square("甲", 0), square("乙", 1))))
    assert names() == [("201001", "甲"), ("202001", "乙"), ("203001", "最西")]


@pytest.mark.usefixtures("empty_town")
def test_a_dry_run_tells_the_same_counts_and_changes_nothing(tmp_path: Path) -> None:
    file = squares(tmp_path, ["甲", "乙"])
    assert bring(file, dry_run=True).counts == Counts(added=2)
    assert names() == []
    assert not queries.villages(queries.township())


@pytest.mark.usefixtures("empty_town")
def test_a_replay_of_an_import_does_nothing(tmp_path: Path) -> None:
    stamp = town.a_stamp()
    assert bring(squares(tmp_path, ["甲"]), stamp=stamp).counts == Counts(added=1)
    bring(written(tmp_path, collection(square("甲", 3)), name="other.geojson"))
    assert bring(squares(tmp_path, ["甲"]), stamp=stamp).counts == Counts()


BAD_ROWS = {
    "unclosed": (polygon(ring(3)[:-1]), wrong.UnclosedRing),
    "self-crossing": (polygon([ring(3)[corner] for corner in (0, 2, 1, 3, 0)]), wrong.SelfCrossing),
    "empty": ({"type": "Polygon", "coordinates": []}, wrong.EmptyGeometry),
    "null": (None, wrong.NoGeometry),
    "point": ({"type": "Point", "coordinates": [100, 21]}, wrong.NotAPolygon),
    "collection": ({"type": "GeometryCollection", "geometries": []}, wrong.GeometryCollection),
    "too short": (polygon([ring(3)[0], ring(3)[1], ring(3)[0]]), wrong.ShortRing),
    "not numbers": (polygon([["a", "b"]] * 4), wrong.Malformed),
    "beyond the earth": (polygon([[x + 400, y] for x, y in ring(3)]), wrong.NotOnEarth),
}


@pytest.mark.usefixtures("empty_town")
@pytest.mark.parametrize(("geometry", "kind"), BAD_ROWS.values(), ids=BAD_ROWS)
def test_a_bad_shape_refuses_its_row_while_good_ones_enter(geometry: Any, kind: type[Refusal], tmp_path: Path) -> None:
    file = written(tmp_path, collection(square("好", 0), feature(geometry, name="坏")))
    report = bring(file, strict=True)
    assert isinstance(report.refusal, refusals.StrictlyRefused)
    assert names() == [], "with strict any fault refuses all"
    report = bring(file)
    assert (report.read, report.counts) == (2, Counts(added=1))
    assert [(fault.line, fault.field, type(fault.refusal)) for fault in report.refused] == [(2, "geometry", kind)]
    assert sentence(report.refused[0].refusal)
    assert names() == [("201001", "好")]


@pytest.mark.usefixtures("empty_town")
def test_names_that_are_missing_doubled_or_too_long_refuse_their_rows(tmp_path: Path) -> None:
    file = written(tmp_path, collection(square("甲", 0), square("甲", 1), square(None, 2), square("长" * 65, 3)))
    report = bring(file, Said("name", crs="EPSG:4490", as_villages=True))
    assert [(fault.line, type(fault.refusal)) for fault in report.refused] == [
        (2, refusals.NameTwice),
        (3, refusals.NameMissing),
        (4, refusals.NameTooLong),
    ]
    assert names() == [("201001", "甲")]


def in_metres(folder: Path) -> Path:
    return written(folder, collection(feature(polygon([[x * 100_000, y * 100_000] for x, y in ring(0)]), name="甲")))


def swapped(folder: Path) -> Path:
    return written(folder, collection(feature(polygon([[y, x] for x, y in ring(0)]), name="甲")))


def abroad(folder: Path) -> Path:
    return written(folder, collection(feature(polygon([[x - 90, y + 25] for x, y in ring(0)]), name="甲")))


def plain(folder: Path) -> Path:
    return squares(folder, ["甲"])


BAD_FILES: dict[str, tuple[Callable[[Path], Path], Said, type[Refusal]]] = {
    "a text file": (lambda folder: written(folder, "网格,名称\n1,甲\n"), VILLAGES, wrong.NotGeographic),
    "a collection of shapes": (
        lambda folder: written(folder, {"type": "GeometryCollection", "geometries": [polygon(ring(0))]}),
        VILLAGES,
        wrong.NoFeatures,
    ),
    "no features": (lambda folder: written(folder, collection()), VILLAGES, wrong.NoFeatures),
    "not there": (lambda folder: folder / "missing.geojson", VILLAGES, wrong.NotGeographic),
    "a folder": (lambda folder: folder, VILLAGES, wrong.NotGeographic),
    "no system": (plain, Said("name", as_villages=True), wrong.MissingCrs),
    "an unknown system": (plain, Said("name", crs="EPSG:999999", as_villages=True), wrong.UnsupportedCrs),
    "metres taken for degrees": (in_metres, VILLAGES, wrong.MetresForDegrees),
    "degrees taken for metres": (plain, Said("name", crs="EPSG:4542", as_villages=True), wrong.DegreesForMetres),
    "longitude and latitude swapped": (swapped, VILLAGES, wrong.AxesSwapped),
    "a shifted system abroad": (abroad, Said("name", crs="gcj02", as_villages=True), wrong.OutsideChina),
    "an unknown field": (plain, Said("title", crs="EPSG:4490", as_villages=True), wrong.UnknownField),
    "no village said": (plain, Said("name", crs="EPSG:4490"), wrong.VillageUnsaid),
    "nothing left": (plain, Said("name", crs="EPSG:4490", as_villages=True, where=("name", "乙")), wrong.NothingLeft),
}


@pytest.mark.usefixtures("empty_town")
@pytest.mark.parametrize(("file", "said", "kind"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_refused_as_a_whole_by_a_sentence(
    file: Callable[[Path], Path], said: Said, kind: type[Refusal], tmp_path: Path
) -> None:
    with pytest.raises(kind) as refused:
        bring(file(tmp_path), said)
    assert "%(" not in sentence(refused.value)
    assert names() == []


@pytest.mark.usefixtures("empty_town")
def test_a_file_that_says_another_system_than_the_one_given_is_refused(tmp_path: Path) -> None:
    document = collection(square("甲", 0)) | {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4542"}}}
    with pytest.raises(wrong.ContradictingCrs):
        bring(written(tmp_path, document))


@pytest.mark.usefixtures("empty_town")
def test_shapes_in_the_shifted_system_land_where_they_really_are(tmp_path: Path) -> None:
    bring(squares(tmp_path, ["甲"]), Said("name", crs="gcj02", as_villages=True))
    there = queries.locate(100.0001, 21.8001, on=DAY)
    assert there.kind is Standing.OUTSIDE, "where the file's own corner is"
    assert there.metres == pytest.approx(291, abs=2)
    assert queries.locate(99.9991, 21.8028, on=DAY).kind is Standing.INSIDE


@pytest.mark.usefixtures("empty_town")
def test_a_feature_that_others_cover_is_named_and_refuses_the_file_unless_it_is_left_out(tmp_path: Path) -> None:
    whole = square("全乡", 0, side=2 * SIDE, level=8)
    parts = [square(name, column, row, level=10) for name, column, row in (("甲", 0, 0), ("乙", 1, 0), ("丙", 0, 1))]
    file = written(tmp_path, collection(whole, *parts))
    report = bring(file)
    assert isinstance(report.refusal, wrong.Contains)
    assert (report.refusal.facts["containers"], report.refusal.facts["count"]) == ("全乡", 3)
    found = [one for one in report.findings if one.kind is Kind.CONTAINS]
    assert [report.names[code] for code in found[0].grids] == ["全乡", "甲", "丙", "乙"] or len(found[0].grids) == 4
    assert names() == []
    trial = bring(file, dry_run=True)
    assert isinstance(trial.objection, wrong.Contains)
    kept = Said("name", crs="EPSG:4490", as_villages=True, where=("level", "10"))
    assert bring(file, kept).counts == Counts(added=3)


@pytest.mark.usefixtures("empty_town")
def test_an_overlap_is_told_and_refuses_the_file_under_strict_only(tmp_path: Path) -> None:
    file = written(tmp_path, collection(square("甲", 0), square("乙", 0.5)))
    report = bring(file, strict=True)
    assert isinstance(report.refusal, refusals.StrictlyRefused)
    report = bring(file)
    assert ([one.kind for one in report.findings], report.counts) == ([Kind.OVERLAP], Counts(added=2))
    count, found = actions.check(queries.township(), on=DAY)
    assert (count, [one.kind for one in found]) == (2, [Kind.OVERLAP])


@pytest.mark.usefixtures("empty_town")
def test_a_new_grid_that_overlaps_one_that_is_there_is_told(tmp_path: Path) -> None:
    bring(squares(tmp_path, ["甲"]))
    report = bring(written(tmp_path, collection(square("乙", 0.5))))
    assert [one.kind for one in report.findings] == [Kind.OVERLAP]
    assert sorted(report.names.values()) == ["乙", "甲"]


@pytest.fixture
def two_villages(empty_town: None) -> None:
    with transaction():
        rows = [DivisionRow("999999001201", "甲村民委员会", "甲"), DivisionRow("999999001202", "乙村民委员会", "乙")]
        actions.put_divisions(rows, stamp=town.a_stamp())


@pytest.mark.usefixtures("two_villages")
def test_grids_find_their_villages_by_name_or_code_and_are_numbered_within_them(tmp_path: Path) -> None:
    said = [("东", 2, "甲"), ("西", 1, "甲村民委员会"), ("远", 3, "999999001202"), ("近", 0, "202"), ("无", 4, "丙")]
    file = written(tmp_path, collection(*(square(name, column, village=village) for name, column, village in said)))
    report = bring(file, GRIDS)
    assert names() == [("201001", "西"), ("201002", "东"), ("202001", "近"), ("202002", "远")]
    assert [(fault.line, type(fault.refusal)) for fault in report.refused] == [(5, refusals.UnknownVillage)]
    assert bring(file, GRIDS).counts == Counts()


@pytest.mark.usefixtures("two_villages")
def test_grids_with_codes_keep_them_and_wrong_or_doubled_ones_are_refused(tmp_path: Path) -> None:
    codes = ["999999001201007", "999999001201007", "53282220520", "532822205204001", "999999001299001", "999999001202003"]
    file = written(tmp_path, collection(*(square(f"网格{n}", n, code=code) for n, code in enumerate(codes))))
    report = bring(file, Said("name", crs="EPSG:4490", code_field="code"))
    assert names() == [("201007", "网格0"), ("202003", "网格5")]
    assert [(fault.line, type(fault.refusal)) for fault in report.refused] == [
        (2, errors.CodeTwice),
        (3, refusals.WrongGridCode),
        (4, refusals.OtherTownship),
        (5, refusals.UnknownVillage),
    ]


def test_real_municipalities_come_in_as_fifteen_villages(app: Flask, shared_data: Path) -> None:
    with town.looking_on(app):
        with transaction():
            actions.add_township(CODE, "列支敦士登", stamp=town.a_stamp())
        report = bring(shared_data / "liechtenstein_municipalities.wgs84.geojson")
        assert (report.read, report.counts, report.refused) == (15, Counts(added=15), ())
        there = queries.grids_on(DAY)
        assert sum(grid.name.startswith("未命名") for grid in there) == 4
        assert [grid.name for grid in queries.locate(9.5209, 47.1410, on=DAY).grids] == ["Vaduz"]


def test_a_real_file_with_the_country_in_it_is_answered_by_the_name_of_the_country(app: Flask, shared_data: Path) -> None:
    with town.looking_on(app):
        with transaction():
            actions.add_township(CODE, "列支敦士登", stamp=town.a_stamp())
        file = shared_data / "liechtenstein_admin.wgs84.geojson"
        report = bring(file)
        assert isinstance(report.refusal, wrong.Contains)
        assert report.refusal.facts["largest"] == "Liechtenstein"
        assert "Wahlkreis Oberland" in str(report.refusal.facts["containers"])
        holding = [one for one in report.findings if one.kind is Kind.CONTAINS and len(one.grids) == 18]
        assert [report.names[one.grids[0]] for one in holding] == ["Liechtenstein"]
        assert names() == []
        kept = Said("name", crs="EPSG:4490", as_villages=True, unnamed_as="未命名{n}", where=("admin_level", "8"))
        assert bring(file, kept).counts == Counts(added=15)
