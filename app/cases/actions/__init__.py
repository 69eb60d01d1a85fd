"""What people do with cases: the web page, the phone, the machine interface, the command line and sweeps come through here.

Each deed enters the journal once: the same event again changes nothing. A larger deed that entered itself (a visit) makes the
same moves by `inside`, under its own entry: `inside.complete(case, …, stamp=stamp)`.
"""

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any, Concatenate, ParamSpec

from app.cases.actions import moves as inside
from app.cases.actions.deemed import accept_deemed
from app.cases.actions.leaving import demand_nothing_in_hand, demand_nothing_open, let_go
from app.cases.actions.opening import open_case
from app.cases.actions.outside import check_outside, link_outside
from app.cases.actions.papers import hand_on as hand_original
from app.cases.models import Case
from app.cases.rules import DEED_OF_MOVE, Move, move_said
from app.core import journal
from app.core.stamp import Stamp

Said = ParamSpec("Said")


def _deed(move: Move, make: Callable[Concatenate[Case, Said], None]) -> Callable[Concatenate[Case, Said], None]:
    """The move as a deed of its own. What was said, with all defaults, is the body that a replay is recognised by."""
    signature = inspect.signature(make)

    def do(case: Case, /, *args: Said.args, **said: Said.kwargs) -> None:
        bound = signature.bind(case, *args, **said)
        bound.apply_defaults()
        body = {name: value for name, value in bound.arguments.items() if name not in {"case", "stamp"}}
        stamp: Stamp = bound.arguments["stamp"]
        facts = {"move": move.value}
        if journal.enter(DEED_OF_MOVE[move], subject=case.id, body={"move": move, **body}, stamp=stamp, facts=facts):
            make(case, *args, **said)

    functools.update_wrapper(do, make)
    return do


accept = _deed(Move.ACCEPT, inside.accept)
assign = _deed(Move.ASSIGN, inside.assign)
take = _deed(Move.TAKE, inside.take)
collect = _deed(Move.COLLECT, inside.collect)
forward = _deed(Move.FORWARD, inside.forward)
send_back = _deed(Move.SEND_BACK, inside.send_back)
resume = _deed(Move.RESUME, inside.resume)
pause = _deed(Move.PAUSE, inside.pause)
pass_on = _deed(Move.PASS_ON, inside.pass_on)
place = _deed(Move.PLACE, inside.place)
complete = _deed(Move.COMPLETE, inside.complete)
withdraw = _deed(Move.WITHDRAW, inside.withdraw)
reject = _deed(Move.REJECT, inside.reject)
reopen = _deed(Move.REOPEN, inside.reopen)

_DEEDS: Mapping[Move, Callable[..., None]] = {
    Move.ACCEPT: accept,
    Move.ASSIGN: assign,
    Move.TAKE: take,
    Move.COLLECT: collect,
    Move.FORWARD: forward,
    Move.SEND_BACK: send_back,
    Move.RESUME: resume,
    Move.PAUSE: pause,
    Move.PASS_ON: pass_on,
    Move.PLACE: place,
    Move.COMPLETE: complete,
    Move.WITHDRAW: withdraw,
    Move.REJECT: reject,
    Move.REOPEN: reopen,
}


def make(case: Case, move: Move, said: Mapping[str, Any], *, stamp: Stamp) -> None:
    """Make the move with what a door was told: text from a form, JSON, or a command's options (`rules.move_said`)."""
    _DEEDS[move](case, **move_said(move, said), stamp=stamp)


__all__ = [
    "accept",
    "accept_deemed",
    "assign",
    "check_outside",
    "collect",
    "complete",
    "demand_nothing_in_hand",
    "demand_nothing_open",
    "forward",
    "hand_original",
    "inside",
    "let_go",
    "link_outside",
    "make",
    "open_case",
    "pass_on",
    "pause",
    "place",
    "reject",
    "reopen",
    "resume",
    "send_back",
    "take",
    "withdraw",
]
