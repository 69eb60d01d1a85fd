"""Heights above the sea from an ESRI ASCII grid (.asc) in longitude and latitude."""

from collections.abc import Mapping
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

MOST_LON, MOST_LAT = 180.0, 90.0


class Fault(StrEnum):
    """Why a file can't be used."""

    UNREADABLE = "unreadable"  # no ESRI ASCII grid, or not as many heights as it says
    NOT_DEGREES = "not_degrees"  # its corner is no longitude and latitude


class WrongHeights(ValueError):
    """A file of heights that can't be used; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class Heights:
    """Heights in metres, the northernmost row first. Called with a longitude and latitude it answers one; nan: nobody knows."""

    def __init__(self, metres: NDArray[np.float64], *, west: float, south: float, cell: float) -> None:
        self.metres, self.west, self.south, self.cell = metres, west, south, cell

    def __call__(self, lon: float, lat: float) -> float:
        rows, columns = self.metres.shape
        column, row = int((lon - self.west) // self.cell), rows - 1 - int((lat - self.south) // self.cell)
        return float(self.metres[row, column]) if 0 <= column < columns and 0 <= row < rows else float("nan")


def heights_of(content: str) -> Heights:
    """The heights of an ESRI ASCII grid, in degrees of longitude and latitude. Raises WrongHeights."""
    said, values = _parted(content)
    try:
        columns, rows, cell = int(said["ncols"]), int(said["nrows"]), said["cellsize"]
        west, south = (_edge(said, name, cell) for name in ("x", "y"))
        metres = np.array(values, np.float64).reshape(rows, columns)
    except (KeyError, ValueError):
        raise WrongHeights(Fault.UNREADABLE) from None
    if cell <= 0 or not metres.size:
        raise WrongHeights(Fault.UNREADABLE)
    if not (abs(west) <= MOST_LON and abs(south) <= MOST_LAT and cell < 1):
        raise WrongHeights(Fault.NOT_DEGREES)
    metres[metres == said.get("nodata_value", -9999.0)] = np.nan
    return Heights(metres, west=west, south=south, cell=cell)


def _parted(content: str) -> tuple[Mapping[str, float], list[str]]:
    """The header by its names in small letters, and the heights after it as words."""
    words, said, at = content.split(), {}, 0
    while at + 1 < len(words) and words[at][:1].isalpha():
        try:
            said[words[at].lower()] = float(words[at + 1])
        except ValueError:
            raise WrongHeights(Fault.UNREADABLE) from None
        at += 2
    return said, words[at:]


def _edge(said: Mapping[str, float], axis: str, cell: float) -> float:
    """The grid's western or southern edge; some files name the middle of the first cell."""
    corner = said.get(f"{axis}llcorner")
    return said[f"{axis}llcenter"] - cell / 2 if corner is None else corner
