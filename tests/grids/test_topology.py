"""What is found wrong with the land."""

import json

import pytest
import shapely

from grids.measures import area_m2
from grids.territory import Grid
from grids.topology import Finding, Kind, findings
from tests.grids.makers import SHARED, a_grid, a_square, bricks, labelled, tiling

METRE = 1 / 111_320


def kinds(found: list[Finding]) -> list[tuple[Kind, tuple[str, ...]]]:
    return [(finding.kind, finding.grids) for finding in found]


def test_in_a_tiling_nothing_is_wrong() -> None:
    assert findings(tiling(30)) == []


def test_no_grids_no_findings() -> None:
    assert findings([]) == findings([a_grid("A", None)]) == []


def test_an_overlap_names_both_grids_its_area_and_where() -> None:
    (found,) = findings([a_square("B", 0.5, 0), a_square("A", 0, 0)])

    assert (found.kind, found.grids) == (Kind.OVERLAP, ("A", "B"))
    assert found.area_m2 == pytest.approx(area_m2(shapely.box(0.5, 0, 1, 1)))
    assert found.where is not None
    assert shapely.box(0.5, 0, 1, 1).contains(shapely.Point(found.where))


def test_the_same_land_drawn_twice_is_an_overlap() -> None:
    assert kinds(findings([a_square("A", 0, 0), a_square("B", 0, 0)])) == [(Kind.OVERLAP, ("A", "B"))]


def test_a_dedicated_grid_may_lie_on_a_basic_one() -> None:
    assert findings([a_square("A", 0, 0, 3), a_square("M", 1, 1, dedicated=True)]) == []


def test_a_feature_that_contains_others_is_named_before_them_and_not_as_an_overlap() -> None:
    country, districts = a_square("country", 0, 0, 4), [a_square("A", 0, 0, 2), a_square("B", 2, 2, 2)]

    (found,) = findings([*districts, country])

    assert (found.kind, found.grids) == (Kind.CONTAINS, ("country", "A", "B"))


def test_what_is_nearly_whole_inside_is_contained() -> None:
    inner = shapely.box(0.9999, 0.2, 1.9999, 0.8)  # a ten-thousandth of it sticks out to the west

    assert kinds(findings([a_square("A", 1, 0, 3), a_grid("B", inner)])) == [(Kind.CONTAINS, ("A", "B"))]


def test_two_drawings_of_one_border_leave_a_sliver_and_roundings_leave_nothing() -> None:
    west = shapely.box(0, 0, 0.01 + 2 * METRE, 0.01)
    rounded = shapely.box(0.01, 0, 0.02, 0.01 + 0.0001 * METRE)
    above = shapely.box(0.01, 0.01, 0.02, 0.02)

    assert kinds(findings([a_grid("A", west), a_grid("B", rounded)])) == [(Kind.SLIVER, ("A", "B"))]
    assert findings([a_grid("B", rounded), a_grid("C", above)]) == []


def test_a_hole_in_the_union_is_a_gap_and_names_the_grids_around_it() -> None:
    wall = bricks(3, 3, halvings=2)
    around = labelled(wall, [0, 0, 1, 1, 99, 1, 2, 2, 2])
    grids = [grid for grid in around if grid.code != "0099"]

    (found,) = [finding for finding in findings(grids) if finding.kind is Kind.GAP]

    assert found.grids == ("0000", "0001", "0002")
    assert found.area_m2 == pytest.approx(area_m2(wall[4]), rel=1e-6)


def test_a_narrow_hole_is_a_sliver() -> None:
    ring = shapely.box(0, 0, 0.01, 0.01) - shapely.box(0.004, 0.001, 0.004 + 2 * METRE, 0.009)

    assert kinds(findings([a_grid("A", ring)])) == [(Kind.SLIVER, ("A",))]


def test_land_of_the_villages_outline_that_no_grid_covers_is_a_gap() -> None:
    grids = [a_square("A", 0, 0), a_square("B", 2, 0)]

    (found,) = findings(grids, outline={"村一": shapely.box(0, 0, 3, 1)})

    assert (found.kind, found.grids) == (Kind.GAP, ("A", "B"))
    assert "村一" in found.reason
    assert found.area_m2 == pytest.approx(area_m2(shapely.box(1, 0, 2, 1)))


def test_a_hole_that_the_outline_tells_already_is_told_once() -> None:
    ring = a_grid("A", shapely.box(0, 0, 3, 3) - shapely.box(1, 1, 2, 2))

    assert kinds(findings([ring], outline={"村一": shapely.box(0, 0, 3, 3)})) == [(Kind.GAP, ("A",))]


def test_an_invalid_shape_is_told_in_words_with_its_place() -> None:
    bow = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])

    found = findings([a_grid("A", bow)])

    assert found[0].kind is Kind.INVALID
    assert found[0].where == (0.5, 0.5)
    assert "Self-intersection" in found[0].reason


def test_parts_lying_apart_are_exclaves() -> None:
    parts = shapely.MultiPolygon([shapely.box(0, 0, 2, 2), shapely.box(5, 0, 6, 1), shapely.box(7, 0, 7.5, 0.5)])

    (found,) = findings([a_grid("A", parts)])

    assert (found.kind, found.grids) == (Kind.EXCLAVE, ("A",))
    assert found.area_m2 == pytest.approx(area_m2(shapely.box(5, 0, 6, 1)) + area_m2(shapely.box(7, 0, 7.5, 0.5)))
    assert found.where is not None
    assert shapely.box(5, 0, 6, 1).contains(shapely.Point(found.where))


def test_the_trap_file_is_answered_by_naming_the_features_that_contain_the_others() -> None:
    path = SHARED / "liechtenstein_admin.wgs84.geojson"
    if not path.exists():
        pytest.skip(f"{path} is missing")
    features = json.loads(path.read_text("utf-8"))["features"]
    grids = [
        Grid(row["properties"]["name"] or f"unnamed {number}", "", shapely.from_geojson(json.dumps(row["geometry"])))
        for number, row in enumerate(features)
    ]

    contains = {finding.grids[0]: set(finding.grids[1:]) for finding in findings(grids) if finding.kind is Kind.CONTAINS}

    assert len(contains["Liechtenstein"]) == 17
    assert contains["Wahlkreis Unterland"] == {"Eschen", "Gamprin", "Mauren", "Ruggell", "Schellenberg"}
    named = {code for code in contains["Wahlkreis Oberland"] if not code.startswith("unnamed")}
    assert named == {"Balzers", "Planken", "Schaan", "Triesen", "Triesenberg", "Vaduz"}
    assert not [finding for finding in findings(grids) if finding.kind is Kind.OVERLAP]


def test_a_corner_more_on_one_side_of_a_long_border_is_no_gap_and_no_overlap() -> None:
    """Between two straight lines in degrees there is nothing, but between the geodesics of their corners some square metres."""
    south = shapely.Polygon([(9.5, 47.0), (9.56, 47.0), (9.56, 47.1), (9.53, 47.1), (9.5, 47.1)])
    for off in (-1e-10, 1e-10):
        north = shapely.Polygon([(9.5, 47.1), (9.52, 47.1 + off), (9.56, 47.1), (9.56, 47.2), (9.5, 47.2)])
        assert findings([Grid("1", "", south), Grid("2", "", north)]) == []
