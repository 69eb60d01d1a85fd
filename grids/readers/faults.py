"""What can be wrong with a file, or with one feature in it. Codes are stable: whoever shows them has a sentence for each."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

Fact = str | int | float
Facts = Mapping[str, Fact]


class Unreadable(Exception):
    """A file that can't be taken as it is, as a whole. `code` says why, `facts` hold what a sentence about it needs."""

    code: ClassVar[str] = "unreadable"

    def __init__(self, **facts: Fact) -> None:
        super().__init__(self.code, facts)
        self.facts: Facts = facts

    def __str__(self) -> str:
        told = ", ".join(f"{name}: {fact}" for name, fact in self.facts.items())
        return f"{self.code} ({told})" if told else self.code


class NotGeographic(Unreadable):
    """It is no GeoJSON, GeoPackage or Shapefile. Facts: file."""

    code = "not_geographic"


class NoFeatures(Unreadable):
    """It is geographic but holds no features: a bare geometry, a GeometryCollection, an empty list. Facts: file, type."""

    code = "no_features"


class Incomplete(Unreadable):
    """A part of the Shapefile is missing. Facts: file, missing (.shx, .dbf)."""

    code = "incomplete"


class UndecodableText(Unreadable):
    """Its texts are neither UTF-8 nor GB18030 nor what the file itself says. Facts: file, encoding."""

    code = "undecodable_text"


class MissingCrs(Unreadable):
    """Neither the file nor anybody says in which coordinate system it is. Facts: file."""

    code = "missing_crs"


class UnsupportedCrs(Unreadable):
    """Nobody knows the coordinate system. Facts: crs."""

    code = "unknown_crs"


class ContradictingCrs(Unreadable):
    """The file states another coordinate system than the one given. Facts: stated, found."""

    code = "contradicting_crs"


class StrayCoordinates(Unreadable):
    """Coordinates can't be what the system says: metres taken for degrees, degrees for metres, a shifted system outside China.

    Facts: crs, looks_like ("metres", "degrees", "outside_china"), x, y (an example).
    """

    code = "stray_coordinates"


class AxesSwapped(Unreadable):
    """Longitude and latitude have changed places. Facts: x, y (an example)."""

    code = "axes_swapped"


class UnknownField(Unreadable):
    """No feature has this field. Facts: field, fields (those there are)."""

    code = "unknown_field"


class UnstatedLayer(Unreadable):
    """The file has several layers and nobody says which. Facts: layers."""

    code = "unstated_layer"


class UnknownLayer(Unreadable):
    """The file has no such layer. Facts: layer, layers."""

    code = "unknown_layer"


class Reason(StrEnum):
    """Why one feature can't be taken."""

    NO_GEOMETRY = "no_geometry"
    EMPTY = "empty"
    MALFORMED = "malformed"  # facts: problem
    NOT_A_POLYGON = "not_a_polygon"  # facts: type
    GEOMETRY_COLLECTION = "geometry_collection"
    UNCLOSED_RING = "unclosed_ring"  # facts: ring
    SHORT_RING = "short_ring"  # facts: ring, corners
    SELF_CROSSING = "self_crossing"  # facts: lon, lat, problem
    INVALID = "invalid"  # facts: problem
    STRAY_COORDINATES = "stray_coordinates"  # facts: x, y
    AXES_SWAPPED = "axes_swapped"  # facts: x, y


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row was not taken: its number in the file (from 1), the field, the reason and what a sentence needs to tell it."""

    row: int
    field: str
    reason: Reason
    facts: Facts
