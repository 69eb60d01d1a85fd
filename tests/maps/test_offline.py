"""A grid's land for a phone: small, valid, with common borders."""

import json
import math
from typing import Any

import numpy as np
import pytest
import shapely

from grids import measures
from maps import offline

CODES = ["001", "002", "003"]


def wriggling(lon: float) -> list[tuple[float, float]]:
    """A river of a thousand vertices from south to north."""
    steps = np.linspace(0, 1, 1_000)
    return [(lon + 0.0006 * math.sin(60 * t) + 0.0001 * math.sin(900 * t), 21.90 + 0.02 * float(t)) for t in steps]


def a_strip(west: float, east: float) -> shapely.Polygon:
    return shapely.Polygon([*wriggling(west), *reversed(wriggling(east))])


STRIPS = np.asarray([a_strip(100.11, 100.12), a_strip(100.10, 100.11), a_strip(100.12, 100.13)])


def features(text: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for feature in json.loads(text)["features"]:
        found.setdefault(feature["properties"]["kind"], []).append(feature)
    return found


def a_land(homes: int = 0) -> str:
    wkb = [shapely.to_wkb(strip) for strip in STRIPS]
    far = shapely.to_wkb(a_strip(100.15, 100.16))
    return offline.land(
        "001",
        wkb[0],
        neighbours=[("002", wkb[1]), ("003", wkb[2]), ("009", far)],
        points=[("P1", 100.115, 21.91)],
        homes=[(5_000 + n, 100.11123456 + n * 1e-5, 21.91123456) for n in range(homes)],
    )


def test_common_borders_stay_common_and_shapes_valid_and_as_large() -> None:
    before = [measures.area_m2(strip) for strip in STRIPS]
    found = offline.simplified(STRIPS)
    assert shapely.is_valid(found).all()
    assert shapely.get_num_coordinates(found[0]) <= offline.MOST_VERTICES < shapely.get_num_coordinates(STRIPS[0])
    assert measures.area_m2(found[0]) == pytest.approx(before[0], rel=0.01)
    assert shapely.coverage_is_valid(found)
    for neighbour in found[1:]:
        common = shapely.intersection(shapely.boundary(found[0]), shapely.boundary(neighbour))
        assert measures.length_m(shapely.line_merge(common)) > 2_000  # the whole river
        ours, theirs = (set(map(tuple, shapely.get_coordinates(one))) for one in (found[0], neighbour))
        assert len(ours & theirs) == len(shapely.get_coordinates(shapely.line_merge(common)))


def test_the_area_comes_before_the_number_of_vertices() -> None:
    found = offline.simplified(STRIPS[:1], most=4)
    assert measures.area_m2(found[0]) == pytest.approx(measures.area_m2(STRIPS[0]), rel=0.01)


def test_it_tells_the_grid_its_neighbours_points_and_numbers_and_nothing_else() -> None:
    found = features(a_land(homes=2))
    assert [one["properties"] for one in found["grid"]] == [{"kind": "grid", "code": "001"}]
    assert [one["properties"]["code"] for one in found["neighbour"]] == ["002", "003"]  # not the one a kilometre away
    assert [one["properties"] for one in found["points"]] == [{"kind": "points", "codes": ["P1"]}]
    (homes,) = found["households"]
    assert homes["properties"] == {"kind": "households", "numbers": [5_000, 5_001]}
    assert homes["geometry"] == {"type": "MultiPoint", "coordinates": [[100.11123, 21.91123], [100.11124, 21.91123]]}


def test_five_hundred_households_are_under_sixty_kilobytes() -> None:
    assert len(a_land(homes=500).encode()) < 60_000


def test_coordinates_have_five_decimals() -> None:
    for feature in json.loads(a_land())["features"]:
        for value in shapely.get_coordinates(shapely.from_geojson(json.dumps(feature))).ravel():
            assert value == round(float(value), 5)


def test_without_a_shape_and_without_anybody_there_is_nothing() -> None:
    assert json.loads(offline.land("1", None, neighbours=[], points=[], homes=[]))["features"] == []
    alone = features(offline.land("1", shapely.to_wkb(STRIPS[0]), neighbours=[], points=[], homes=[]))
    assert set(alone) == {"grid"}
