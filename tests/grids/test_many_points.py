"""Fast answers are held against slow ones: on random land, on every corner and edge of it, and with arrays."""

import geopandas
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from grids.territory import CROWDED, OUTSIDE, Grid, Inside, OnBorder, Outside, Several, Standing, Territory
from tests.grids.makers import a_grid, a_square, bricks, every_answer, labelled, settled_points, tiling

Floats = NDArray[np.float64]
SOME = settings(max_examples=15, deadline=None)


@st.composite
def lands(draw: st.DrawFn) -> list[Grid]:
    """A wall of bricks given to random owners: holes, exclaves, common corners; at times overlaps, gaps and a dedicated grid."""
    columns, rows = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    wall = bricks(columns, rows, seed=draw(st.integers(0, 99)), halvings=draw(st.integers(0, 2)))
    owners = draw(st.lists(st.integers(0, 5), min_size=len(wall), max_size=len(wall)))
    grids = [grid for grid in labelled(wall, owners) if grid.code != "0005"] or labelled(wall, owners)
    if draw(st.booleans()):
        grids.append(a_grid("over", shapely.box(99.91, 21.61, 99.94, 21.63)))
    if draw(st.booleans()):
        grids.append(a_grid("market", shapely.box(99.915, 21.6, 99.925, 21.62), dedicated=True))
    return grids


def adversarial_points(grids: list[Grid], seed: int) -> tuple[Floats, Floats]:
    """Anywhere, on every corner, in the middle of every edge, and a hair beside both."""
    chance = np.random.default_rng(seed)
    low, high = np.split(shapely.total_bounds([grid.shape for grid in grids]), 2)
    anywhere = chance.uniform(low - 0.01, high + 0.01, (300, 2))
    corners = np.concatenate([shapely.get_coordinates(grid.shape) for grid in grids])
    middles = (corners[1:] + corners[:-1]) / 2
    exact = np.concatenate([corners, middles])
    points = np.concatenate([anywhere, exact, exact + chance.choice([-1e-12, 1e-12, 1e-9], exact.shape)])
    return points[:, 0].copy(), points[:, 1].copy()


def slow_answer(grids: list[Grid], lon: float, lat: float) -> tuple[str, ...]:
    """The rule of `locate` at accuracy 0, told once more without any index."""
    has = [grid for grid in grids if shapely.intersects_xy(grid.shape, lon, lat)]
    inner = [grid for grid in has if shapely.contains_xy(grid.shape, lon, lat)]
    dedicated = [grid for grid in inner if grid.dedicated]
    holders = dedicated or inner
    if len(holders) > 1:
        return ("several", *(grid.code for grid in holders))
    rest = [grid for grid in has if grid not in holders and (grid.dedicated or not dedicated)]
    if len(holders) + len(rest) > 1:
        return ("on_border", *(grid.code for grid in [*holders, *rest]))
    return ("inside", (holders or rest)[0].code) if has else ("outside",)


def fast_answer(territory: Territory, lon: float, lat: float) -> tuple[str, ...]:
    match territory.locate(lon, lat):
        case Inside(grid):
            return ("inside", grid.code)
        case OnBorder(grids):
            return ("on_border", *(grid.code for grid in grids))
        case Several(grids):
            return ("several", *(grid.code for grid in grids))
        case Outside():
            return ("outside",)


@SOME
@given(grids=lands(), seed=st.integers(0, 1000))
def test_every_point_gets_the_answer_that_shapely_gives(grids: list[Grid], seed: int) -> None:
    territory = Territory(grids)
    lon, lat = adversarial_points(grids, seed)

    for x, y in zip(lon.tolist(), lat.tolist(), strict=True):
        assert fast_answer(territory, x, y) == slow_answer(list(territory.grids), x, y)


@SOME
@given(grids=lands(), seed=st.integers(0, 1000))
def test_arrays_get_the_same_answers_as_single_points(grids: list[Grid], seed: int) -> None:
    territory = Territory(grids)
    lon, lat = adversarial_points(grids, seed)

    located = territory.locate_many(lon, lat)

    singles = [territory.locate(x, y) for x, y in zip(lon.tolist(), lat.tolist(), strict=True)]
    assert located.standings().tolist() == [answer.standing for answer in singles]
    expected = [territory.grids.index(answer.grid) if isinstance(answer, Inside) else None for answer in singles]
    assert [index if index >= 0 else None for index in located.index.tolist()] == expected


@SOME
@given(grids=lands(), seed=st.integers(0, 1000))
def test_the_hits_are_those_of_a_spatial_join(grids: list[Grid], seed: int) -> None:
    territory = Territory(grids)
    lon, lat = adversarial_points(grids, seed)

    points, hits = territory.locate_many(lon, lat).hits()

    frame = geopandas.GeoDataFrame(geometry=[grid.shape for grid in territory.grids])
    joined = geopandas.sjoin(geopandas.GeoDataFrame(geometry=shapely.points(lon, lat)), frame, predicate="intersects")
    assert list(zip(points.tolist(), hits.tolist(), strict=True)) == sorted(
        zip(joined.index.tolist(), joined["index_right"].tolist(), strict=True)
    )


@SOME
@given(seed=st.integers(0, 10_000), owners=st.integers(1, 6))
def test_in_a_land_without_gaps_every_point_has_a_grid_and_inner_borders_have_more(seed: int, owners: int) -> None:
    wall = bricks(4, 4, seed=seed, halvings=3)
    grids = labelled(wall, np.random.default_rng(seed).integers(0, owners, len(wall)))
    land = shapely.coverage_union_all(wall)
    corners = shapely.get_coordinates(wall)
    centres = shapely.get_coordinates(shapely.point_on_surface(wall))
    points = np.concatenate([corners, centres, centres + np.random.default_rng(seed).normal(0, 0.004, centres.shape)])
    points = points[shapely.intersects_xy(land, points[:, 0], points[:, 1])]

    located = Territory(grids).locate_many(points[:, 0], points[:, 1])

    assert (located.index != OUTSIDE).all()
    assert Standing.SEVERAL not in located.standings()


def test_a_hundred_grids_and_many_points_agree_with_shapely_hit_by_hit() -> None:
    grids = tiling(107)
    lon, lat = settled_points(grids, 20_000)
    territory = Territory(reversed(grids))

    points, hits = territory.locate_many(lon, lat).hits()

    expected = np.stack(list(every_answer(territory.grids, lon, lat).values()), axis=1)
    assert np.array_equal(np.argwhere(expected), np.column_stack([points, hits]))


def test_counts_are_told_by_standing() -> None:
    territory = Territory([a_square("A", 0, 0), a_square("B", 1, 0), a_square("C", 1.5, 0, dedicated=False), a_grid("D", None)])
    lon = [0.5, 1.0, 1.75, 1.25, 9.0, float("nan"), 1.0, float("inf")]
    lat = [0.5, 0.5, 0.50, 0.50, 9.0, 1.0, float("nan"), 0.5]

    located = territory.locate_many(lon, lat)

    assert located.index.tolist() == [0, CROWDED, CROWDED, 1, OUTSIDE, OUTSIDE, OUTSIDE, OUTSIDE]
    assert located.counts() == {"inside": 2, "on_border": 1, "several": 1, "outside": 1, "no_point": 3}
    assert located.standings()[5] is Standing.NO_POINT


def test_a_dedicated_grid_has_the_index_but_both_have_the_hit() -> None:
    territory = Territory([a_square("A", 0, 0, 3), a_square("M", 1, 1, dedicated=True)])

    located = territory.locate_many([1.5], [1.5])

    assert located.index.tolist() == [1]
    assert [column.tolist() for column in located.hits()] == [[0, 0], [0, 1]]


def test_in_one_dedicated_grid_and_on_the_border_of_another_a_point_is_on_a_border() -> None:
    territory = Territory([a_square("A", 0, 0, 3), a_square("M", 1, 1, dedicated=True), a_square("N", 1.5, 0.5, dedicated=True)])

    located = territory.locate_many([1.5], [1.25])

    assert (located.index.tolist(), located.standings().tolist()) == ([CROWDED], [Standing.ON_BORDER])
    assert fast_answer(territory, 1.5, 1.25) == ("on_border", "M", "N")


def test_no_points_and_no_shapes_give_empty_answers() -> None:
    assert Territory([]).locate_many([1.0, float("nan")], [1.0, 1.0]).counts()[Standing.OUTSIDE] == 1
    assert Territory([a_square("A", 0, 0)]).locate_many([], []).hits()[0].tolist() == []


def test_arrays_of_two_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="one length"):
        Territory([a_square("A", 0, 0)]).locate_many([1.0, 2.0], [1.0])


def test_a_thin_and_a_tiny_land_are_found_as_well() -> None:
    thin, tiny = a_grid("A", shapely.box(0, 0, 10, 1e-9)), a_grid("B", shapely.box(20, 5, 20 + 1e-9, 5 + 1e-9))

    for grids, lon, lat in (([thin], 5.0, 5e-10), ([tiny], 20 + 5e-10, 5 + 5e-10), ([thin, tiny], 5.0, 5e-10)):
        assert isinstance(Territory(grids).locate(lon, lat), Inside)
