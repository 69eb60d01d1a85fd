"""The health page: every part of the installation in a line, and what to do where something is wrong."""

from flask import render_template

from app.accounts.rules import Deed
from app.core import clock
from app.core.guard import allowed
from app.operations.queries import gathered
from app.operations.rules import State, findings, worst
from app.operations.views.blueprint import bp, timetable
from app.operations.views.telling import told


@bp.get("/admin/health")
@allowed(Deed.SEE_SYSTEM)
def health() -> str:
    now = clock.now()
    lines = findings(gathered(now, timetable=timetable(now)))
    wrong = [line for line in lines if line.state is not State.OK]
    parts, jobs = ([line for line in lines if line.name.startswith("job_") is is_job] for is_job in (False, True))
    return render_template(
        "operations/health.html", state=worst(lines), wrong=wrong, parts=parts, jobs=jobs, told=told, now=now, State=State
    )
