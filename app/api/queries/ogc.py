"""The collections of OGC API Features as GeoJSON features: what the land and the households tell, put together. Reads only."""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

import app.households.queries as households
import app.territory.queries as land
from app.api.rules.ogc import Box, Page, Span, version_of
from app.territory.models import Division, ServicePoint
from app.territory.rules import GridThen
from maps.shapes import union


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature. Its geometry is shapely's, or nothing."""

    id: str | int
    geometry: shapely.Geometry | None
    properties: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of features, and how many match on all."""

    features: Sequence[Feature]
    matched: int


def grids(span: Span) -> list[Feature]:
    """Each grid of a day by its code; of longer spans each of its versions, by code and number."""
    return [_grid(grid, by_version=not span.is_one_day) for grid in land.grids_between(span.first, span.last)]


def villages(span: Span) -> list[Feature]:
    there = [village for town in land.townships() for village in land.villages(town)]
    drawn = _drawn(span)
    return [_village(one, drawn.get(one.code, ())) for one in there if span.meets(one.from_on, one.to_on)]


def service_points(span: Span) -> list[Feature]:
    there = sorted(land.points(), key=lambda point: point.code)
    return [_point(point, span) for point in there if span.meets(point.from_on, point.to_on)]


LAND: Mapping[str, Callable[[Span], list[Feature]]] = {
    "grids": grids,
    "villages": villages,
    "service-points": service_points,
}


def land_page(name: str, span: Span, box: Box | None, page: Page) -> Found:
    """A page of a collection of the land; raises KeyError. What has no geometry lies in no box."""
    matching = LAND[name](span)
    if box is not None:
        wanted = shapely.union_all([shapely.box(*part) for part in box.parts])
        hits = shapely.intersects(np.array([feature.geometry for feature in matching], dtype=object), wanted)
        matching = [feature for feature, hit in zip(matching, hits, strict=True) if hit]
    return Found(matching[page.offset : page.offset + page.limit], len(matching))


def land_feature(name: str, feature_id: str, span: Span) -> Feature | None:
    """One feature of the land by its id; a grid's version also by its number, whenever it was true. Raises KeyError."""
    read = LAND[name]
    if name == "grids" and version_of(feature_id)[1] is not None:
        span = Span(None, None)
    return next((feature for feature in read(span) if feature.id == feature_id), None)


def land_extent(name: str, span: Span) -> tuple[float, float, float, float] | None:
    """The smallest box around a collection of the land; raises KeyError."""
    shapes = [feature.geometry for feature in LAND[name](span) if feature.geometry is not None]
    if not shapes:
        return None
    west, south, east, north = (float(value) for value in shapely.total_bounds(np.array(shapes, dtype=object)))
    return west, south, east, north


def first_day() -> dt.date | None:
    """Since when there are grids."""
    return min((grid.from_on for grid in land.grids_between(None, None)), default=None)


def household_page(box: Box | None, page: Page) -> Found:
    """A page of the households in one's scope, by number; raises Unscoped."""
    spots, total = households.spots(box.parts if box else (), offset=page.offset, limit=page.limit)
    return Found([_household(spot) for spot in spots], total)


def household_feature(number: int) -> Feature | None:
    found = households.spot(number)
    return None if found is None else _household(found)


def geojson(geometries: Iterable[shapely.Geometry | None]) -> list[Any]:
    """As GeoJSON (RFC 7946: outer rings counterclockwise)."""
    shapes = np.array(list(geometries), dtype=object)
    texts = shapely.to_geojson(shapely.orient_polygons(shapes))
    return [None if text is None else json.loads(text) for text in texts]


def _grid(grid: GridThen, *, by_version: bool) -> Feature:
    properties = {
        "code": grid.code,
        "name": grid.name,
        "kind": grid.kind.value,
        "village_code": grid.village_code,
        "village_name": grid.village_name,
        "groups": list(grid.groups),
        "valid_from": grid.from_on.isoformat(),
        "valid_to": grid.to_on.isoformat() if grid.to_on else None,
    }
    return Feature(f"{grid.code}-{grid.number}" if by_version else grid.code, _shape(grid.shape), properties)


def _village(village: Division, drawn: Sequence[bytes]) -> Feature:
    properties = {"code": village.code, "name": village.name, "short_name": village.short_name}
    return Feature(village.code, _shape(village.outline or (union(tuple(drawn)) if drawn else None)), properties)


def _point(point: ServicePoint, span: Span) -> Feature:
    """Without the contact person and the phone: who needs them opens the point's page."""
    properties = {
        "code": point.code,
        "name": point.name,
        "level": point.level.value,
        "place_code": point.division.code,
        "place_name": point.division.name,
        "hours": point.hours,
        "windows": sum(span.meets(window.from_on, window.to_on) for window in point.windows),
        "items": sorted({item.item_code for item in point.items if span.meets(item.from_on, item.to_on)}),
    }
    return Feature(point.code, _spot(point.lon, point.lat), properties)


def _household(spot: households.Spot) -> Feature:
    properties = {
        "number": spot.number,
        "grid_code": spot.grid_code,
        "village_code": spot.village_code,
        "placed": spot.placed.value,
    }
    return Feature(spot.number, _spot(spot.lon, spot.lat), properties)


def _drawn(span: Span) -> dict[str, list[bytes]]:
    """The shapes of each village's grids, by the village's code: of the span's last day, or the last there are."""
    found: dict[str, list[bytes]] = {}
    on = span.last or dt.date.max
    for grid in land.grids_between(on, on):
        if grid.shape is not None:
            found.setdefault(grid.village_code, []).append(grid.shape)
    return found


def _shape(wkb: bytes | None) -> shapely.Geometry | None:
    return None if wkb is None else shapely.from_wkb(wkb)


def _spot(lon: float | None, lat: float | None) -> shapely.Geometry | None:
    return None if lon is None or lat is None else shapely.Point(lon, lat)
