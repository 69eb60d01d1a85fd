"""One deed of a visit moves the case, enters the ledger once, and follows its case. On both databases."""

import datetime as dt
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import NoResultFound

import app.cases.actions as cases
from app.cases import queries as case_queries
from app.cases.models import Case
from app.cases.rules import LateReasonMissing, Move, OriginalsHeld, Outcome, PapersMissing, PaperState, Stage
from app.core import uploads
from app.core.db import db, transaction
from app.core.journal import Entry, EventIdReused
from app.core.period import Period
from app.core.scope import Places, looking
from app.core.uploads import NotAPicture
from app.ledger import queries as ledger
from app.ledger.models import LedgerEntry
from app.ledger.queries import Asked
from app.ledger.rules import Figures, Measure
from app.visits import queries
from app.visits.models import Evidence, PersonServed, Visit
from app.visits.rules import (
    Completion,
    EvidenceKind,
    EvidenceMissing,
    NothingToVisit,
    NotOfThisHousehold,
    Photo,
    Position,
    VisitOutcome,
)
from tests import makers, town
from tests.app.visits.ground import a_picture, done, record

YEAR = Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
FINISHED = done(VisitOutcome.DONE_ON_THE_SPOT, completion=Completion(Outcome.GRANTED))
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    town.build(app)
    with town.looking_on(app):
        yield


def figures() -> Figures:
    return ledger.totals(Asked(YEAR)).completed


def moves(case: Case) -> list[Move | None]:
    return [event.move for event in case_queries.timeline(case)]


def test_a_visit_takes_an_assigned_case_and_puts_its_papers_where_they_are() -> None:
    case = makers.a_case(complete_papers=False)
    record(case, done(papers={1: PaperState.SEEN, 2: PaperState.HELD}))
    case = case_queries.case(case.id)
    assert case.stage is Stage.IN_PROGRESS
    assert moves(case) == [None, Move.ASSIGN, Move.TAKE, Move.COLLECT]
    assert [(paper.state, paper.held_by) for paper in case.papers[:2]] == [
        (PaperState.SEEN, None),
        (PaperState.HELD, town.person_id("worker")),
    ]


def test_what_a_visit_told_is_kept() -> None:
    case = makers.a_case()
    visit = record(case, done(position=Position(100.105, 21.91, 12.0), note="老人听不清电话"))
    assert visit is not None
    kept = queries.visit(visit.id)
    assert (kept.case_id, kept.person_id, kept.team_id) == (case.id, town.person_id("worker"), case.team_id)
    assert (kept.lon, kept.lat, kept.accuracy_m, kept.note) == (100.105, 21.91, 12.0, "老人听不清电话")
    assert [served.resident_id for served in kept.served] == [town.resident_id("1")]
    (proof,) = kept.evidence
    assert uploads.path_of(proof.sha256).stat().st_size == proof.bytes_long


def test_an_effective_visit_counts_with_the_people_it_served() -> None:
    both = (town.resident_id("1", 1), town.resident_id("1", 2), town.resident_id("1", 1))  # ticked twice is served once
    record(makers.a_case(), done(served=both))
    assert (figures().visits, figures().households, figures().people, figures().person_times) == (1, 1, 2, 2)


def test_nobody_at_home_leaves_the_case_taken_and_counts_nothing() -> None:
    case = makers.a_case()
    record(case, done(VisitOutcome.NOBODY_HOME, photos=()))
    assert case_queries.case(case.id).stage is Stage.IN_PROGRESS
    assert figures() == Figures()
    assert queries.visits_of(case.id)[0].served == []


def test_a_completion_at_the_door_enters_the_ledger_exactly_once() -> None:
    case = makers.a_case()
    event_id = uuid4()
    assert record(case, FINISHED, event_id=event_id) is not None
    assert record(case, FINISHED, event_id=event_id) is None
    case = case_queries.case(case.id)
    assert (case.stage, case.outcome) == (Stage.COMPLETED, Outcome.GRANTED)
    assert (figures().cases, figures().items, figures().visits) == (1, 1, 1)
    entries = db.session.scalars(sa.select(LedgerEntry.measure).where(LedgerEntry.case_id == case.id)).all()
    assert sorted(entries) == sorted([Measure.CASE, Measure.ITEM, Measure.VISIT])


def test_a_completion_accepts_first_where_nobody_had() -> None:
    case = makers.a_case(complete_papers=False)
    here = dict.fromkeys((1, 2, 3), PaperState.SEEN)
    record(case, done(VisitOutcome.DONE_ON_THE_SPOT, papers=here, completion=Completion(Outcome.GRANTED)))
    assert moves(case) == [None, Move.ASSIGN, Move.TAKE, Move.COLLECT, Move.ACCEPT, Move.COMPLETE]


def test_a_completion_with_papers_missing_is_refused_and_nothing_of_the_visit_stays() -> None:
    case = makers.a_case(complete_papers=False)
    with pytest.raises(PapersMissing):
        record(case, FINISHED)
    db.session.rollback()
    assert case_queries.case(case.id).stage is Stage.ASSIGNED
    assert db.session.scalar(sa.select(sa.func.count(Visit.id))) == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Entry).where(Entry.deed == "visits.record")) == 0


def test_originals_go_back_before_the_case_ends() -> None:
    case = makers.a_case()
    held = {2: PaperState.HELD}
    with pytest.raises(OriginalsHeld):
        record(case, done(VisitOutcome.DONE_ON_THE_SPOT, papers=held, completion=Completion(Outcome.GRANTED)))
    db.session.rollback()
    back = Completion(Outcome.GRANTED, given_back=True)
    record(case, done(VisitOutcome.DONE_ON_THE_SPOT, papers=held, completion=back))
    assert case_queries.case(case.id).papers[1].state is PaperState.GIVEN_BACK


def test_a_late_completion_says_why() -> None:
    case = makers.a_case()
    late = town.NOON + 90 * DAY
    with pytest.raises(LateReasonMissing):
        record(case, done(VisitOutcome.DONE_ON_THE_SPOT, at=late, completion=Completion(Outcome.GRANTED)), at=late)
    db.session.rollback()
    with_reason = Completion(Outcome.GRANTED, late_reason="路断")
    record(case, done(VisitOutcome.DONE_ON_THE_SPOT, at=late, completion=with_reason), at=late)
    assert case_queries.case(case.id).late_reason == "路断"


def test_a_case_sent_back_goes_on_when_the_visit_got_papers() -> None:
    case = makers.a_case(at_stage=Stage.RETURNED)
    record(case, done(VisitOutcome.PAPERS_MISSING))
    assert case_queries.case(case.id).stage is Stage.RETURNED
    record(case, done(papers={2: PaperState.SEEN}, at=town.NOON + DAY), at=town.NOON + DAY)
    assert case_queries.case(case.id).stage is Stage.IN_PROGRESS


def test_a_paused_case_stays_paused_when_nothing_was_got_and_goes_on_when_it_is_finished() -> None:
    case = makers.a_case(at_stage=Stage.PAUSED)
    record(case, done(VisitOutcome.PAPERS_MISSING))
    assert case_queries.case(case.id).stage is Stage.PAUSED
    record(case, FINISHED)
    assert case_queries.case(case.id).stage is Stage.COMPLETED


def test_the_same_event_with_another_body_is_refused() -> None:
    case, event_id = makers.a_case(), uuid4()
    record(case, event_id=event_id)
    with pytest.raises(EventIdReused):
        record(case, done(note="anders"), event_id=event_id)
    db.session.rollback()
    with pytest.raises(EventIdReused):
        record(case, done(photos=(Photo(EvidenceKind.PHOTO, a_picture(9)),)), event_id=event_id)
    db.session.rollback()
    assert len(queries.visits_of(case.id)) == 1


def test_somebody_of_another_household_cannot_be_served() -> None:
    with pytest.raises(NotOfThisHousehold):
        record(makers.a_case(), done(served=(town.resident_id("2"),)))


def test_evidence_is_demanded_only_where_the_item_asks() -> None:
    with pytest.raises(EvidenceMissing):
        record(makers.a_case(), done(photos=()))
    db.session.rollback()
    record(makers.a_case(item=town.ADVICE), done(photos=()))


def test_what_is_no_picture_is_refused_and_nothing_is_written() -> None:
    with pytest.raises(NotAPicture):
        record(makers.a_case(), done(photos=(Photo(EvidenceKind.PHOTO, b"no picture"),)))
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count(Evidence.id))) == 0


@pytest.mark.parametrize("stage", [Stage.COMPLETED, Stage.WITHDRAWN, Stage.ACCEPTED])
def test_there_is_nothing_to_visit_for_once_a_case_has_ended_or_before_somebody_has_it(stage: Stage) -> None:
    with pytest.raises(NothingToVisit):
        record(makers.a_case(at_stage=stage))


def seen_from(*paths: str) -> tuple[int, int, int]:
    """How many visits, people served and pictures one sees from these places."""
    with looking(Places(paths)):
        return tuple(  # type: ignore[return-value]
            len(db.session.scalars(sa.select(model)).all()) for model in (Visit, PersonServed, Evidence)
        )


def pass_on(case_id: UUID, team_id: UUID) -> None:
    with transaction():
        cases.pass_on(case_queries.case_to_change(case_id), team_id=team_id, reason="那边熟", stamp=makers.a_stamp("worker"))


def test_visits_follow_their_case_to_another_team() -> None:
    case_id = makers.a_case().id
    visit = record(case_id)
    assert visit is not None
    visit_id = visit.id
    here, there = town.PLACES[town.PALONG], town.PLACES[town.ZHANGLANG]
    assert (seen_from(here), seen_from(there)) == ((1, 1, 1), (0, 0, 0))
    pass_on(case_id, town.a_team(town.ZHANGLANG).id)
    assert (seen_from(here), seen_from(there)) == ((0, 0, 0), (1, 1, 1))
    db.session.expunge_all()  # what this session saw from everywhere
    with looking(Places((there,))):
        (served,) = queries.visit(visit_id).served
        assert served.resident is None  # the household stands where they see nothing else
    with looking(Places((here,))), pytest.raises(NoResultFound):
        queries.visit(visit_id)


def test_the_team_that_got_a_case_can_serve_its_household() -> None:
    case_id = makers.a_case().id
    pass_on(case_id, town.a_team(town.ZHANGLANG).id)
    with looking(Places((town.PLACES[town.ZHANGLANG],))):
        moved = case_queries.case(case_id)
        assert moved.household is None
        assert [member.name for member in queries.members(moved, on=town.NOON.date())] == ["岩温叫", "玉香"]
        record(moved, by="neighbour")
    assert figures().people == 1


def test_of_a_case_that_two_places_claim_both_see_the_visits() -> None:
    case_id = makers.a_case(household="4").id
    with transaction():  # the township's team is above both places: which of them it is stays open
        case = case_queries.case_to_change(case_id)
        cases.assign(case, team_id=town.a_team(town.TOWN).id, person_id=town.person_id("clerk"), stamp=makers.a_stamp("clerk"))
    record(case_id, done(served=(town.resident_id("4"),)), by="clerk")
    assert case_queries.case(case_id).other_path is not None
    assert seen_from(town.PLACES[town.PALONG]) == seen_from(town.PLACES[town.ZHANGLANG]) == (1, 1, 1)


def test_a_resident_who_has_left_is_no_member_from_that_day_on() -> None:
    case_id, on = makers.a_case().id, town.NOON.date()
    with transaction():
        home = case_queries.case(case_id).household
        assert home is not None
        next(one for one in home.residents if one.position == 2).left_on = on
    case = case_queries.case(case_id)
    assert len(queries.members(case, on=on)) == 1
    assert len(queries.members(case, on=on - DAY)) == 2
