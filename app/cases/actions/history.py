"""Every step of a case in one place: the stage changes and its event is written, or neither."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified

from app.cases.models import Case, CaseEvent
from app.cases.rules import Entering, Move, Standing, check, standing_after
from app.core.db import db
from app.core.stamp import Door, Stamp
from app.deadlines import actions as deadlines


def step(case: Case, move: Move, *, stamp: Stamp, entering: Entering, facts: Mapping[str, Any] | None = None) -> None:
    """Make one move: legal from this stage, nothing lacking. Raises IllegalMove, or what it still demands."""
    after = standing_after(Standing(case.stage, case.stage_before), move)
    check(move, entering)
    case.stage, case.stage_before = after.stage, after.before
    flag_modified(case, "stage")  # every move makes a new version of the case, so that an old page is noticed
    record(case, move, stamp=stamp, reason=entering.reason, facts=facts)


def record(case: Case, move: Move | None, *, stamp: Stamp, reason: str = "", facts: Mapping[str, Any] | None = None) -> None:
    """Write the event under the journal's entry of the deed that is being done; a deed may write several, in order.

    The deed's first event answers the chasers that wait since an earlier one.
    """
    of_deed, of_case, of_both = _counted(case, stamp)
    db.session.add(
        CaseEvent(
            journal_id=stamp.event_id,
            position=of_deed,
            case_id=case.id,
            number=of_case + 1,
            move=move,
            stage_after=case.stage,
            at=stamp.at,
            recorded_at=stamp.recorded_at,
            by=stamp.by,
            reason=reason.strip(),
            facts=dict(facts or {}),
            place_path=case.place_path,
            other_path=case.other_path,
        )
    )
    db.session.flush()
    if of_case and not of_both and stamp.door is not Door.SCHEDULER:
        deadlines.answered("case", case.id, at=stamp.at)


def move_paths(case: Case) -> None:
    """The history is read where the case is: whoever carries it now sees all of it."""
    db.session.flush()
    db.session.execute(
        sa.update(CaseEvent)
        .where(CaseEvent.case_id == case.id)
        .values(place_path=case.place_path, other_path=case.other_path)
        .execution_options(synchronize_session=False)
    )


def _counted(case: Case, stamp: Stamp) -> tuple[int, int, int]:
    """How many events there are of the deed, of the case, and of both."""
    of_deed, of_case = CaseEvent.journal_id == stamp.event_id, CaseEvent.case_id == case.id
    counts = (sa.func.count().filter(which) for which in (of_deed, of_case, of_deed & of_case))
    found = db.session.execute(sa.select(*counts).select_from(CaseEvent).where(of_deed | of_case)).one()
    return found[0], found[1], found[2]
