"""Who may do what to a case that is seen: the deed at the case's place, or at the other place that claims it."""

from app.accounts.rules import Deed, may
from app.accounts.views import actor
from app.cases.queries import Case
from app.cases.rules import DEED_OF_MOVE, Move, moves_from
from app.core import clock
from app.core.errors import NotAllowed
from app.posts.queries import team_of


def may_here(deed: Deed, case: Case) -> bool:
    """Whether the actor may do the deed to the case."""
    places = [case.place_path, *([case.other_path] if case.other_path else [])]
    return any(may(actor(), deed, place) for place in places)


def demand_here(deed: Deed, case: Case) -> None:
    """Refuse (403) unless the actor may do the deed to the case."""
    if not may_here(deed, case):
        raise NotAllowed(deed=deed)


def demand_move(move: Move, case: Case) -> None:
    demand_here(DEED_OF_MOVE[move], case)


def offered(case: Case) -> tuple[Move, ...]:
    """The moves to show as buttons: legal from this stage, allowed here, and taking only for whoever it is meant for."""
    legal = moves_from(case.stage, accepted=case.accepted_at is not None, contested=case.other_path is not None)
    return tuple(
        move for move in legal if may_here(DEED_OF_MOVE[move], case) and (move is not Move.TAKE or is_meant_for_actor(case))
    )


def is_meant_for_actor(case: Case) -> bool:
    """Assigned to the actor, or to the actor's team."""
    if case.person_id == actor().id:
        return True
    team = team_of(actor().id, on=clock.today())
    return team is not None and team.id == case.team_id
