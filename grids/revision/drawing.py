"""Cut, join, move a border, pull corners, draw a new one: what becomes of a village's grids."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import shapely

from grids.measures import area_m2, metres_per_degree
from grids.revision.pieces import BORDER_DEGREES, common_border, halves, is_connected, polygons, together, uncrossed
from grids.revision.values import NOWHERE, Around, Flaw, Revised, Undrawable
from grids.territory import Grid
from grids.topology import AREA_TOLERANCE_M2

SNAP_M = 5.0
FEWEST_M2 = 100.0
VILLAGE_DIGITS = 12


def cut(grids: Sequence[Grid], code: str, line: shapely.LineString, *, new_code: str, new_name: str) -> Revised:
    """Cut a grid in two along a line. The larger part keeps the code; parts that lie apart and aren't crossed stay with it."""
    grid = _drawn(grids, code)
    _demand_free(grids, new_code)
    rest, off = sorted(halves(grid, line), key=area_m2, reverse=True)
    apart = uncrossed(grid, line)
    return Revised(_sized(replace(grid, shape=together([rest, *apart])), Grid(new_code, new_name, off, grid.dedicated)))


def merge(grids: Sequence[Grid], codes: Sequence[str], *, into: str) -> Revised:
    """Neighbours become one under the code and name of `into`."""
    those = [_drawn(grids, code) for code in dict.fromkeys(codes)]
    if len(those) < 2 or into not in codes:  # noqa: PLR2004
        raise Undrawable(Flaw.NOT_NEIGHBOURS, *codes)
    if len({grid.code[:VILLAGE_DIGITS] for grid in those}) > 1:
        raise Undrawable(Flaw.TWO_VILLAGES, *codes)
    if len({grid.dedicated for grid in those}) > 1:
        raise Undrawable(Flaw.MIXED_KINDS, *codes)
    if not is_connected([grid.shape for grid in those]):
        raise Undrawable(Flaw.NOT_NEIGHBOURS, *codes)
    whole = together([grid.shape for grid in those])
    return Revised((replace(_drawn(grids, into), shape=whole),), tuple(sorted({*codes} - {into})))


def transfer(grids: Sequence[Grid], giver: str, taker: str, line: shapely.LineString) -> Revised:
    """Move the border between two neighbours to a line: of the giver's halves, the one along the taker comes to it."""
    gives, takes = _drawn(grids, giver), _drawn(grids, taker)
    if giver[:VILLAGE_DIGITS] != taker[:VILLAGE_DIGITS]:
        raise Undrawable(Flaw.TWO_VILLAGES, giver, taker)
    if gives.dedicated or takes.dedicated:
        raise Undrawable(Flaw.MIXED_KINDS, giver, taker)
    if giver == taker or not is_connected([gives.shape, takes.shape]):
        raise Undrawable(Flaw.NOT_NEIGHBOURS, giver, taker)
    given, kept = sorted(halves(gives, line), key=lambda half: common_border(takes.shape, half), reverse=True)
    left = replace(gives, shape=together([kept, *uncrossed(gives, line)]))
    return Revised(_sized(left, replace(takes, shape=together([takes.shape, given]))))


def reshape(grids: Sequence[Grid], code: str, shape: shapely.Geometry, *, around: Around = NOWHERE) -> Revised:
    """Give a grid the drawn shape. Basic neighbours give what it gets; each piece it loses comes to the longest neighbour.

    Where no neighbour is, land that it loses is left to nobody.
    """
    grid = _drawn(grids, code)
    others = [one for one in grids if one.code != code]
    drawn = _fitted(shape, others, around)
    if area_m2(shapely.symmetric_difference(grid.shape, drawn)) < AREA_TOLERANCE_M2:
        raise Undrawable(Flaw.NOTHING_CHANGED, code)
    new = replace(grid, shape=drawn)
    if grid.dedicated:
        return Revised(_sized(new))
    changed = {one.code: one for one in _giving(others, drawn)}
    for piece in polygons(shapely.difference(grid.shape, drawn)):
        beside = [changed.get(one.code, one) for one in others if one.shape is not None and not one.dedicated]
        heir = max(beside, key=lambda one: common_border(one.shape, piece), default=None)
        if heir is not None and common_border(heir.shape, piece) > BORDER_DEGREES:
            changed[heir.code] = replace(heir, shape=together([heir.shape, piece]))
    return Revised(_sized(new, *changed.values()))


def draw(grids: Sequence[Grid], new: Grid, *, around: Around = NOWHERE) -> Revised:
    """Draw a new grid, or one that had no shape: a basic one takes its land from whoever has it, a dedicated one does not."""
    others = [one for one in grids if one.code != new.code or one.shape is not None]
    _demand_free(others, new.code)
    if new.shape is None:
        raise Undrawable(Flaw.NOT_A_POLYGON, new.code)
    fitted = replace(new, shape=_fitted(new.shape, others, around))
    return Revised(_sized(fitted, *([] if new.dedicated else _giving(others, fitted.shape))))


def _drawn(grids: Iterable[Grid], code: str) -> Grid:
    grid = next((one for one in grids if one.code == code), None)
    if grid is None:
        raise Undrawable(Flaw.UNKNOWN_GRID, code)
    if grid.shape is None:
        raise Undrawable(Flaw.UNDRAWN, code)
    return grid


def _demand_free(grids: Iterable[Grid], code: str) -> None:
    if any(grid.code == code for grid in grids):
        raise Undrawable(Flaw.CODE_TAKEN, code)


def _sized(*grids: Grid) -> tuple[Grid, ...]:
    """The same, if each is large enough to be a grid."""
    for grid in grids:
        if area_m2(grid.shape) < FEWEST_M2:
            raise Undrawable(Flaw.TOO_SMALL, grid.code)
    return grids


def _fitted(shape: shapely.Geometry, others: Sequence[Grid], around: Around) -> shapely.Geometry:
    """What was drawn, on the borders that it nearly meets, and within the village."""
    if shape.geom_type not in {"Polygon", "MultiPolygon"} or shape.is_empty:
        raise Undrawable(Flaw.NOT_A_POLYGON)
    if not shape.is_valid:
        raise Undrawable(Flaw.CROSSES_ITSELF)
    near = [
        *around.others,
        *(one.shape for one in others if one.shape is not None),
        *([around.outline] if around.outline else []),
    ]
    snap = SNAP_M / metres_per_degree(shapely.get_y(shapely.point_on_surface(shape)))[0]
    borders = shapely.union_all([shapely.boundary(one) for one in near if shapely.distance(one, shape) < snap])
    snapped = shapely.snap(shape, borders, snap) if not borders.is_empty else shape
    fitted = snapped if snapped.is_valid and snapped.geom_type == shape.geom_type else shape
    for foreign in around.others:
        fitted = _without(fitted, shapely.intersection(fitted, foreign), snap)
    return _without(fitted, shapely.difference(fitted, around.outline), snap) if around.outline is not None else fitted


def _without(shape: shapely.Geometry, beyond: shapely.Geometry, snap: float) -> shapely.Geometry:
    """Without a strip that was drawn beyond the village's border by a hand's unsteadiness; more than that is refused."""
    if beyond.is_empty or shapely.area(beyond) == 0:
        return shape
    if not shapely.is_empty(shapely.buffer(beyond, -snap)) and area_m2(beyond) >= FEWEST_M2:
        raise Undrawable(Flaw.OUTSIDE)
    return together(polygons(shapely.difference(shape, beyond)))


def _giving(others: Iterable[Grid], land: shapely.Geometry) -> Iterator[Grid]:
    """The basic grids that have some of this land, without it."""
    for one in others:
        if one.shape is None or one.dedicated or shapely.area(shapely.intersection(one.shape, land)) == 0:
            continue
        rest = polygons(shapely.difference(one.shape, land))
        if not rest:
            raise Undrawable(Flaw.SWALLOWED, one.code)
        yield replace(one, shape=together(rest))
