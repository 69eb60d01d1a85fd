"""flask jobs: the timetable, one job now, and the scheduler's own process."""

import datetime as dt

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import gettext

from app import jobs
from app.cli.door import as_json, refuse, refusing, show
from app.core import clock, runs

group = AppGroup("jobs", help="Scheduled deeds.")


@group.command("list")
@as_json
@refusing
def list_jobs(*, as_json: bool) -> None:
    """The timetable: what runs when, and when it ran last."""
    now, ran = clock.now(), runs.last_runs()
    rows = [
        {
            "name": job.name,
            "says": gettext(job.says),
            "when": job.when,
            "last_run": ran[job.name].began_at.isoformat() if job.name in ran else None,
            "next_run": (following := jobs.next_run(job, now=now)) and following.isoformat(),
            "result": ran[job.name].result if job.name in ran else None,
        }
        for job in jobs.TIMETABLE.values()
    ]
    plain = "\n".join(f"{row['name']:<10} {row['when']:<6} {row['last_run'] or '–':<34} {row['says']}" for row in rows)
    show(rows, as_json=as_json, plain=plain)


@group.command("run")
@click.argument("name")
@click.option("--at", metavar="ISO", help="As if it were this instant (with its zone), instead of now.")
@as_json
@refusing
def run_job(name: str, at: str | None, *, as_json: bool) -> None:
    """Run one job now."""
    show({"name": name, **jobs.run(name, now=_instant(at))}, as_json=as_json)


@group.command("serve")
def serve() -> None:
    """Keep the timetable until stopped."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  the documented way to hand it to a thread
    jobs.serve(app, lease_s=app.config["SETTINGS"].lease_s)


def _instant(text: str | None) -> dt.datetime:
    if text is None:
        return clock.now()
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        refuse(f"{text!r} is no ISO instant, e.g. 2026-11-22T02:10:00+08:00.")
        raise
    return at if at.tzinfo else at.replace(tzinfo=clock.SHANGHAI)
