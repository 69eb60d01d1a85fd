"""Heights of an ESRI ASCII grid: where each stands, what isn't known, and files that can't be used."""

import math

import pytest

from grids.heights import Fault, WrongHeights, heights_of

HEAD = "ncols 3\nnrows 2\nxllcorner 100.0\nyllcorner 21.0\ncellsize 0.1\nNODATA_value -9999\n"
GRID = HEAD + "1 2 3\n4 5 -9999\n"


def test_the_first_row_is_the_northernmost() -> None:
    height_at = heights_of(GRID)
    assert [height_at(100.05 + 0.1 * east, 21.15) for east in range(3)] == [1, 2, 3]
    assert [height_at(100.05 + 0.1 * east, 21.05) for east in range(2)] == [4, 5]


@pytest.mark.parametrize(("lon", "lat"), [(100.25, 21.05), (99.99, 21.05), (100.31, 21.15), (100.05, 20.99), (100.05, 21.21)])
def test_outside_and_where_nothing_is_known_there_is_no_height(lon: float, lat: float) -> None:
    assert math.isnan(heights_of(GRID)(lon, lat))


def test_a_corner_named_by_its_cell_s_middle_is_half_a_cell_farther() -> None:
    centred = GRID.replace("xllcorner 100.0", "XLLCENTER 100.05").replace("yllcorner 21.0", "YLLCENTER 21.05")
    assert heights_of(centred)(100.05, 21.15) == 1
    assert math.isnan(heights_of(centred)(99.99, 21.15))


@pytest.mark.parametrize(
    "broken",
    ["", "II*\x00", GRID.replace("nrows 2", "nrows 3"), GRID.replace("cellsize 0.1\n", ""), GRID.replace("4 5", "4 high"), HEAD],
)
def test_what_is_no_grid_is_refused(broken: str) -> None:
    with pytest.raises(WrongHeights) as caught:
        heights_of(broken)
    assert caught.value.fault is Fault.UNREADABLE


def test_metres_are_no_degrees() -> None:
    with pytest.raises(WrongHeights) as caught:
        heights_of(GRID.replace("100.0", "500000").replace("cellsize 0.1", "cellsize 30"))
    assert caught.value.fault is Fault.NOT_DEGREES
