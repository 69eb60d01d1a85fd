"""flask health: how the installation stands, for a person at the keyboard and for programs that watch."""

import click
from flask.cli import with_appcontext
from flask_babel import gettext

from app.cli.door import REFUSED, as_json, refusing, show
from app.core import clock
from app.jobs import planned
from app.operations.queries import gathered
from app.operations.rules import State, findings, worst
from app.operations.views import as_facts, told


@click.command("health")
@click.option("--strict", is_flag=True, help="Let what is worth a look count as wrong, too.")
@as_json
@with_appcontext
@refusing
def command(*, strict: bool, as_json: bool) -> None:
    """Look at every part of the installation; exit code 2 when something is wrong."""
    now = clock.now()
    lines = findings(gathered(now, timetable=planned(now)))
    state = worst(lines)
    checks = [
        {
            "name": line.name,
            "title": gettext(line.title),
            "state": line.state.value,
            "says": told(line),
            "todo": gettext(line.todo) if line.state is not State.OK and line.todo else None,
            "facts": as_facts(line),
        }
        for line in lines
    ]
    plain = [f"{gettext(line.state.label)}  {gettext(line.title)}: {told(line)}" for line in lines]
    plain += [f"→ {check['title']}: {check['todo']}" for check in checks if check["todo"]]
    show({"state": state.value, "at": now.isoformat(), "checks": checks}, as_json=as_json, plain="\n".join(plain))
    if state is State.BROKEN or (strict and state is State.ATTENTION):
        raise SystemExit(REFUSED)
