"""What the address asks of the totals: the period, by what, which team, which figures. Pages and rows read it alike."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import request, url_for
from flask_babel import gettext

from app.core.period import Period
from app.core.words import day, word
from app.ledger.queries import Asked
from app.ledger.rules import Count, Dimension
from app.posts import queries as posts
from app.reports.rules import Said, Span, UnknownTeam, count_of, dimension_of, span_of

BY = Dimension.TEAM  # what the county asks for first
SHOWN = (Count.CASES, Count.HOUSEHOLDS, Count.PEOPLE, Count.VISITS, Count.DELIVERIES)
TYPED = ("period", "year", "from", "to", "by", "team")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A question that was understood. `team_code` and `ended_on` of the team that it is about."""

    span: Span
    by: Dimension | None
    shown: tuple[Count, ...] = SHOWN
    team: Mapping[str, object] = field(default_factory=dict)

    @property
    def asked(self) -> Asked:
        return Asked(self.span.counted, team_id=self.team.get("id"))  # type: ignore[arg-type]

    def arguments(self, period: Period | None = None) -> dict[str, str | list[str]]:
        """The same question as an address; about other days when they are given."""
        days = period or self.span.asked
        chosen: dict[str, str | list[str]] = {"from": days.from_on.isoformat(), "to": days.to_on.isoformat()}
        return chosen | self.filters

    @property
    def filters(self) -> dict[str, str | list[str]]:
        """All but the period."""
        chosen: dict[str, str | list[str]] = {"by": self.by.value if self.by else ""}
        if self.team:
            chosen["team"] = str(self.team["code"])
        if self.shown != SHOWN:
            chosen["show"] = [count.value for count in self.shown]
        return chosen

    def when(self, *, today: dt.date) -> str:
        """今年, 帕龙代办服务队今年, 10月1日至10月31日: what the headline is about."""
        said = word(self.span.name) if self.span.name else days_in_words(self.span.counted, today=today)
        return str(gettext("%(team)s, %(when)s", team=self.team["name"], when=said)) if self.team else said


def typed() -> dict[str, str]:
    """What stands in the address, as it was typed."""
    return {name: request.args.get(name, "").strip() for name in TYPED}


def chosen(*, today: dt.date) -> Chosen:
    """The question in the address. Raises what span_of does, UnknownDimension, UnknownTeam, UnknownCount."""
    said = typed()
    span = span_of(Said(said["period"], said["year"], said["from"], said["to"]), today=today)
    by = dimension_of(said["by"]) if "by" in request.args else BY
    shown = tuple(count_of(text) for text in request.args.getlist("show")) or SHOWN
    return Chosen(span, by, tuple(count for count in Count if count in shown), _team(said["team"]))


def rows_url(question: Chosen, period: Period, count: Count, **more: str) -> str:
    """The address of the rows behind one number. `more`: all=1, key=…"""
    arguments = question.arguments(period) | {"count": count.value} | more
    arguments.pop("show", None)
    return url_for("reports.rows", **arguments)


def days_in_words(period: Period, *, today: dt.date) -> str:
    first = day(period.from_on, today=today)
    return first if period.from_on == period.to_on else f"{first} – {day(period.to_on, today=today)}"


def _team(text: str) -> dict[str, object]:
    if not text:
        return {}
    team = posts.team_by_name(text)
    if team is None:
        raise UnknownTeam(text=text)
    return {"id": team.id, "code": team.code, "name": team.name, "ended_on": team.to_on}
