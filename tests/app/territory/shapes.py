"""Small files of shapes for tests: squares side by side, written as GeoJSON."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

WEST, SOUTH, SIDE = 100.0, 21.8, 0.01


def ring(column: float, row: float = 0, *, side: float = SIDE) -> list[list[float]]:
    """The closed border of a square, so many sides east and north of the corner."""
    west, south = WEST + column * SIDE, SOUTH + row * SIDE
    return [[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]]


def feature(geometry: Any, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def polygon(border: Any) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": [border]}


def square(name: str | None, column: float, row: float = 0, *, side: float = SIDE, **properties: object) -> dict[str, object]:
    return feature(polygon(ring(column, row, side=side)), name=name, **properties)


def collection(*features: object) -> dict[str, object]:
    return {"type": "FeatureCollection", "features": list(features)}


def written(folder: Path, document: object, *, name: str = "grids.geojson") -> Path:
    file = folder / name
    file.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return file


def squares(folder: Path, names: Sequence[str | None]) -> Path:
    """A file of squares from west to east."""
    return written(folder, collection(*(square(name, column) for column, name in enumerate(names))))
