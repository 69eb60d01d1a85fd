"""Histories written by hand: in one every move is made and what counts is taken off again, in one people and teams end."""

import datetime as dt
from dataclasses import replace
from typing import Any

from app.cases.rules import Asked, Intake, Mode, Move, PaperState
from app.visits.rules import VisitOutcome
from tests import town
from tests.properties.deeds import FITTING, MOSTLY, Asking, Ending, GoingWell, Passing, Work
from tests.properties.ground import DAY, Fate

NOT_LATE = dt.timedelta()
MOVES = list(Move)
SENT_BACK = 1  # of the reviewer's two verdicts
SAID = FITTING | {"team": town.PALONG}
ON_THE_SPOT = {"outcome": VisitOutcome.DONE_ON_THE_SPOT, "served": (1, 2), "papers": {}, "finishes": True}


def asking(item: str, household: str = "1", *, late: dt.timedelta = NOT_LATE) -> Asking:
    told = {"household": household, "items": [Asked(item)], "mode": Mode.PROXY, "intake": Intake.PHONE, "complete_papers": True}
    return Asking(told, "clerk", Fate(), late)


def work(case: int, wants: str, which: int = 0) -> Work:
    return Work(case, which, wants, SAID, ON_THE_SPOT, None, Fate(times=2), NOT_LATE)


def visited(case: int) -> Work:
    """Two people of the household are met, and the case goes on."""
    taken = ON_THE_SPOT | {"outcome": VisitOutcome.PAPERS_TAKEN, "finishes": False}
    return Work(case, 0, "visit", SAID, taken, None, Fate(), NOT_LATE)


def made(case: int, move: Move) -> Work:
    """This move, whether or not it is possible."""
    which = next(which for which in range(MOSTLY, 100) if MOVES[which % len(MOVES)] is move)
    return work(case, "move", which)


def paper(case: int, state: PaperState, *, by: str) -> Work:
    """Somebody has the first paper of the case now, or gives it back."""
    collecting = made(case, Move.COLLECT)
    return replace(collecting, by=by, moving=SAID | {"papers": {"1": state.value}})


def leaves(case: int) -> Ending:
    """Whoever has this case leaves for good."""
    return Ending(case, "person", 0, passes_on=False, hours=0, fate=Fate(times=2))


def dissolved(case: int, *, ahead: int = 0) -> Ending:
    """The team that has this case ends."""
    return Ending(case, "team", ahead, passes_on=False, hours=0, fate=Fate(times=2))


EVERYTHING: list[Any] = [
    asking(town.CERTIFICATE),
    asking(town.PENSION),
    visited(0),  # one household and two people, for two cases
    visited(1),
    GoingWell(0, town.PALONG, 3),  # completed, its certificate received and on the way
    GoingWell(0, town.PALONG, 2),  # handed over, and taken back
    work(0, "review", SENT_BACK),
    work(1, "visit"),
    work(1, "review", SENT_BACK),
    *(made(1, move) for move in (Move.COLLECT, Move.FORWARD, Move.PAUSE, Move.RESUME, Move.SEND_BACK, Move.RESUME)),
    work(1, "pass_on", 2),
    made(1, Move.WITHDRAW),
    asking(town.OLD_AGE, "4"),
    made(2, Move.PLACE),
    *(Passing(hours, ("clocks", 9)) for hours in (24, 48, 72, 72, 72, 120, 120, 120, 120)),
    made(0, Move.REJECT),
]

PARTING: list[Any] = [
    asking(town.CERTIFICATE),
    asking(town.PENSION),
    asking(town.PENSION, "3"),
    leaves(0),  # refused: two open cases
    GoingWell(0, town.PALONG, 3),  # completed, its certificate received
    GoingWell(1, town.PALONG, 2),
    leaves(0),  # refused: a certificate
    GoingWell(0, town.PALONG, 2),
    GoingWell(2, town.ZHANGLANG, 1),
    paper(2, PaperState.HELD, by="worker"),
    leaves(0),  # refused: an original
    paper(2, PaperState.GIVEN_BACK, by="worker"),
    leaves(0),
    asking(town.PENSION, late=3 * DAY),  # for a day on which the worker was here
    Passing(1, ("let_go", 9)),  # to the team
    work(1, "review", SENT_BACK),  # to the team
    dissolved(2),  # refused: an open case
    dissolved(1, ahead=3),
    asking(town.PENSION),
    Passing(48, None),  # its last day
    Passing(24, ("let_go", 9)),  # to the pool
    replace(visited(3), by="second"),  # refused: who is in no team has no part in the pool
    work(0, "review", SENT_BACK),  # to the pool
    GoingWell(2, town.ZHANGLANG, 1),
    dissolved(2),
    work(1, "pass_on", 1),  # refused: that team is dissolved
    work(1, "pass_on"),  # to the township's team, the last there is
    GoingWell(1, town.TOWN, 2),
    asking(town.PENSION),
]
