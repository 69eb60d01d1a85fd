"""flask report: the running totals and the month, from the one definition."""

from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext

from app.cli import reports as shapes
from app.cli.door import as_json, refusing, show
from app.cli.writing import demand_free, write_whole
from app.core import clock
from app.core.db import transaction
from app.ledger import actions as ledger_actions
from app.ledger import queries as ledger
from app.ledger.queries import Asked
from app.ledger.rules import Count, Dimension, Figures, Line, Totals
from app.posts import queries as posts
from app.ratings import actions as rating_actions
from app.ratings import queries as ratings
from app.reports import queries
from app.reports.rules import Said, UnknownTeam, dimension_of, month_said, span_of
from app.reports.views.books import Filled, month_book
from app.territory import queries as land

group = AppGroup("report", help="Totals and reports.")


@group.command("totals")
@click.option("--year", default="", help="A whole year; this one up to today.")
@click.option("--from", "from_on", default="", help="First day, as 2026-01-01.")
@click.option("--to", "to_on", default="", help="Last day, counted too.")
@click.option("--period", default="", help="today, week, month, last_month, quarter or year.")
@click.option("--by", default="", help=f"Tell apart by {', '.join(dimension.value for dimension in Dimension)}.")
@click.option("--team", "team_name", default="", help="One team only, by its code or name.")
@as_json
@refusing
def totals(year: str, from_on: str, to_on: str, period: str, by: str, team_name: str, *, as_json: bool) -> None:
    """Completed services of a period: the proxy register, and every finished case."""
    span = span_of(Said(period, year, from_on, to_on), today=clock.today())
    dimension, team = dimension_of(by), posts.team_by_name(team_name) if team_name else None
    if team_name and team is None:
        raise UnknownTeam(text=team_name)
    found = ledger.totals(Asked(span.counted, team_id=team.id if team else None), by=dimension)
    shown = span.asked if from_on or to_on else span.counted
    answer: dict[str, object] = {
        "as_of": clock.now().astimezone(clock.SHANGHAI).isoformat(timespec="seconds"),
        "from": shown.from_on.isoformat(),
        "to": shown.to_on.isoformat(),
        "is_over": span.is_over,
        "completed": found.completed.as_json(),
        "all": found.every.as_json(),
    }
    if team is not None:
        answer["team"] = {"code": team.code, "name": team.name, "ended_on": team.to_on}
    if dimension is not None:
        answer["by"] = [_row(line) for line in found.by]
    notes = [] if span.is_over else [gettext("The period isn't over: it is counted up to today.")]
    if team is not None and team.to_on is not None:
        notes.append(gettext("%(team)s ended on %(day)s. What it did until then stays counted.", team=team.name, day=team.to_on))
    show(answer, as_json=as_json, plain="\n".join([_plain(found), *notes]))


@group.command("sum-months")
@as_json
@refusing
def sum_months(*, as_json: bool) -> None:
    """Make the sums by month anew when the nightly check (jobs run totals) found some that aren't those of their entries."""
    amiss = sorted({*ledger.months_amiss(), *ratings.months_amiss()})
    with transaction():
        ledger_actions.sum_months()
        rating_actions.count_months()
    show({"mended": amiss}, as_json=as_json, plain=gettext("Months mended: %(n)s.", n=len(amiss)))


@group.command("month")
@click.argument("month")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The XLSX file to write.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@shapes.town_code
@refusing
def month(month: str, out: Path, *, force: bool, town_code: str | None) -> None:
    """The month by teams, its register and the counting rules, as an XLSX."""
    now, today = clock.now(), clock.today()
    span = month_said(month, today=today)
    demand_free(out, force=force)
    town = land.township(town_code)
    report = queries.month(span, places=(town.place_path,), now=now)
    write_whole(out, month_book(report, filled=Filled(town.name, by="", on=today)), force=force)
    click.echo(gettext("%(file)s is written: %(n)s completed cases.", file=out, n=report.whole.compared.of(Count.CASES)))


def _row(line: Line) -> dict[str, object]:
    return {
        "key": line.key,
        "name": gettext(line.name) if line.name else "",
        **line.completed.as_json(),
        "all": line.every.as_json(),
    }


def _plain(found: Totals) -> str:
    head = f"{found.period.from_on} – {found.period.to_on}"
    lines = [("", found.completed), *((line.name or line.key or "–", line.completed) for line in found.by)]
    return "\n".join([head, *(_words(name, figures) for name, figures in lines)])


def _words(name: str, figures: Figures) -> str:
    said = "  ".join(f"{gettext(count.label)} {figures.of(count)}" for count in Count)
    return f"{gettext(name):<16}{said}" if name else said
