"""The sentences for what is wrong with a file of shapes, by the codes that `grids.readers` gives. Pure."""

from collections.abc import Mapping

from app.core.errors import Invalid, Refusal
from app.core.named import N_


class WrongFile(Invalid):
    code = "territory.wrong_file"
    field = "file"


class NotGeographic(WrongFile):
    code = "territory.not_geographic"
    says = N_("%(file)s holds no shapes: send GeoJSON, GeoPackage, a Shapefile (zipped) or KML.")


class NoFeatures(WrongFile):
    code = "territory.no_features"
    says = N_("%(file)s holds no features but %(type)s: save it as a FeatureCollection, one feature for each area.")


class Incomplete(WrongFile):
    code = "territory.incomplete"
    says = N_("%(file)s lacks its part %(missing)s: send all parts of the Shapefile in one ZIP.")


class UndecodableText(WrongFile):
    code = "territory.undecodable_text"
    says = N_("The texts of %(file)s can't be read: they are neither UTF-8 nor GB18030.")


class MissingCrs(WrongFile):
    code = "territory.missing_crs"
    says = N_("The file does not say its coordinate system: give it with --crs (EPSG:4490, EPSG:4542 …, gcj02 or bd09).")
    field = "crs"


class UnsupportedCrs(WrongFile):
    code = "territory.unknown_crs"
    says = N_("There is no coordinate system %(crs)s: give an EPSG code, gcj02 or bd09.")
    field = "crs"


class ContradictingCrs(WrongFile):
    code = "territory.contradicting_crs"
    says = N_("The file says its coordinate system is %(found)s, not %(stated)s: give the one that is true.")
    field = "crs"


class MetresForDegrees(WrongFile):
    code = "territory.metres_for_degrees"
    says = N_("Coordinates like %(x)s, %(y)s are metres and can't be %(crs)s, which has degrees: give the projected system.")
    field = "crs"


class DegreesForMetres(WrongFile):
    code = "territory.degrees_for_metres"
    says = N_("Coordinates like %(x)s, %(y)s are degrees and can't be %(crs)s, which has metres: give EPSG:4490, gcj02 or bd09.")
    field = "crs"


class OutsideChina(WrongFile):
    code = "territory.outside_china"
    says = N_("%(crs)s is used in China only, and %(x)s, %(y)s lies outside: give the system that is true, EPSG:4490 perhaps.")
    field = "crs"


class StrayCoordinates(WrongFile):
    code = "territory.stray_coordinates"
    says = N_("Coordinates like %(x)s, %(y)s can't be %(crs)s: give the system that is true.")
    field = "crs"


class AxesSwapped(WrongFile):
    code = "territory.axes_swapped"
    says = N_("Longitude and latitude have changed places, as in %(x)s, %(y)s: longitude must come first.")


class UnknownField(WrongFile):
    code = "territory.unknown_field"
    says = N_("No feature has the field %(field)s. There are: %(fields)s.")
    field = "name_field"


class UnstatedLayer(WrongFile):
    code = "territory.unstated_layer"
    says = N_("The file has several layers (%(layers)s): save the one that is meant as a file of its own.")


class NoGeometry(WrongFile):
    code = "territory.no_geometry"
    says = N_("It has no geometry.")


class EmptyGeometry(WrongFile):
    code = "territory.empty_geometry"
    says = N_("Its geometry is empty.")


class Malformed(WrongFile):
    code = "territory.malformed"
    says = N_("Its geometry can't be read.")


class NotAPolygon(WrongFile):
    code = "territory.not_a_polygon"
    says = N_("It is a %(type)s: an area must be a Polygon or a MultiPolygon.")


class GeometryCollection(WrongFile):
    code = "territory.geometry_collection"
    says = N_("It is a GeometryCollection: an area must be a Polygon or a MultiPolygon.")


class UnclosedRing(WrongFile):
    code = "territory.unclosed_ring"
    says = N_("Its border is not closed: the last corner must be the first one again.")


class ShortRing(WrongFile):
    code = "territory.short_ring"
    says = N_("Its border has too few corners for an area.")


class SelfCrossing(WrongFile):
    code = "territory.self_crossing"
    says = N_("Its border crosses itself near %(lon)s, %(lat)s.")


class InvalidGeometry(WrongFile):
    code = "territory.invalid_geometry"
    says = N_("Its shape is not valid: %(problem)s.")


class NotOnEarth(WrongFile):
    code = "territory.not_on_earth"
    says = N_("Its coordinates (%(x)s, %(y)s) are out of range.")


class Contains(Refusal):
    """A feature that holds others is a county or a country, and no grid: nearly every point would lie in several."""

    code = "territory.contains"
    says = N_(
        "%(containers)s contain other features of the file (%(largest)s contains %(count)s), so that nearly every point would "
        "lie in several grids. Nothing was changed: keep only the others, with --where FIELD=VALUE."
    )
    field = "where"


class VillageUnsaid(Refusal):
    code = "territory.village_unsaid"
    says = N_("Say which village each grid belongs to: by --code-field, by --village-field, or with --as-villages.")
    field = "village_field"


class WrongWhere(Invalid):
    code = "territory.wrong_where"
    says = N_("--where must be FIELD=VALUE, not %(where)s.")
    field = "where"


class UnknownRepair(Invalid):
    code = "territory.unknown_repair"
    says = N_("There is no repair %(repair)s: choose among %(repairs)s.")
    field = "repair"


class NothingLeft(Refusal):
    code = "territory.nothing_left"
    says = N_("No feature of the file has %(where)s: nothing was changed.")
    field = "where"


OF_FILE: Mapping[str, type[Refusal]] = {
    "not_geographic": NotGeographic,
    "no_features": NoFeatures,
    "incomplete": Incomplete,
    "undecodable_text": UndecodableText,
    "missing_crs": MissingCrs,
    "unknown_crs": UnsupportedCrs,
    "contradicting_crs": ContradictingCrs,
    "metres": MetresForDegrees,
    "degrees": DegreesForMetres,
    "outside_china": OutsideChina,
    "stray_coordinates": StrayCoordinates,
    "axes_swapped": AxesSwapped,
    "unknown_field": UnknownField,
    "unstated_layer": UnstatedLayer,
}
OF_ROW: Mapping[str, type[Refusal]] = {
    "no_geometry": NoGeometry,
    "empty": EmptyGeometry,
    "malformed": Malformed,
    "not_a_polygon": NotAPolygon,
    "geometry_collection": GeometryCollection,
    "unclosed_ring": UnclosedRing,
    "short_ring": ShortRing,
    "self_crossing": SelfCrossing,
    "invalid": InvalidGeometry,
    "stray_coordinates": NotOnEarth,
    "axes_swapped": AxesSwapped,
}


def file_refusal(code: str, facts: Mapping[str, object]) -> Refusal:
    """The refusal of a file as a whole, by its code; stray coordinates by what they look like."""
    kind = OF_FILE.get(str(facts.get("looks_like", code)), OF_FILE.get(code, NotGeographic))
    return kind(**{"file": "", **facts})


def row_refusal(reason: str, facts: Mapping[str, object]) -> Refusal:
    """The refusal of one feature."""
    return OF_ROW.get(reason, Malformed)(**facts)
