"""The ladder: when each step is due, who hears then, and that nobody hears the same twice. In tables."""

import datetime as dt
from uuid import UUID, uuid5

import pytest

from app.deadlines.rules import (
    Ladder,
    Leadership,
    Level,
    Presence,
    Recipient,
    Staff,
    calendar_of,
    climbed,
    first_step_at,
    steps_due,
)
from tests.app.deadlines.calendars import at
from tests.town import NAMESPACE

WORKER, STAND_IN, LEADER, CLERK, SECOND_CLERK, HEAD = (uuid5(NAMESPACE, f"ladder {n}") for n in range(6))
TOWN, GRID = "532822205000/", "532822205000/204/001/"
PLAIN = calendar_of([], years=range(2000, 2080))
MONDAY = at("2026-11-09 17:30")
TO_LEADER, TO_TOWNSHIP = at("2026-11-10 17:30"), at("2026-11-12 17:30")
LEADERSHIP = Leadership(
    posted=((GRID, LEADER),),
    of_team={},
    appointed=(),
    clerks=((TOWN, CLERK), (TOWN, SECOND_CLERK)),
    heads=((TOWN, HEAD),),
)
NOBODY = Leadership(posted=(), of_team={}, appointed=(), clerks=(), heads=())


def hear(
    level: Level,
    *,
    person: UUID | None = WORKER,
    heard: tuple[UUID, ...] = (WORKER,),
    absences: dict[UUID, UUID | None] | None = None,
    leadership: Leadership = LEADERSHIP,
) -> dict[Recipient, tuple[UUID, ...]]:
    staff = Staff(Presence(absences or {}, frozenset()), leadership=lambda: leadership)
    return dict(climbed(level, person_id=person, team_id=None, place_path=GRID, staff=staff, heard=heard))


@pytest.mark.parametrize(
    ("since", "days", "first", "second"),
    [
        (MONDAY, (1, 3), TO_LEADER, TO_TOWNSHIP),
        (at("2026-11-13 10:00"), (1, 3), at("2026-11-16 17:30"), at("2026-11-18 17:30")),  # a Friday
        (at("2026-11-14 10:00"), (1, 3), at("2026-11-16 17:30"), at("2026-11-18 17:30")),  # a Saturday
        (MONDAY, (0, 0), MONDAY, MONDAY),
        (MONDAY, (2, 2), at("2026-11-11 17:30"), at("2026-11-11 17:30")),
    ],
)
def test_steps_are_due_at_the_close_of_working_days(
    since: dt.datetime, days: tuple[int, int], first: dt.datetime, second: dt.datetime
) -> None:
    ladder = Ladder(*days)
    assert ladder.steps(since, calendar=PLAIN) == ((first, Level.LEADER), (second, Level.TOWNSHIP))
    assert first_step_at(since, ladder=ladder, calendar=PLAIN) == first


@pytest.mark.parametrize(
    ("next_at", "now", "levels", "following"),
    [
        (TO_LEADER, TO_LEADER - dt.timedelta(seconds=1), (), TO_LEADER),
        (TO_LEADER, TO_LEADER, (Level.LEADER,), TO_TOWNSHIP),
        (TO_TOWNSHIP, TO_TOWNSHIP, (Level.TOWNSHIP,), None),
        (TO_LEADER, TO_TOWNSHIP + dt.timedelta(days=9), (Level.LEADER, Level.TOWNSHIP), None),
    ],
)
def test_each_step_is_due_once_and_after_downtime_both_are(
    next_at: dt.datetime, now: dt.datetime, levels: tuple[Level, ...], following: dt.datetime | None
) -> None:
    assert steps_due(MONDAY, next_at=next_at, now=now, ladder=Ladder(), calendar=PLAIN) == (levels, following)


def test_the_leader_hears_first_and_then_the_desk_and_the_head() -> None:
    assert hear(Level.LEADER) == {Recipient.LEADER: (LEADER,)}
    assert hear(Level.TOWNSHIP, heard=(WORKER, LEADER)) == {Recipient.DESK: (CLERK, SECOND_CLERK), Recipient.HEAD: (HEAD,)}


def test_where_the_leader_is_late_or_missing_the_desk_hears_at_the_leader_s_step() -> None:
    assert hear(Level.LEADER, person=LEADER, heard=(LEADER,)) == {Recipient.DESK: (CLERK, SECOND_CLERK)}
    desk_only = Leadership(posted=(), of_team={}, appointed=(), clerks=LEADERSHIP.clerks, heads=LEADERSHIP.heads)
    assert hear(Level.LEADER, leadership=desk_only) == {Recipient.DESK: (CLERK, SECOND_CLERK)}
    assert hear(Level.TOWNSHIP, leadership=desk_only, heard=(WORKER, CLERK, SECOND_CLERK)) == {Recipient.HEAD: (HEAD,)}


def test_a_leader_who_had_the_chaser_itself_hears_no_second_time() -> None:
    assert hear(Level.LEADER, person=None, heard=(LEADER,)) == {}


def test_leave_leads_to_the_stand_in() -> None:
    assert hear(Level.LEADER, absences={LEADER: STAND_IN}) == {Recipient.LEADER: (STAND_IN,)}
    assert hear(Level.TOWNSHIP, absences={HEAD: STAND_IN, CLERK: None}) == {
        Recipient.DESK: (SECOND_CLERK,),
        Recipient.HEAD: (STAND_IN,),
    }


def test_the_last_step_reaches_a_head_who_is_away_with_nobody_standing_in() -> None:
    assert hear(Level.TOWNSHIP, heard=(CLERK, SECOND_CLERK), absences={HEAD: None}) == {Recipient.HEAD: (HEAD,)}


def test_one_person_in_two_roles_hears_once() -> None:
    both = Leadership(posted=(), of_team={}, appointed=(), clerks=((TOWN, HEAD),), heads=((TOWN, HEAD),))
    assert hear(Level.TOWNSHIP, leadership=both) == {Recipient.DESK: (HEAD,)}


def test_where_there_is_nobody_nobody_hears() -> None:
    assert hear(Level.LEADER, leadership=NOBODY) == {}
    assert hear(Level.TOWNSHIP, leadership=NOBODY) == {}
