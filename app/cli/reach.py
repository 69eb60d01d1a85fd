"""grids reach: how many minutes it is from the households to the nearest point that may do an item."""

from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import gettext

from app.cli import reports
from app.cli.door import as_json, refusing, show
from app.core import clock
from app.desk import queries
from app.desk.queries import RoadFile
from app.desk.rules import Coming, ItemReach, VillageReach, share
from grids.reach import DETOUR, MOTORBIKE_KMH, WALKING_KMH

PLACES = 6  # decimals of a degree: a hand's breadth


@click.command("reach")
@click.option("--item", required=True, metavar="CODE", help="The item that people come for.")
@click.option("--by", type=click.Choice([coming.value for coming in Coming]), default=Coming.WALKING.value, show_default=True)
@click.option("--minutes", type=float, default=15.0, show_default=True, help="The limit that counts as near.")
@click.option("--roads", type=click.Path(path_type=Path), help="Roads and paths, as lines in GeoJSON.")
@click.option("--village", metavar="C12", help="Only the households of this village.")
@as_json
@with_appcontext
@refusing
def command(item: str, by: str, minutes: float, roads: Path | None, village: str | None, *, as_json: bool) -> None:
    """Minutes from each household to the nearest point that may do an item, and where one more station would help most."""
    file = None if roads is None else RoadFile(roads.name, reports.content_of(roads))
    found = queries.item_reach(item, on=clock.today(), by=Coming.of(by), within_min=minutes, roads=file, village_code=village)
    show(_answer(found), as_json=as_json, plain="\n".join(_lines(found)))


def _answer(found: ItemReach) -> dict[str, object]:
    more = found.one_more
    return {
        "item": found.item,
        "by": found.by.value,
        "over": "roads" if found.over_roads else "straight_line",
        "minutes": found.within_min,
        "households": found.households,
        "within": found.within,
        "share": _rounded(share(found.within, found.households), 4),
        "without_point": found.without_point,
        "fallen_back": found.fallen_back,
        "points": found.points,
        "points_without_place": found.points_without_place,
        "left_out": found.left_out,
        "villages": [_village(village) for village in found.villages],
        "one_more": more
        and {"lon": round(more.lon, PLACES), "lat": round(more.lat, PLACES), "village": more.village, "more": more.more},
    }


def _village(village: VillageReach) -> dict[str, object]:
    return {
        "code": village.code,
        "name": village.name,
        "households": village.households,
        "within": village.within,
        "share": _rounded(share(village.within, village.households), 4),
        "farthest_min": round(village.farthest_min, 1),
    }


def _rounded(number: float | None, digits: int) -> float | None:
    return None if number is None else round(number, digits)


def _lines(found: ItemReach) -> list[str]:
    """The same in words: the whole, each village, how it was reckoned, what wasn't, where one more would help."""
    head = gettext(
        "%(item)s %(name)s, %(by)s: %(within)s of %(households)s households are within %(minutes)s minutes of a point "
        "(%(share)s).",
        item=found.item,
        name=found.item_name,
        by=gettext(found.by.label),
        within=found.within,
        households=found.households,
        minutes=f"{found.within_min:g}",
        share=_percent(found.within, found.households),
    )
    return [head, *(_village_line(village) for village in found.villages), _how(found), *_notes(found), _one_more(found)]


def _percent(within: int, households: int) -> str:
    part = share(within, households)
    return "–" if part is None else f"{part:.1%}"


def _village_line(village: VillageReach) -> str:
    said = gettext(
        "%(name)s: %(within)s of %(households)s (%(share)s), the farthest %(farthest)s minutes",
        name=village.name or gettext("Without a village"),
        within=village.within,
        households=village.households,
        share=_percent(village.within, village.households),
        farthest=f"{village.farthest_min:.0f}",
    )
    return f"  {said}"


def _how(found: ItemReach) -> str:
    """Over what it was reckoned, and what of it is only assumed."""
    over = (
        gettext(
            "Reckoned over the roads given; off the roads on foot, in a straight line times %(detour)s.", detour=f"{DETOUR:g}"
        )
        if found.over_roads
        else gettext("Reckoned without roads, in a straight line times %(detour)s.", detour=f"{DETOUR:g}")
    )
    assumed = gettext(
        "Assumed, not measured: %(walking)s km/h on foot, %(motorbike)s km/h by motorbike.",
        walking=f"{WALKING_KMH:g}",
        motorbike=f"{MOTORBIKE_KMH:g}",
    )
    return f"{over} {assumed}"


def _notes(found: ItemReach) -> list[str]:
    """What wasn't reckoned, or otherwise than the rest."""
    notes = [
        (
            found.without_point,
            gettext("Not reckoned, having no place on the map: %(number)s households.", number=found.without_point),
        ),
        (
            found.fallen_back,
            gettext("In a straight line, for no road leads to a point: %(number)s households.", number=found.fallen_back),
        ),
        (
            found.points_without_place,
            gettext("Left out, having no place on the map: %(number)s service points.", number=found.points_without_place),
        ),
        (found.left_out, gettext("Left out of the file of roads, being no lines: %(number)s features.", number=found.left_out)),
    ]
    return [said for number, said in notes if number]


def _one_more(found: ItemReach) -> str:
    said: str = gettext("One more station would bring no household nearer than the limit.")
    if (more := found.one_more) is not None:
        said = gettext(
            "One more station would help most at %(lon)s, %(lat)s (%(village)s): %(more)s more households within the limit.",
            lon=f"{more.lon:.{PLACES}f}",
            lat=f"{more.lat:.{PLACES}f}",
            village=more.village or gettext("Without a village"),
            more=more.more,
        )
    return said
