"""flask report: the running totals, from the one definition."""

import datetime as dt

import click
from flask.cli import AppGroup
from flask_babel import gettext

from app.cli.door import as_json, refuse, refusing, show
from app.core import clock
from app.ledger import queries as ledger
from app.ledger.queries import Asked
from app.ledger.rules import Count, Dimension, Figures, Line, Period, Totals, year_to

group = AppGroup("report", help="Totals and reports.")
DAY = click.DateTime(["%Y-%m-%d"])


@group.command("totals")
@click.option("--year", type=click.IntRange(2000, 2100), help="A whole year; this one up to today.")
@click.option("--from", "from_at", type=DAY, help="First day.")
@click.option("--to", "to_at", type=DAY, help="Last day, counted too.")
@click.option("--by", type=click.Choice([dimension.value for dimension in Dimension]), help="Tell apart by this.")
@as_json
@refusing
def totals(year: int | None, from_at: dt.datetime | None, to_at: dt.datetime | None, by: str | None, *, as_json: bool) -> None:
    """Completed services of a period: the proxy register, and every finished case."""
    period = _period(year, from_at, to_at, today=clock.today())
    dimension = next((one for one in Dimension if one.value == by), None)
    found = ledger.totals(Asked(period), by=dimension)
    answer: dict[str, object] = {
        "as_of": clock.now().astimezone(clock.SHANGHAI).isoformat(timespec="seconds"),
        "from": period.from_on.isoformat(),
        "to": period.to_on.isoformat(),
        "completed": found.completed.as_json(),
        "all": found.every.as_json(),
    }
    if dimension is not None:
        answer["by"] = [_row(line) for line in found.by]
    show(answer, as_json=as_json, plain=_plain(found))


def _period(year: int | None, from_at: dt.datetime | None, to_at: dt.datetime | None, *, today: dt.date) -> Period:
    if year is not None and (from_at or to_at):
        refuse("Say either --year, or --from and --to.")
    if year is not None:
        return Period(dt.date(year, 1, 1), today if year == today.year else dt.date(year, 12, 31))
    default = year_to(to_at.date() if to_at else today)
    return Period(from_at.date() if from_at else default.from_on, default.to_on)


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
