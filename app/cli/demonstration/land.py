"""The demonstration township's land: an invented outline where Xiding lies, 11 villages and 95 grids that tile it exactly.
No border here is real, and every page that shows it says so; only the villages' names and codes are (NBS, 2023)."""

import csv
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import shapely
from shapely import Point, Polygon

from app.cli.demonstration.chance import chance, shares
from app.cli.demonstration.groups import Group, groups_of
from app.cli.demonstration.partition import Place, assembled, cells, faces, roughened, scattered, settled

VILLAGES_CSV = Path(__file__).parents[2] / "territory" / "data" / "xiding_villages.csv"
AREA_KM2 = 615.49  # the township's own figure of 2007
MIDDLE = (100.085, 21.86)
KM_PER_DEGREE_NORTH = 110.74  # of the ellipsoid at this latitude
KM_PER_DEGREE_EAST = 103.36
DIGITS = 7  # a centimetre

HALF_WIDTH_KM, HALF_HEIGHT_KM, CORNERS = 12.0, 15.6, 28
BULGES = ((2, 0.05, 0.6), (3, 0.08, 2.1), (5, 0.06, 4.0), (7, 0.04, 1.0))  # waves round the outline: how many, how high, where
BENDS = (
    (0.21, 0.13, 1.4, 1.0),
    (-0.33, 0.42, 0.5, 4.1),
    (0.85, 0.78, 0.24, 2.2),
    (1.7, -1.1, 0.09, 0.4),
)  # km⁻¹, km⁻¹, km, phase: a smooth warp
SEEDS: dict[str, Place] = {
    "201": (5.6, 5.2),
    "202": (1.2, 11.6),
    "203": (-4.2, 7.8),
    "204": (-8.2, 2.2),
    "205": (-0.4, 2.0),
    "206": (8.6, -0.6),
    "207": (-8.0, -5.0),
    "208": (-1.6, -4.2),
    "209": (5.4, -6.4),
    "210": (-4.2, -11.0),
    "211": (2.4, -12.4),
}
FROM_BORDER_KM, HAMLET_KM, STEPS_APART_KM = 0.4, (0.5, 1.1), 0.05


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid 网格 of the demonstration: code village 12 + 3, shape in EPSG:4490, main settlement and hamlets lon/lat."""

    code: str
    name: str
    people: str
    weight: float
    shape: Polygon
    settlement: Place
    hamlets: tuple[Place, ...]

    @property
    def village_code(self) -> str:
        return self.code[:12]


@dataclass(frozen=True, slots=True)
class Village:
    """A village 行政村: its real code and name, its invented land, its centre's place lon/lat."""

    code: str
    name: str
    short_name: str
    shape: Polygon
    centre: Place
    grids: tuple[Grid, ...]

    @property
    def main_grid(self) -> Grid:
        """That of its largest natural village, where its centre stands."""
        return max(self.grids, key=lambda grid: grid.weight)


@dataclass(frozen=True, slots=True)
class Land:
    """The township 乡: outline, seat lon/lat, villages in the order of their codes."""

    code: str
    name: str
    shape: Polygon
    seat: Place
    villages: tuple[Village, ...]

    @property
    def grids(self) -> tuple[Grid, ...]:
        return tuple(grid for village in self.villages for grid in village.grids)


@cache
def land() -> Land:
    """The same land in every run; about a second the first time."""
    rows = sorted(village_rows(), key=lambda row: row["code"])
    outlines = cells(
        invented_outline(), settled(invented_outline(), [SEEDS[row["code"][-3:]] for row in rows], rounds=2, pull=0.6)
    )
    parts = [parted(outline, len(groups_of(row["code"])), row["code"]) for row, outline in zip(rows, outlines, strict=True)]
    shapes = iter(on_the_map([part for village in parts for part in village]))
    villages = tuple(village(row, [next(shapes) for _ in part]) for row, part in zip(rows, parts, strict=True))
    seat = beside(villages[0].main_grid.settlement, east_km=-STEPS_APART_KM, north_km=STEPS_APART_KM)
    township_name, code = rows[0]["township"], rows[0]["township_code"]
    return Land(code, township_name, shapely.coverage_union_all([v.shape for v in villages]), seat, villages)


def village_rows() -> list[dict[str, str]]:
    with VILLAGES_CSV.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def invented_outline() -> Polygon:
    """A blob of the right length and breadth: an ellipse with a few bulges."""
    corners = []
    for n in range(CORNERS):
        angle = math.tau * n / CORNERS
        reach = 1 + sum(height * math.sin(waves * angle + phase) for waves, height, phase in BULGES)
        corners.append((HALF_WIDTH_KM * reach * math.cos(angle), HALF_HEIGHT_KM * reach * math.sin(angle)))
    return Polygon(corners)


def parted(outline: Polygon, count: int, village: str) -> list[Polygon]:
    """A village's cells, as many as it has natural villages."""
    luck = chance("cells", village)
    apart = math.sqrt(outline.area / count) * 0.75
    return cells(outline, settled(outline, scattered(outline, count, apart=apart, luck=luck), rounds=1, pull=0.5))


def on_the_map(parts: Sequence[Polygon]) -> list[Polygon]:
    """Crooked, bent and placed: the finished grids in degrees, scaled so that together they measure the township's area."""
    rings = faces(parts)
    lines = roughened(rings, seed="xiding")
    bent_km2 = sum(assembled(ring, lines, bent).area for ring in rings)
    scale = math.sqrt(AREA_KM2 / bent_km2)

    def to_map(place: Place) -> Place:
        east, north = bent(place)
        return beside(MIDDLE, east_km=east * scale, north_km=north * scale)

    return [assembled(ring, lines, to_map) for ring in rings]


def bent(place: Place) -> Place:
    """A smooth one-to-one warp of the plane, so that no border stays a straight bisector over kilometres."""
    x, y = place
    east = sum(km * math.sin(a * y + b * x + phase) for a, b, km, phase in BENDS)
    north = sum(km * math.sin(a * x - b * y + 2 * phase) for a, b, km, phase in BENDS)
    return x + east, y + north


def beside(place: Place, *, east_km: float, north_km: float) -> Place:
    """The place so many kilometres to the east and north, to the centimetre."""
    lon, lat = place
    return round(lon + east_km / KM_PER_DEGREE_EAST, DIGITS), round(lat + north_km / KM_PER_DEGREE_NORTH, DIGITS)


def village(row: dict[str, str], shapes: Sequence[Polygon]) -> Village:
    """Grids named and numbered: the main natural village lies in the middle, numbers run west to east, north to south."""
    outline = shapely.coverage_union_all(list(shapes))
    groups, middle = groups_of(row["code"]), outline.centroid
    by_distance = sorted(shapes, key=lambda shape: float(shape.centroid.distance(middle)))
    inhabited = dict(zip(map(id, by_distance), groups, strict=True))
    numbered = enumerate(in_reading_order(shapes), start=1)
    grids = tuple(grid(f"{row['code']}{n:03}", inhabited[id(shape)], shape) for n, shape in numbered)
    main = next(grid for grid in grids if grid.name == groups[0].name)
    return Village(
        row["code"], row["name"], row["short_name"], outline, beside(main.settlement, east_km=STEPS_APART_KM, north_km=0), grids
    )


def in_reading_order(shapes: Sequence[Polygon]) -> Iterator[Polygon]:
    """Row by row from the north, each row from the west (DB6101/T 3185-2024 numbers grids so)."""
    from_north = sorted(shapes, key=lambda shape: -shape.centroid.y)
    for length in shares(len(shapes), [1.0] * round(math.sqrt(len(shapes)))):
        row, from_north = from_north[:length], from_north[length:]
        yield from sorted(row, key=lambda shape: shape.centroid.x)


def grid(code: str, group: Group, shape: Polygon) -> Grid:
    """A grid with its main settlement well inside and none to two hamlets further out."""
    luck = chance("settlements", code)
    settlement = inner_place(shape, luck.random(), code)
    west, east = HAMLET_KM
    hamlets = []
    for _ in range(luck.choice((0, 1, 1, 2))):
        angle, away = luck.uniform(0, math.tau), luck.uniform(west, east)
        place = beside(settlement, east_km=away * math.cos(angle), north_km=away * math.sin(angle))
        if shapely.buffer(shape, -FROM_BORDER_KM / 2 / KM_PER_DEGREE_NORTH).contains(Point(place)):
            hamlets.append(place)
    return Grid(code, group.name, group.people, group.weight, shape, settlement, tuple(hamlets))


def inner_place(shape: Polygon, lean: float, code: str) -> Place:
    """A place away from the borders and somewhat off the middle; `lean` 0 to 1 says in which direction."""
    pole = shapely.maximum_inscribed_circle(shape).coords[0]
    core = shapely.buffer(shape, -FROM_BORDER_KM / KM_PER_DEGREE_NORTH)
    for away in (0.9, 0.6, 0.3):
        place = beside((pole[0], pole[1]), east_km=away * math.cos(math.tau * lean), north_km=away * math.sin(math.tau * lean))
        if core.contains(Point(place)):
            return place
    return beside((pole[0], pole[1]), east_km=0, north_km=0)
