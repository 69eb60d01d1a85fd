"""Grids as files: in which forms, and what is refused. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.core.errors import Invalid, Refusal
from app.core.named import N_

DEFAULT_CRS = "EPSG:4490"
# suffix: what people call it, and its media type
FORMS: Mapping[str, tuple[str, str]] = {
    "geojson": ("GeoJSON", "application/geo+json"),
    "gpkg": ("GeoPackage", "application/geopackage+sqlite3"),
    "zip": ("Shapefile", "application/zip"),
    "kml": ("KML", "application/vnd.google-earth.kml+xml"),
}


@dataclass(frozen=True, slots=True)
class GridFile:
    """The grids of a place on a day as a file. `without_shape`: so many of them have none."""

    content: bytes
    grids: int
    without_shape: int
    crs: str


class UnknownForm(Invalid):
    code = "desk.unknown_form"
    says = N_("--out must end in .geojson, .gpkg, .zip (a Shapefile) or .kml; %(file)s does not.")
    field = "out"


class MadeForElsewhere(Invalid):
    code = "desk.made_for_elsewhere"
    says = N_("%(crs)s is not made for the land here (%(where)s): give EPSG:4490, or the system of this region.")
    field = "crs"


class KmlInDegrees(Invalid):
    code = "desk.kml_in_degrees"
    says = N_("A KML is always WGS-84 in degrees and can't be %(crs)s: give EPSG:4490, or choose another form of file.")
    field = "crs"


class NoGridThen(Refusal):
    code = "desk.no_grid_then"
    says = N_("%(place)s has no grid on %(on)s: give another day, or import grids first.")
    field = "on"
