"""What could be mended in a set of shapes, as proposals; nothing is mended until somebody applies them. Pure.

Three kinds: an invalid shape made valid, thin strips between neighbours given to one of them, holes inside a village filled.
Proposals of a kind follow one another: each is reckoned on the land as those before it leave it, so that applying all of
them, in their order, is what they say. They heal what `grids.topology` finds, by its measures of a sliver and of rounding.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import shapely

from grids.measures import area_m2, length_m, piece_m2
from grids.topology import AREA_TOLERANCE_M2, NEARLY_WHOLE, common_land, is_thin, only_polygons, polygons, sound, spot

Shapes = Mapping[str, shapely.Geometry]

CLOSE = 1e-9  # degrees, a tenth of a millimetre: the rounding of corners that two borders have in common
ROUNDS = 4  # a strip that is given away can leave another one thin, and close a gap that was open


class Repair(StrEnum):
    """The kinds, in the order in which they are applied."""

    VALID = "valid"
    SLIVERS = "slivers"
    GAPS = "gaps"


@dataclass(frozen=True, slots=True)
class Parcel:
    """A shape in degrees of CGCS2000. `village`: whose land it is; `fixed`: it stands and isn't to be changed.

    A `dedicated` one may lie on others: it covers land, but no strip is taken from it or given to it.
    """

    code: str
    shape: shapely.Geometry
    village: str = ""
    fixed: bool = False
    dedicated: bool = False

    @property
    def may_change(self) -> bool:
        return not self.fixed and not self.dedicated


@dataclass(frozen=True, slots=True)
class Proposal:
    """One repair: `to` has the land `piece` (of VALID its whole shape) then, `off` no longer has it. `area_m2` is the piece's.

    `where` is a point in it (longitude, latitude); `parts` of how many polygons the shape of `to` then consists.
    """

    kind: Repair
    to: str
    off: str | None
    piece: shapely.Geometry
    area_m2: float
    where: tuple[float, float]
    parts: int = 1


def proposals(parcels: Sequence[Parcel], kind: Repair) -> list[Proposal]:
    """What could be repaired of one kind; nothing where nothing is wrong.

    Strips and holes are looked for among valid shapes: one that isn't must be made valid first, and is left out till then.
    """
    if kind is Repair.VALID:
        return list(_made_valid(parcels))
    drawn = [one for one in parcels if one.fixed or shapely.is_valid(one.shape)]
    shapes = sound(np.array([one.shape for one in drawn], object)).tolist() if drawn else []
    land = _Land({one.code: one for one in drawn}, {one.code: shape for one, shape in zip(drawn, shapes, strict=True)})
    for _ in range(ROUNDS):
        before = len(land.given)
        if kind is Repair.SLIVERS:
            _share_strips(land)
        _fill_holes(land, kind)
        if len(land.given) == before:
            break
    return land.given


def applied(shapes: Shapes, repairs: Iterable[Proposal]) -> dict[str, shapely.Geometry]:
    """The shapes by code as the proposals leave them; those they don't name stay the very same."""
    then = dict(shapes)
    for one in repairs:
        if one.kind is Repair.VALID:
            then[one.to] = one.piece
        elif one.off is not None:
            then[one.off] = without(then[one.off], one.piece)
        elif one.to in then:
            then[one.to] = together(then[one.to], one.piece)
    return then


def without(shape: shapely.Geometry, piece: shapely.Geometry) -> shapely.Geometry:
    """The shape without a piece, and without the crumbs that rounding leaves beside it."""
    left = polygons(shapely.difference(shape, piece))
    kept = [part for part in left if piece_m2(part) >= AREA_TOLERANCE_M2] or left
    return _joined(kept)


def together(shape: shapely.Geometry, piece: shapely.Geometry) -> shapely.Geometry:
    """The shape and a piece that lies at its border; rounding must not leave a crack between them."""
    snapped = shapely.snap(piece, shape, CLOSE)
    whole = shapely.union(shape, snapped if shapely.is_valid(snapped) else piece)
    if len(polygons(whole)) > len(polygons(shape)):
        whole = shapely.union(shape, piece, grid_size=CLOSE)
    return _joined([_without_cracks(part) for part in polygons(whole)])


def _without_cracks(part: shapely.Polygon) -> shapely.Polygon:
    holes = [ring for ring in part.interiors if piece_m2(shapely.Polygon(ring)) >= AREA_TOLERANCE_M2]
    return shapely.Polygon(part.exterior, holes)


def _joined(parts: Sequence[shapely.Polygon]) -> shapely.Geometry:
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


@dataclass(slots=True)
class _Land:
    """The shapes as the proposals so far leave them."""

    parcels: Mapping[str, Parcel]
    shapes: dict[str, shapely.Geometry]
    given: list[Proposal] = field(default_factory=list)

    def give(self, proposal: Proposal) -> None:
        self.given.append(proposal)
        self.shapes = applied(self.shapes, [proposal])

    def drawn(self, *, basic: bool) -> list[str]:
        """The codes of what has land, in order; without the dedicated ones where only `basic` ones are asked for."""
        codes = (code for code, one in self.parcels.items() if not (basic and one.dedicated))
        return sorted(code for code in codes if not self.shapes[code].is_empty)


def _made_valid(parcels: Iterable[Parcel]) -> Iterator[Proposal]:
    for one in parcels:
        if one.fixed or shapely.is_valid(one.shape):
            continue
        (mended,) = sound(np.array([one.shape], object))
        parts = polygons(mended)
        if parts and area_m2(mended) >= AREA_TOLERANCE_M2:
            yield Proposal(Repair.VALID, one.code, None, _joined(parts), area_m2(mended), spot(mended), len(parts))


def _share_strips(land: _Land) -> None:
    """Each thin overlap of two goes to one of them."""
    for first, second in list(_strips(land)):
        strip = only_polygons(shapely.intersection(land.shapes[first], land.shapes[second]))
        area = piece_m2(strip)
        if area < AREA_TOLERANCE_M2:
            continue  # one given away before has taken it along
        if keeper := _keeper(land, first, second, strip):
            to, off = keeper
            land.give(Proposal(Repair.SLIVERS, to, off, strip, area, spot(strip), len(polygons(land.shapes[to]))))


def _strips(land: _Land) -> Iterator[tuple[str, str]]:
    """Who has a thin strip in common; not what contains another nearly whole, however thin that is."""
    codes = land.drawn(basic=True)
    for one, other, common in common_land(np.array([land.shapes[code] for code in codes], object)):
        shared = piece_m2(common)
        pair = codes[one], codes[other]
        if shared < AREA_TOLERANCE_M2 or not is_thin(common, shared) or not any(land.parcels[code].may_change for code in pair):
            continue
        inner, outer = sorted(area_m2(land.shapes[code]) for code in pair)
        if not NEARLY_WHOLE * inner <= shared < NEARLY_WHOLE * outer:
            yield pair


def _keeper(land: _Land, first: str, second: str, strip: shapely.Geometry) -> tuple[str, str] | None:
    """(who keeps the strip, who gives it): what stands keeps it, else the one whose other land borders on more of it.

    None where the one that would give it had nothing else.
    """
    rest = {code: shapely.difference(land.shapes[code], strip) for code in (first, second)}
    border = {code: border_m(strip, shape) for code, shape in rest.items()}
    to, off = (second, first) if border[second] > border[first] else (first, second)
    if land.parcels[off].fixed:
        to, off = off, to
    return (to, off) if piece_m2(rest[off]) >= AREA_TOLERANCE_M2 else None


def border_m(piece: shapely.Geometry, shape: shapely.Geometry) -> float:
    """How many metres of a piece's border lie on that of a shape, or within a tenth of a millimetre of it."""
    west, south, east, north = piece.bounds
    around = shapely.box(west - 10 * CLOSE, south - 10 * CLOSE, east + 10 * CLOSE, north + 10 * CLOSE)
    near = shapely.intersection(shapely.boundary(shape), around)
    common = shapely.get_parts(shapely.intersection(shapely.boundary(piece), shapely.buffer(near, CLOSE, quad_segs=1)))
    return sum(length_m(part) for part in common if part.geom_type == "LineString")


def _fill_holes(land: _Land, kind: Repair) -> None:
    """Each hole in the land that is thin (SLIVERS), or lies within one village (GAPS), goes to a neighbour."""
    codes = land.drawn(basic=False)
    shapes = np.array([land.shapes[code] for code in codes], object)
    tree = shapely.STRtree(shapes)
    for part in polygons(shapely.union_all(shapes)) if codes else []:
        for ring in part.interiors:
            hole = shapely.Polygon(ring)
            area = piece_m2(hole)
            around = [codes[at] for at in np.sort(tree.query(hole, predicate="intersects"))]
            if area >= AREA_TOLERANCE_M2 and _is_meant(land, kind, thin=is_thin(hole, area), around=around):
                _fill(land, kind, hole, around, area)


def _is_meant(land: _Land, kind: Repair, *, thin: bool, around: Sequence[str]) -> bool:
    if kind is Repair.SLIVERS:
        return thin
    return not thin and len({land.parcels[code].village for code in around}) == 1


def _fill(land: _Land, kind: Repair, hole: shapely.Polygon, around: Sequence[str], area: float) -> None:
    border = {code: border_m(hole, land.shapes[code]) for code in around if land.parcels[code].may_change}
    if border:
        to = max(border, key=lambda code: border[code])
        whole = together(land.shapes[to], hole)
        land.give(Proposal(kind, to, None, hole, area, spot(hole), len(polygons(whole))))
