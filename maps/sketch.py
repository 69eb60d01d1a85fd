"""A small map as plain SVG: for a page's thumbnail and for paper. No script, no tiles, no drawing library."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import shapely

PIXEL = 0.6  # what is smaller than this isn't drawn
LETTER_PX, LINE_PX = 13.5, 16


@dataclass(frozen=True, slots=True)
class Area:
    """A piece of land to draw: WKB in EPSG:4490, its name, its step of load 1–5 and whether something in it is late."""

    shape: bytes
    name: str = ""
    load: int = 1
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """An area as drawn: the path, and where its name stands."""

    path: str
    x: float
    y: float
    area: Area


@dataclass(frozen=True, slots=True)
class Label:
    """A name as it stands on the drawing, centred."""

    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Sketch:
    """The whole drawing, in pixels of its view box."""

    width: int
    height: int
    grids: tuple[Piece, ...]
    outlines: tuple[Piece, ...]
    labels: tuple[Label, ...]


Frame = tuple[float, float, float, float]  # west, north, pixels per degree of longitude, of latitude


def sketch(grids: Sequence[Area], outlines: Sequence[Area] = (), *, width: int, height: int) -> Sketch | None:
    """Draw grids, and outlines over them, into at most width × height pixels; None when nothing has a shape."""
    if not grids:
        return None
    frame, drawn_width, drawn_height = _frame(tuple(one.shape for one in (*grids, *outlines)), width, height)
    pieces, over = (tuple(_piece(one, frame) for one in areas) for areas in (grids, outlines))
    return Sketch(drawn_width, drawn_height, pieces, over, labels((*pieces, *over), width=drawn_width))


def labels(pieces: Sequence[Piece], *, width: int) -> tuple[Label, ...]:
    """The names that find room: first those of what is late, then by load. A name never covers another."""
    placed: list[tuple[Label, float]] = []
    for one in sorted(
        (piece for piece in pieces if piece.area.name), key=lambda piece: (not piece.area.is_late, -piece.area.load)
    ):
        half = sum(LETTER_PX if letter > "\u2e80" else LETTER_PX * 0.6 for letter in one.area.name) / 2
        label = Label(one.area.name, round(min(max(one.x, half), width - half), 1), one.y)
        if all(abs(label.x - other.x) > half + beside or abs(label.y - other.y) > LINE_PX for other, beside in placed):
            placed.append((label, half))
    return tuple(label for label, _ in placed)


@lru_cache(maxsize=64)
def _frame(shapes: tuple[bytes, ...], width: int, height: int) -> tuple[Frame, int, int]:
    """Where the land lies, with a margin; a degree of longitude is narrower than one of latitude."""
    west, south, east, north = (float(value) for value in shapely.total_bounds(shapely.from_wkb(list(shapes))))
    narrow = math.cos(math.radians((south + north) / 2))
    margin = 4
    scale = min((width - 2 * margin) / ((east - west) * narrow), (height - 2 * margin) / (north - south))
    frame = (west - margin / (scale * narrow), north + margin / scale, scale * narrow, scale)
    return frame, round((east - west) * narrow * scale) + 2 * margin, round((north - south) * scale) + 2 * margin


def _piece(area: Area, frame: Frame) -> Piece:
    path, x, y = _drawn(area.shape, frame)
    return Piece(path, x, y, area)


@lru_cache(maxsize=2048)
def _drawn(shape: bytes, frame: Frame) -> tuple[str, float, float]:
    """A shape's path, and the point inside it where a name fits."""
    west, north, east_px, north_px = frame
    scaled = shapely.transform(shapely.from_wkb(shape), lambda at: (at - (west, north)) * (east_px, -north_px))
    simple = shapely.simplify(scaled, PIXEL)
    inside = shapely.point_on_surface(simple)
    rings = [ring for part in shapely.get_parts(simple) for ring in (part.exterior, *part.interiors)]
    path = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring.coords[:-1]) + "Z" for ring in rings)
    return path, round(inside.x, 1), round(inside.y, 1)
