"""What could be mended: each kind, whom the land is given to, and what holds for any land."""

from collections.abc import Sequence

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grids.measures import area_m2
from grids.repair import Parcel, Proposal, Repair, applied, proposals, together
from grids.territory import Grid
from grids.topology import AREA_TOLERANCE_M2, Finding, Kind, findings
from tests.grids.makers import bricks, labelled, tiling

METRE = 1 / 111_320
SIDE = 0.01
BOW = shapely.Polygon([(0, 0), (SIDE, SIDE), (SIDE, 0), (0, SIDE)])


def parcels(shapes: dict[str, shapely.Geometry], **more: object) -> list[Parcel]:
    """Of one village unless said otherwise."""
    return [Parcel(code, shape, "村", **more) for code, shape in shapes.items()]  # type: ignore[arg-type]


def found_in(shapes: dict[str, shapely.Geometry]) -> list[Finding]:
    return findings([Grid(code, code, shape) for code, shape in shapes.items()])


def kinds_in(shapes: dict[str, shapely.Geometry]) -> set[Kind]:
    return {one.kind for one in found_in(shapes)}


def told(found: Sequence[Proposal]) -> list[tuple[str, str | None, int]]:
    return [(one.to, one.off, one.parts) for one in found]


@pytest.mark.parametrize("kind", Repair)
def test_a_set_without_faults_gets_no_proposal(kind: Repair) -> None:
    assert proposals([Parcel(grid.code, grid.shape, "村") for grid in tiling(30)], kind) == []
    assert proposals([], kind) == []


def test_an_invalid_shape_is_made_valid_and_keeps_its_polygons() -> None:
    (found,) = proposals(parcels({"A": BOW, "B": shapely.box(1, 1, 2, 2)}), Repair.VALID)
    assert (found.kind, found.to, found.off, found.parts) == (Repair.VALID, "A", None, 2)
    halves = [shapely.Polygon([(0, 0), (SIDE / 2, SIDE / 2), (0, SIDE)])] * 2
    assert found.area_m2 == pytest.approx(sum(area_m2(half) for half in halves), rel=1e-6)
    then = applied({"A": BOW}, [found])
    assert shapely.is_valid(then["A"])
    assert area_m2(then["A"]) == pytest.approx(found.area_m2)


def test_a_shape_without_any_land_cannot_be_made_valid() -> None:
    line = shapely.Polygon([(0, 0), (1, 1), (2, 2), (0, 0)])
    assert proposals(parcels({"A": line}), Repair.VALID) == []


def test_a_thin_overlap_goes_to_whom_more_of_its_border_belongs() -> None:
    """The strip is A's eastern edge: A borders on its west side, B only on the two ends of what is beside it."""
    shapes = {"A": shapely.box(0, 0, SIDE + 2 * METRE, SIDE), "B": shapely.box(SIDE, 0.2 * SIDE, 2 * SIDE, 0.6 * SIDE)}
    (found,) = proposals(parcels(shapes), Repair.SLIVERS)
    assert told([found]) == [("A", "B", 1)]
    then = applied(shapes, [found])
    assert found.area_m2 == pytest.approx(area_m2(shapes["B"]) - area_m2(then["B"]), abs=0.5)
    assert then["A"] is shapes["A"], "it has the strip already"
    assert found_in(then) == []


def test_what_stands_keeps_the_strip_and_two_that_stand_are_left_alone() -> None:
    shapes = {"A": shapely.box(0, 0, SIDE + 2 * METRE, SIDE), "B": shapely.box(SIDE, 0.2 * SIDE, 2 * SIDE, 0.6 * SIDE)}
    new, standing = Parcel("A", shapes["A"], "村"), Parcel("B", shapes["B"], "村", fixed=True)
    assert told(proposals([new, standing], Repair.SLIVERS)) == [("B", "A", 1)]
    assert proposals(parcels(shapes, fixed=True), Repair.SLIVERS) == []


def test_a_dedicated_grid_gives_and_takes_nothing() -> None:
    below, market = Parcel("A", shapely.box(0, 0, SIDE, SIDE), "村"), shapely.box(0, 0, 2 * METRE, SIDE / 2)
    assert proposals([below, Parcel("M", market, "村", dedicated=True)], Repair.SLIVERS) == []
    hole = shapely.box(0.004, 0.001, 0.004 + 2 * METRE, 0.009)
    ring = Parcel("A", below.shape - hole, "村")
    assert told(proposals([ring, Parcel("M", hole, "村", dedicated=True)], Repair.SLIVERS)) == []


def test_a_thin_hole_goes_to_the_neighbour_with_the_longer_border() -> None:
    hole = shapely.Polygon([(SIDE, 0.001), (SIDE + 2 * METRE, 0.002), (SIDE + 2 * METRE, 0.008), (SIDE, 0.009)])
    shapes = {"A": shapely.box(0, 0, SIDE, SIDE), "B": shapely.box(SIDE, 0, 2 * SIDE, SIDE) - hole}
    (found,) = proposals(parcels(shapes), Repair.SLIVERS)
    assert told([found]) == [("B", None, 1)], "its east side and its slanting ends are B's"
    then = applied(shapes, [found])
    assert found_in(then) == []
    assert proposals(parcels(shapes), Repair.GAPS) == []


def test_a_hole_between_grids_of_a_village_is_filled_and_one_between_villages_is_not() -> None:
    wall = bricks(3, 3, halvings=2)
    around = {grid.code: grid.shape for grid in labelled(wall, [0, 0, 1, 1, 99, 1, 2, 2, 2]) if grid.code != "0099"}
    (found,) = proposals(parcels(around), Repair.GAPS)
    assert (found.to, found.off) == ("0001", None), "it lies around most of it"
    assert found.area_m2 == pytest.approx(area_m2(wall[4]), rel=1e-6)
    assert found_in(applied(around, [found])) == []
    villages = {"0000": "甲", "0001": "乙", "0002": "乙"}
    assert proposals([Parcel(code, shape, villages[code]) for code, shape in around.items()], Repair.GAPS) == []
    assert proposals(parcels(around, fixed=True), Repair.GAPS) == []


def test_a_grid_that_is_nothing_but_the_strip_is_not_taken_away() -> None:
    strip = shapely.box(0, 0, 2 * METRE, SIDE)
    for other in (strip, shapely.box(-SIDE, -SIDE, SIDE, 2 * SIDE)):
        found = proposals(parcels({"A": strip, "B": other}), Repair.SLIVERS)
        assert found == []


def test_what_lies_nearly_whole_in_another_is_contained_and_gives_nothing() -> None:
    """A path two metres wide: but for ten square metres it lies in the other, which `findings` calls contained."""
    path = shapely.box(-5 * METRE, 0.001, SIDE - 5 * METRE, 0.001 + 2 * METRE)
    shapes = {"A": shapely.box(0, 0, 2 * SIDE, SIDE), "B": path}
    assert kinds_in(shapes) == {Kind.CONTAINS}
    assert proposals(parcels(shapes), Repair.SLIVERS) == []


def test_a_shape_that_is_not_valid_is_left_out_until_it_is_and_taken_for_valid_where_it_stands() -> None:
    bow = shapely.transform(BOW, lambda at: at - np.array([SIDE - 2 * METRE, 0]))
    land = Parcel("A", shapely.box(0, 0, SIDE, SIDE), "村")
    assert proposals([land, Parcel("C", bow, "村")], Repair.SLIVERS) == []
    assert told(proposals([land, Parcel("C", bow, "村", fixed=True)], Repair.SLIVERS)) == [("C", "A", 2)]


def test_what_stands_is_not_made_valid() -> None:
    assert proposals(parcels({"A": BOW}, fixed=True), Repair.VALID) == []


@pytest.mark.parametrize("aside", [-1e-11, 1e-11])
def test_rounding_leaves_no_crack_and_no_second_part(aside: float) -> None:
    """The piece's border lies a micrometre beside the shape's, with a corner more."""
    shape = shapely.box(0, 0, SIDE, SIDE)
    edge = [(SIDE + aside, 0), (SIDE + aside, 0.3 * SIDE), (SIDE + 2 * aside, 0.5 * SIDE), (SIDE + aside, SIDE)]
    piece = shapely.Polygon([*edge, (2 * SIDE, SIDE), (2 * SIDE, 0)])
    whole = together(shape, piece)
    assert (whole.geom_type, len(whole.interiors)) == ("Polygon", 0)
    assert area_m2(whole) == pytest.approx(area_m2(shape) + area_m2(piece), abs=AREA_TOLERANCE_M2)


def test_a_gap_that_closes_only_when_others_are_shared_is_filled_too() -> None:
    shapes = shaken_wall(4, 2, halvings=3, wall=2, seed=2)
    then = applied(shapes, proposals(parcels(shapes), Repair.SLIVERS))
    assert Kind.SLIVER not in kinds_in(then)


def shaken_wall(columns: int, rows: int, *, halvings: int, wall: int, seed: int) -> dict[str, shapely.Geometry]:
    """A wall of bricks of which each is drawn up to 0.7 m aside: strips and thin holes along all borders."""
    drawn = bricks(columns, rows, halvings=halvings, seed=wall)
    aside = np.random.default_rng(seed).uniform(-0.7, 0.7, (len(drawn), 2)) * METRE
    return {
        f"{number:02d}": shapely.transform(shape, lambda at, by=by: at + by)
        for number, (shape, by) in enumerate(zip(drawn, aside, strict=True))
    }


SHAKEN = st.builds(
    shaken_wall,
    st.integers(2, 4),
    st.integers(2, 4),
    halvings=st.integers(0, 3),
    wall=st.integers(1, 99),
    seed=st.integers(0, 10_000),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SHAKEN)
def test_after_the_strips_are_shared_no_sliver_is_left_and_the_land_is_the_same(shapes: dict[str, shapely.Geometry]) -> None:
    found = proposals(parcels(shapes), Repair.SLIVERS)
    then = applied(shapes, found)

    assert kinds_in(then) <= {Kind.EXCLAVE, Kind.GAP}
    assert all(shapely.is_valid(shape) and not shape.is_empty for shape in then.values())
    slivers = sum(one.area_m2 for one in found if one.off is None)
    before, after = (area_m2(shapely.union_all(list(land.values()))) for land in (shapes, then))
    assert before - AREA_TOLERANCE_M2 * len(shapes) <= after <= before + slivers + AREA_TOLERANCE_M2 * len(shapes)
    assert proposals(parcels(then), Repair.SLIVERS) == [], "once is enough"


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(3, 5), st.integers(3, 5), st.integers(0, 3), st.data())
def test_after_gaps_are_filled_none_is_left_and_exactly_they_are_added(
    columns: int, rows: int, halvings: int, data: st.DataObject
) -> None:
    wall = bricks(columns, rows, halvings=halvings)
    lost = data.draw(st.sets(st.integers(0, len(wall) - 1), max_size=4))
    shapes = {f"{number:02d}": shape for number, shape in enumerate(wall) if number not in lost}
    gaps = [one for one in found_in(shapes) if one.kind is Kind.GAP]
    found = proposals(parcels(shapes), Repair.GAPS)

    assert sorted(one.area_m2 for one in found) == pytest.approx(sorted(gap.area_m2 for gap in gaps), rel=1e-6)
    then = applied(shapes, found)
    assert Kind.GAP not in kinds_in(then)
    assert Kind.EXCLAVE not in kinds_in(then)
    before, after = (sum(area_m2(shape) for shape in land.values()) for land in (shapes, then))
    assert after - before == pytest.approx(sum(one.area_m2 for one in found), abs=AREA_TOLERANCE_M2)
