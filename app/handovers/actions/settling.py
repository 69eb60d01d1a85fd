"""The receipt of a handover, and its undoing within ten minutes."""

from collections.abc import Callable, Collection, Mapping

from app.accounts.rules import Deed
from app.cases import queries as cases
from app.cases.actions import hand_original, inside
from app.cases.models import CasePaper
from app.cases.rules import PaperState
from app.core import journal, outbox
from app.core.db import db
from app.core.named import N_
from app.core.outbox import Letter
from app.core.stamp import Stamp
from app.handovers.models import Handover, HandoverLine
from app.handovers.rules import ON_RECEIPT, HandoverOver, HandoverState, LineKind, WorkedOnSince, check_undo
from app.households.actions import let_go
from app.households.models import Household, Keeping
from app.posts.actions import take_back_post
from app.posts.models import Post
from app.visits.actions import hand_on
from app.visits.models import Delivery
from app.visits.rules import WITH_US

MISSING_AT_RECEIPT = N_("%(receiver)s has “%(subject)s”, but not everything that belongs to it: %(missing)s things are missing.")


def receive(handover: Handover, *, missing: Collection[int] = (), stamp: Stamp) -> None:
    """签收: the receiver says that they have it. `missing`: positions of originals and certificates that they were not given.

    Those stay in the giver's hands, and whoever handed over is told. Raises HandoverOver.
    """
    absent = sorted(set(missing))
    facts = {"what": "received", "missing": len(absent)}
    if not journal.enter(Deed.RECEIVE_HANDOVER, subject=handover.id, body={"missing": absent}, stamp=stamp, facts=facts):
        return
    if handover.state is not HandoverState.WAITING:
        raise HandoverOver(state=handover.state)
    for line in handover.lines:
        if line.kind in ON_RECEIPT:
            line.taken = line.position not in absent
            if line.taken:
                _take(line, handover, stamp=stamp)
    handover.state, handover.received_at = HandoverState.RECEIVED, stamp.at
    db.session.flush()
    if lacking := sum(line.taken is False for line in handover.lines):
        said = {"receiver": handover.receiver.name, "subject": handover.subject, "missing": lacking}
        letter = Letter(stamp.event_id, handover.by, "inbox", MISSING_AT_RECEIPT, said, f"/handovers/{handover.id}", stamp.at)
        outbox.put_all([letter])


def undo(handover: Handover, *, stamp: Stamp) -> None:
    """Everything is as it was before, within ten minutes, as long as nothing of it was worked on.

    Raises HandoverOver, UndoTooLate, WorkedOnSince.
    """
    facts = {"what": "undone"}
    if not journal.enter(Deed.HAND_OVER, subject=handover.id, body={"undo": True}, stamp=stamp, facts=facts):
        return
    if handover.state is HandoverState.UNDONE:
        raise HandoverOver(state=handover.state)
    check_undo(handover.recorded_at, now=stamp.recorded_at)
    for line in reversed(handover.lines):
        _BACK[line.kind](line, handover, stamp)
    handover.state, handover.undone_at = HandoverState.UNDONE, stamp.at
    db.session.flush()


def _take(line: HandoverLine, handover: Handover, *, stamp: Stamp) -> None:
    """What isn't with us any more, because it was given back or brought home meanwhile, needs no new holder."""
    if line.kind is LineKind.ORIGINAL:
        paper = db.session.get_one(CasePaper, line.subject_id)
        if paper.state is PaperState.HELD and paper.held_by == line.giver_id:
            hand_original(paper, handover.receiver_id, stamp=stamp)
        return
    delivery = db.session.get_one(Delivery, line.subject_id)
    if delivery.state in WITH_US and delivery.person_id == line.giver_id:
        hand_on(delivery, handover.receiver_id, team_id=delivery.case.team_id)


def _case_back(line: HandoverLine, handover: Handover, stamp: Stamp) -> None:
    case = cases.case_to_change(line.subject_id)
    if case.version != line.version:
        raise WorkedOnSince(what=case.number)
    inside.hand_back(case, team_id=line.before_id, person_id=line.giver_id, reason=handover.reason, stamp=stamp)


def _post_back(line: HandoverLine, _handover: Handover, _stamp: Stamp) -> None:
    post = db.session.get_one(Post, line.subject_id)
    new = db.session.get_one(Post, line.after_id) if line.after_id else None
    if new is not None and new.to_on != line.until:
        raise WorkedOnSince(what=post.grid.code)
    take_back_post(post, new, until=line.until)


def _home_back(line: HandoverLine, _handover: Handover, _stamp: Stamp) -> None:
    new = db.session.get_one(Keeping, line.after_id)
    if new.to_on is not None:
        raise WorkedOnSince(what=db.session.get_one(Household, line.subject_id).code)
    let_go(new, on=new.from_on)
    if line.before_id is not None:
        db.session.get_one(Keeping, line.before_id).to_on = None


def _original_back(line: HandoverLine, handover: Handover, stamp: Stamp) -> None:
    paper = db.session.get_one(CasePaper, line.subject_id)
    if line.taken and paper.state is PaperState.HELD and paper.held_by == handover.receiver_id:
        hand_original(paper, line.giver_id, stamp=stamp)


def _certificate_back(line: HandoverLine, handover: Handover, _stamp: Stamp) -> None:
    delivery = db.session.get_one(Delivery, line.subject_id)
    if line.taken and delivery.state in WITH_US and delivery.person_id == handover.receiver_id:
        hand_on(delivery, line.giver_id, team_id=delivery.case.team_id)


_BACK: Mapping[LineKind, Callable[[HandoverLine, Handover, Stamp], None]] = {
    LineKind.POST: _post_back,
    LineKind.KEEPING: _home_back,
    LineKind.CASE: _case_back,
    LineKind.ORIGINAL: _original_back,
    LineKind.CERTIFICATE: _certificate_back,
}
