import csv

import pytest
import shapely
from pyproj import Geod
from shapely import Point

from app.cli.demonstration.land import VILLAGES_CSV, land
from app.cli.demonstration.township import Township
from grids.territory import Grid, Inside, Territory
from grids.topology import findings

GEODESIC = Geod(ellps="GRS80")


def test_the_villages_are_the_real_eleven_by_name_and_code() -> None:
    with VILLAGES_CSV.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(village.code, village.name, village.short_name) for village in land().villages] == [
        (row["code"], row["name"], row["short_name"]) for row in rows
    ]
    assert len(rows) == 11
    assert (land().code, land().name) == ("532822205000", "西定哈尼族布朗族乡")


def test_95_grids_six_to_twelve_a_village_with_names_of_their_own() -> None:
    assert len(land().grids) == 95
    assert all(6 <= len(village.grids) <= 12 for village in land().villages)
    assert len({grid.name for grid in land().grids}) == 95


def test_grid_codes_are_the_villages_twelve_digits_and_three_that_run_without_a_gap() -> None:
    for village in land().villages:
        assert [grid.code for grid in village.grids] == [f"{village.code}{n:03}" for n in range(1, len(village.grids) + 1)]


def test_numbers_run_from_west_to_east_within_a_row_and_rows_from_north_to_south() -> None:
    """A grid's successor lies further east or, when a new row begins, further south."""
    for village in land().villages:
        middles = [grid.shape.centroid for grid in village.grids]
        for n in range(len(middles) - 1):
            assert middles[n + 1].x > middles[n].x or middles[n + 1].y < middles[n].y


def test_the_grids_tile_the_villages_and_the_villages_the_township_exactly() -> None:
    shapes = [grid.shape for grid in land().grids]
    assert all(shape.geom_type == "Polygon" and shape.is_valid and not shape.interiors for shape in shapes)
    assert shapely.coverage_is_valid(shapes)
    for village in land().villages:
        assert shapely.union_all([grid.shape for grid in village.grids]).equals(village.shape)
        assert all(village.shape.covers(grid.shape) for grid in village.grids)
        assert village.shape.geom_type == "Polygon"
        assert not village.shape.interiors
    assert shapely.union_all(shapes).equals(land().shape)
    assert land().shape.geom_type == "Polygon"
    assert not land().shape.interiors


def test_no_two_grids_overlap_and_their_areas_add_up_to_the_townships() -> None:
    shapes = [grid.shape for grid in land().grids]
    tree = shapely.STRtree(shapes)
    pairs = [(a, b) for a, b in zip(*tree.query(shapes), strict=True) if a < b]
    assert len(pairs) > 200
    assert max(shapely.intersection(shapes[a], shapes[b]).area for a, b in pairs) == 0
    assert sum(shape.area for shape in shapes) == pytest.approx(land().shape.area, rel=1e-12)


def test_the_township_measures_what_it_should_and_lies_where_it_should() -> None:
    area_m2, _ = GEODESIC.geometry_area_perimeter(land().shape)
    assert abs(area_m2) / 1e6 == pytest.approx(615.49, rel=0.002)
    west, south, east, north = land().shape.bounds
    assert west > 99.93
    assert south > 21.70
    assert east < 100.25
    assert north < 22.02


def test_borders_are_crooked_but_light() -> None:
    vertices = [shapely.get_num_coordinates(grid.shape) for grid in land().grids]
    assert max(vertices) <= 110
    assert sum(vertices) / len(vertices) > 50


def test_stations_hamlets_centres_and_the_seat_stand_inside_their_land() -> None:
    for grid in land().grids:
        assert all(grid.shape.contains(Point(place)) for place in (grid.settlement, *grid.hamlets))
    for village in land().villages:
        assert village.shape.contains(Point(village.centre))
    assert land().villages[0].main_grid.name == "旧笋大寨"
    assert land().villages[0].main_grid.shape.contains(Point(land().seat))


def test_every_house_stands_strictly_inside_its_own_grid_and_most_near_its_station(xiding: Township) -> None:
    shapes = {grid.code: grid for grid in land().grids}
    near = 0
    for household in xiding.households:
        assert household.place is not None
        grid = shapes[household.grid_code]
        assert shapely.contains_xy(grid.shape, *household.place)
        near += Point(household.place).distance(Point(grid.settlement)) < 0.0035
    assert 0.7 < near / len(xiding.households) < 0.95
    assert len({household.place for household in xiding.households}) == len(xiding.households)


def test_the_applications_own_check_finds_nothing_and_its_territory_finds_every_house(xiding: Township) -> None:
    grids = [Grid(grid.code, grid.name, grid.shape) for grid in land().grids]
    assert findings(grids, outline={village.code: village.shape for village in land().villages}) == []
    territory = Territory(grids)
    for household in xiding.households:
        assert household.place is not None
        answer = territory.locate(*household.place)
        assert isinstance(answer, Inside)
        assert answer.grid.code == household.grid_code
