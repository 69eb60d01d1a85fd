"""Posts, leave and stand-ins by their deeds; the roster of a day."""

import datetime as dt
from uuid import UUID

import pytest
from flask import Flask

from app.accounts import queries as people
from app.core.db import db, transaction
from app.posts import actions, queries
from app.posts.models import Leave, Post
from app.posts.rules import GridRef, PostKind, Routing, Step, Wish, responsible
from app.posts.rules.refusals import (
    HasLeft,
    HoldsPosts,
    LeaveOverlaps,
    NothingToDo,
    OnLeave,
    OwnStandIn,
    StandInOnLeave,
    StandsInThen,
    TeamHasPlace,
    WrongPeriod,
)
from app.territory.queries import grid_on
from tests import town

TODAY = dt.date(2026, 9, 30)
FIRST, SECOND = f"{town.PALONG}001", f"{town.PALONG}002"


def day(number: int) -> dt.date:
    return TODAY + dt.timedelta(days=number)


def leave(who: str, from_on: dt.date, to_on: dt.date, stand_in: str | None = None) -> Leave | None:
    with transaction():
        one = town.a_person(stand_in) if stand_in else None
        stamp = town.a_stamp("leader")
        return actions.record_leave(town.a_person(who), from_on=from_on, to_on=to_on, stand_in=one, reason="", stamp=stamp)


def post(code: str, who: str, from_on: dt.date = TODAY, to_on: dt.date | None = None, kind: PostKind = PostKind.WORKER) -> bool:
    with transaction():
        stamp = town.a_stamp("system_admin")
        return actions.put_post(town.a_grid(code), town.a_person(who), kind=kind, from_on=from_on, to_on=to_on, stamp=stamp)


def goes(who: str) -> None:
    with transaction():
        person = people.person_to_change(town.person_id(who))
        for one in queries.posts_from(person.id, TODAY):
            actions.end_post(one, on=max(day(-1), one.from_on), stamp=town.a_stamp("system_admin"))
        actions.leave_township(person, stamp=town.a_stamp("system_admin"))


def routed(code: str, on: dt.date = TODAY) -> Routing:
    grid = grid_on(code, on)
    ref = GridRef(grid.grid_id, grid.code, grid.name, grid.village_code)
    return responsible([ref], found=Step.IN_GRID, roster=queries.roster(on), village_code=grid.village_code, wish=Wish())


def who(code: str, on: dt.date = TODAY) -> UUID | None:
    return routed(code, on).person_id


def test_the_worker_s_case_goes_to_the_stand_in_on_exactly_the_days_of_leave(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        leave("worker", day(1), day(3), "second")
        answers = {number: who(FIRST, day(number)) for number in range(5)}
        here, stand_in = town.person_id("worker"), town.person_id("second")
        assert answers == {0: here, 1: stand_in, 2: stand_in, 3: stand_in, 4: here}


def test_somebody_who_has_left_is_never_offered(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        goes("worker")
        assert who(FIRST) == town.person_id("leader")
        assert town.person_id("worker") not in queries.roster(TODAY).workers
        assert town.person_id("worker") not in {one.id for one in people.people_at_work(TODAY)}


def test_nobody_leaves_while_responsible_for_a_grid_or_standing_in(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        with pytest.raises(HoldsPosts) as refused, transaction():
            actions.leave_township(people.person_to_change(town.person_id("worker")), stamp=town.a_stamp("system_admin"))
        assert refused.value.facts["count"] == 2
        assert "帕龙一组网格" in str(refused.value.facts["grids"])
        leave("worker", day(1), day(3), "clerk")
        with pytest.raises(StandsInThen), transaction():
            actions.leave_township(people.person_to_change(town.person_id("clerk")), stamp=town.a_stamp("system_admin"))
        assert people.person(town.person_id("clerk")).left_on is None


def test_a_post_for_somebody_on_leave_or_gone_is_refused(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        leave("second", day(0), day(3))
        with pytest.raises(OnLeave):
            post(FIRST, "second", day(2))
        assert post(FIRST, "second", day(4))
        goes("neighbour")
        with pytest.raises(HasLeft):
            post(FIRST, "neighbour")


def test_a_post_has_a_first_and_a_last_day(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        with pytest.raises(WrongPeriod):
            post(FIRST, "second", day(2), day(1))
        assert post(FIRST, "clerk", day(1), day(2))
        posted = [
            town.person_id("clerk") in set(queries.roster(day(n)).posted(town.a_grid(FIRST).id, PostKind.WORKER))
            for n in range(4)
        ]
        assert posted == [False, True, True, False]


def test_the_same_post_is_given_once_and_a_new_last_day_changes_it(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        assert not post(FIRST, "worker", TODAY)
        assert post(FIRST, "worker", TODAY, day(9))
        mine = [one for one in queries.posts_of_grid(town.a_grid(FIRST).id) if one.person_id == town.person_id("worker")]
        assert [(one.from_on, one.to_on) for one in mine] == [(town.SINCE, day(9))]


def test_a_post_that_arrives_twice_does_not_come_back_after_it_ended(app: Flask) -> None:
    town.build(app)
    stamp = town.a_stamp("system_admin")
    with town.looking_on(app):
        for _ in range(2):
            with transaction():
                grid, person = town.a_grid(FIRST), town.a_person("clerk")
                actions.put_post(grid, person, kind=PostKind.WORKER, from_on=TODAY, to_on=None, stamp=stamp)
            with transaction():
                for one in db.session.query(Post).filter_by(person_id=town.person_id("clerk")):
                    actions.end_post(one, on=TODAY, stamp=town.a_stamp("system_admin"))
        assert queries.posts_from(town.person_id("clerk"), day(1)) == []


@pytest.mark.parametrize(
    ("refusal", "who_is_away", "days", "stand_in"),
    [
        (WrongPeriod, "worker", (2, 1), None),
        (OwnStandIn, "worker", (6, 7), "worker"),
        (LeaveOverlaps, "second", (3, 9), None),
        (StandInOnLeave, "worker", (3, 9), "second"),
        (HasLeft, "worker", (6, 7), "neighbour"),
        (HasLeft, "neighbour", (6, 7), None),
        (StandsInThen, "leader", (3, 9), None),
    ],
)
def test_leave_that_can_t_be_is_refused(
    app: Flask, refusal: type[Exception], who_is_away: str, days: tuple[int, int], stand_in: str | None
) -> None:
    town.build(app)
    with town.looking_on(app):
        goes("neighbour")
        leave("second", day(1), day(4), "leader")
        with pytest.raises(refusal):
            leave(who_is_away, day(days[0]), day(days[1]), stand_in)
        assert db.session.query(Leave).count() == 1


def test_leave_is_over_when_somebody_is_back_and_leave_to_come_never_was(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        running, coming = leave("worker", day(-2), day(3)), leave("second", day(1), day(3))
        assert running is not None
        assert coming is not None
        for one in (running.id, coming.id):
            with transaction():
                actions.end_leave(queries.leave_to_change(one), stamp=town.a_stamp("leader"))
        assert who(FIRST) == town.person_id("worker")
        assert queries.leaves_from(TODAY) == []
        assert [bool(queries.leaves_on(day(n))) for n in range(-3, 5)] == [False, True, True, *[False] * 5]
        assert leave("second", day(1), day(3)) is not None  # what never was is in nobody's way
        with pytest.raises(NothingToDo), transaction():
            actions.end_leave(queries.leave_to_change(running.id), stamp=town.a_stamp("leader"))


def test_moving_to_another_team_ends_the_membership_before_it(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        with transaction():
            assert actions.join_team(town.a_person("worker"), town.a_team(town.ZHANGLANG), from_on=TODAY, stamp=town.a_stamp())
        teams = [queries.team_of(town.person_id("worker"), on=day(n)) for n in (-1, 0)]
        assert [one.name if one else None for one in teams] == ["帕龙代办服务队", "章朗代办服务队"]


def test_a_place_has_one_team(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        division = town.a_team(town.PALONG).division
        with pytest.raises(TeamHasPlace), transaction():
            actions.add_team("第二队", division=division, party_branch=None, from_on=TODAY, stamp=town.a_stamp())


def test_grids_without_anybody_are_named(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        assert queries.grids_without_post(TODAY) == []
        goes("neighbour")
        assert [grid.code for grid in queries.grids_without_post(TODAY)] == [f"{town.ZHANGLANG}001"]
        assert routed(f"{town.ZHANGLANG}001").team_id == town.a_team(town.ZHANGLANG).id
