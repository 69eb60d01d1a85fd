"""The reviewer's deed on a completion, and the list of those that wait for it."""

from uuid import UUID

import sqlalchemy as sa

import app.cases.actions as cases
from app.accounts.rules import Deed
from app.cases import queries as case_queries
from app.cases.models import Case
from app.cases.rules import CaseCompleted, CaseReopened, Stage
from app.core import journal
from app.core.db import db, insert_if_absent
from app.core.stamp import Stamp
from app.reports import queries
from app.reports.models import AwaitingReview, Review
from app.reports.rules import NotCompleted, OwnCompletion, ReasonMissing, ReviewedAlready, Verdict


def await_review(completed: CaseCompleted, *, stamp: Stamp) -> None:
    """A reaction: a completion waits for the reviewer's word."""
    insert_if_absent(AwaitingReview, case_id=completed.case_id)


def forget(reopened: CaseReopened, *, stamp: Stamp) -> None:
    """A reaction: what did not hold needs no word."""
    _no_longer_awaits(reopened.case_id)


def review(case: Case, verdict: Verdict, *, reason: str = "", stamp: Stamp) -> None:
    """审核: mark the completion as reviewed, or send it back: then it is reversed and the case goes on.

    Raises NotCompleted, ReviewedAlready, OwnCompletion (four eyes), ReasonMissing.
    """
    body = {"verdict": verdict.value, "reason": reason.strip()}
    if not journal.enter(Deed.REVIEW_COMPLETION, subject=case.id, body=body, stamp=stamp, facts={"verdict": verdict.value}):
        return
    if case.stage is not Stage.COMPLETED or case.completed_at is None:
        raise NotCompleted
    completion = case_queries.last_completion(case)
    if queries.review_of(completion.journal_id) is not None:
        raise ReviewedAlready
    if completion.by == stamp.by:
        raise OwnCompletion
    if verdict is Verdict.SENT_BACK and not reason.strip():
        raise ReasonMissing
    db.session.add(
        Review(
            completion_id=completion.journal_id,
            case_id=case.id,
            completed_at=case.completed_at,
            verdict=verdict,
            reason=reason.strip(),
            by=stamp.by,
            at=stamp.at,
            place_path=case.place_path,
        )
    )
    db.session.flush()
    _no_longer_awaits(case.id)
    if verdict is Verdict.SENT_BACK:
        cases.inside.reopen(case, reason=reason, stamp=stamp)


def _no_longer_awaits(case_id: UUID) -> None:
    db.session.execute(sa.delete(AwaitingReview).where(AwaitingReview.case_id == case_id))
