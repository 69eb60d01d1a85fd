"""The picture on a grid's printed sheet: SVG made on the server, true to scale, without script or tiles.

Four units of the drawing are a millimetre of paper. What is drawn has classes only: app/static/sheet.css colours it.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import shapely

from grids import measures
from maps.places import LINE, Box, Room, width_of

UNITS_PER_MM = 4
WIDTH, HEIGHT = 186 * UNITS_PER_MM, 200 * UNITS_PER_MM
MARGIN = 34  # around the grid, so that what lies beside it is seen
LEAST_M = 60.0  # a grid is never drawn as if it were smaller
BAR_SHARE = 0.25
DOT = 2.6
POINT = 9.0
MOVED = (10.0, 18.0, 28.0, 40.0, 54.0, 70.0, 88.0)  # how far off a number may stand, on a line to its dot
LEAD_FROM = 7.0
CROWD_LEAST, CROWD_EDGE, CROWD_PAD, CROWD_SHARE = 12, 0.05, 0.15, 0.5
Extent = tuple[float, float, float, float]  # west, south, east, north in EPSG:4490 degrees
NEXT_LEAST = 900.0  # square units of a neighbour in sight, below which its name has no room


@dataclass(frozen=True, slots=True)
class Home:
    """A household to draw: its number, and where it stands in EPSG:4490 degrees, if that is known."""

    number: str
    lon: float | None
    lat: float | None


@dataclass(frozen=True, slots=True)
class Point:
    """A service point to draw, by its name."""

    name: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Land:
    """What there is to draw, in EPSG:4490 degrees: the grid and its neighbours as WKB, roads and paths as lines."""

    grid: bytes | None
    homes: Sequence[Home] = ()
    neighbours: Sequence[tuple[str, bytes]] = ()
    points: Sequence[Point] = ()
    lines: Sequence[shapely.Geometry] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """The drawing, its scale, the numbers of those who aren't on it, and of those whose dot had no room for its number."""

    svg: str
    metres_per_unit: float
    absent: tuple[str, ...]
    unnumbered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _View:
    """How degrees become units: about a middle, in metres of its latitude."""

    lon: float
    lat: float
    east: float
    north: float
    metres_per_unit: float

    def drawn(self, shape: shapely.Geometry) -> shapely.Geometry:
        flat = measures.flat(shape, self.lon, self.lat)
        scale = 1 / self.metres_per_unit
        return shapely.transform(flat, lambda at: (at - (self.east, self.north)) * (scale, -scale) + (WIDTH / 2, HEIGHT / 2))

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        place = self.drawn(shapely.Point(lon, lat))
        return place.x, place.y


def picture(land: Land, *, north: str, title: str, part: Extent | None = None, apart: Extent | None = None) -> Picture | None:
    """Draw a grid's land; None where neither the grid nor a household has a place. `north` and `title` are words for it.

    What lies farther off than the grid with its margin isn't drawn: the grid keeps its size when a household stands elsewhere.
    `part` draws that part only; `apart` is drawn elsewhere: here it is a box, and the households in it have no numbers.
    """
    view = _view(land, part)
    if view is None:
        return None
    at = {home.number: view.at(home.lon, home.lat) for home in land.homes if home.lon is not None and home.lat is not None}
    seen = {number: place for number, place in at.items() if _is_inside(place)}
    signs = [(point, place) for point in land.points if _is_inside(place := view.at(point.lon, point.lat))]
    room = Room(WIDTH, HEIGHT, [*_dots(seen.values()), *(_around(*place, POINT / 2) for _, place in signs)])
    furniture = _furniture(room, view.metres_per_unit, north)
    names = _names(room, signs)
    wanted = {number: seen[number] for number in _beyond(land.homes, apart) if number in seen}
    numbers = _numbers(room, wanted)
    body = [
        *_neighbours(room, land.neighbours, view),
        *(_path("sheet-line", view.drawn(line)) for line in land.lines),
        _path("sheet-grid", view.drawn(shapely.from_wkb(land.grid))) if land.grid else "",
        *(_lead(seen[number], place, number) for number, place in numbers.items()),
        *(f'<circle class="sheet-dot" cx="{x:.1f}" cy="{y:.1f}" r="{DOT}"/>' for x, y in seen.values()),
        *(_sign(*place) for _, place in signs),
        *names,
        *(_text("sheet-number", *place, number) for number, place in numbers.items()),
        _path("sheet-part", view.drawn(shapely.box(*apart))) if apart else "",
        *furniture,
    ]
    absent = tuple(home.number for home in land.homes if home.number not in seen)
    unnumbered = tuple(number for number in wanted if number not in numbers)
    return Picture(_whole(body, title), view.metres_per_unit, absent, unnumbered)


def crowd(land: Land) -> Extent | None:
    """Where most households stand so close that they want a picture of their own: nine of ten on less than half the grid's
    width and height. None where they are few, or spread out, or the grid has no shape."""
    at = np.array([(home.lon, home.lat) for home in land.homes if home.lon is not None and home.lat is not None])
    if land.grid is None or len(at) < CROWD_LEAST:
        return None
    low, high = np.quantile(at, CROWD_EDGE, axis=0), np.quantile(at, 1 - CROWD_EDGE, axis=0)
    east_m, north_m = measures.metres_per_degree(float(low[1]))
    least = np.array([LEAST_M / east_m, LEAST_M / north_m])
    pad = np.maximum((high - low) * CROWD_PAD, least)
    whole = shapely.bounds(shapely.from_wkb(land.grid))
    if ((high - low + 2 * pad) > (whole[2:] - whole[:2]) * CROWD_SHARE).any():
        return None
    (west, south), (east, north) = low - pad, high + pad
    return float(west), float(south), float(east), float(north)


def bar_m(metres_per_unit: float) -> int:
    """The scale bar's length in metres: 1, 2 or 5 times a power of ten, the longest within a quarter of the picture."""
    most = WIDTH * BAR_SHARE * metres_per_unit
    power = 10 ** math.floor(math.log10(most))
    return max(1, int(max(step * power for step in (1, 2, 5) if step * power <= most)))


def _view(land: Land, part: Extent | None) -> _View | None:
    """The part or the grid fills the picture; without a shape its households do."""
    if part is not None:
        extent = shapely.box(*part)
    elif land.grid is not None:
        extent = shapely.from_wkb(land.grid)
    else:
        extent = shapely.MultiPoint([(home.lon, home.lat) for home in land.homes if home.lon is not None])
    if extent.is_empty:
        return None
    west, south, east, north = (float(value) for value in shapely.bounds(extent))
    lon, lat = (west + east) / 2, (south + north) / 2
    left, bottom, right, top = (float(value) for value in shapely.bounds(measures.flat(extent, lon, lat)))
    across, along = max(right - left, LEAST_M), max(top - bottom, LEAST_M)
    metres_per_unit = max(across / (WIDTH - 2 * MARGIN), along / (HEIGHT - 2 * MARGIN))
    return _View(lon, lat, (left + right) / 2, (bottom + top) / 2, metres_per_unit)


def _beyond(homes: Sequence[Home], apart: Extent | None) -> list[str]:
    """The numbers of the households that have a place, and not in the part that is drawn elsewhere."""
    west, south, east, north = apart or (0.0, 0.0, 0.0, 0.0)
    return [
        home.number
        for home in homes
        if home.lon is not None and home.lat is not None and not (west <= home.lon <= east and south <= home.lat <= north)
    ]


def _is_inside(place: tuple[float, float]) -> bool:
    return DOT <= place[0] <= WIDTH - DOT and DOT <= place[1] <= HEIGHT - DOT


def _dots(places: Iterable[tuple[float, float]]) -> list[Box]:
    return [_around(*place, DOT) for place in places]


def _around(x: float, y: float, half: float) -> Box:
    return x - half, y - half, x + half, y + half


def _numbers(room: Room, seen: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """Where each number stands, centred, beside its dot or a little off; those for which nothing is free are left out."""
    placed = {}
    for number, (x, y) in seen.items():
        found = room.beside(x, y, width=width_of(number), gap=DOT + 1.4, farther=MOVED)
        if found is not None:
            placed[number] = found
    return placed


def _names(room: Room, signs: Sequence[tuple[Point, tuple[float, float]]]) -> list[str]:
    said = []
    for point, (x, y) in signs:
        found = room.beside(x, y, width=width_of(point.name), gap=POINT / 2 + 2)
        if found is not None:
            said.append(_text("sheet-name", *found, point.name))
    return said


def _neighbours(room: Room, those: Sequence[tuple[str, bytes]], view: _View) -> list[str]:
    """Borders first, then the names that find room, so that no border crosses a name's letters more than it must."""
    paths, names = [], []
    for name, wkb in those:
        seen = shapely.clip_by_rect(shapely.make_valid(view.drawn(shapely.from_wkb(wkb))), 0, 0, WIDTH, HEIGHT)
        if shapely.is_empty(seen) or shapely.area(seen) == 0:
            continue
        paths.append(_path("sheet-next", seen))
        inside = shapely.point_on_surface(seen)
        if shapely.area(seen) >= NEXT_LEAST and (place := room.on(inside.x, inside.y, width=width_of(name))) is not None:
            names.append(_text("sheet-next-name", *place, name))
    return [*paths, *names]


def _furniture(room: Room, metres_per_unit: float, north: str) -> list[str]:
    """The scale bar below left and the arrow above right; they are there first, so numbers make way for them."""
    metres = bar_m(metres_per_unit)
    long = metres / metres_per_unit
    said = f"{metres // 1000} km" if metres >= 1000 else f"{metres} m"  # noqa: PLR2004  metres of a kilometre
    x, y = 14.0, HEIGHT - 14.0
    room.take((x - 6, y - 24, x + long + 6, y + 6))
    right = WIDTH - 24.0
    room.take((right - 14, 4, right + 14, 62))
    return [
        f'<path class="sheet-bar" data-metres="{metres}" d="M{x:.1f} {y - 6:.1f}V{y:.1f}H{x + long:.3f}V{y - 6:.1f}"/>',
        _text("sheet-scale", x + long / 2, y - 13, said),
        f'<path class="sheet-north" d="M{right:.1f} 24L{right + 8:.1f} 56L{right:.1f} 49L{right - 8:.1f} 56Z"/>',
        _text("sheet-scale", right, 14, north),
    ]


def _lead(dot: tuple[float, float], place: tuple[float, float], number: str) -> str:
    """A thin line from a dot to its number, where that was moved away from it."""
    (x, y), (left, right) = dot, (place[0] - width_of(number) / 2, place[0] + width_of(number) / 2)
    to_x, to_y = min(max(x, left), right), min(max(y, place[1] - LINE / 2), place[1] + LINE / 2)
    if math.hypot(to_x - x, to_y - y) < LEAD_FROM:
        return ""
    return f'<path class="sheet-lead" d="M{x:.1f} {y:.1f}L{to_x:.1f} {to_y:.1f}"/>'


def _sign(x: float, y: float) -> str:
    half = POINT / 2
    return f'<rect class="sheet-point" x="{x - half:.1f}" y="{y - half:.1f}" width="{POINT}" height="{POINT}" rx="2"/>'


def _text(kind: str, x: float, y: float, said: str) -> str:
    """Centred on a place; the dominant baseline isn't understood everywhere, so it is moved down by a third of a line."""
    return f'<text class="{kind}" x="{x:.1f}" y="{y + LINE / 3:.1f}">{escape(said)}</text>'


def _path(kind: str, shape: shapely.Geometry) -> str:
    simple = shapely.simplify(shapely.clip_by_rect(shape, 0, 0, WIDTH, HEIGHT), 0.4)
    drawn = []
    for part in shapely.get_parts(simple):
        rings = (part.exterior, *part.interiors) if part.geom_type == "Polygon" else (part,)
        drawn += ["M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring.coords) for ring in rings if ring.geom_type != "Point"]
    return f'<path class="{kind}" d="{"".join(drawn)}"/>' if drawn else ""


def _whole(body: Iterable[str], title: str) -> str:
    frame = f'<rect class="sheet-frame" x="0.5" y="0.5" width="{WIDTH - 1}" height="{HEIGHT - 1}"/>'
    said = escape(title)
    return (
        f'<svg class="sheet-picture" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{said}">{"".join(body)}{frame}</svg>'
    )
