"""What a visit must tell, by examples; and how the phone's JSON deed is read."""

import base64
import datetime as dt
import math
from typing import Any
from uuid import UUID

import pytest

from app.cases.rules import Outcome, OutcomeMissing, PaperState
from app.core.errors import Refusal, TooLong
from app.visits.rules import (
    EFFECTIVE,
    NEXT,
    Completion,
    DayGone,
    DayMissing,
    EndsBeforeItBegins,
    EvidenceKind,
    EvidenceMissing,
    NobodyServed,
    NoPosition,
    NotDoneOnTheSpot,
    Photo,
    Position,
    PositionMissing,
    SignatureMissing,
    TooManyPhotos,
    Unreadable,
    VisitDone,
    VisitOutcome,
    check,
    is_effective,
    visit_done,
)

END = dt.datetime(2026, 9, 30, 4, tzinfo=dt.UTC)
DAY = dt.date(2026, 9, 30)
SOMEBODY = UUID(int=7)
HOUR = dt.timedelta(hours=1)
PICTURE = Photo(EvidenceKind.PHOTO, b"x")
SIGNED = Photo(EvidenceKind.SIGNATURE, b"x")
HERE = Position(100.1, 21.9, 12.0)


def a_visit(outcome: VisitOutcome = VisitOutcome.PAPERS_TAKEN, **told: Any) -> VisitDone:
    return VisitDone(**{"begun_at": END - HOUR, "outcome": outcome, "served": (SOMEBODY,), **told})


def refusal(done: VisitDone, *evidence: str) -> type[Refusal] | None:
    try:
        check(done, ended_at=END, ended_on=DAY, evidence=evidence)
    except Refusal as refused:
        return type(refused)
    return None


@pytest.mark.parametrize(
    ("done", "evidence", "refused"),
    [
        (a_visit(), (), None),
        (a_visit(begun_at=END), (), None),
        (a_visit(begun_at=END + HOUR), (), EndsBeforeItBegins),
        (a_visit(served=()), (), NobodyServed),
        (a_visit(VisitOutcome.NOBODY_HOME, served=()), (), None),
        (a_visit(VisitOutcome.NOBODY_HOME, served=()), ("photo", "signature", "position"), None),
        (a_visit(VisitOutcome.PUT_OFF, served=()), (), DayMissing),
        (a_visit(VisitOutcome.PUT_OFF, served=(), next_on=DAY), (), None),
        (a_visit(VisitOutcome.PUT_OFF, served=(), next_on=DAY - dt.timedelta(days=1)), (), DayGone),
        (a_visit(VisitOutcome.NOBODY_HOME, served=(), next_on=DAY - dt.timedelta(days=1)), (), DayGone),
        (a_visit(), ("photo",), EvidenceMissing),
        (a_visit(photos=(PICTURE,)), ("photo",), None),
        (a_visit(photos=(PICTURE,)), ("photo", "signature"), SignatureMissing),
        (a_visit(photos=(PICTURE, SIGNED)), ("photo", "signature"), None),
        (a_visit(), ("position",), PositionMissing),
        (a_visit(position=HERE), ("position",), None),
        (a_visit(no_position=NoPosition.UNWANTED), ("position",), None),
        (a_visit(VisitOutcome.DONE_ON_THE_SPOT, completion=Completion(Outcome.GRANTED)), (), None),
        (a_visit(VisitOutcome.DONE_ON_THE_SPOT), (), None),
        (a_visit(VisitOutcome.PAPERS_TAKEN, completion=Completion(Outcome.GRANTED)), (), NotDoneOnTheSpot),
        (a_visit(VisitOutcome.NOBODY_HOME, served=(), completion=Completion(Outcome.GRANTED)), (), NotDoneOnTheSpot),
    ],
)
def test_a_visit_tells_what_it_must(done: VisitDone, evidence: tuple[str, ...], refused: type[Refusal] | None) -> None:
    assert refusal(done, *evidence) is refused


def test_every_outcome_says_what_happens_next_in_words_of_its_own() -> None:
    assert set(NEXT) == set(VisitOutcome)
    assert len(set(NEXT.values())) == len(VisitOutcome)


def test_a_visit_counts_when_somebody_was_met_and_something_was_done() -> None:
    assert {outcome for outcome in VisitOutcome if is_effective(outcome)} == EFFECTIVE
    assert {outcome.value for outcome in EFFECTIVE} == {"done_on_the_spot", "papers_taken", "papers_missing"}


def said(**more: object) -> dict[str, object]:
    return {"begun_at": "2026-09-30T03:00:00+00:00", "outcome": "papers_taken", "served": [str(SOMEBODY)], **more}


def test_the_deed_is_read_as_it_was_said() -> None:
    done = visit_done(
        said(
            papers={"2": "held"},
            position={"lon": 100.1, "lat": 21.9, "accuracy_m": 12},
            note="  老人听不清  ",
            next_on="2026-10-09",
            photos=[{"kind": "photo", "name": "a.jpg", "data": "data:image/jpeg;base64," + base64.b64encode(b"abc").decode()}],
            outcome="done_on_the_spot",
            complete={"outcome": "granted", "note": "", "late_reason": " 路断 ", "given_back": True},
        )
    )
    assert done == VisitDone(
        begun_at=END - HOUR,
        outcome=VisitOutcome.DONE_ON_THE_SPOT,
        served=(SOMEBODY,),
        papers={2: PaperState.HELD},
        position=HERE,
        note="老人听不清",
        next_on=dt.date(2026, 10, 9),
        photos=(Photo(EvidenceKind.PHOTO, b"abc"),),
        completion=Completion(Outcome.GRANTED, late_reason="路断", given_back=True),
    )


def test_what_is_left_out_is_nothing() -> None:
    assert visit_done({"begun_at": "2026-09-30T03:00:00Z", "outcome": "nobody_home"}) == VisitDone(
        begun_at=END - HOUR, outcome=VisitOutcome.NOBODY_HOME
    )


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"begun_at": None}, "begun_at"),
        ({"begun_at": "yesterday"}, "begun_at"),
        ({"begun_at": "2026-09-30T03:00:00"}, "begun_at"),
        ({"outcome": "fine"}, "outcome"),
        ({"outcome": None}, "outcome"),
        ({"served": "somebody"}, "served"),
        ({"served": ["somebody"]}, "served"),
        ({"papers": ["held"]}, "papers"),
        ({"papers": {"first": "held"}}, "papers"),
        ({"papers": {"1": "lost"}}, "papers"),
        ({"position": "here"}, "position"),
        ({"position": {"lon": 200, "lat": 0}}, "position"),
        ({"position": {"lon": math.nan, "lat": 0}}, "position"),
        ({"position": {"lon": 100, "lat": 21, "accuracy_m": math.inf}}, "position"),
        ({"position": {"lon": 100, "lat": 21, "accuracy_m": -1}}, "position"),
        ({"position": {"lon": "100", "lat": 21}}, "position"),
        ({"position": {"lon": 100}}, "position"),
        ({"no_position": "because"}, "no_position"),
        ({"next_on": "soon"}, "next_on"),
        ({"photos": [{"kind": "photo", "data": "!!"}]}, "photos"),
        ({"photos": [{"kind": "photo", "data": ""}]}, "photos"),
        ({"photos": ["abc"]}, "photos"),
        ({"photos": [{"kind": "film", "data": "YWJj"}]}, "photos.kind"),
        ({"complete": "yes"}, "complete"),
        ({"complete": {"outcome": "perfect"}}, "complete.outcome"),
    ],
)
def test_what_cannot_be_read_is_named(wrong: dict[str, object], name: str) -> None:
    with pytest.raises(Unreadable) as refused:
        visit_done({**said(), **wrong})
    assert refused.value.facts == {"name": name}


def test_a_completion_without_an_outcome_is_refused() -> None:
    with pytest.raises(OutcomeMissing):
        visit_done(said(outcome="done_on_the_spot", complete={"note": "done"}))


def test_too_many_pictures_and_too_long_a_note_are_refused() -> None:
    with pytest.raises(TooManyPhotos):
        visit_done(said(photos=[{"kind": "photo", "data": "YWJj"}] * 10))
    with pytest.raises(TooLong):
        visit_done(said(note="长" * 2001))
