"""A visit 上门: the page with its pack, the one JSON deed, and what stands after it."""

from uuid import UUID

from flask import Response, abort, render_template, url_for
from flask_babel import gettext

from app.accounts.rules import Deed
from app.accounts.views import actor, stamp_from_json
from app.cases import queries as cases
from app.cases.queries import Case
from app.cases.rules import Stage
from app.cases.views import words
from app.cases.views.rights import demand_here, may_here
from app.core import clock
from app.core.db import transaction
from app.core.guard import allowed
from app.core.journal import is_entered
from app.core.stamp import Stamp
from app.field import queries
from app.field.views.answers import Answer, done, json_deed, said
from app.field.views.blueprint import bp
from app.field.views.pack import pack_of
from app.field.views.today import may_call
from app.visits import queries as visits
from app.visits.actions import UNDER_WAY, keep_pictures, record_visit
from app.visits.rules import NEXT, VisitDone, visit_done


@bp.get("/visits/<number>")
@allowed(Deed.RECORD_VISIT)
def visit(number: str) -> str:
    """The three-step page. Everything it shows comes from the pack, so that it can be drawn without signal."""
    case, now = cases.case_by_number(number), clock.now()
    if not may_visit(case):
        return render_template("field/no_visit.html", case=case)
    return render_template(
        "field/visit.html", case=case, pack=pack_of(case, now=now), draft=f"visit-{actor().id}-{case.id}", may_call=may_call(case)
    )


@bp.post("/visits")
@allowed(Deed.RECORD_VISIT)
@json_deed
def record() -> Answer:
    """The phone's one deed: `{"event_id", "at", "case", "begun_at", "outcome", "served", "papers", …}`; 404 outside one's places.

    The same event again answers the same with `"replay": true`; with another body 409.
    """
    body, stamp = said(), stamp_from_json()
    deed, is_replay = visit_done(body), is_entered(stamp.event_id)
    case_id = cases.case_id_of(str(body.get("case", "")))
    if case_id is None and is_replay:  # done already, and passed on to another place since
        return done(stamp.event_id, next_url=url_for(".home"), is_replay=True)
    if case_id is None:
        abort(404)
    kept = () if is_replay else keep_pictures(deed)
    with transaction():
        case = cases.case_to_change(case_id)
        demand_here(Deed.RECORD_VISIT, case)
        record_visit(case, deed, kept=kept, stamp=stamp)
    return _told(case_id, deed, stamp=stamp, is_replay=is_replay)


@bp.get("/visits/done/<uuid:visit_id>")
@allowed(Deed.RECORD_VISIT)
def visited(visit_id: UUID) -> str:
    """What happens next, the running total, and the next stop."""
    now, visit = clock.now(), visits.visit(visit_id)
    today = queries.today(actor().id, now=now)
    team_id = visit.team_id
    return render_template(
        "field/visited.html",
        visit=visit,
        case=cases.case(visit.case_id),
        next_says=gettext(NEXT[visit.outcome]),
        total=queries.done_by_team(team_id, today=clock.on(now)) if team_id else None,
        following=next((one for one in today.walk if one.case.id != visit.case_id), None),
        left=len(today.walk),
        words=words,
    )


def may_visit(case: Case) -> bool:
    return case.stage in UNDER_WAY and may_here(Deed.RECORD_VISIT, case)


def _told(case_id: UUID, deed: VisitDone, *, stamp: Stamp, is_replay: bool) -> Response:
    """What happens next and the team's running total, for a page that may be drawn without asking again."""
    case = cases.case(case_id)
    total = queries.done_by_team(case.team_id, today=clock.today()) if case.team_id else None
    return done(
        stamp.event_id,
        next_url=url_for(".visited", visit_id=stamp.event_id),
        is_replay=is_replay,
        case=case.number,
        stage=case.stage.value,
        outcome=deed.outcome.value,
        says=gettext(NEXT[deed.outcome]),
        total={"team": case.team.name, "cases": total} if case.team else None,
        completed=case.stage is Stage.COMPLETED,
    )
