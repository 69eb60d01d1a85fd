"""Deeds of cases on both databases: opening, routing, every move with its clocks, replays."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask

from app.cases import actions, queries
from app.cases.actions import link_outside
from app.cases.actions.outside import OutsideNumberUnreadable
from app.cases.models import Case
from app.cases.rules import (
    AlreadyAccepted,
    ApplicantElsewhere,
    Asked,
    AskedTwice,
    CaseCompleted,
    CaseOpened,
    CaseReopened,
    GridNotClaimed,
    HouseholdLeft,
    IllegalMove,
    Intake,
    LateReasonMissing,
    Mode,
    Move,
    NobodyNamed,
    NobodyTakes,
    NotAccepted,
    OriginalsHeld,
    Outcome,
    OutcomeMissing,
    PapersMissing,
    PaperState,
    PersonElsewhere,
    PersonNotThere,
    SameHands,
    Stage,
    TeamEnded,
    UnknownPaper,
    is_tracking,
)
from app.catalogue.rules.refusals import ItemNotValid, ItemUnknown, VariantNeeded, VariantUnknown
from app.core import events
from app.core.db import db, transaction
from app.core.journal import EventIdReused, is_entered
from app.core.scope import Places, looking
from app.deadlines.queries import clocks_of
from app.deadlines.rules import ClockKind, Light
from app.households.models import Household
from app.posts.actions import record_leave
from app.territory.queries import grid_on
from tests import town
from tests.makers import a_case, a_household, a_stamp

DAY = dt.timedelta(days=1)


@pytest.fixture
def inside(app: Flask) -> Iterator[Flask]:
    town.build(app)
    with town.looking_on(app):
        yield app


@pytest.fixture
def news(inside: Flask) -> list[Any]:
    """What is told to other features, for the length of a test."""
    heard: list[Any] = []

    def hear(event: Any, *, stamp: Any) -> None:
        heard.append(event)

    events.listen(dict.fromkeys((CaseOpened, CaseCompleted, CaseReopened), (hear,)))
    return heard


def household(code: str) -> Household:
    return db.session.get_one(Household, town.household_id(code))


def opened(code: str = "1", *items: Asked, by: str | None = "clerk", **more: Any) -> Case:
    said: dict[str, Any] = {"mode": Mode.PROXY, "intake": Intake.PHONE, "complete_papers": True, **more}
    stamp = said.pop("stamp", None) or a_stamp(by)
    with transaction():
        return actions.open_case(household(code), items=items or (Asked(town.OLD_AGE),), stamp=stamp, **said)


def done(deed: Callable[..., None], case: Case, *, by: str | None = "clerk", at: dt.datetime = town.NOON, **said: Any) -> Case:
    with transaction():
        deed(queries.case_to_change(case.id), stamp=a_stamp(by, at=at), **said)
    return queries.case(case.id)


def running(case: Case) -> set[str]:
    return {clock.kind.value for clock in clocks_of("case", case.id) if clock.stopped_at is None}


def moves(case: Case) -> list[str]:
    return [event.move.value if event.move else "open" for event in queries.timeline(case)]


def steps(case: Case) -> list[str]:
    return [str(line["step"]) for line in case.why]


# --- opening and routing


def test_with_all_papers_a_case_is_accepted_and_assigned_in_the_deed_that_opens_it(inside: Flask) -> None:
    case = opened()
    assert (case.stage, case.accepted_at, case.completed_at) == (Stage.ASSIGNED, town.NOON, None)
    assert moves(case) == ["open", "accept", "assign"]
    assert (case.person_id, case.team) == (town.person_id("worker"), town.a_team(town.PALONG))
    assert case.grid is town.a_grid(f"{town.PALONG}001")
    assert case.place_path == f"{town.TOWN}/204/001/"
    assert steps(case) == ["in_grid", "worker", "speaks"]
    assert running(case) == {"promised", "statutory", "take"}
    assert (case.who, case.whereabouts) == ("岩温叫", "帕龙 一组")


def test_the_promise_is_due_by_the_states_calendar(inside: Flask) -> None:
    promised = next(clock for clock in clocks_of("case", opened().id) if clock.kind is ClockKind.PROMISED)
    assert promised.due_on == dt.date(2026, 10, 27)  # 15 working days: 1-7 October off, 10 October a make-up day
    assert promised.subject_label == "532822205000-20260930-0001"


def test_with_papers_missing_it_is_assigned_without_acceptance_and_nothing_is_due(inside: Flask) -> None:
    case = opened(complete_papers=False)
    assert (case.stage, case.accepted_at) == (Stage.ASSIGNED, None)
    assert moves(case) == ["open", "assign"]
    assert running(case) == {"notice", "take"}
    assert {paper.state for paper in case.papers} == {PaperState.MISSING, PaperState.DEFERRED}


def test_what_was_said_of_single_papers_wins(inside: Flask) -> None:
    case = opened(complete_papers=True, papers={2: PaperState.HELD, 3: PaperState.MISSING})
    assert [paper.state for paper in case.papers] == [
        PaperState.SEEN,
        PaperState.HELD,
        PaperState.MISSING,
        PaperState.DEFERRED,
    ]
    assert case.papers[1].held_by == town.person_id("clerk")
    assert case.accepted_at is None  # one is missing after all


def test_numbers_count_the_towns_cases_of_a_day_and_tracking_numbers_tell_nothing(inside: Flask) -> None:
    first, second, next_day = opened("1"), opened("2"), opened("3", stamp=a_stamp(at=town.NOON + DAY))
    assert first.number == "532822205000-20260930-0001"
    assert second.number == "532822205000-20260930-0002"
    assert next_day.number == "532822205000-20261001-0001"
    assert is_tracking(first.tracking)
    assert first.tracking != second.tracking
    found = queries.case_by_tracking(f"{first.tracking[:4]} {first.tracking[4:]}".lower())
    assert found is not None
    assert found.id == first.id


def test_a_case_opened_late_at_night_belongs_to_the_day_in_the_township(inside: Flask) -> None:
    assert "-20261001-" in opened(stamp=a_stamp(at=dt.datetime(2026, 9, 30, 17, tzinfo=dt.UTC))).number


def test_a_household_on_the_river_is_seen_from_both_sides_and_waits_in_the_pool(inside: Flask) -> None:
    case = opened("4")
    assert {case.place_path, case.other_path} == {f"{town.TOWN}/204/002/", f"{town.TOWN}/209/001/"}
    assert (case.stage, case.team_id, case.grid_id) == (Stage.ACCEPTED, None, None)
    assert steps(case)[0] == "on_border"
    assert [one.id for one in queries.pool()] == [case.id]
    for place in (town.PALONG, town.ZHANGLANG):
        with looking(Places((town.PLACES[place],))):
            seen = queries.case(case.id)
            assert len(queries.timeline(seen)) == 2
    with transaction():
        actions.place(
            queries.case_to_change(case.id),
            grid_id=town.a_grid(f"{town.ZHANGLANG}001").id,
            reason="大门朝章朗开",
            stamp=a_stamp("clerk"),
        )
    decided = queries.case(case.id)
    assert (decided.stage, decided.person_id) == (Stage.ASSIGNED, town.person_id("neighbour"))
    assert (decided.place_path, decided.other_path) == (f"{town.TOWN}/209/001/", None)
    assert moves(decided) == ["open", "accept", "place", "assign"]
    assert steps(decided) == ["placed", "in_grid", "worker"]
    with looking(Places((town.PLACES[town.PALONG],))):
        assert not queries.is_there(case.id)
    with looking(Places((town.PLACES[town.ZHANGLANG],))):
        assert len(queries.timeline(queries.case(case.id))) == 4


def test_a_grid_that_is_none_of_that_day_decides_nothing(inside: Flask) -> None:
    case = opened("4")
    with pytest.raises(GridNotClaimed):
        done(actions.place, case, grid_id=uuid4(), reason="不知道")


def test_without_a_point_the_village_group_says_the_grid(inside: Flask) -> None:
    case = opened("5")
    assert (case.person_id, steps(case)) == (town.person_id("neighbour_leader"), ["by_group", "leader"])


def test_a_stand_in_gets_what_comes_during_leave(inside: Flask) -> None:
    on = dt.date(2026, 9, 30)
    with transaction():
        worker, second = town.a_person("worker"), town.a_person("second")
        record_leave(worker, from_on=on, to_on=on + 5 * DAY, stand_in=second, reason="探亲", stamp=a_stamp())
    case = opened("1")
    assert (case.person_id, steps(case)) == (town.person_id("second"), ["in_grid", "stand_in"])


def test_of_two_workers_the_one_with_fewer_open_cases_gets_the_next(inside: Flask) -> None:
    first = opened("2")
    second = opened("2", Asked(town.PENSION))
    assert {first.person_id, second.person_id} == {town.person_id("worker"), town.person_id("second")}
    assert "fewest" in steps(second)


def test_where_nobody_is_responsible_the_case_waits_in_the_pool(inside: Flask) -> None:
    case = a_case(at_stage=Stage.ACCEPTED)
    assert (case.team_id, case.person_id, steps(case)) == (None, None, ["no_grid", "pool"])
    assert [one.id for one in queries.pool()] == [case.id]


def test_what_people_do_by_themselves_needs_no_team_and_is_in_no_pool(inside: Flask) -> None:
    case = opened("1", Asked(town.POWER, "home"), mode=Mode.SELF, intake=Intake.ONLINE)
    assert (case.stage, case.team_id, case.why) == (Stage.ACCEPTED, None, [])
    assert running(case) == {"promised", "statutory"}
    assert queries.pool() == []
    assert done(actions.complete, case, outcome=Outcome.GRANTED).stage is Stage.COMPLETED


def test_an_item_without_papers_is_accepted_whatever_was_said_of_papers(inside: Flask) -> None:
    case = opened("1", Asked(town.ADVICE))
    assert case.papers == []
    assert case.accepted_at == town.NOON


def test_several_items_share_papers_and_are_due_with_the_longest(inside: Flask) -> None:
    case = opened("1", Asked(town.PENSION), Asked(town.OLD_AGE))
    assert [paper.material.name for paper in case.papers] == [
        "居民身份证",
        "居民户口簿",
        "业务申请表",
        "银行卡复印件",
        "近期照片",
    ]
    promised = next(clock for clock in clocks_of("case", case.id) if clock.kind is ClockKind.PROMISED)
    assert promised.length == 15


@pytest.mark.parametrize(
    ("items", "more", "refusal"),
    [
        ([Asked("XD-Z99")], {}, ItemUnknown),
        ([Asked(town.PENSION)], {"stamp": a_stamp(at=dt.datetime(2025, 12, 31, 4, tzinfo=dt.UTC))}, ItemNotValid),
        ([Asked(town.POWER)], {}, VariantNeeded),
        ([Asked(town.PENSION, "home")], {}, VariantUnknown),
        ([Asked(town.PENSION), Asked(town.PENSION)], {}, AskedTwice),
        ([Asked(town.PENSION)], {"applicant_id": town.resident_id("2")}, ApplicantElsewhere),
        ([Asked(town.PENSION)], {"papers": {9: PaperState.SEEN}}, UnknownPaper),
    ],
)
def test_what_can_not_be_opened_leaves_nothing_behind(
    inside: Flask, items: list[Asked], more: dict[str, Any], refusal: type[Exception]
) -> None:
    stamp = more.get("stamp") or a_stamp("clerk")
    with pytest.raises(refusal):
        opened("1", *items, **{**more, "stamp": stamp})
    assert not is_entered(stamp.event_id)
    assert queries.mismatches() == (0, [])
    assert opened("1").number.endswith("-0001")


def test_a_household_that_has_left_asks_for_nothing(inside: Flask) -> None:
    with transaction():
        household("1").left_on = dt.date(2026, 9, 30)
    with pytest.raises(HouseholdLeft):
        opened("1")


def test_the_same_opening_again_is_the_same_case_and_with_another_body_is_refused(inside: Flask, news: list[Any]) -> None:
    stamp = a_stamp("clerk")
    first, again = opened(stamp=stamp), opened(stamp=stamp)
    assert first.id == again.id
    assert news == [CaseOpened(first.id)]
    with pytest.raises(EventIdReused):
        opened("1", Asked(town.PENSION), stamp=stamp)
    assert queries.mismatches() == (1, [])


# --- moves and their clocks


def test_from_taking_to_completion_the_teams_clocks_follow(inside: Flask, news: list[Any]) -> None:
    case = opened(complete_papers=False)
    case = done(actions.take, case, by="worker")
    assert (case.stage, running(case)) == (Stage.IN_PROGRESS, {"notice", "collect"})
    case = done(actions.collect, case, by="worker", papers={1: PaperState.SEEN, 2: PaperState.HELD})
    assert running(case) == {"notice", "collect"}  # the bank card is still missing
    case = done(actions.collect, case, by="worker", papers={3: PaperState.SEEN})
    assert running(case) == {"notice", "forward"}
    case = done(actions.accept, case, at=town.NOON + 8 * DAY)
    assert (case.stage, case.accepted_at) == (Stage.IN_PROGRESS, town.NOON + 8 * DAY)
    assert running(case) == {"promised", "statutory", "forward"}
    case = done(actions.forward, case, by="worker", to="县民政局")
    assert (case.forwarded_to, running(case)) == ("县民政局", {"promised", "statutory"})
    with pytest.raises(OriginalsHeld):
        done(actions.complete, case, by="worker", outcome=Outcome.GRANTED)
    case = done(actions.complete, case, by="worker", outcome=Outcome.GRANTED, note="已发放", given_back=True)
    assert (case.stage, case.outcome, case.outcome_note, running(case)) == (Stage.COMPLETED, Outcome.GRANTED, "已发放", set())
    assert case.papers[1].state is PaperState.GIVEN_BACK
    assert news[1:] == [CaseCompleted(case.id, queries.last_completion(case).journal_id, case.team_id, case.person_id)]
    assert moves(case) == ["open", "assign", "take", "collect", "collect", "accept", "forward", "complete"]
    assert queries.mismatches() == (1, [])


def test_acceptance_needs_the_papers_that_are_required(inside: Flask) -> None:
    case = opened(complete_papers=False)
    with pytest.raises(PapersMissing) as refused:
        done(actions.accept, case)
    assert refused.value.facts["papers"] == "居民身份证、居民户口簿、银行卡复印件"
    here = dict.fromkeys((1, 2, 3), PaperState.SEEN)
    case = done(actions.accept, case, papers=here)
    assert running(case) == {"promised", "statutory", "take"}
    with pytest.raises(AlreadyAccepted):
        done(actions.accept, case)


def test_a_completion_without_outcome_is_refused_and_changes_nothing(inside: Flask) -> None:
    case = a_case(at_stage=Stage.IN_PROGRESS)
    with pytest.raises(OutcomeMissing):
        done(actions.complete, case, outcome=None)
    assert queries.case(case.id).stage is Stage.IN_PROGRESS
    assert moves(case)[-1] == "take"


def test_what_is_not_accepted_is_not_completed(inside: Flask) -> None:
    case = done(actions.take, opened(complete_papers=False), by="worker")
    with pytest.raises(NotAccepted):
        done(actions.complete, case, outcome=Outcome.GRANTED)


def test_after_the_promised_day_a_completion_says_why(inside: Flask) -> None:
    case = a_case(at_stage=Stage.IN_PROGRESS)
    late = dt.datetime(2026, 10, 28, 1, tzinfo=dt.UTC)
    with pytest.raises(LateReasonMissing):
        done(actions.complete, case, at=late, outcome=Outcome.GRANTED)
    case = done(actions.complete, case, at=late, outcome=Outcome.GRANTED, late_reason="县里系统停机")
    assert case.late_reason == "县里系统停机"


def test_on_its_last_day_a_case_is_not_late(inside: Flask) -> None:
    case = a_case(at_stage=Stage.IN_PROGRESS)
    case = done(actions.complete, case, at=dt.datetime(2026, 10, 27, 9, tzinfo=dt.UTC), outcome=Outcome.GRANTED)
    assert case.late_reason == ""


def test_sent_back_it_waits_for_papers_and_the_notice_has_done_its_work(inside: Flask) -> None:
    case = opened(complete_papers=False)
    case = done(actions.send_back, case, reason="缺户口簿", missing=[2, 3])
    assert (case.stage, running(case)) == (Stage.RETURNED, {"take"})
    assert {clock.light for clock in clocks_of("case", case.id) if clock.stopped_at is None} == {Light.BLUE}
    assert queries.timeline(case)[-1].facts == {"missing": ["居民户口簿", "银行卡复印件"]}
    case = done(actions.resume, case, at=town.NOON + 9 * DAY)
    assert (case.stage, running(case)) == (Stage.ASSIGNED, {"take", "notice"})
    assert max(clock.started_at for clock in clocks_of("case", case.id)) == town.NOON + 9 * DAY


def test_a_pause_stops_the_count_and_resuming_goes_on_where_it_was(inside: Flask) -> None:
    case = a_case(at_stage=Stage.PAUSED)
    promised = next(clock for clock in clocks_of("case", case.id) if clock.kind is ClockKind.PROMISED)
    assert (promised.due_on, promised.light, promised.pauses[0].reason) == (None, Light.BLUE, "等县里鉴定")
    case = done(actions.resume, case, at=town.NOON + 8 * DAY)
    assert case.stage is Stage.IN_PROGRESS
    assert promised.due_on == dt.date(2026, 10, 28)
    with pytest.raises(IllegalMove):
        done(actions.resume, case)


def test_passed_on_it_stands_in_the_other_teams_place_with_its_whole_history(inside: Flask) -> None:
    case = a_case(at_stage=Stage.IN_PROGRESS)
    case = done(actions.pass_on, case, by="worker", team_id=town.a_team(town.ZHANGLANG).id, reason="已搬到章朗")
    assert (case.stage, case.place_path, case.team) == (
        Stage.IN_PROGRESS,
        f"{town.TOWN}/209/",
        town.a_team(town.ZHANGLANG),
    )
    assert case.person_id in {town.person_id("neighbour"), town.person_id("neighbour_leader")}
    assert steps(case)[-1] == "passed_on"
    taken = next(event for event in queries.timeline(case) if event.move is Move.TAKE)
    assert taken.facts["person"] == str(town.person_id("worker"))  # what was done keeps its credit
    assert {clock.team_id for clock in clocks_of("case", case.id) if clock.stopped_at is None} == {case.team_id}
    with looking(Places((town.PLACES[town.ZHANGLANG],))):
        seen = queries.case(case.id)
        assert len(queries.timeline(seen)) == 5
        assert running(seen) == {"promised", "statutory", "forward"}
        assert (seen.household, seen.who) == (None, "岩温叫")
    with looking(Places((town.PLACES[town.PALONG],))):
        assert not queries.is_there(case.id)


def test_passed_on_to_the_township_the_village_still_sees_it(inside: Flask) -> None:
    case = done(actions.pass_on, a_case(), team_id=town.a_team(town.TOWN).id, reason="村里办不了")
    assert case.place_path == f"{town.TOWN}/204/001/"
    assert case.person_id == town.person_id("clerk")


def test_within_a_team_work_moves_to_somebody_else_by_name(inside: Flask) -> None:
    case = a_case()
    with pytest.raises(SameHands):
        done(actions.pass_on, case, team_id=case.team_id, reason="换人")
    with pytest.raises(SameHands):
        done(actions.pass_on, case, team_id=case.team_id, person_id=case.person_id, reason="换人")
    case = done(actions.pass_on, case, team_id=case.team_id, person_id=town.person_id("second"), reason="换人")
    assert case.person_id == town.person_id("second")
    with pytest.raises(PersonElsewhere):
        done(actions.pass_on, case, team_id=case.team_id, person_id=town.person_id("neighbour"), reason="换人")


def test_a_team_that_ended_gets_nothing(inside: Flask) -> None:
    with transaction():
        team = town.a_team(town.ZHANGLANG)
        team.to_on = dt.date(2026, 9, 29)
    with pytest.raises(TeamEnded):
        done(actions.pass_on, a_case(), team_id=town.a_team(town.ZHANGLANG).id, reason="已搬走")


def test_the_desk_assigns_what_waits_in_the_pool(inside: Flask) -> None:
    case = a_case(at_stage=Stage.ACCEPTED)
    with pytest.raises(NobodyNamed):
        done(actions.assign, case, team_id=None, person_id=None)
    case = done(actions.assign, case, team_id=None, person_id=town.person_id("neighbour"))
    assert (case.stage, case.team, case.place_path) == (
        Stage.ASSIGNED,
        town.a_team(town.ZHANGLANG),
        f"{town.TOWN}/209/",
    )
    assert running(case) == {"promised", "statutory", "take"}
    assert queries.pool() == []


def test_nobody_who_left_or_is_on_leave_is_given_work(inside: Flask) -> None:
    on = dt.date(2026, 9, 30)
    with transaction():
        record_leave(town.a_person("second"), from_on=on, to_on=on, stand_in=None, reason="事假", stamp=a_stamp())
        town.a_person("neighbour").left_on = on
    case = a_case(at_stage=Stage.ACCEPTED)
    for key, place in (("second", town.PALONG), ("neighbour", town.ZHANGLANG)):
        with pytest.raises(PersonNotThere):
            done(actions.assign, case, team_id=town.a_team(place).id, person_id=town.person_id(key))


def test_the_border_is_decided_too_when_the_desk_assigns_to_one_of_the_two(inside: Flask) -> None:
    case = done(actions.assign, opened("4"), team_id=town.a_team(town.PALONG).id, person_id=None)
    assert (case.place_path, case.other_path) == (f"{town.TOWN}/204/002/", None)
    assert case.grid_id == grid_on(f"{town.PALONG}002", dt.date(2026, 9, 30)).grid_id


def test_whoever_of_the_team_takes_a_case_is_responsible(inside: Flask) -> None:
    case = done(actions.take, a_case(), by="second")
    assert case.person_id == town.person_id("second")
    assert {clock.person_id for clock in clocks_of("case", case.id) if clock.stopped_at is None} == {case.person_id}
    with pytest.raises(PersonElsewhere):
        done(actions.take, a_case(), by="neighbour")


def test_by_command_the_assigned_person_takes_or_the_one_named(inside: Flask) -> None:
    assert done(actions.take, a_case(), by=None).person_id == town.person_id("worker")
    case = done(actions.assign, a_case(at_stage=Stage.ACCEPTED), team_id=town.a_team(town.PALONG).id, person_id=None)
    with pytest.raises(NobodyTakes):
        done(actions.take, case, by=None)
    assert done(actions.take, case, by=None, person_id=town.person_id("leader")).person_id == town.person_id("leader")


@pytest.mark.parametrize(("deed", "stage"), [(actions.withdraw, Stage.WITHDRAWN), (actions.reject, Stage.REJECTED)])
def test_an_end_without_result_gives_originals_back_first(inside: Flask, deed: Callable[..., None], stage: Stage) -> None:
    case = opened(papers={2: PaperState.HELD})
    with pytest.raises(OriginalsHeld):
        done(deed, case, reason="不办了")
    case = done(deed, case, reason="不办了", given_back=[2])
    assert (case.stage, running(case)) == (stage, set())


def test_reopened_a_case_goes_on_under_its_old_promise(inside: Flask, news: list[Any]) -> None:
    case = a_case(at_stage=Stage.COMPLETED)
    completion = queries.last_completion(case).journal_id
    case = done(actions.reopen, case, by="reviewer", reason="照片不是本户", at=town.NOON + 9 * DAY)
    assert (case.stage, case.outcome, case.completed_at) == (Stage.IN_PROGRESS, None, None)
    promised = [clock for clock in clocks_of("case", case.id) if clock.kind is ClockKind.PROMISED]
    assert [(clock.stopped_at, clock.due_on) for clock in promised] == [(None, dt.date(2026, 10, 27))]
    assert news[-1] == CaseReopened(case.id, completion, "照片不是本户")
    case = done(actions.complete, case, outcome=Outcome.PARTLY, at=town.NOON + 9 * DAY)
    assert queries.last_completion(case).journal_id != completion


def test_what_the_province_calls_it_is_linked_and_unlinked(inside: Flask) -> None:
    case = done(link_outside, a_case(), system="云南政务服务网", number="5328-77")
    assert (case.outside_system, case.outside_number) == ("云南政务服务网", "5328-77")
    with pytest.raises(OutsideNumberUnreadable):
        done(link_outside, case, system="", number="5328-78")
    assert done(link_outside, case, system="", number="").outside_number is None


# --- replays, parts, sweeps


def test_the_same_event_twice_moves_once_and_with_another_body_is_refused(inside: Flask) -> None:
    case, stamp = a_case(), a_stamp("worker")
    for _ in range(2):
        with transaction():
            actions.take(queries.case_to_change(case.id), stamp=stamp)
    assert moves(case) == ["open", "accept", "assign", "take"]
    with pytest.raises(EventIdReused), transaction():
        actions.take(queries.case_to_change(case.id), person_id=town.person_id("leader"), stamp=stamp)
    with pytest.raises(EventIdReused), transaction():
        actions.pause(queries.case_to_change(case.id), reason="其他", stamp=stamp)


def test_a_refused_deed_does_not_use_up_its_event(inside: Flask) -> None:
    case, stamp = a_case(at_stage=Stage.IN_PROGRESS), a_stamp("worker")
    with pytest.raises(OutcomeMissing), transaction():
        actions.complete(queries.case_to_change(case.id), outcome=None, stamp=stamp)
    with transaction():
        actions.complete(queries.case_to_change(case.id), outcome=Outcome.GRANTED, stamp=stamp)
    assert queries.case(case.id).stage is Stage.COMPLETED


def test_a_larger_deed_makes_several_moves_under_its_own_entry(inside: Flask) -> None:
    case, other = a_case(), a_case(household="2")
    stamp = a_stamp("worker")
    with transaction():
        one = queries.case_to_change(case.id)
        actions.take(one, stamp=stamp)  # stands for a visit's own entry
        actions.inside.forward(one, to="县民政局", stamp=stamp)
        actions.inside.complete(one, outcome=Outcome.GRANTED, stamp=stamp)
        actions.inside.pause(queries.case_to_change(other.id), reason="一起等", stamp=stamp)
    events = [event for event in (*queries.timeline(case), *queries.timeline(other)) if event.journal_id == stamp.event_id]
    assert [event.position for event in events] == [0, 1, 2, 3]
    assert queries.mismatches() == (2, [])


def test_silence_is_acceptance_for_permits_once_and_from_the_day_of_receipt(inside: Flask) -> None:
    permit, other = (opened("1", Asked(item), complete_papers=False) for item in (town.WORKSHOP, town.PENSION))
    told = done(actions.send_back, opened("2", Asked(town.WORKSHOP), complete_papers=False), reason="缺图", missing=[2])
    due_at = next(clock.due_at for clock in clocks_of("case", permit.id) if clock.kind is ClockKind.NOTICE)
    assert due_at is not None
    for now, count in ((due_at - dt.timedelta(minutes=1), 0), (due_at, 1), (due_at + DAY, 0)):
        with transaction():
            assert actions.accept_deemed(now) == count
    permit = queries.case(permit.id)
    assert (permit.stage, permit.accepted_at) == (Stage.ASSIGNED, town.NOON)
    assert running(permit) == {"promised", "statutory", "take"}
    assert queries.timeline(permit)[-1].facts == {"deemed": True}
    assert queries.case(other.id).accepted_at is None
    assert queries.case(told.id).accepted_at is None


def test_every_move_makes_a_new_version_so_that_an_old_page_is_noticed(inside: Flask) -> None:
    case = a_case(at_stage=Stage.IN_PROGRESS)
    before = case.version
    assert done(actions.collect, case, by="worker", papers={1: PaperState.SEEN}).version > before


def test_verify_names_a_case_whose_stage_is_not_what_its_events_say(inside: Flask) -> None:
    case = a_case()
    with transaction():
        queries.case_to_change(case.id).stage = Stage.COMPLETED
    looked, wrong = queries.mismatches()
    assert (looked, [(one.number, one.stage, one.told) for one in wrong]) == (
        1,
        [(case.number, Stage.COMPLETED, Stage.ASSIGNED)],
    )


def test_out_of_ones_places_a_case_is_not_there(inside: Flask) -> None:
    case_id = a_case(household="3").id
    with looking(Places((town.PLACES[town.PALONG],))):
        assert not queries.is_there(case_id)
        assert queries.cases(queries.CaseFilter()).total == 0
        assert queries.mismatches() == (0, [])


def test_a_likely_duplicate_is_found_by_household_and_item(inside: Flask) -> None:
    case = opened("1", Asked(town.PENSION), Asked(town.OLD_AGE))
    on = dt.date(2026, 9, 30)
    found = queries.likely_duplicates(town.household_id("1"), [town.OLD_AGE], on)
    assert [one.id for one in found] == [case.id]
    assert queries.likely_duplicates(town.household_id("2"), [town.OLD_AGE], on) == []
    assert queries.likely_duplicates(town.household_id("1"), [town.POWER], on) == []


def test_a_household_made_for_a_test_is_routed_like_any(inside: Flask) -> None:
    a_household("77")
    assert opened("77").person_id == town.person_id("worker")


def test_ids_are_the_same_for_the_same_event(inside: Flask) -> None:
    stamp = a_stamp("clerk", event_id=UUID(int=77))
    assert opened(stamp=stamp).id == opened(stamp=stamp).id
