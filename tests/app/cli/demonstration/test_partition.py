import math

import shapely
from shapely import LineString, Polygon, box

from app.cli.demonstration.chance import chance
from app.cli.demonstration.partition import assembled, cells, crooked, faces, is_planar, roughened, scattered, settled

SQUARE = box(0, 0, 10, 10)


def test_cells_hold_their_own_seed_in_the_order_given() -> None:
    seeds = scattered(SQUARE, 12, apart=1.5, luck=chance("test"))
    for cell, seed in zip(cells(SQUARE, seeds), seeds, strict=True):
        assert shapely.contains_xy(cell, *seed)


def test_scattered_places_keep_their_distance_and_give_way_when_there_is_no_room() -> None:
    few = scattered(SQUARE, 5, apart=2, luck=chance("test"))
    assert min(math.dist(a, b) for a in few for b in few if a != b) > 1.5
    assert len(scattered(SQUARE, 40, apart=9, luck=chance("test"))) == 40


def test_settling_makes_the_smallest_cell_larger() -> None:
    seeds = scattered(SQUARE, 12, apart=0.3, luck=chance("test"))
    after = cells(SQUARE, settled(SQUARE, seeds, rounds=3, pull=1))
    assert min(cell.area for cell in after) > min(cell.area for cell in cells(SQUARE, seeds))


def test_a_crooked_line_keeps_its_ends_and_leaves_the_chord() -> None:
    line = crooked((0, 0), (8, 0), boldness=0.3, seed="1")
    assert (line[0], line[-1]) == ((0, 0), (8, 0))
    assert len(line) == 33
    assert max(abs(y) for _, y in line) > 0.3


def test_a_line_is_planar_when_it_meets_others_in_its_ends_only() -> None:
    others = shapely.from_wkt(["LINESTRING (1 0, 1 5)", "LINESTRING (4 4, 5 5)"])
    assert is_planar(LineString([(0, 0), (1, 0)]), others)
    assert not is_planar(LineString([(0, 0), (2, 2)]), others)
    assert not is_planar(LineString([(0, 0), (0, 3), (-1, 2), (1, 2)]), others)


def test_rough_cells_tile_exactly_what_straight_ones_tiled() -> None:
    halves = cells(SQUARE, [(2, 5), (8, 5)])
    parts = [*cells(halves[0], [(2, 2), (2, 8), (4, 5)]), *cells(halves[1], [(8, 3), (8, 7)])]
    rings = faces(parts)
    lines = roughened(rings, seed="test")
    rough = [assembled(ring, lines, lambda place: place) for ring in rings]
    assert shapely.coverage_is_valid(rough)
    assert all(isinstance(cell, Polygon) and cell.is_valid for cell in rough)
    assert max(cell.symmetric_difference(part).area for cell, part in zip(rough, parts, strict=True)) > 1
