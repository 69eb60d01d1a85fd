"""The case page 办件: where it stands and by when, what comes next, why that date, what happened, who, papers, buttons."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import render_template, request
from flask_babel import gettext

from app.accounts.queries import names
from app.accounts.rules import Deed
from app.cases import queries
from app.cases.queries import Case
from app.cases.rules import OPEN, Mode, Move, Outcome, PaperState
from app.cases.views import words
from app.cases.views.blueprint import bp
from app.cases.views.history import history
from app.cases.views.rights import may_here, offered
from app.core import clock
from app.core.guard import allowed
from app.deadlines.queries import clocks_of, explained, lights
from app.deadlines.rules import ClockKind
from app.posts.queries import members_of, teams_on
from app.territory.queries import grids_on

AT_ONCE = frozenset({Move.TAKE, Move.RESUME})  # a button, no questions
OUTSIDE = "outside"  # the form that is no move
TEAM = (ClockKind.TAKE, ClockKind.COLLECT, ClockKind.FORWARD)
MAIN = (
    Move.RESUME,
    Move.TAKE,
    Move.PLACE,
    Move.ASSIGN,
    Move.ACCEPT,
    Move.FORWARD,
    Move.COMPLETE,
)  # what helps most now, if it is offered


@bp.get("/<uuid:case_id>")
@allowed(Deed.READ_CASES)
def show(case_id: UUID) -> str:
    asked = request.args.get("move")
    return page(queries.case(case_id), asked=asked if asked in set(Move) else None)


def page(
    case: Case, *, asked: str | None = None, typed: Mapping[str, Any] | None = None, errors: Mapping[str, str] | None = None
) -> str:
    """The page; with `asked` the form of that move is open, holding what was typed and what is wrong with it."""
    now, moves = clock.now(), offered(case)
    running = {one.kind: one for one in clocks_of("case", case.id) if one.stopped_at is None or case.stage not in OPEN}
    shown = running.get(ClockKind.PROMISED) or running.get(ClockKind.NOTICE)
    statutory = running.get(ClockKind.STATUTORY)
    return render_template(
        "cases/show.html",
        case=case,
        face=lights("case", [case.id], now=now).get(case.id),
        promise=explained(shown, now=now) if shown else None,
        statutory=explained(statutory, now=now) if statutory else None,
        team_clock=next((explained(one, now=now) for kind, one in running.items() if kind in TEAM), None),
        moves=moves,
        main_move=main_of(case, moves),
        at_once=AT_ONCE,
        asked=Move(asked) if asked in set(Move) else None,
        asked_outside=asked == OUTSIDE,
        outcome_options=[(outcome.value, gettext(outcome.label)) for outcome in Outcome],
        typed=typed or {},
        errors=errors or {},
        told=history(case),
        drawn_otherwise=queries.drawn_otherwise(case, on=clock.on(now)),
        words=words,
        people=names(),
        lacking=queries.lacking(case),
        may_link=may_here(Deed.CARRY_CASE, case),
        may_show=may_here(Deed.SHOW_HIDDEN, case),
        Move=Move,
        Outcome=Outcome,
        PaperState=PaperState,
        is_open=case.stage in OPEN,
        **_choices(case, moves),
    )


def main_of(case: Case, moves: tuple[Move, ...]) -> Move | None:
    """The one filled button: what brings the case on now."""
    if Move.COLLECT in moves and queries.lacking(case):
        return Move.COLLECT
    if Move.COMPLETE in moves and (case.forwarded_to or case.mode is Mode.SELF):
        return Move.COMPLETE
    return next((move for move in MAIN if move in moves), None)


def _choices(case: Case, moves: tuple[Move, ...]) -> dict[str, Any]:
    """Teams, people and grids to choose from, only where a button asks for them."""
    today = clock.today()
    if not {Move.ASSIGN, Move.PASS_ON, Move.PLACE} & set(moves):
        return {"team_options": [], "person_options": [], "grid_options": []}
    teams = teams_on(today)
    claimed = {case.place_path, case.other_path}
    return {
        "team_options": [(str(team.id), team.name) for team in teams],
        "person_options": [
            (str(member.person_id), f"{member.person.name} · {team.name}")
            for team in teams
            for member in members_of(team.id, on=today)
        ],
        "grid_options": [(str(grid.grid_id), grid.name) for grid in grids_on(today) if grid.place_path in claimed],
    }
