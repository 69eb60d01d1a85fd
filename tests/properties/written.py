"""A history written by hand, in which every move is made and everything that counts is taken off again."""

import datetime as dt
from typing import Any

from app.cases.rules import Asked, Intake, Mode, Move
from app.visits.rules import VisitOutcome
from tests import town
from tests.properties.deeds import FITTING, MOSTLY, Asking, GoingWell, Passing, Work
from tests.properties.ground import Fate

NOT_LATE = dt.timedelta()
MOVES = list(Move)
SENT_BACK = 1  # of the reviewer's two verdicts
SAID = FITTING | {"team": town.PALONG}
ON_THE_SPOT = {"outcome": VisitOutcome.DONE_ON_THE_SPOT, "served": (1, 2), "papers": {}, "finishes": True}


def asking(item: str, household: str = "1") -> Asking:
    told = {"household": household, "items": [Asked(item)], "mode": Mode.PROXY, "intake": Intake.PHONE, "complete_papers": True}
    return Asking(told, "clerk", Fate(), NOT_LATE)


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
