"""What a door was told, as text or JSON, read into what a deed takes: one reading for pages, machines and commands. Pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from app.cases.rules.asking import Asked, NothingAsked
from app.cases.rules.demands import LONGEST_REASON, OutcomeMissing, UnknownPaper
from app.cases.rules.handing import GridNotClaimed, NobodyNamed, PersonUnreadable
from app.cases.rules.kinds import Intake, Mode, Move, Outcome, PaperState
from app.core.errors import Invalid, TooLong
from app.core.named import N_, Named

Said = Mapping[str, Any]
Choice = TypeVar("Choice", bound=Named)
LONGEST_NOTE = 4000


class UnknownMove(Invalid):
    code = "cases.unknown_move"
    says = N_("There is no move “%(move)s”.")
    field = "move"


class UnknownMode(Invalid):
    code = "cases.unknown_mode"
    says = N_("Choose how the service is done.")
    field = "mode"


class UnknownIntake(Invalid):
    code = "cases.unknown_intake"
    says = N_("Choose how the case came to us.")
    field = "intake"


class UnknownState(Invalid):
    code = "cases.unknown_state"
    says = N_("A paper is missing, seen, held, given_back or deferred; not “%(state)s”.")
    field = "papers"


class ApplicantUnreadable(Invalid):
    code = "cases.applicant_unreadable"
    says = N_("Choose who of the household asks.")
    field = "applicant"


def move_of(name: str) -> Move:
    """The move of this name; raises UnknownMove."""
    try:
        return Move(name)
    except ValueError:
        raise UnknownMove(move=name) from None


def move_said(move: Move, said: Said) -> dict[str, Any]:
    """The arguments of a move's deed. Reads no more than the move takes; raises what names the field."""
    return {name: read(said) for name, read in _READ[move].items()}


def opening_said(said: Said) -> dict[str, Any]:
    """The arguments of `open_case`: `items` [{"item", "variant"}] or one `item` and `variant`, mode, intake, papers, ….

    With `bundle` the items may be left out: then all of its steps are asked for.
    """
    complete = said.get("complete_papers", True)
    return {
        "items": _items(said),
        "mode": _choice(said.get("mode") or Mode.PROXY, Mode, UnknownMode()),
        "intake": _choice(said.get("intake") or Intake.WINDOW, Intake, UnknownIntake()),
        "applicant_id": _uuid(said.get("applicant"), ApplicantUnreadable()),
        "complete_papers": complete is True or complete in {"1", "true"},
        "papers": _states(said),
        "note": _note(said),
        "outside_system": _text(said, "outside_system") or None,
        "outside_number": _text(said, "outside_number") or None,
        "bundle_code": _text(said, "bundle") or None,
    }


def _items(said: Said) -> list[Asked]:
    several = said.get("items")
    if _text(said, "bundle") and not several and not _text(said, "item"):
        return []
    rows = several if isinstance(several, list) else [said]
    asked = []
    for row in rows:
        if not isinstance(row, Mapping) or not _text(row, "item"):
            raise NothingAsked
        asked.append(Asked(_text(row, "item"), _text(row, "variant") or None))
    return asked


def _text(said: Said, name: str) -> str:
    value = said.get(name)
    return "" if value is None else str(value).strip()


def _reason(said: Said) -> str:
    return _text(said, "reason")


def _note(said: Said) -> str:
    note = _text(said, "note")
    if len(note) > LONGEST_NOTE:
        raise TooLong(most=LONGEST_NOTE, field="note")
    return note


def _late_reason(said: Said) -> str:
    reason = _text(said, "late_reason")
    if len(reason) > LONGEST_REASON:
        raise TooLong(most=LONGEST_REASON, field="reason")
    return reason


def _choice(value: object, kind: type[Choice], refusal: Invalid) -> Choice:
    found = next((choice for choice in kind if choice.value == value), None)
    if found is None:
        raise refusal
    return found


def _uuid(value: object, refusal: Invalid) -> UUID | None:
    if value is None or value == "":
        return None
    try:
        return UUID(str(value))
    except ValueError:
        raise refusal from None


def _outcome(said: Said) -> Outcome | None:
    return _choice(said["outcome"], Outcome, OutcomeMissing()) if said.get("outcome") else None


def _states(said: Said) -> dict[int, PaperState]:
    told = said.get("papers") or {}
    if not isinstance(told, Mapping):
        raise UnknownState(state=str(told))
    return {_position(at): _choice(state, PaperState, UnknownState(state=str(state))) for at, state in told.items()}


def _position(value: object) -> int:
    try:
        return int(str(value))
    except ValueError:
        raise UnknownPaper(position=str(value)) from None


def _positions(value: object) -> list[int]:
    return [_position(one) for one in value] if isinstance(value, Sequence) and not isinstance(value, str) else []


def _missing(said: Said) -> list[int]:
    return _positions(said.get("missing"))


def _given_back(said: Said) -> bool | list[int]:
    value = said.get("given_back")
    return value if isinstance(value, bool) else _positions(value)


def _team(said: Said) -> UUID | None:
    return _uuid(said.get("team"), NobodyNamed())


def _team_named(said: Said) -> UUID:
    team_id = _team(said)
    if team_id is None:
        raise NobodyNamed
    return team_id


def _person(said: Said) -> UUID | None:
    return _uuid(said.get("person"), PersonUnreadable())


def _grid(said: Said) -> UUID:
    grid_id = _uuid(said.get("grid"), GridNotClaimed())
    if grid_id is None:
        raise GridNotClaimed
    return grid_id


Reader = Callable[[Said], object]
_READ: Mapping[Move, Mapping[str, Reader]] = {
    Move.ACCEPT: {"papers": _states},
    Move.ASSIGN: {"team_id": _team, "person_id": _person, "reason": _reason},
    Move.TAKE: {"person_id": _person},
    Move.COLLECT: {"papers": _states},
    Move.FORWARD: {"to": lambda said: _text(said, "to")},
    Move.SEND_BACK: {"reason": _reason, "missing": _missing},
    Move.RESUME: {},
    Move.PAUSE: {"reason": _reason},
    Move.PASS_ON: {"team_id": _team_named, "person_id": _person, "reason": _reason},
    Move.PLACE: {"grid_id": _grid, "reason": _reason},
    Move.COMPLETE: {"outcome": _outcome, "note": _note, "late_reason": _late_reason, "given_back": _given_back},
    Move.WITHDRAW: {"reason": _reason, "given_back": _given_back},
    Move.REJECT: {"reason": _reason, "given_back": _given_back},
    Move.REOPEN: {"reason": _reason},
}
