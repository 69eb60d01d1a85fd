"""The calendar of working days: when something is due and why, the yearly notice, and what is known of a year."""

import datetime as dt
from pathlib import Path

import click
from flask.cli import AppGroup

from app.cli import reports
from app.cli.door import as_json, command_stamp, refusing, show
from app.core.db import transaction
from app.core.words import word
from app.deadlines import queries
from app.deadlines.actions import import_notice
from app.deadlines.rules import Limit, Unit
from app.deadlines.views import why

UNITS = {"workday": Unit.WORKDAY, "natural": Unit.NATURAL_DAY}

group = AppGroup("calendar", help="The calendar of working days.")


@group.command()
@click.option("--from", "from_on", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The day of the start; not counted.")
@click.option("--days", type=int, required=True, help="How long the limit is.")
@click.option("--unit", type=click.Choice(list(UNITS)), default="workday", show_default=True, help="What is counted.")
@as_json
@refusing
def due(from_on: dt.datetime, days: int, unit: str, as_json: bool) -> None:  # noqa: FBT001  click's flags
    """Say when a limit that begins on a day ends, and why, line by line."""
    start_on = from_on.date()
    end, lines = queries.due_from(start_on, Limit(days, UNITS[unit]))
    reasons = why(lines, today=start_on)
    answer = {"due_on": end.on, "provisional": end.provisional, "why": reasons}
    show(answer, as_json=as_json, plain="\n".join([str(end.on), *(f"  {reason}" for reason in reasons)]))


@group.command("import")
@reports.the_file
@as_json
@refusing
def import_(file: Path, as_json: bool) -> None:  # noqa: FBT001  click's flags
    """Take over a year's holidays from the State Council's notice: JSON like holiday-cn, or CSV (date, name, isOffDay)."""
    content = reports.content_of(file)
    with transaction():
        done = import_notice(content, stamp=command_stamp())
    news = "" if done.changed else " Nothing new."
    answer = {"year": done.year, "days": done.days, "changed": done.changed, "moved": done.moved}
    show(answer, as_json=as_json, plain=f"{done.year}: {done.days} days, {done.moved} open clocks moved.{news}")


@group.command("show")
@click.argument("year", type=int)
@as_json
@refusing
def show_(year: int, as_json: bool) -> None:  # noqa: FBT001  click's flags
    """List what is known of a year: days off, make-up days, and who says so."""
    known = queries.calendar_days(year)
    announced = year in queries.calendar().years
    days = [{"date": one.on, "workday": one.is_workday, "name": one.name, "source": one.source.value} for one in known]
    lines = [f"{one.on} {'+' if one.is_workday else '-'} {one.name} ({word(one.source)})" for one in known]
    heading = f"{year}: " + ("announced" if announced else "not announced, Monday to Friday and the fixed days for now")
    show({"year": year, "announced": announced, "days": days}, as_json=as_json, plain="\n".join([heading, *lines]))
