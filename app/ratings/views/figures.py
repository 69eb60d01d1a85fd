"""The page of ratings: satisfaction as a sentence, then by level, team, department and item; every number opens its rows."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask_babel import gettext

from app.accounts.rules import Deed
from app.accounts.views import actor
from app.catalogue import queries as catalogue
from app.core import clock
from app.core.guard import allowed
from app.core.period import Period, day_said
from app.core.words import share
from app.posts.queries import teams_between
from app.ratings import queries
from app.ratings.rules import Asked, Level, Satisfaction, Which
from app.ratings.views.blueprint import bp

NO_TEAM = "none"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: its name, its figures, and how the rows behind it are asked for."""

    name: str
    figures: Satisfaction
    asks: Mapping[str, str] = field(default_factory=dict)


@bp.get("/ratings")
@allowed(Deed.READ_RATINGS)
def home() -> str:
    days = _days()
    by_level = queries.levels(Asked(days))
    return render_template(
        "ratings/home.html",
        days=days,
        whole=queries.satisfaction(days),
        by_level=by_level,
        coverage=queries.coverage(days),
        teams=_teams(days),
        departments=_departments(days),
        items=_items(days),
        Which=Which,
        rows_url=_rows_url,
        share=share,
        now=clock.now(),
        today=clock.today(),
    )


@bp.get("/ratings/rows")
@allowed(Deed.READ_RATINGS)
def rows() -> str:
    days, said = _days(), request.args
    which = next((one for one in Which if one.value == said.get("which")), Which.INVITED)
    level = next((one for one in Level if one.value == said.get("level")), None)
    found = queries.rows(_asked(days), which, level=level, reader=actor().id, page=said.get("page", 1, type=int))
    return render_template(
        "ratings/rows.html",
        found=found,
        days=days,
        which=which,
        level=level,
        name=_name(days),
        Deed=Deed,
        comment_of=queries.comment_of,
        arguments=said.to_dict(),
    )


def _asked(days: Period) -> Asked:
    said = request.args
    team = said.get("team", "")
    return Asked(
        days,
        team_id=_id(team) if team and team != NO_TEAM else None,
        no_team=team == NO_TEAM,
        item_code=said.get("item") or None,
        department_id=_id(said["department"]) if said.get("department") else None,
    )


def _rows_url(days: Period, which: Which, asks: Mapping[str, str] | None = None, level: Level | None = None) -> str:
    """The address of the rows behind one number."""
    said = {"from": days.from_on.isoformat(), "to": days.to_on.isoformat(), "which": which.value, **(asks or {})}
    return url_for(".rows", **said, **({"level": level.value} if level else {}))


def _teams(days: Period) -> Sequence[Line]:
    """Teams in the order of the land, then what people did by themselves."""
    figures, names = queries.satisfaction_by_team(days), _team_names(days)
    lines = [Line(names[key], figures[key], {"team": str(key)}) for key in names if key in figures]
    alone = figures.get(None)
    return [*lines, *([Line(gettext("by themselves, no team"), alone, {"team": NO_TEAM})] if alone else [])]


def _departments(days: Period) -> Sequence[Line]:
    figures = queries.satisfaction_by_department(days)
    return [Line(one.name, figures.get(one.id, Satisfaction()), {"department": str(one.id)}) for one in catalogue.departments()]


def _items(days: Period) -> Sequence[Line]:
    figures = queries.satisfaction_by_item(days)
    return [
        Line(name, figures.get(code, Satisfaction()), {"item": code}) for code, name in catalogue.names_on(days.to_on).items()
    ]


def _team_names(days: Period) -> dict[Any, str]:
    return {team.id: team.name for team in teams_between(days.from_on, days.to_on)}


def _name(days: Period) -> str:
    """Of whom the rows are, where they are told apart."""
    said = request.args
    if said.get("team") == NO_TEAM:
        return str(gettext("by themselves, no team"))
    names = {str(key): name for key, name in _team_names(days).items()}
    names |= {str(one.id): one.name for one in catalogue.departments()} | dict(catalogue.names_on(days.to_on))
    return next((names.get(said[key], "") for key in ("team", "department", "item") if said.get(key)), "")


def _id(text: str) -> UUID:
    """An id from an address; one that can't be read is nobody's."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _days() -> Period:
    """The period asked for; this year up to today."""
    today = clock.today()
    return Period(_day("from", today.replace(month=1, day=1)), _day("to", today))


def _day(name: str, default: dt.date) -> dt.date:
    text = request.args.get(name, "").strip()
    return day_said(text, field=name) if text else default
