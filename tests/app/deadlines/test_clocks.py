"""Clocks as rows: every deed folds the whole course anew, and the row says what the rules say."""

import datetime as dt
from collections.abc import Iterator

import pytest
from flask import Flask

from app.core.db import transaction
from app.deadlines import actions
from app.deadlines.queries import calendar, clocks_of, course_of, explained, lights
from app.deadlines.rules import (
    BODIES,
    TEAM_CLOCKS,
    Body,
    ClockKind,
    Light,
    Limit,
    LimitOutOfRange,
    LineKind,
    ResumedBeforePaused,
    Unit,
    UnitUnknown,
    due,
    limit_of,
)
from tests import town
from tests.app.deadlines.calendars import at
from tests.app.deadlines.ground import RED, START, YELLOW, a_clock, a_subject, only_clock

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    town.build(app)
    with town.looking_on(app):
        yield


def test_a_clock_that_starts_knows_its_day_its_light_and_its_next_turn() -> None:
    clock = a_clock(a_subject())
    assert (clock.due_on, clock.due_at, clock.warn_at) == (dt.date(2026, 11, 9), RED, YELLOW)
    assert (clock.light, clock.next_turn_at, clock.provisional) == (Light.GREEN, YELLOW, False)
    assert clock.subject_label == f"{town.TOWN}-20261102-1"


def test_a_subject_never_has_two_running_clocks_of_one_kind() -> None:
    first = a_clock(a_subject())
    assert a_clock(a_subject(), limit=Limit(9)).id == first.id
    with transaction():
        actions.stop(a_subject(), at=START + DAY)
    assert a_clock(a_subject(), limit=Limit(9), start_at=START + DAY).id != first.id
    assert len(clocks_of("case", a_subject().id)) == 2


def test_a_stopped_clock_is_grey_and_keeps_its_day() -> None:
    a_clock(a_subject())
    with transaction():
        actions.stop(a_subject(), at=START + DAY)
    clock = only_clock(a_subject())
    assert (clock.light, clock.next_turn_at, clock.due_on) == (Light.GREY, None, dt.date(2026, 11, 9))
    assert clock.stopped_at == START + DAY


def test_only_the_named_kinds_stop() -> None:
    for kind in (ClockKind.PROMISED, ClockKind.TAKE):
        a_clock(a_subject(), kind=kind)
    with transaction():
        actions.stop(a_subject(), at=START + DAY, kinds={ClockKind.TAKE})
    assert {clock.kind for clock in clocks_of("case", a_subject().id) if clock.stopped_at} == {ClockKind.TAKE}


def test_a_pause_takes_the_day_away_and_the_end_of_the_pause_gives_a_later_one() -> None:
    a_clock(a_subject())
    with transaction():
        actions.pause(a_subject(), at=at("2026-11-04 09:00"), reason="等县里鉴定", calendar=calendar())
    paused = only_clock(a_subject())
    assert (paused.light, paused.due_on, paused.due_at, paused.next_turn_at) == (Light.BLUE, None, None, None)
    with transaction():
        actions.resume(a_subject(), at=at("2026-11-10 15:00"), calendar=calendar())
    resumed = only_clock(a_subject())
    assert (resumed.due_on, resumed.light) == (dt.date(2026, 11, 13), Light.GREEN)
    assert resumed.next_turn_at == at("2026-11-11 08:30")


def test_pausing_twice_and_resuming_twice_changes_nothing_more() -> None:
    a_clock(a_subject())
    with transaction():
        for hour in (9, 10):
            actions.pause(a_subject(), at=at(f"2026-11-04 {hour:02}:00"), reason="等", calendar=calendar())
        for hour in (11, 12):
            actions.resume(a_subject(), at=at(f"2026-11-04 {hour:02}:00"), calendar=calendar())
    (pause,) = only_clock(a_subject()).pauses
    assert (pause.from_at, pause.to_at) == (at("2026-11-04 09:00"), at("2026-11-04 11:00"))


def test_a_pause_cannot_end_before_it_began() -> None:
    a_clock(a_subject())
    with transaction():
        actions.pause(a_subject(), at=START + DAY, reason="等", calendar=calendar())
    with pytest.raises(ResumedBeforePaused), transaction():
        actions.resume(a_subject(), at=START, calendar=calendar())


def test_pausing_an_overdue_clock_does_not_cure_it() -> None:
    a_clock(a_subject())
    with transaction():
        actions.pause(a_subject(), at=RED + DAY, reason="等", calendar=calendar())
    assert (only_clock(a_subject()).light, only_clock(a_subject()).due_at) == (Light.RED, RED)


def test_a_change_of_limit_keeps_pauses_and_extensions() -> None:
    a_clock(a_subject(), limit=Limit(15))
    with transaction():
        actions.pause(a_subject(), at=at("2026-11-04 09:00"), reason="等", calendar=calendar())
        actions.resume(a_subject(), at=at("2026-11-06 09:00"), calendar=calendar())
        actions.extend(
            a_subject(),
            kind=ClockKind.PROMISED,
            units=2,
            reason="疑难",
            by=town.person_id("head"),
            at=at("2026-11-06 10:00"),
            calendar=calendar(),
        )
        actions.change_limit(a_subject(), kind=ClockKind.PROMISED, limit=Limit(5), at=at("2026-11-06 11:00"), calendar=calendar())
    clock = only_clock(a_subject())
    assert clock.due_on == dt.date(2026, 11, 13)  # 3, 4 | 5, 6 not counted | 9, 10, 11 and two more
    assert (len(clock.pauses), len(clock.extensions)) == (1, 1)
    assert due(course_of(clock), calendar=calendar()).on == clock.due_on


def test_a_restarted_clock_runs_as_if_it_had_never_stopped() -> None:
    a_clock(a_subject())
    with transaction():
        actions.stop(a_subject(), at=START + DAY)
        actions.restart(a_subject(), at=RED + DAY, kinds={ClockKind.PROMISED}, calendar=calendar())
    clock = only_clock(a_subject())
    assert (clock.stopped_at, clock.due_at, clock.light) == (None, RED, Light.RED)


def test_stopping_a_paused_clock_ends_its_pause() -> None:
    a_clock(a_subject())
    with transaction():
        actions.pause(a_subject(), at=START + DAY, reason="等", calendar=calendar())
        actions.stop(a_subject(), at=START + 2 * DAY)
    assert [pause.to_at for pause in only_clock(a_subject()).pauses] == [START + 2 * DAY]


def test_running_clocks_are_handed_over_and_stopped_ones_stay_where_they_were() -> None:
    a_clock(a_subject(), kind=ClockKind.TAKE)
    with transaction():
        actions.stop(a_subject(), at=START + DAY)
    a_clock(a_subject())
    other, team_id = f"{town.TOWN}/209/001/", town.a_team(town.ZHANGLANG).id
    with transaction():
        actions.hand_over(a_subject(), team_id=team_id, person_id=town.person_id("neighbour"), place_path=other, other_path=None)
    stopped, running = sorted(clocks_of("case", a_subject().id), key=lambda clock: clock.kind != ClockKind.TAKE)
    assert (running.team_id, running.person_id, running.place_path) == (team_id, town.person_id("neighbour"), other)
    assert stopped.person_id == town.person_id("worker")


def test_the_team_s_clocks_run_one_after_the_other_and_belong_to_the_team() -> None:
    start_at = START
    for kind in TEAM_CLOCKS:
        clock = a_clock(a_subject(), kind=kind, start_at=start_at)
        assert clock.body is Body.TEAM
        start_at += DAY
        with transaction():
            actions.stop(a_subject(), at=start_at, kinds={kind})
    assert [clock.kind for clock in clocks_of("case", a_subject().id)] == list(TEAM_CLOCKS)


def test_a_list_shows_the_promise_with_the_statutory_day_beside_it() -> None:
    a_clock(a_subject(), limit=Limit(9), kind=ClockKind.STATUTORY)
    a_clock(a_subject())
    a_clock(a_subject(), limit=Limit(1), kind=ClockKind.TAKE)
    a_clock(a_subject("2"), limit=Limit(1), kind=ClockKind.NOTICE)
    ids = [a_subject().id, a_subject("2").id, a_subject("3").id]
    faces = lights("case", ids, now=at("2026-11-03 09:00"))
    assert set(faces) == {a_subject().id, a_subject("2").id}
    face = faces[a_subject().id]
    assert (face.kind, face.light, face.due_on, face.remaining_workdays) == (
        ClockKind.PROMISED,
        Light.GREEN,
        dt.date(2026, 11, 9),
        4,
    )
    assert face.statutory_on == dt.date(2026, 11, 13)
    assert faces[a_subject("2").id].kind is ClockKind.NOTICE
    team = lights("case", ids, now=at("2026-11-03 09:00"), body=Body.TEAM)
    assert {subject_id: face.kind for subject_id, face in team.items()} == {a_subject().id: ClockKind.TAKE}


@pytest.mark.parametrize(
    ("now", "light", "remaining"),
    [
        ("2026-11-09 17:29", Light.YELLOW, 0),
        ("2026-11-09 17:30", Light.RED, 0),
        ("2026-11-10 08:00", Light.RED, -1),
        ("2026-11-16 08:00", Light.RED, -5),
    ],
)
def test_a_list_asks_the_light_of_now_whenever_the_sweep_ran(now: str, light: Light, remaining: int) -> None:
    a_clock(a_subject())
    face = lights("case", [a_subject().id], now=at(now))[a_subject().id]
    assert (face.light, face.remaining_workdays) == (light, remaining)


def test_a_list_shows_paused_and_finished_clocks_without_days_left() -> None:
    for name in ("1", "2"):
        a_clock(a_subject(name))
    with transaction():
        actions.pause(a_subject("1"), at=START + DAY, reason="等", calendar=calendar())
        actions.stop(a_subject("2"), at=START + DAY)
    faces = lights("case", [a_subject("1").id, a_subject("2").id], now=RED + DAY)
    shown = [faces[a_subject(name).id] for name in ("1", "2")]
    assert [(face.light, face.remaining_workdays) for face in shown] == [(Light.BLUE, None), (Light.GREY, None)]


def test_a_stopped_clock_is_explained_as_it_stood_when_it_stopped() -> None:
    a_clock(a_subject())
    with transaction():
        actions.stop(a_subject(), at=START + DAY)
    shown = explained(only_clock(a_subject()), now=RED + 9 * DAY)
    assert (shown.light, shown.as_of, shown.due.on) == (Light.GREY, START + DAY, dt.date(2026, 11, 9))
    assert LineKind.OVER not in {line.kind for line in shown.lines}


def test_a_late_clock_is_explained_to_the_day_over() -> None:
    shown = explained(a_clock(a_subject()), now=RED + DAY)
    assert [line.kind for line in shown.lines][-1] is LineKind.OVER
    assert shown.standing is not None
    assert (shown.standing.over, shown.light) == (1, Light.RED)


def test_hours_run_through_the_night_and_a_paused_one_says_its_hours_left() -> None:
    a_clock(a_subject(), limit=Limit(24, Unit.HOUR))
    assert only_clock(a_subject()).due_at == START + DAY
    with transaction():
        actions.pause(a_subject(), at=START + dt.timedelta(hours=3, minutes=30), reason="等", calendar=calendar())
    shown = explained(only_clock(a_subject()), now=START + DAY)
    assert shown.standing is not None
    assert (shown.standing.left, shown.standing.is_paused, shown.cells) == (21, True, ())


@pytest.mark.parametrize(
    ("length", "text", "limit"),
    [
        (15, "工作日", Limit(15)),
        (3, "自然日", Limit(3, Unit.NATURAL_DAY)),
        (2, " 小时", Limit(2, Unit.HOUR)),
        (1, "workday", Limit(1)),
    ],
)
def test_a_limit_is_read_as_the_catalogue_writes_it(length: int, text: str, limit: Limit) -> None:
    assert limit_of(length, text) == limit


def test_a_limit_in_an_unknown_unit_or_of_no_length_is_refused() -> None:
    with pytest.raises(UnitUnknown):
        limit_of(3, "旬")
    with pytest.raises(LimitOutOfRange):
        limit_of(0, "工作日")


def test_every_kind_of_clock_has_a_body_that_answers_for_it() -> None:
    assert {kind for kind, body in BODIES.items() if body is Body.TEAM} == set(TEAM_CLOCKS)
    assert set(BODIES) == set(ClockKind)
