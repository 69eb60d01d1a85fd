"""A case on the phone: who, what, papers, the clock in words, what happened; and its moves as JSON deeds."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts.rules import Deed
from app.accounts.views import stamp_from_json
from app.cases import actions, queries
from app.cases.queries import Case
from app.cases.rules import OPEN, Move, Outcome, PaperState, move_of
from app.cases.views import demand_move, words
from app.cases.views.history import history
from app.cases.views.rights import offered
from app.core import clock
from app.core.db import transaction
from app.core.errors import ChangedMeanwhile
from app.core.guard import allowed
from app.core.journal import is_entered
from app.deadlines.queries import lights
from app.field.views.answers import Answer, done, json_deed, said
from app.field.views.blueprint import bp
from app.field.views.today import may_call
from app.field.views.visiting import may_visit
from app.posts.queries import members_of, teams_on
from app.territory.queries import grids_on

HERE = (  # in this order; what only an office does stays there
    Move.TAKE,
    Move.RESUME,
    Move.PLACE,
    Move.FORWARD,
    Move.COMPLETE,
    Move.SEND_BACK,
    Move.PASS_ON,
    Move.PAUSE,
    Move.WITHDRAW,
)
AT_ONCE = frozenset({Move.TAKE, Move.RESUME})
RECENT = 4


@bp.get("/cases/<number>")
@allowed(Deed.READ_CASES)
def case(number: str) -> str:
    shown, now = queries.case_by_number(number), clock.now()
    told, legal = history(shown), offered(shown)
    return render_template(
        "field/case.html",
        case=shown,
        face=lights("case", [shown.id], now=now).get(shown.id),
        is_open=shown.stage in OPEN,
        moves=[move for move in HERE if move in legal],
        at_once=AT_ONCE,
        told=told[:RECENT],
        earlier=told[RECENT:],
        lacking=queries.lacking(shown),
        held=[paper for paper in shown.papers if paper.state is PaperState.HELD],
        words=words,
        may_visit=may_visit(shown),
        may_call=may_call(shown),
        outcome_options=[(outcome.value, gettext(outcome.label)) for outcome in Outcome],
        **_hands(shown),
    )


@bp.get("/cases/<uuid:case_id>/open")
@allowed(Deed.READ_CASES)
def case_by_id(case_id: UUID) -> Response:
    """The way from a reminder, which knows the id."""
    return redirect(url_for(".case", number=queries.case(case_id).number))


@bp.post("/cases/<number>/<any(take,resume,place,forward,complete,send_back,pass_on,pause,withdraw):move>")
@allowed(Deed.READ_CASES)
@json_deed
def move(number: str, move: str) -> Answer:
    """One move: `{"event_id", "at", "version", …what the move takes}`. The deed and the place are asked inside."""
    body, stamp, chosen = said(), stamp_from_json(), move_of(move)
    case_id, is_replay = queries.case_id_of(number), is_entered(stamp.event_id)
    if case_id is None and not is_replay:
        abort(404)
    if case_id is not None:
        with transaction():
            case = queries.case_to_change(case_id)
            demand_move(chosen, case)
            if not is_replay and body.get("version") not in {None, "", case.version, str(case.version)}:
                raise ChangedMeanwhile
            actions.make(case, chosen, body, stamp=stamp)
    flash(gettext("“%(move)s” is done.", move=gettext(words.BUTTONS[chosen])))
    stays = case_id is not None and queries.is_there(case_id)
    return done(
        stamp.event_id, next_url=url_for(".case", number=number) if stays else url_for(".home"), is_replay=is_replay, case=number
    )


def _hands(case: Case) -> dict[str, list[tuple[str, str]]]:
    """Teams and people to pass the case on to, and the grids that claim it."""
    today = clock.today()
    teams, claimed = teams_on(today), {case.place_path, case.other_path}
    people = [
        (str(one.person_id), f"{one.person.name} · {team.name}")
        for team in teams
        for one in members_of(team.id, on=today)
        if one.person_id != case.person_id
    ]
    return {
        "team_options": [("", gettext("Choose")), *((str(team.id), team.name) for team in teams)],
        "person_options": [("", gettext("whoever has least to do")), *people],
        "grid_options": [(str(grid.grid_id), grid.name) for grid in grids_on(today) if grid.place_path in claimed],
    }
