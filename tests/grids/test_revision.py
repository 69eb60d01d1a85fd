"""Whatever is drawn on a land, no gap and no overlap arises, and what isn't concerned stays as it is."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from grids.measures import area_m2, metres_per_degree
from grids.revision import (
    Around,
    Flaw,
    Revised,
    Undrawable,
    cut,
    draw,
    merge,
    moved_land,
    placed_anew,
    reshape,
    transfer,
)
from grids.territory import Grid, Territory
from grids.topology import Kind, findings

V, W = "532822205204", "532822205209"
NEW = f"{V}009"
STEP = 0.01  # about a kilometre
WHOLE = shapely.box(100, 21, 100.05, 21.05)


def square(col: float, row: float, cols: float = 1, rows: float = 1) -> shapely.Polygon:
    return shapely.box(100 + col * STEP, 21 + row * STEP, 100 + (col + cols) * STEP, 21 + (row + rows) * STEP)


def line(*points: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString([(100 + x * STEP, 21 + y * STEP) for x, y in points])


A, B, C = (Grid(f"{V}00{n + 1}", name, square(n, 0)) for n, name in enumerate("甲乙丙"))
SCHOOL = Grid(f"{V}007", "学校", square(0.4, 0.4, 0.2, 0.2), dedicated=True)
APART = Grid(f"{V}005", "飞地", shapely.union_all([square(0, 2), square(3, 2, 0.5)]))
UNDRAWN = Grid(f"{V}006", "未画", None)
BEYOND = Grid(f"{W}001", "邻村", square(3, 0))
LAND = (A, B, C, APART, UNDRAWN, SCHOOL, BEYOND)

REFUSED: list[tuple[Flaw, Callable[[], Revised]]] = [
    (Flaw.LINE_MISSES, lambda: cut(LAND, A.code, line((0.2, 0.5), (0.8, 0.5)), new_code=NEW, new_name="新")),
    (Flaw.LINE_MISSES, lambda: cut(LAND, A.code, line((5, 5), (6, 6)), new_code=NEW, new_name="新")),
    (Flaw.LINE_MISSES, lambda: cut(LAND, A.code, line((0, -1), (0, 2)), new_code=NEW, new_name="新")),
    (Flaw.THREE_PARTS, lambda: cut(LAND, A.code, line((-1, 0.3), (2, 0.3), (2, 0.6), (-1, 0.6)), new_code=NEW, new_name="新")),
    (Flaw.CROSSES_ITSELF, lambda: cut(LAND, A.code, line((-1, 0), (2, 1), (2, 0), (-1, 1)), new_code=NEW, new_name="新")),
    (Flaw.NOT_A_LINE, lambda: cut(LAND, A.code, shapely.Point(100, 21), new_code=NEW, new_name="新")),
    (Flaw.TOO_SMALL, lambda: cut(LAND, A.code, line((-0.001, 0.005), (0.005, -0.001)), new_code=NEW, new_name="新")),
    (Flaw.CODE_TAKEN, lambda: cut(LAND, A.code, line((-1, 0.5), (2, 0.5)), new_code=B.code, new_name="新")),
    (Flaw.UNKNOWN_GRID, lambda: cut(LAND, NEW, line((-1, 0.5), (2, 0.5)), new_code=NEW, new_name="新")),
    (Flaw.UNDRAWN, lambda: cut(LAND, UNDRAWN.code, line((-1, 0.5), (2, 0.5)), new_code=NEW, new_name="新")),
    (Flaw.NOT_NEIGHBOURS, lambda: merge(LAND, [A.code, C.code], into=A.code)),
    (Flaw.NOT_NEIGHBOURS, lambda: merge(LAND, [A.code], into=A.code)),
    (Flaw.NOT_NEIGHBOURS, lambda: merge(LAND, [A.code, A.code], into=A.code)),
    (Flaw.TWO_VILLAGES, lambda: merge(LAND, [C.code, BEYOND.code], into=C.code)),
    (Flaw.MIXED_KINDS, lambda: merge(LAND, [A.code, SCHOOL.code], into=A.code)),
    (Flaw.NOT_NEIGHBOURS, lambda: transfer(LAND, A.code, C.code, line((0.5, -1), (0.5, 2)))),
    (Flaw.NOT_NEIGHBOURS, lambda: transfer(LAND, A.code, A.code, line((0.5, -1), (0.5, 2)))),
    (Flaw.TWO_VILLAGES, lambda: transfer(LAND, C.code, BEYOND.code, line((2.5, -1), (2.5, 2)))),
    (Flaw.MIXED_KINDS, lambda: transfer(LAND, A.code, SCHOOL.code, line((0.5, -1), (0.5, 2)))),
    (Flaw.LINE_MISSES, lambda: transfer(LAND, A.code, B.code, line((5, -1), (5, 2)))),
    (Flaw.NOTHING_CHANGED, lambda: reshape(LAND, A.code, square(0, 0))),
    (
        Flaw.CROSSES_ITSELF,
        lambda: reshape(LAND, A.code, shapely.Polygon([(100, 21), (100.01, 21.01), (100.01, 21), (100, 21.01)])),
    ),
    (Flaw.NOT_A_POLYGON, lambda: reshape(LAND, A.code, line((0, 0), (1, 1)))),
    (Flaw.SWALLOWED, lambda: reshape(LAND, A.code, square(0, 0, 2))),
    (Flaw.OUTSIDE, lambda: reshape(LAND, A.code, square(0, 0, 1, 1.5), around=Around(square(0, 0, 3)))),
    (Flaw.OUTSIDE, lambda: reshape((A, B, C), C.code, square(2, 0, 1.5), around=Around(others=(BEYOND.shape,)))),
    (Flaw.SWALLOWED, lambda: draw(LAND, Grid(NEW, "新", square(1, 0)))),
    (Flaw.TOO_SMALL, lambda: draw(LAND, Grid(NEW, "新", square(1, 5, 0.001, 0.001)))),
    (Flaw.CODE_TAKEN, lambda: draw(LAND, Grid(A.code, "新", square(0, 5)))),
    (Flaw.NOT_A_POLYGON, lambda: draw(LAND, Grid(NEW, "新", None))),
]


@pytest.mark.parametrize(("flaw", "deed"), REFUSED, ids=[f"{n} {flaw}" for n, (flaw, _) in enumerate(REFUSED)])
def test_what_can_not_be_drawn_says_why(flaw: Flaw, deed: Callable[[], Revised]) -> None:
    with pytest.raises(Undrawable) as refused:
        deed()
    assert refused.value.flaw is flaw


def test_every_flaw_is_in_the_table() -> None:
    assert {flaw for flaw, _ in REFUSED} == set(Flaw)


def areas(revised: Revised) -> dict[str, float]:
    """In squares of the land above."""
    whole = area_m2(square(0, 0))
    return {grid.code: round(area_m2(grid.shape) / whole, 2) for grid in revised.put}


def test_cut_in_two_the_larger_part_keeps_the_code() -> None:
    revised = cut(LAND, A.code, line((-0.1, 0.3), (1.1, 0.3)), new_code=NEW, new_name="新")
    assert areas(revised) == {A.code: 0.7, NEW: 0.3}
    assert [grid.name for grid in revised.put] == ["甲", "新"]
    assert [grid.code for grid in revised.over(LAND)] == sorted([NEW, *(grid.code for grid in LAND)])


def test_a_line_that_ends_a_little_short_is_drawn_on_and_one_that_ends_far_is_not() -> None:
    short = line((0.02, 0.3), (0.98, 0.3))  # twenty metres from the border
    assert areas(cut(LAND, A.code, short, new_code=NEW, new_name="新")) == {A.code: 0.7, NEW: 0.3}
    with pytest.raises(Undrawable):
        cut(LAND, A.code, line((0.05, 0.3), (0.95, 0.3)), new_code=NEW, new_name="新")


def test_parts_that_lie_apart_and_are_not_crossed_stay_with_the_grid() -> None:
    revised = cut(LAND, APART.code, line((-0.1, 2.3), (1.1, 2.3)), new_code=NEW, new_name="新")
    assert areas(revised) == {APART.code: 1.2, NEW: 0.3}


def test_joined_they_are_one_under_the_first_ones_code() -> None:
    revised = merge(LAND, [B.code, A.code, C.code], into=B.code)
    assert (areas(revised), revised.gone) == ({B.code: 3.0}, (A.code, C.code))


def test_a_border_is_moved_to_a_line_and_the_half_along_the_taker_comes_to_it() -> None:
    revised = transfer(LAND, A.code, B.code, line((0.6, -0.1), (0.6, 1.1)))
    assert areas(revised) == {A.code: 0.6, B.code: 1.4}


def test_corners_that_are_pulled_take_from_one_neighbour_and_give_to_the_other() -> None:
    revised = reshape(LAND, B.code, square(0.8, 0, 0.9))
    assert areas(revised) == {A.code: 0.8, B.code: 0.9, C.code: 1.3}


def test_what_is_drawn_near_a_border_lies_on_it() -> None:
    shaky = square(1.00003, 0.00003, 0.5, 0.99994)  # three metres off
    after = reshape(LAND, B.code, shaky).over(LAND)
    assert [one.kind for one in findings(after)] == [one.kind for one in findings(LAND)]
    assert shapely.equals({grid.code: grid.shape for grid in after}[A.code], A.shape)


def test_a_hand_that_is_a_little_unsteady_on_the_villages_border_is_helped() -> None:
    revised = reshape((A, B, C), C.code, square(1.8, 0, 1.2004), around=Around(others=(BEYOND.shape,)))
    (drawn,) = [grid for grid in revised.put if grid.code == C.code]
    assert shapely.area(shapely.intersection(drawn.shape, BEYOND.shape)) == 0


def test_land_that_no_neighbour_borders_is_left_to_nobody() -> None:
    revised = reshape((A,), A.code, square(0, 0, 0.5))
    assert areas(revised) == {A.code: 0.5}
    (left,) = moved_land((A,), revised.over((A,)))
    assert (left.from_code, left.to_code) == (A.code, None)


def test_a_dedicated_grid_lies_on_the_basic_ones() -> None:
    market = Grid(NEW, "集市", square(0.8, 0.4, 0.4, 0.2), dedicated=True)
    assert draw(LAND, market).put == (market,)
    assert reshape(LAND, SCHOOL.code, square(0.3, 0.3, 0.4, 0.4)).put[0].dedicated
    assert [grid.code for grid in reshape(LAND, SCHOOL.code, square(0.3, 0.3, 0.4, 0.4)).put] == [SCHOOL.code]


def test_one_that_had_no_shape_is_drawn_under_its_code() -> None:
    revised = draw(LAND, replace(UNDRAWN, shape=square(0.5, 0, 1)))
    assert areas(revised) == {UNDRAWN.code: 1.0, A.code: 0.5, B.code: 0.5}


def test_land_that_moved_is_told_in_pieces() -> None:
    after = transfer(LAND, A.code, B.code, line((0.6, -0.1), (0.6, 1.1))).over(LAND)
    (piece,) = moved_land(LAND, after)
    assert (piece.from_code, piece.to_code) == (A.code, B.code)
    assert piece.area_m2 == pytest.approx(0.4 * area_m2(square(0, 0)), rel=0.01)
    assert moved_land(LAND, LAND) == []


@st.composite
def lands(pick: st.DrawFn) -> list[Grid]:
    """A land without gaps, of grids between random points; holes and exclaves where two cells became one grid."""
    count = pick(st.integers(4, 12))
    random = np.random.default_rng(pick(st.integers(0, 10_000)))
    seeds = shapely.multipoints(0.05 * random.random((count, 2)) + [100, 21])
    cells = shapely.intersection(shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=WHOLE)), WHOLE)
    owners = random.integers(0, count, count) if pick(st.booleans()) else np.arange(count)
    shapes = [shapely.union_all(cells[owners == owner]) for owner in sorted(set(owners.tolist()))]
    return [Grid(f"{V}{n + 1:03}", f"网格{n + 1}", shape) for n, shape in enumerate(shapes)]


KINDS = ["cut", "merge", "transfer", "reshape", "draw"]


def across(grid: Grid, angle: float) -> shapely.LineString:
    """A line through the middle of a grid, longer than the land."""
    x, y = shapely.get_coordinates(shapely.point_on_surface(grid.shape))[0]
    east, north = 0.2 * np.cos(angle), 0.2 * np.sin(angle)
    return shapely.LineString([(x - east, y - north), (x + east, y + north)])


@st.composite
def deeds(pick: st.DrawFn) -> Callable[[list[Grid]], Revised]:
    """Something that is drawn somewhere on a land; often it can't be."""
    kind, which, other = pick(st.sampled_from(KINDS)), pick(st.integers(0, 99)), pick(st.integers(0, 99))
    x, y = (pick(st.floats(0, 0.05)) for _ in range(2))
    angle, size = pick(st.floats(0, 3.14)), pick(st.floats(0.002, 0.02))
    box = shapely.intersection(shapely.box(100 + x - size, 21 + y - size, 100 + x + size, 21 + y + size), WHOLE)

    def deed(land: list[Grid]) -> Revised:
        one = land[which % len(land)]
        beside = [grid for grid in land if grid is not one and shapely.length(shapely.intersection(grid.shape, one.shape)) > 0]
        match kind:
            case "cut":
                return cut(land, one.code, across(one, angle), new_code=f"{V}900", new_name="新")
            case "merge":
                return merge(land, [one.code, beside[other % len(beside)].code], into=one.code)
            case "transfer":
                return transfer(land, one.code, beside[other % len(beside)].code, across(one, angle))
            case "reshape":
                grown = shapely.union(one.shape, box)
                return reshape(land, one.code, grown if grown.geom_type == "Polygon" else shapely.difference(one.shape, box))
        return draw(land, Grid(f"{V}901", "新", box))

    return deed


def flat_m2(shape: shapely.Geometry) -> float:
    """Square metres on a flat picture: on the ellipsoid a new corner on a long straight border is worth some square metres."""
    per_lon, per_lat = metres_per_degree(21.025)
    return float(shapely.area(shape)) * per_lon * per_lat


def union_m2(grids: list[Grid] | tuple[Grid, ...]) -> float:
    return flat_m2(shapely.union_all([grid.shape for grid in grids]))


@settings(derandomize=True, max_examples=300, deadline=None)
@given(lands(), deeds())
def test_no_gap_and_no_overlap_arises_and_land_is_left_by_pulling_only(
    land: list[Grid], deed: Callable[[list[Grid]], Revised]
) -> None:
    try:
        revised = deed(land)
    except Undrawable:
        return
    after = revised.over(land)
    moved = moved_land(land, after)
    left = sum(flat_m2(one.shape) for one in moved if one.to_code is None)  # by corners pulled in where nobody is beside
    assert abs(union_m2(after) + left - union_m2(land)) < 1
    assert abs(sum(flat_m2(grid.shape) for grid in after) - union_m2(after)) < 1
    assert [one for one in findings(after) if one.kind is not Kind.EXCLAVE] == []
    told = {grid.code: flat_m2(grid.shape) for grid in land}
    for one in moved:
        told[str(one.from_code)] -= flat_m2(one.shape)
        told[str(one.to_code)] = told.get(str(one.to_code), 0) + flat_m2(one.shape)
    told.pop("None", None)
    then = {grid.code: flat_m2(grid.shape) for grid in after}
    assert {code: area for code, area in told.items() if area > 5} == pytest.approx(
        then, abs=5
    )  # pieces below a metre aren't told


@settings(derandomize=True, max_examples=100, deadline=None)
@given(lands(), deeds(), st.integers(0, 10_000))
def test_who_stood_elsewhere_stands_where_he_stood(land: list[Grid], deed: Callable[[list[Grid]], Revised], seed: int) -> None:
    try:
        after = deed(land).over(land)
    except Undrawable:
        return
    random = np.random.default_rng(seed)
    lon, lat = 100 + 0.05 * random.random(400), 21 + 0.05 * random.random(400)
    moved = moved_land(land, after)
    before, then = Territory(land).locate_many(lon, lat), Territory(after).locate_many(lon, lat)
    concerned, placed = placed_anew(after, moved, lon, lat) if moved else (np.empty(0, int), then)
    told = [before.grids[n].code for n in before.index]
    for point, grid in zip(concerned.tolist(), placed.index.tolist() if moved else [], strict=True):
        told[point] = placed.grids[grid].code
    assert told == [then.grids[n].code for n in then.index]


@settings(derandomize=True, max_examples=60, deadline=None)
@given(lands(), st.integers(0, 99), st.floats(0, 3.14))
def test_cut_and_joined_again_it_is_what_it_was(land: list[Grid], which: int, angle: float) -> None:
    grid = land[which % len(land)]
    try:
        after = cut(land, grid.code, across(grid, angle), new_code=f"{V}900", new_name="新").over(land)
    except Undrawable:
        return
    joined = merge(after, [grid.code, f"{V}900"], into=grid.code).over(after)
    again = next(one for one in joined if one.code == grid.code)
    assert flat_m2(shapely.symmetric_difference(again.shape, grid.shape)) < 1
