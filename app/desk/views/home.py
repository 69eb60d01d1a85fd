"""The first page of each role: one question answered at the top, and what is to be done below."""

import datetime as dt
from collections.abc import Callable, Mapping

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.accounts import queries as accounts
from app.accounts.rules import Deed, Role
from app.accounts.views import actor
from app.core import clock
from app.core.guard import allowed
from app.core.journal import count_by_deed
from app.core.period import month_of, year_to
from app.deadlines.rules import Light
from app.desk import queries
from app.desk.views.blueprint import bp
from app.desk.views.sketches import team_sketch, township_sketch
from app.ledger import queries as ledger
from app.posts import queries as posts
from app.ratings.queries import satisfaction
from app.reports import queries as reports
from app.territory import queries as land

ONLY_FIELD = frozenset({Role.WORKER})
WEEK = dt.timedelta(days=7)
LISTED, FIRST = 12, 8


@bp.get("/")
@allowed(Deed.USE_OWN_ACCOUNT)
def home() -> Response | str:
    """Somebody with several roles gets the page of the one that decides most."""
    roles = actor().roles
    if roles and roles <= ONLY_FIELD:
        return redirect(url_for("field.home"))
    page = next((page for role, page in HOMES.items() if role in roles), _nobody)
    return page(clock.now())


def _head(now: dt.datetime) -> str:
    """The township: four numbers with their change, the year's line, the teams, what needs a decision, where it is late."""
    today = clock.on(now)
    stands, towns = queries.standing(now), land.townships()
    villages = queries.village_work(towns[0], stands.work, on=today, with_households=False) if towns else []
    return render_template(
        "desk/head_home.html",
        now=now,
        stands=stands,
        register=queries.register(today),
        ago=queries.month_ago(today),
        content=satisfaction(year_to(today)),
        teams=queries.team_standings(stands.work, today=today),
        to_review=reports.waiting_count(),
        machine=queries.machine(now),
        sketch=township_sketch(villages),
    )


def _leader(now: dt.datetime) -> str:
    """A team: what is late and in whose hands, today's first things, who carries how much, who is away."""
    today = clock.on(now)
    team = posts.team_of(actor().id, on=today)
    within = queries.Within(team=team)
    work = queries.tally(now, within)
    grids = queries.grid_work(queries.grids_of(team, on=today), work, with_households=False) if team else []
    return render_template(
        "desk/leader_home.html",
        now=now,
        team=team,
        work=work,
        first=queries.first_work(now, within, limit=FIRST),
        hands=queries.hands_of_late(work),
        soon=work.count(Light.YELLOW),
        grids=grids,
        members=queries.members(team, work, on=today) if team else [],
        year=queries.register(today),
        sketch=team_sketch(team.place_path, grids) if team else None,
    )


def _counter(now: dt.datetime) -> str:
    """A window: one search box, one button, one queue."""
    today = clock.on(now)
    return render_template(
        "desk/counter_home.html", now=now, queue=queries.queue(now), done=ledger.register_cases(ledger.Asked(month_of(today)))
    )


def _reviewer(now: dt.datetime) -> str:
    """Completions that wait for a word, the oldest first; then the month."""
    today = clock.on(now)
    return render_template(
        "desk/reviewer_home.html",
        now=now,
        waiting=reports.waiting(),
        verdicts=reports.verdicts_in(month_of(today)),
        register=queries.register(today),
        work=queries.tally(now),
    )


def _system(now: dt.datetime) -> str:
    """The machine: watched or not, what broke, how old the backup is; and people and land that lack something."""
    today = clock.on(now)
    staff = [row for row in posts.staff(today, places=actor().places) if not row.has_left]
    return render_template(
        "desk/system_home.html",
        now=now,
        machine=queries.machine(now),
        without_role=[row for row in staff if not row.grants and not row.asked],
        never_here=[row for row in staff if row.is_waiting],
        bare_grids=posts.grids_without_post(today),
    )


def _security(now: dt.datetime) -> str:
    """Roles that were asked for, and people without any."""
    staff = [row for row in posts.staff(clock.on(now), places=actor().places) if not row.has_left]
    return render_template(
        "desk/security_home.html",
        asked=accounts.asked_roles(),
        without_role=[row for row in staff if not row.grants and not row.asked],
        holders=[(role, sum(any(grant.role is role for grant in row.grants) for row in staff)) for role in Role],
    )


def _auditor(now: dt.datetime) -> str:
    """The journal: what this week brought, and above all who looked at what is hidden."""
    since = now - WEEK
    counts = count_by_deed(since)
    named = sorted(((deed, counts[deed.value]) for deed in Deed if counts.get(deed.value)), key=lambda pair: -pair[1])
    watched = [(deed, counts.get(deed.value, 0)) for deed in (Deed.SHOW_HIDDEN, Deed.GRANT_ROLES, Deed.MANAGE_PEOPLE)]
    return render_template(
        "desk/auditor_home.html",
        now=now,
        since=since,
        total=sum(counts.values()),
        named=named[:LISTED],
        watched=watched,
        machine=queries.machine(now),
        from_on=clock.on(since),
    )


def _nobody(_: dt.datetime) -> str:
    """Somebody whose role has ended or was never given."""
    return render_template("desk/no_role_home.html")


HOMES: Mapping[Role, Callable[[dt.datetime], str]] = {
    Role.HEAD: _head,
    Role.LEADER: _leader,
    Role.CLERK: _counter,
    Role.DEPARTMENT_CLERK: _counter,
    Role.REVIEWER: _reviewer,
    Role.SYSTEM_ADMIN: _system,
    Role.SECURITY_ADMIN: _security,
    Role.AUDITOR: _auditor,
}
