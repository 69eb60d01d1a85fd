"""flask ratings: satisfaction and coverage, from the one definition."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import click
from flask.cli import AppGroup
from flask_babel import gettext

from app.catalogue import queries as catalogue
from app.cli.door import as_json, refuse, refusing, show
from app.core import clock
from app.core.period import Period
from app.core.words import share
from app.posts.queries import teams_between
from app.ratings import queries
from app.ratings.rules import Asked, Coverage, Level, Reach, Satisfaction

group = AppGroup("ratings", help="What the people served say.")
DAY = click.DateTime(["%Y-%m-%d"])


@group.command("report")
@click.option("--year", type=click.IntRange(2000, 2100), help="A whole year; this one up to today.")
@click.option("--from", "from_at", type=DAY, help="First day.")
@click.option("--to", "to_at", type=DAY, help="Last day, counted too.")
@as_json
@refusing
def report(year: int | None, from_at: dt.datetime | None, to_at: dt.datetime | None, *, as_json: bool) -> None:
    """Satisfaction with its n and the unrated, by level, team and department, and the coverage of items and departments."""
    days = _days(year, from_at, to_at, today=clock.today())
    whole, covered = queries.satisfaction(days), queries.coverage(days)
    teams = {team.id: team.name for team in teams_between(days.from_on, days.to_on)}
    departments = {one.id: one.name for one in catalogue.departments()}
    answer = {
        "as_of": clock.now().astimezone(clock.SHANGHAI).isoformat(timespec="seconds"),
        "from": days.from_on.isoformat(),
        "to": days.to_on.isoformat(),
        "satisfaction": _figures(whole),
        "levels": {level.value: number for level, number in queries.levels(Asked(days)).items() if level},
        "coverage": {"items": _reach(covered.items), "departments": _reach(covered.departments)},
        "by_team": _rows(queries.satisfaction_by_team(days), teams),
        "by_department": _rows(queries.satisfaction_by_department(days), departments),
    }
    show(answer, as_json=as_json, plain=_plain(days, whole, queries.levels(Asked(days)), covered))


def _days(year: int | None, from_at: dt.datetime | None, to_at: dt.datetime | None, *, today: dt.date) -> Period:
    if year is not None and (from_at or to_at):
        refuse("Say either --year, or --from and --to.")
    if year is not None:
        return Period(dt.date(year, 1, 1), today if year == today.year else dt.date(year, 12, 31))
    to_on = to_at.date() if to_at else today
    return Period(from_at.date() if from_at else to_on.replace(month=1, day=1), to_on)


def _figures(found: Satisfaction) -> dict[str, object]:
    """The numbers, and the share in words: a percentage from five ratings on, else a fraction."""
    return {**found.as_json(), "share": share(found.good, found.valid)}


def _reach(found: Reach) -> dict[str, object]:
    return {**found.as_json(), "connected": share(found.can_be_rated, found.all), "answered": share(found.rated, found.all)}


def _rows(found: Mapping[Any, Satisfaction], names: Mapping[UUID, str]) -> list[object]:
    """In the order of the names; what no name is known for (no team) comes last."""
    keys = [key for key in names if key in found]
    rest = [key for key in found if key not in names]
    return [
        {"key": key and str(key), "name": names.get(key, "") if key else "", **_figures(found[key])} for key in (*keys, *rest)
    ]


def _plain(days: Period, whole: Satisfaction, levels: Mapping[Level | None, int], covered: Coverage) -> str:
    says = gettext(
        "Satisfaction %(share)s of %(n)s ratings, %(unrated)s not rated",
        share=share(whole.good, whole.valid),
        n=whole.valid,
        unrated=whole.unrated,
    )
    counted = "  ".join(f"{gettext(level.label)} {number}" for level, number in levels.items() if level)
    lines = [f"{days.from_on} – {days.to_on}", says, counted]
    reaches = {gettext("Items of the catalogue"): covered.items, gettext("Departments at the counter"): covered.departments}
    for name, reach in reaches.items():
        lines.append(
            gettext(
                "%(what)s: %(can)s of %(all)s can be rated, %(rated)s were rated",
                what=name,
                can=reach.can_be_rated,
                all=reach.all,
                rated=reach.rated,
            )
        )
    return "\n".join(lines)
