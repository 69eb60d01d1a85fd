"""A real mountain country with exclaves: its municipalities as grids, its buildings as households."""

import csv
import json

import numpy as np
import pytest
import shapely

from grids.territory import Inside, OnBorder, Standing, Territory
from tests.grids.makers import SHARED, Floats, a_grid


@pytest.fixture(scope="module")
def country() -> Territory:
    path = SHARED / "liechtenstein_municipalities.wgs84.geojson"
    if not path.exists():
        pytest.skip(f"{path} is missing")
    features = json.loads(path.read_text("utf-8"))["features"]
    return Territory(
        a_grid(f"{number:02d}", shapely.from_geojson(json.dumps(feature["geometry"]))) for number, feature in enumerate(features)
    )


@pytest.fixture(scope="module")
def households() -> tuple[Floats, Floats]:
    path = SHARED / "liechtenstein_households.csv"
    if not path.exists():
        pytest.skip(f"{path} is missing")
    with path.open(encoding="utf-8", newline="") as file:
        points = np.array([(float(row["lon"]), float(row["lat"])) for row in csv.DictReader(file)])
    return points[:, 0].copy(), points[:, 1].copy()


def test_all_buildings_are_placed_but_four_outside_and_one_in_several(
    country: Territory, households: tuple[Floats, Floats]
) -> None:
    counts = country.locate_many(*households).counts()

    assert counts == {
        Standing.INSIDE: 3_718,
        Standing.ON_BORDER: 0,
        Standing.SEVERAL: 1,
        Standing.OUTSIDE: 4,
        Standing.NO_POINT: 0,
    }


def test_a_hundred_odd_buildings_stand_within_a_phones_accuracy_of_a_border(
    country: Territory, households: tuple[Floats, Floats]
) -> None:
    """129 stand within 30 m of any border; those on the outer border, away from every other grid, are certain all the same."""
    near = sum(isinstance(country.locate(x, y, accuracy_m=30), OnBorder) for x, y in zip(*households, strict=True))

    assert 60 <= near <= 129


def test_every_single_answer_is_the_one_of_the_array(country: Territory, households: tuple[Floats, Floats]) -> None:
    located = country.locate_many(*households)

    for x, y, index, standing in zip(*households, located.index, located.standings(), strict=True):
        answer = country.locate(float(x), float(y))
        assert answer.standing is standing
        if isinstance(answer, Inside):
            assert answer.grid is country.grids[index]
