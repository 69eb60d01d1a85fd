"""grids export: the grids of a day in a file for other programs, which `grids import` reads back."""

import datetime as dt
from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import gettext

from app.cli import reports
from app.cli.door import as_json, refusing, show
from app.cli.writing import demand_free, write_whole
from app.core import clock
from app.desk import queries
from app.desk.rules.exporting import DEFAULT_CRS, FORMS, UnknownForm


@click.command("export")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The file to write: .geojson, .gpkg, .zip or .kml.")
@click.option("--village", metavar="C12", help="Only this village's grids; else those of the township.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The grids of which day; today if not given.")
@click.option("--crs", default=DEFAULT_CRS, show_default=True, help="EPSG code, gcj02 or bd09.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@reports.town_code
@as_json
@with_appcontext
@refusing
def command(
    out: Path,
    village: str | None,
    on: dt.datetime | None,
    crs: str,
    town_code: str | None,
    *,
    force: bool,
    as_json: bool,
) -> None:
    """Write the grids into a GeoJSON, GeoPackage, Shapefile (zipped) or KML: codes, names, posts, nobody's name."""
    suffix = out.suffix.lower().removeprefix(".")
    if suffix not in FORMS:
        raise UnknownForm(file=out.name)
    demand_free(out, force=force)
    day = on.date() if on else clock.today()
    found = queries.grid_file(suffix, on=day, crs=crs, town_code=town_code, village_code=village)
    write_whole(out, found.content, force=force)
    said = gettext("%(file)s is written: %(grids)s grids, in %(crs)s.", file=out, grids=found.grids, crs=found.crs)
    if found.without_shape:
        said += gettext(" %(number)s of them have no shape.", number=found.without_shape)
    show(
        {"file": str(out), "grids": found.grids, "crs": found.crs, "without_shape": found.without_shape},
        as_json=as_json,
        plain=said,
    )
