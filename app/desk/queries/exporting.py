"""The grids of a day as a file: codes, names, who they belong to and how many are posted; nobody's name. Reads only."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping

import shapely

from app.core.errors import Refusal
from app.desk.queries.dividable import place_to_divide
from app.desk.rules.exporting import (
    DEFAULT_CRS,
    GridFile,
    KmlInDegrees,
    MadeForElsewhere,
    NoGridThen,
)
from app.posts import queries as posts
from app.posts.rules import PostKind
from app.territory import queries as land
from app.territory.rules import GridThen
from app.territory.rules.file_refusals import UnsupportedCrs
from grids.datum import OutsideChina, OutsideItsArea, UnknownCrs, crs_name

FIELDS: Mapping[str, type[str] | type[int]] = {
    "code": str,
    "name": str,
    "kind": str,
    "village_code": str,
    "village_name": str,
    "groups": str,
    "valid_from": str,
    "team": str,
    "leaders": int,
    "workers": int,
}
SHORT = {"village_code": "vill_code", "village_name": "vill_name"}  # a DBF's names have ten bytes
LAYER = "grids"


def grid_file(
    suffix: str,
    *,
    on: dt.date,
    crs: str = DEFAULT_CRS,
    town_code: str | None = None,
    village_code: str | None = None,
    is_shown: Callable[[str], bool] = lambda _: True,
) -> GridFile:
    """The grids of a township, or of one village, as one of FORMS; of them those whose code `is_shown`.

    Raises NoGridThen, UnsupportedCrs, MadeForElsewhere, KmlInDegrees, and what `place_to_divide` raises.
    """
    place, villages = place_to_divide(town_code, village_code)
    wanted = {village.code for village in villages}
    there = [grid for grid in land.grids_between(on, on) if grid.village_code in wanted and is_shown(grid.code)]
    if not there:
        raise NoGridThen(place=place.name, on=on.isoformat())
    teams = {team.division.code: team.name for team in posts.teams_on(on)}
    posted = Counter((post.grid.code, post.kind) for post in posts.posts_in(place.place_path, on=on))
    rows = [_row(grid, teams, posted) for grid in there]
    shapes = [None if grid.shape is None else shapely.from_wkb(grid.shape) for grid in there]
    content, system = _content(rows, shapes, suffix=suffix, crs=crs)
    return GridFile(content, len(rows), sum(shape is None for shape in shapes), system)


def _content(
    rows: list[dict[str, str | int | None]], shapes: list[shapely.Geometry | None], *, suffix: str, crs: str
) -> tuple[bytes, str]:
    from grids import writers  # noqa: PLC0415  it loads pyogrio and GDAL: nobody but an export should wait for them

    try:
        name = crs_name(crs)
        return writers.written(writers.Sheet(FIELDS, rows, shapes, SHORT), suffix=suffix, crs=name, layer=LAYER), name
    except (UnknownCrs, OutsideChina, OutsideItsArea, writers.NotInDegrees) as wrong:
        raise _refusal(wrong, crs) from wrong


def _refusal(wrong: ValueError, crs: str) -> Refusal:
    if isinstance(wrong, UnknownCrs):
        return UnsupportedCrs(crs=crs)
    if isinstance(wrong, OutsideChina | OutsideItsArea):
        return MadeForElsewhere(crs=crs, where=str(wrong))
    return KmlInDegrees(crs=crs)


def _row(grid: GridThen, teams: Mapping[str, str], posted: Mapping[tuple[str, PostKind], int]) -> dict[str, str | int | None]:
    return {
        "code": grid.code,
        "name": grid.name,
        "kind": grid.kind.value,
        "village_code": grid.village_code,
        "village_name": grid.village_name,
        "groups": "、".join(grid.groups),
        "valid_from": grid.from_on.isoformat(),
        "team": teams.get(grid.village_code),
        "leaders": posted.get((grid.code, PostKind.LEADER), 0),
        "workers": posted.get((grid.code, PostKind.WORKER), 0),
    }
