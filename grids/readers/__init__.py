"""Files of polygons → frozen rows in CGCS2000, with every fault named and nothing repaired silently.

Reads GeoJSON, GeoPackage, Shapefile (alone or zipped), KML and KMZ. Import it only where files are read: pyogrio loads slowly.
"""

from grids.readers.faults import (
    AxesSwapped,
    ContradictingCrs,
    Fault,
    Incomplete,
    MissingCrs,
    NoFeatures,
    NotGeographic,
    StrayCoordinates,
    UndecodableText,
    UnknownField,
    UnknownLayer,
    Unreadable,
    UnstatedLayer,
    UnsupportedCrs,
)
from grids.readers.features import Feature, Features, read

__all__ = [
    "AxesSwapped",
    "ContradictingCrs",
    "Fault",
    "Feature",
    "Features",
    "Incomplete",
    "MissingCrs",
    "NoFeatures",
    "NotGeographic",
    "StrayCoordinates",
    "UndecodableText",
    "UnknownField",
    "UnknownLayer",
    "Unreadable",
    "UnstatedLayer",
    "UnsupportedCrs",
    "read",
]
