"""The reviewer's word: yes, or back with a reason; the total follows. On both databases."""

import datetime as dt
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

import app.cases.actions as case_actions
from app.cases import queries as cases
from app.cases.models import Case
from app.cases.rules import Outcome, Stage
from app.core import clock
from app.core.db import db, transaction
from app.core.period import year_to
from app.core.scope import Places, looking
from app.ledger import queries as ledger
from app.ledger.queries import Asked
from app.reports import actions, queries
from app.reports.models import AwaitingReview
from app.reports.rules import NotCompleted, OwnCompletion, ReasonMissing, ReviewedAlready, Verdict
from tests import makers, town


def completed(app: Flask) -> UUID:
    with town.looking_on(app):
        return makers.a_case(at_stage=Stage.COMPLETED, at=clock.now() - dt.timedelta(minutes=5)).id


def review(case_id: UUID, verdict: Verdict, *, reason: str = "", by: str = "reviewer", event_id: UUID | None = None) -> None:
    with transaction():
        stamp = makers.a_stamp(by, at=town.NOON + dt.timedelta(days=60), event_id=event_id)
        actions.review(cases.case_to_change(case_id), verdict, reason=reason, stamp=stamp)


def total() -> int:
    return (
        ledger.totals(Asked(year_to(dt.date(2027, 12, 31)))).completed.cases
        + ledger.totals(Asked(year_to(dt.date(2026, 12, 31)))).completed.cases
    )


def test_a_reviewed_completion_waits_no_longer_and_still_counts(app: Flask) -> None:
    town.build(app)
    case_id = completed(app)
    with town.looking_on(app):
        assert queries.waiting().total == queries.waiting_count() == 1
        review(case_id, Verdict.REVIEWED)
        assert queries.waiting().total == 0
        assert total() == 1


def test_one_sent_back_is_reversed_goes_on_and_waits_again_when_completed_again(app: Flask) -> None:
    town.build(app)
    case_id = completed(app)
    with town.looking_on(app):
        review(case_id, Verdict.SENT_BACK, reason="缺签字")
        assert cases.case(case_id).stage is Stage.IN_PROGRESS
        assert total() == 0
        assert queries.waiting().total == 0
        assert [event.reason for event in cases.timeline(cases.case(case_id))][-1] == "缺签字"


def test_the_same_verdict_twice_changes_nothing(app: Flask) -> None:
    town.build(app)
    case_id, event_id = completed(app), uuid4()
    with town.looking_on(app):
        for _ in range(2):
            review(case_id, Verdict.SENT_BACK, reason="缺签字", event_id=event_id)
        assert len(queries.reviews_of(case_id)) == 1


@pytest.mark.parametrize(
    ("refusal", "verdict", "reason", "by"),
    [
        (ReasonMissing, Verdict.SENT_BACK, " ", "reviewer"),
        (OwnCompletion, Verdict.REVIEWED, "", "clerk"),  # the clerk completed it
    ],
)
def test_a_verdict_that_lacks_something_changes_nothing(
    app: Flask, refusal: type[Exception], verdict: Verdict, reason: str, by: str
) -> None:
    town.build(app)
    case_id = completed(app)
    with town.looking_on(app):
        with pytest.raises(refusal):
            review(case_id, verdict, reason=reason, by=by)
        assert queries.waiting().total == 1


def test_what_is_open_or_reviewed_already_is_not_reviewed(app: Flask) -> None:
    town.build(app)
    case_id = completed(app)
    with town.looking_on(app):
        with pytest.raises(NotCompleted):
            review(makers.a_case().id, Verdict.REVIEWED)
        review(case_id, Verdict.REVIEWED)
        with pytest.raises(ReviewedAlready):
            review(case_id, Verdict.SENT_BACK, reason="再看")


def awaited() -> set[UUID]:
    """What the table holds; it must be the completed cases whose last completion has no verdict."""
    found = set(db.session.scalars(sa.select(AwaitingReview.case_id)))
    completed = db.session.scalars(sa.select(Case).where(Case.stage == Stage.COMPLETED)).all()
    assert found == {one.id for one in completed if queries.review_of(cases.last_completion(one).journal_id) is None}
    assert found == {one.id for one in queries.waiting().cases}
    return found


def test_what_waits_is_what_was_completed_and_not_reviewed_since_whatever_was_done_with_it(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        case = makers.a_case(at_stage=Stage.IN_PROGRESS)
        other = completed(app)
        steps: list[tuple[str, bool]] = [
            *[("complete", True), ("reopen", False)],
            *[("complete", True), ("send back", False)],
            *[("complete", True), ("review", False), ("reopen", False)],
            *[("complete", True), ("review", False)],
        ]
        assert awaited() == {other}
        for step, waits in steps:
            act(case.id, step)
            assert awaited() == ({case.id, other} if waits else {other}), step


def act(case_id: UUID, step: str) -> None:
    """All at one instant: what waits hangs on the completion, not on when it was."""
    if step in {"review", "send back"}:
        verdict = Verdict.REVIEWED if step == "review" else Verdict.SENT_BACK
        return review(case_id, verdict, reason="缺签字")
    with transaction():
        found = cases.case_to_change(case_id)
        if step == "complete":
            case_actions.complete(found, outcome=Outcome.GRANTED, stamp=makers.a_stamp("clerk"))
        else:
            case_actions.reopen(found, reason="缺凭证", stamp=makers.a_stamp("reviewer"))
    return None


def test_what_waits_elsewhere_is_neither_listed_nor_counted(app: Flask) -> None:
    town.build(app)
    case_id = completed(app)
    with town.looking_on(app):
        path = cases.case(case_id).place_path
    for place, number in ((town.PLACES[town.PALONG], 1), (town.PLACES[town.ZHANGLANG], 0)):
        with app.app_context(), looking(Places((place,))):
            found = queries.waiting()
            assert (found.total, len(found.cases), queries.waiting_count()) == (number, number, number)
            assert queries.waiting_by_place() == ({path: 1} if number else {})


def form(client: FlaskClient, address: str, **said: str) -> dict[str, str]:
    page = client.get(address).text
    hidden = {name: page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("csrf_token", "event_id", "at")}
    return hidden | said


def test_the_reviewer_works_on_pages_and_a_missing_reason_is_said_at_its_field(app: Flask) -> None:
    town.build(app)
    case_id = completed(app)
    client, headers = town.signed_in(app, "reviewer")
    assert "1 件办结待审核" in client.get("/reports/review").text
    address = f"/reports/review/{case_id}"
    refused = client.post(address, data=form(client, address, verdict="sent_back"), headers=headers)
    assert refused.status_code == 400
    assert "请写明退回的原因" in refused.text
    done = client.post(address, data=form(client, address, verdict="reviewed"), headers=headers)
    assert done.location == "/reports/review"
    assert "办结都已审核" in client.get("/reports/review").text


def test_only_the_reviewer_reviews(app: Flask) -> None:
    town.build(app)
    case_id = completed(app)
    for name, status in (("clerk", 403), ("worker", 403), ("reviewer", 200)):
        client, _ = town.signed_in(app, name)
        assert client.get(f"/reports/review/{case_id}").status_code == status
