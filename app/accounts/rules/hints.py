"""First steps: at most four sentences for each role, shown on its first page until somebody puts them away. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.accounts.rules.policy import Role
from app.core.named import N_

AT_MOST_HINTS = 4


@dataclass(frozen=True, slots=True)
class Hint:
    """One sentence, and the page where one does it, if there is one."""

    says: str
    endpoint: str = ""


HINTS: Mapping[Role, tuple[Hint, ...]] = {
    Role.WORKER: (
        Hint(N_("This list is everything that waits for you, the most urgent first. When it is empty, nothing is forgotten.")),
        Hint(N_("A neighbour asks for something? Record it here in a minute; the papers can follow."), "field.new"),
        Hint(N_("The map shows your grids, the households and what is open in them."), "desk.own_map"),
        Hint(N_("What you type stays on this phone until it is sent, even when the signal goes.")),
    ),
    Role.LEADER: (
        Hint(N_("Red hatching on the map is late: tap the grid, then the case, and pass it on there."), "desk.own_map"),
        Hint(
            N_("Somebody goes away? Enter the leave and the stand-in, and new work goes to the stand-in by itself."), "posts.home"
        ),
        Hint(N_("A neighbour rings up? You may record the matter for them."), "cases.new"),
        Hint(N_("On the phone you have the same list as your workers."), "field.home"),
    ),
    Role.HEAD: (
        Hint(N_("Every number on this page opens its rows, and every row its case."), "reports.totals"),
        Hint(N_("What is late at the county is counted apart: it is not the township's delay.")),
        Hint(N_("The map shows where much is open and where something is late; print it for the meeting."), "desk.township_map"),
        Hint(N_("Cases for which nobody is responsible wait here until you or a window assign them."), "cases.listed"),
    ),
    Role.CLERK: (
        Hint(N_("Type a name, a number or an item into the box: every window finds the same case."), "cases.listed"),
        Hint(N_("Opening a case says at once which papers are missing, so that nobody comes twice for them."), "cases.new"),
        Hint(N_("The queue holds what a window must do next; all windows share it."), "cases.listed"),
    ),
    Role.DEPARTMENT_CLERK: (
        Hint(N_("Type a name, a number or an item into the box: every window finds the same case."), "cases.listed"),
        Hint(N_("Your department's clock begins when you accept a case, not before.")),
    ),
    Role.REVIEWER: (
        Hint(
            N_("Read each completion with its dates and its proof, then say yes, or send it back with a reason."),
            "reports.review",
        ),
        Hint(N_("Nobody reviews what they completed themselves.")),
        Hint(
            N_("Totals can be told apart by team, worker, item, village and month; each number opens its rows."), "reports.totals"
        ),
    ),
    Role.SYSTEM_ADMIN: (
        Hint(
            N_("Begin with the land: import villages and grids, or enter the groups; both are complete ways to work."),
            "territory.home",
        ),
        Hint(
            N_("Then import people and posts from a table; it is checked first, and faults are named row by row."), "posts.people"
        ),
        Hint(N_("Then the households, from one file; rows that can't be read are named, good ones enter."), "households.listed"),
        Hint(N_("You see no case contents: who looks after the system does not look into people's matters.")),
    ),
    Role.SECURITY_ADMIN: (
        Hint(N_("The system administrator asks for roles; you alone give them."), "posts.roles"),
        Hint(N_("The three administrators are never the same person; the system refuses it.")),
    ),
    Role.AUDITOR: (
        Hint(N_("The journal holds every deed: who, when, by which door. Nobody can change it."), "desk.journal"),
        Hint(N_("Look first at who showed hidden numbers, and why."), "desk.journal"),
    ),
}


def hints_of(roles: frozenset[Role], *, shown: Role | None = None) -> tuple[Hint, ...]:
    """The hints of the page that is shown; without one those of the first role held."""
    role = shown or next((one for one in HINTS if one in roles), None)
    return HINTS.get(role, ()) if role else ()
