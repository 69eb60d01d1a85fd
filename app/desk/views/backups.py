"""The administrator's page of backups: how old the newest is, whether it was proved, where they lie; and one button."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts.rules import Deed
from app.accounts.views import actor, stamp_from_form
from app.core import backup, clock, journal, runs
from app.core.db import transaction
from app.core.guard import allowed
from app.core.settings import settings
from app.core.watch import backup_is_old
from app.desk.views.blueprint import bp

KILO = 1000


@bp.get("/admin/backups")
@allowed(Deed.MAKE_BACKUP)
def backups() -> str:
    folder, now, ran = settings().backups, clock.now(), runs.last_runs()
    there = backup.backups(folder)
    made, proved = ran.get("backup"), ran.get("prove_backup")
    asked_at = journal.last_entered(Deed.MAKE_BACKUP)
    return render_template(
        "desk/backups.html",
        backups=there,
        folder=folder,
        too_old=backup_is_old(there[0].made_at if there else None, now=now),
        failed=made if made is not None and _broke(made) else None,
        proved=proved,
        is_waiting=asked_at is not None and (made is None or asked_at > made.began_at or _runs(made)),
        keep=settings(),
    )


@bp.post("/admin/backups")
@allowed(Deed.MAKE_BACKUP)
def ask_backup() -> Response:
    """The scheduler does it within seconds; the page says so and looks again."""
    with transaction():
        journal.enter(Deed.MAKE_BACKUP, subject=actor().id, body={"backup": "asked"}, stamp=stamp_from_form())
    flash(gettext("The backup was asked for; it is made within a minute."))
    return redirect(url_for(".backups"), 303)


@bp.app_template_filter("size")
def size(bytes_long: int) -> str:
    """1.2 MB, 340 KB: powers of a thousand, as folders show them."""
    amount, units = float(bytes_long), ["B", "KB", "MB", "GB", "TB"]
    while amount >= KILO and len(units) > 1:
        amount, units = amount / KILO, units[1:]
    return f"{amount:.0f} {units[0]}" if units[0] in {"B", "KB"} else f"{amount:.1f} {units[0]}"


def _runs(run: runs.JobRun) -> bool:
    """Whether it began and neither ended nor broke since."""
    return run.ended_at is None and not _broke(run)


def _broke(run: runs.JobRun) -> bool:
    return run.failed_at is not None and run.failed_at >= run.began_at
