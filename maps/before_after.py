"""What a file of shapes would do to the land, as plain SVG: what stands, what is new or changed, what is refused. Pure."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray

from maps import sketch

MARGIN = 6
PIXEL = 0.7  # what is smaller than this isn't drawn
LEAST_SPAN = 1e-7  # degrees
MOST_NAMES = 150  # of so many shapes or fewer the names are written


class State(StrEnum):
    """What becomes of a shape; drawn in this order, one over the other."""

    STANDING = "standing"
    SAME = "same"
    CHANGED = "changed"
    NEW = "new"
    OLD = "old"
    REFUSED = "refused"


LOOSE = frozenset({State.CHANGED, State.NEW, State.REFUSED})  # each with a name of its own; the others are one drawing together


@dataclass(frozen=True, slots=True)
class Shown:
    """A shape to draw, in degrees of EPSG:4490 and valid or not, with what is said of it."""

    shape: shapely.Geometry
    state: State
    says: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A path in pixels of the view box; the state is its class, `says` its title."""

    path: str
    state: State
    says: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole picture. `counts`: how many shapes of each state there are, for the legend; none where there is none."""

    width: int
    height: int
    strokes: tuple[Stroke, ...]
    labels: tuple[sketch.Label, ...]
    counts: dict[State, int]


def picture(shapes: Sequence[Shown], *, width: int, height: int) -> Drawing | None:
    """Draw them into at most width × height pixels, with no more corners than pixels; None when there is nothing to draw."""
    ordered = [one for state in State for one in shapes if one.state is state]
    if not ordered:
        return None
    scaled, drawn_width, drawn_height = _scaled(ordered, width, height)
    paths = _paths(scaled)
    counts = {state: sum(one.state is state for one in ordered) for state in State}
    labels = tuple(_labels(ordered, scaled, paths, width=drawn_width))
    return Drawing(drawn_width, drawn_height, tuple(_strokes(ordered, paths)), labels, {k: n for k, n in counts.items() if n})


def _scaled(shapes: Sequence[Shown], width: int, height: int) -> tuple[NDArray[np.object_], int, int]:
    """The shapes in pixels, north above, as large as they fit; a degree of longitude is narrower than one of latitude."""
    land = np.array([one.shape for one in shapes], object)
    west, south, east, north = (float(value) for value in shapely.total_bounds(land))
    narrow = math.cos(math.radians((south + north) / 2))
    across, up = max((east - west) * narrow, LEAST_SPAN), max(north - south, LEAST_SPAN)
    scale = min((width - 2 * MARGIN) / across, (height - 2 * MARGIN) / up)

    def move(at: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray((at - (west, north)) * (scale * narrow, -scale) + MARGIN)

    return shapely.transform(land, move), round(across * scale) + 2 * MARGIN, round(up * scale) + 2 * MARGIN


def _paths(scaled: NDArray[np.object_]) -> list[str]:
    """Each shape's path. Ring by ring: a border that crosses itself is drawn as it is."""
    rings, owner = shapely.get_rings(scaled, return_index=True)
    paths = [""] * len(scaled)
    for ring, at in zip(shapely.simplify(rings, PIXEL), owner.tolist(), strict=True):
        corners = shapely.get_coordinates(ring)[:-1].tolist()
        paths[at] += "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners) + "Z"
    return paths


def _strokes(shapes: Sequence[Shown], paths: Sequence[str]) -> Iterable[Stroke]:
    for state in State:
        mine = [(one, path) for one, path in zip(shapes, paths, strict=True) if one.state is state]
        if state in LOOSE:
            yield from (Stroke(path, state, one.says) for one, path in mine)
        elif mine:
            yield Stroke("".join(path for _, path in mine), state)


def _labels(shapes: Sequence[Shown], scaled: NDArray[np.object_], paths: Sequence[str], *, width: int) -> Iterable[sketch.Label]:
    """Labels of what is refused first, then the others where they are few, as far as they find room."""
    named = [at for at, one in enumerate(shapes) if one.label and (one.state is State.REFUSED or len(shapes) <= MOST_NAMES)]
    pieces = []
    for at in named:
        x, y = _middle(scaled[at])
        area = sketch.Area(b"", shapes[at].label, is_late=shapes[at].state is State.REFUSED)
        pieces.append(sketch.Piece(paths[at], x, y, area))
    return sketch.labels(pieces, width=width)


def _middle(shape: shapely.Geometry) -> tuple[float, float]:
    """A point inside; of what isn't valid the middle of its box."""
    if shapely.is_valid(shape):
        inside = shapely.point_on_surface(shape)
        return round(float(inside.x), 1), round(float(inside.y), 1)
    west, south, east, north = shape.bounds
    return round((west + east) / 2, 1), round((south + north) / 2, 1)
