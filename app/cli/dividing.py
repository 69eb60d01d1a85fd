"""grids divide: a proposal of grids, shown and written to a file that `grids import` reads."""

import json
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import gettext

from app.cli import reports
from app.cli.door import as_json, refusing, show
from app.cli.writing import demand_free, write_whole
from app.core import clock
from app.core.pages import sentence
from app.desk import queries
from app.desk.queries import RoadFile
from app.desk.rules import GridProposal, ProposedGrid, Weighing, balance
from app.desk.rules.dividing import IntoTwice
from grids.division import WALK_M_PER_MIN


@click.command("divide")
@click.option("--village", metavar="C12", help="Only this village; else every village of the township.")
@click.option("--into", type=int, metavar="N", help="Into so many grids together; else one around each station.")
@click.option("--workers", type=int, metavar="N", help="The same, said as one grid for each of so many workers.")
@click.option("--by", type=click.Choice([one.value for one in Weighing]), default="households", show_default=True)
@click.option("--edges", type=click.Path(path_type=Path), help="Rivers and roads that no grid crosses, as lines in GeoJSON.")
@click.option("--minutes", type=float, default=15.0, show_default=True, help="Who walks longer to their station is far.")
@click.option("--out", type=click.Path(path_type=Path), help="The GeoJSON file to write, for grids import.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@reports.town_code
@as_json
@with_appcontext
@refusing
def command(
    village: str | None,
    town_code: str | None,
    by: str,
    edges: Path | None,
    minutes: float,
    out: Path | None,
    *,
    as_json: bool,
    **options: object,
) -> None:
    """Propose grids for a village or the township: even, in one piece, around stations. Nothing in the database changes."""
    force, into = bool(options["force"]), _into(options["into"], options["workers"])
    if out is not None:
        demand_free(out, force=force)
    found = queries.propose(
        on=clock.today(),
        town_code=town_code,
        village_code=village,
        into=into,
        by=Weighing.of(by),
        edges=None if edges is None else RoadFile(edges.name, reports.content_of(edges)),
        within_min=minutes,
    )
    if out is not None:
        write_whole(out, json.dumps(queries.as_geojson(found), ensure_ascii=False).encode(), force=force)
    show(_answer(found, out), as_json=as_json, plain="\n".join([*_lines(found), *_notes(found, out)]))


def _into(*numbers: object) -> int | None:
    said = [number for number in numbers if isinstance(number, int)]
    if len(said) > 1:
        raise IntoTwice
    return said[0] if said else None


def _answer(found: GridProposal, out: Path | None) -> dict[str, object]:
    return {
        "place": found.place,
        "by": found.by.value,
        "minutes": found.within_min,
        "households": found.households,
        "balance": _rounded(found.balance),
        "far": found.far,
        "outside": found.outside,
        "without_point": found.without_point,
        "without_village": found.without_village,
        "grids": [_grid(grid) for grid in found.grids],
        "villages": [_village(grids) for grids in _by_village(found)],
        "left_out": [{"code": one.code, "name": one.name, "why": sentence(one.why)} for one in found.left_out],
        "left_over": list(found.left_over),
        "file": None if out is None else str(out),
    }


def _grid(grid: ProposedGrid) -> dict[str, object]:
    return {
        "code": grid.code,
        "name": grid.name,
        "village": grid.village,
        "households": grid.households,
        "weight": grid.weight,
        "compactness": round(grid.compactness, 3),
        "station": grid.station,
        "far": grid.far,
    }


def _village(grids: Sequence[ProposedGrid]) -> dict[str, object]:
    return {
        "code": grids[0].village_code,
        "name": grids[0].village,
        "grids": len(grids),
        "households": sum(grid.households for grid in grids),
        "balance": _rounded(balance(grids)),
    }


def _by_village(found: GridProposal) -> list[list[ProposedGrid]]:
    return [list(grids) for _, grids in groupby(found.grids, key=lambda grid: grid.village_code)]


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 3)


def _ratio(number: float | None) -> str:
    return "–" if number is None else f"{number:.2f}"


def _lines(found: GridProposal) -> list[str]:
    """The whole in words, each village where there are several, and its grids."""
    head = gettext(
        "%(place)s: %(grids)s grids for %(households)s households, largest : smallest %(balance)s (%(by)s); "
        "%(far)s households are more than %(minutes)s minutes from their station.",
        place=found.place,
        grids=len(found.grids),
        households=found.households,
        balance=_ratio(found.balance),
        by=gettext(found.by.label),
        far=found.far,
        minutes=f"{found.within_min:g}",
    )
    lines, villages = [head], _by_village(found)
    for grids in villages:
        said = gettext("%(name)s: largest : smallest %(balance)s", name=grids[0].village, balance=_ratio(balance(grids)))
        lines += [said] if len(villages) > 1 else []
        lines += [f"  {_grid_line(grid)}" for grid in grids]
    return lines


def _grid_line(grid: ProposedGrid) -> str:
    said: str = gettext(
        "%(code)s %(name)s: %(households)s households, weight %(weight)s, compactness %(compactness)s, %(far)s far",
        code=grid.code,
        name=grid.name,
        households=grid.households,
        weight=grid.weight,
        compactness=f"{grid.compactness:.2f}",
        far=grid.far,
    )
    return said


def _notes(found: GridProposal, out: Path | None) -> list[str]:
    """What is assumed, what isn't in the proposal, and what to do with it."""
    notes = [
        gettext(
            "Assumed, not measured: %(metres)s metres a minute in a straight line; a grid without a station is measured from "
            "the household in its middle.",
            metres=round(WALK_M_PER_MIN),
        )
    ]
    if found.by is Weighing.WORK:
        notes.append(gettext("Work: 1 for each household, and 1 more for each case that it brought to us in the last 365 days."))
    counted = [
        (
            found.without_point,
            gettext("Not reckoned, having no place on the map: %(number)s households.", number=found.without_point),
        ),
        (found.outside, gettext("In no grid, standing outside their village: %(number)s households.", number=found.outside)),
        (
            found.without_village,
            gettext("In no grid, being of no village yet: %(number)s households.", number=found.without_village),
        ),
    ]
    notes += [said for number, said in counted if number]
    notes += [gettext("Left out: %(why)s", why=sentence(one.why)) for one in found.left_out]
    if found.left_over:
        codes = "、".join(found.left_over)
        notes.append(gettext("Today's grids that no proposed one goes on as; an import leaves them: %(codes)s.", codes=codes))
    if out is not None:
        how = f"grids import {out} --name-field name --code-field code --dry-run"
        notes.append(gettext("%(file)s is written. Check it with: %(command)s", file=out, command=how))
    return notes
