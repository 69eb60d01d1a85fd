"""The one table of moves (DESIGN 5): it answers what a move leads to, draws the buttons, and draws the diagram of the docs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.accounts.rules import Deed
from app.cases.rules.kinds import CLOSED, OPEN, Move, Stage
from app.core.errors import Refusal
from app.core.named import N_


class IllegalMove(Refusal):
    """The move does not leave from this stage."""

    code = "cases.illegal_move"
    says = N_("“%(move)s” is not possible now: the case is “%(stage)s”.")
    field = "move"


class BrokenHistory(Exception):
    """Events that no sequence of moves can have written."""


WHERE_IT_WAS = None  # the value of MOVES for a move that leads back to the stage before the interruption
_HANDS = (Stage.ASSIGNED, Stage.IN_PROGRESS)

MOVES: Mapping[tuple[Stage, Move], Stage | None] = {
    (Stage.ASKED, Move.ACCEPT): Stage.ACCEPTED,
    **{(stage, Move.ACCEPT): stage for stage in _HANDS},
    (Stage.ASKED, Move.ASSIGN): Stage.ASSIGNED,
    (Stage.ACCEPTED, Move.ASSIGN): Stage.ASSIGNED,
    (Stage.ASSIGNED, Move.TAKE): Stage.IN_PROGRESS,
    (Stage.IN_PROGRESS, Move.COLLECT): Stage.IN_PROGRESS,
    (Stage.IN_PROGRESS, Move.FORWARD): Stage.IN_PROGRESS,
    **{(stage, Move.SEND_BACK): Stage.RETURNED for stage in (Stage.ASKED, *_HANDS)},
    **{(stage, Move.PAUSE): Stage.PAUSED for stage in (Stage.ACCEPTED, *_HANDS)},
    (Stage.RETURNED, Move.RESUME): WHERE_IT_WAS,
    (Stage.PAUSED, Move.RESUME): WHERE_IT_WAS,
    **{(stage, Move.PASS_ON): stage for stage in (*_HANDS, Stage.PAUSED, Stage.RETURNED)},
    **{(stage, Move.PLACE): stage for stage in OPEN},
    (Stage.IN_PROGRESS, Move.COMPLETE): Stage.COMPLETED,
    (Stage.ACCEPTED, Move.COMPLETE): Stage.COMPLETED,
    **{(stage, Move.WITHDRAW): Stage.WITHDRAWN for stage in OPEN},
    **{(stage, Move.REJECT): Stage.REJECTED for stage in OPEN},
    (Stage.COMPLETED, Move.REOPEN): Stage.IN_PROGRESS,
}
INTERRUPTIONS = frozenset({Move.SEND_BACK, Move.PAUSE})

DEED_OF_MOVE: Mapping[Move, Deed] = {
    Move.ACCEPT: Deed.ACCEPT_CASE,
    Move.ASSIGN: Deed.ASSIGN_CASE,
    Move.TAKE: Deed.CARRY_CASE,
    Move.COLLECT: Deed.CARRY_CASE,
    Move.FORWARD: Deed.CARRY_CASE,
    Move.SEND_BACK: Deed.PAUSE_CASE,
    Move.RESUME: Deed.PAUSE_CASE,
    Move.PAUSE: Deed.PAUSE_CASE,
    Move.PASS_ON: Deed.PASS_ON_CASE,
    Move.PLACE: Deed.PASS_ON_CASE,
    Move.COMPLETE: Deed.COMPLETE_CASE,
    Move.WITHDRAW: Deed.CARRY_CASE,
    Move.REJECT: Deed.REJECT_CASE,
    Move.REOPEN: Deed.REOPEN_CASE,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """The stage of a case, and the one it returns to after an interruption."""

    stage: Stage
    before: Stage | None = None


def stage_after(stage: Stage, move: Move, *, before: Stage | None = None) -> Stage:
    """Where the move leads; `before`: the stage that an interruption left. Raises IllegalMove."""
    if (stage, move) not in MOVES:
        raise IllegalMove(move=move, stage=stage)
    leads_to = MOVES[stage, move] or before
    if leads_to is None:
        raise IllegalMove(move=move, stage=stage)
    return leads_to


def standing_after(standing: Standing, move: Move) -> Standing:
    """The fold's step: what a case stands at after one move."""
    stage = stage_after(standing.stage, move, before=standing.before)
    if move in INTERRUPTIONS:
        return Standing(stage, before=standing.stage)
    return Standing(stage, before=None if move is Move.RESUME or stage in CLOSED else standing.before)


def standing_from(moves: Iterable[Move | None]) -> Standing:
    """Fold a case's whole history, oldest first; the opening is None and comes first. Raises BrokenHistory."""
    standing: Standing | None = None
    for move in moves:
        if (move is None) is not (standing is None):
            raise BrokenHistory("a history begins with the opening, and with one only")
        standing = Standing(Stage.ASKED) if standing is None or move is None else _next(standing, move)
    if standing is None:
        raise BrokenHistory("no event")
    return standing


def stage_from(moves: Iterable[Move | None]) -> Stage:
    """The stage that these events led to: what the column must say."""
    return standing_from(moves).stage


def _next(standing: Standing, move: Move) -> Standing:
    try:
        return standing_after(standing, move)
    except IllegalMove as illegal:
        raise BrokenHistory(f"{move.value} from {standing.stage.value}") from illegal


def moves_from(stage: Stage, *, accepted: bool, contested: bool = False) -> tuple[Move, ...]:
    """The moves to offer as buttons, the likeliest first. `accepted`: it has its acceptance; `contested`: two places claim it."""
    hidden = {Move.ACCEPT} if accepted else {Move.COMPLETE}
    if not contested:
        hidden.add(Move.PLACE)
    return tuple(move for move in _ORDER if (stage, move) in MOVES and move not in hidden)


_ORDER = (
    Move.RESUME,
    Move.TAKE,
    Move.ACCEPT,
    Move.ASSIGN,
    Move.COLLECT,
    Move.FORWARD,
    Move.COMPLETE,
    Move.PLACE,
    Move.PASS_ON,
    Move.SEND_BACK,
    Move.PAUSE,
    Move.WITHDRAW,
    Move.REJECT,
    Move.REOPEN,
)


def diagram() -> str:
    """The table as a Mermaid state diagram; docs/cases.md holds it, and a test keeps the two in step."""
    lines = ["stateDiagram-v2", "  [*] --> asked: open"]
    for (stage, move), leads_to in MOVES.items():
        if leads_to is WHERE_IT_WAS:
            lines.append(f"  {stage.value} --> {stage.value}: {move.value} (to where it was)")
        elif move is not Move.PLACE:  # leaves every open stage as it is: said in the text
            lines.append(f"  {stage.value} --> {leads_to.value}: {move.value}")
    return "\n".join([*lines, *(f"  {stage.value} --> [*]" for stage in CLOSED)])
