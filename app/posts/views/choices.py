"""Teams as filters offer them: those of today, and a dissolved one while it is the one asked for."""

import datetime as dt
from typing import Any
from uuid import UUID

from flask_babel import gettext

from app.core.words import day
from app.posts import queries


def team_options(today: dt.date, *, chosen: UUID | None = None) -> list[tuple[str, str]]:
    teams = queries.teams_on(today)
    gone = [one for one in queries.dissolved_teams() if one.id == chosen and one not in teams]
    return [("", gettext("All teams")), *((str(one.id), team_label(one, today=today)) for one in (*teams, *gone))]


def team_label(team: Any, *, today: dt.date) -> str:
    """The name, with the last day of a team that is no more."""
    if team.to_on is None or team.to_on >= today:
        return str(team.name)
    return str(gettext("%(team)s (until %(day)s)", team=team.name, day=day(team.to_on)))
