"""The reviewer's deed on a completion."""

import app.cases.actions as cases
from app.accounts.rules import Deed
from app.cases import queries as case_queries
from app.cases.models import Case
from app.cases.rules import Stage
from app.core import journal
from app.core.db import db
from app.core.stamp import Stamp
from app.reports import queries
from app.reports.models import Review
from app.reports.rules import NotCompleted, OwnCompletion, ReasonMissing, ReviewedAlready, Verdict


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
    if verdict is Verdict.SENT_BACK:
        cases.inside.reopen(case, reason=reason, stamp=stamp)
