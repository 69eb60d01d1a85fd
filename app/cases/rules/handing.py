"""Why a case is where it is, when people and not posts decided. Posts' own steps stand in `app.posts.rules.Step`."""

from collections.abc import Mapping
from typing import Any

from app.core.errors import Invalid, Refusal
from app.core.named import N_, Named


class HandStep(Named):
    """One line of the reason: a person decided."""

    ASSIGNED = "assigned_by_hand", N_("Assigned by hand to %(to)s.")
    PASSED_ON = "passed_on", N_("Passed on by %(from_team)s to %(to)s: %(reason)s")
    HANDED_BACK = "handed_back", N_("A handover was undone.")
    TEAM_DISSOLVED = "team_dissolved", N_("%(team)s is dissolved.")
    PERSON_LEFT = "person_left", N_("%(person)s has left and nobody took it over.")
    PLACED = "placed", N_("Two places claimed it; a person decided: grid %(grid)s.")


class NobodyNamed(Invalid):
    code = "cases.nobody_named"
    says = N_("Say which team or who.")
    field = "team"


class NobodyTakes(Invalid):
    code = "cases.nobody_takes"
    says = N_("Say who takes it.")
    field = "person"


class PersonUnreadable(Invalid):
    code = "cases.person_unreadable"
    says = N_("There is nobody like this.")
    field = "person"


class SameHands(Refusal):
    """Passing on changes hands, or is nothing."""

    code = "cases.same_hands"
    says = N_("It is in these hands already.")
    field = "team"


class TeamEnded(Refusal):
    code = "cases.team_ended"
    says = N_("%(team)s does not exist any more.")
    field = "team"


class TeamHasOpenCases(Refusal):
    code = "cases.team_has_open_cases"
    says = N_("%(team)s still has %(count)s open cases (%(numbers)s). Pass them on to another team first.")


class PersonHasOpenCases(Refusal):
    code = "cases.person_has_open_cases"
    says = N_("%(person)s still has %(count)s open cases (%(numbers)s). Pass them on to somebody else first.")
    field = "person"


class PersonHoldsOriginals(Refusal):
    code = "cases.person_holds_originals"
    says = N_("%(person)s still holds %(count)s originals (%(numbers)s). Have them given back first.")
    field = "person"


class PersonElsewhere(Refusal):
    """Work goes to people of the team only."""

    code = "cases.person_elsewhere"
    says = N_("%(person)s does not belong to this team now.")
    field = "person"


class PersonNotThere(Refusal):
    code = "cases.person_not_there"
    says = N_("%(person)s has left or is on leave.")
    field = "person"


class GridNotClaimed(Invalid):
    code = "cases.grid_unknown"
    says = N_("There is no such grid on that day.")
    field = "grid"


def hand_reason(step: HandStep, **facts: str) -> dict[str, Any]:
    """One line of the reason as JSON, in the shape of posts' own."""
    return {"step": step.value, "facts": facts}


def path_in(team_path: str, *, place_path: str, other_path: str | None) -> tuple[str, str | None]:
    """Where a case stands once a team has it: it stays below the team's place, or moves there.

    Of two places that claim it, the team's one wins; a team above both leaves the question open.
    """
    claims: Mapping[str, str | None] = {place_path: other_path, **({other_path: place_path} if other_path else {})}
    below = [path for path in claims if path.startswith(team_path)]
    if not below:
        return team_path, None
    return (below[0], claims[below[0]]) if len(below) > 1 else (below[0], None)
