"""Cases in words: why one is where it is, what comes next, what its moves are called on buttons."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext

from app.cases import queries
from app.cases.queries import Case
from app.cases.rules import HandStep, Mode, Move, Stage
from app.core.named import N_
from app.posts.rules import Step

_STEPS = {step.value: step.label for step in (*Step, *HandStep)}

BUTTONS: Mapping[Move, str] = {
    Move.ACCEPT: N_("Accept"),
    Move.ASSIGN: N_("Assign"),
    Move.TAKE: N_("Take it on"),
    Move.COLLECT: N_("Record papers"),
    Move.FORWARD: N_("Forward"),
    Move.SEND_BACK: N_("Send back for papers"),
    Move.RESUME: N_("Resume"),
    Move.PAUSE: N_("Pause the case"),
    Move.PASS_ON: N_("Pass on"),
    Move.PLACE: N_("Decide the grid"),
    Move.COMPLETE: N_("Complete"),
    Move.WITHDRAW: N_("Withdraw"),
    Move.REJECT: N_("Refuse acceptance"),
    Move.REOPEN: N_("Reopen"),
}
HINTS: Mapping[Move, str] = {
    Move.ACCEPT: N_("All required papers are here. The promised days are counted from now on."),
    Move.ASSIGN: N_("Choose a team, or somebody of it."),
    Move.COLLECT: N_("Say where each paper is now. What we keep must be given back before the case ends."),
    Move.FORWARD: N_("From here on the clock is theirs, not the team's."),
    Move.SEND_BACK: N_("The one-time notice: tick everything that is missing, at once."),
    Move.PAUSE: N_("Only for a lawful reason; the days until it is resumed are not counted."),
    Move.PASS_ON: N_("What was done so far keeps its credit. The clocks go on."),
    Move.PLACE: N_("Two places claim this household. Choose one; its people get the case."),
    Move.WITHDRAW: N_("The applicant does not want it any more."),
    Move.REJECT: N_("The reason is told to the applicant."),
    Move.REOPEN: N_("The completion is taken out of the totals; the old promise stands."),
}


def why(lines: Iterable[Mapping[str, Any]]) -> list[str]:
    """Why a case is where it is, line by line, in the reader's language."""
    known = [(_STEPS[line["step"]], line["facts"]) for line in lines if line["step"] in _STEPS]
    return [gettext(says, **facts) for says, facts in known]


def _item(item: Any) -> str:
    if item.variant is None:
        return str(item.version.name)
    return str(gettext("%(item)s (%(variant)s)", item=item.version.name, variant=item.variant.name))


def items_of(case: Case) -> str:
    """The items in one line, with their variants; of a bundle its name and how many items it has."""
    if case.bundle:
        return str(gettext("%(bundle)s (%(n)s items)", bundle=case.bundle.name, n=len(case.items)))
    return "、".join(_item(item) for item in case.items)


def item_names(case: Case) -> list[str]:
    """Every item with its variant, also of a bundle."""
    return [_item(item) for item in case.items]


def hands_of(case: Case) -> str:
    """Who has it: the person, else the team, else the desk or the department."""
    if case.person:
        return case.person.name
    if case.team:
        return case.team.name
    if case.mode is Mode.SELF:
        return "、".join(dict.fromkeys(item.version.body for item in case.items))
    return str(gettext("desk pool"))


def next_step(case: Case) -> str | None:
    """What has to happen next, as a sentence; nothing for an ended case."""
    says = {
        Stage.ASKED: N_("%(who)s: look at the papers, and decide who does it"),
        Stage.ACCEPTED: N_("%(who)s: finish it") if case.mode is Mode.SELF else N_("%(who)s: decide who does it"),
        Stage.ASSIGNED: N_("%(who)s: take it on"),
        Stage.IN_PROGRESS: _in_progress(case),
        Stage.PAUSED: N_("%(who)s: resume as soon as the reason for the pause is gone"),
        Stage.RETURNED: N_("the applicant brings %(papers)s; then resume"),
    }.get(case.stage)
    facts = {"who": hands_of(case), "papers": "、".join(queries.lacking(case)), "to": case.forwarded_to}
    return str(gettext(says, **facts)) if says else None


def _in_progress(case: Case) -> str:
    if queries.lacking(case):
        return N_("%(who)s: collect %(papers)s")
    if case.accepted_at is None:
        return N_("the window accepts it: all papers are here")
    if case.forwarded_to:
        return N_("%(who)s: bring the result from %(to)s, then complete")
    return N_("%(who)s: forward the papers, or complete what is done at once")
