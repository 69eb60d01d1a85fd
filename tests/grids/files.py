"""Files of land, good and bad ones, made for tests; and `read` with the answers most tests give."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas
import shapely

from grids import readers

Json = Mapping[str, object]

SQUARE = [[100.0, 21.0], [100.1, 21.0], [100.1, 21.1], [100.0, 21.1], [100.0, 21.0]]
POLYGON: Json = {"type": "Polygon", "coordinates": [SQUARE]}


def a_feature(geometry: Json | None = POLYGON, **properties: object) -> Json:
    return {"type": "Feature", "properties": {"name": "勐邦网格", **properties}, "geometry": geometry}


def a_polygon(*rings: Sequence[object]) -> Json:
    return {"type": "Polygon", "coordinates": rings}


def a_file(folder: Path, document: object, *, encoding: str = "utf-8") -> Path:
    path = folder / "land.geojson"
    path.write_text(document if isinstance(document, str) else json.dumps(document, ensure_ascii=False), encoding)
    return path


def a_collection(folder: Path, *features: object, **more: object) -> Path:
    return a_file(folder, {"type": "FeatureCollection", "features": features, **more})


BOW = a_polygon([[100.0, 21.0], [100.1, 21.1], [100.1, 21.0], [100.0, 21.1], [100.0, 21.0]])


def a_frame(crs: str | None = "EPSG:4490") -> geopandas.GeoDataFrame:
    shapes = [shapely.box(100.0, 21.0, 100.1, 21.1), shapely.box(100.1, 21.0, 100.2, 21.1)]
    columns = {"名称": ["勐邦网格", "曼来网格"], "编码": ["532822207201001", None], "户数": [12, 34]}
    return geopandas.GeoDataFrame(columns, geometry=shapes, crs=crs)


def read(path: Path, *, crs: str | None = "EPSG:4490", name_field: str = "name", **options: Any) -> readers.Features:
    return readers.read(path, crs=crs, name_field=name_field, **options)
