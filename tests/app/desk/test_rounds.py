"""The rounds of a team's day: who sees them, whose visits they show, and what nobody has."""

import datetime as dt
from uuid import UUID

import pytest
from flask import Flask

from app.cases.models import Case
from app.cases.queries import case_to_change
from app.core import clock
from app.core.db import db, transaction
from app.desk.rules import shared
from app.posts.actions import record_leave
from app.posts.models import Team
from app.territory.models import Division, ServicePoint
from app.territory.rules import PointLevel
from app.visits import actions
from app.visits.rules import Going, Made
from tests import makers, town

MORNING = dt.datetime(2026, 9, 30, 0, 30, tzinfo=dt.UTC)


@pytest.fixture
def day(app: Flask, monkeypatch: pytest.MonkeyPatch) -> dict[str, UUID]:
    """Two cases of 一组, which the worker has, at half past eight; their ids by household."""
    monkeypatch.setattr(clock, "now", lambda: MORNING)
    town.build(app)
    with town.looking_on(app):
        with transaction():
            village = db.session.query(Division).filter_by(code=town.PALONG).one()
            centre = ServicePoint(code="p", level=PointLevel.VILLAGE_CENTRE, name="帕龙村为民服务站", division=village)
            centre.place_path, centre.lon, centre.lat = village.place_path, 100.104, 21.91
            db.session.add(centre)
        makers.a_household("far", head="岩远", lon=100.118, lat=21.91)
        return {code: makers.a_case(household=code, at=MORNING - dt.timedelta(minutes=1)).id for code in ("1", "far")}


def test_a_leader_sees_who_goes_where_and_when_on_a_map_and_as_a_list(app: Flask, day: dict[str, UUID]) -> None:
    assert day
    page = town.signed_in(app, "leader")[0].get("/rounds").text
    assert "今天上门 2 次" in page
    assert page.count('<ol class="plain day-list">') == 1, "the other two have nothing to visit"
    assert page.index("门二") < page.index("1. 08:")
    assert "岩温叫" in page
    assert "岩远" in page
    assert "daiban.rounds(" in page
    assert page.count(f"/cases/{day['far']}") >= 2, "in the list, and where its number stands on the map"


def test_the_order_that_somebody_keeps_is_the_one_their_leader_sees(app: Flask, day: dict[str, UUID]) -> None:
    for order in ([day["1"], day["far"]], [day["far"], day["1"]]):
        with town.looking_on(app), transaction():
            actions.keep_round(
                town.person_id("worker"),
                order,
                on=dt.date(2026, 9, 30),
                unplanned={},
                made=Made.HAND,
                going=Going.MOTORBIKE,
                stamp=town.a_stamp("worker", at=MORNING),
            )
        listed = town.signed_in(app, "leader")[0].get("/rounds").text.partition('class="plain day-list"')[2]
        assert sorted(order, key=lambda one: listed.index(str(one))) == order


def test_what_nobody_has_is_said_to_stand_in_several_rounds(app: Flask, day: dict[str, UUID]) -> None:
    assert day
    page = town.signed_in(app, "leader")[0].get("/rounds").text
    assert "还没有交给具体的人" not in page
    with town.looking_on(app):
        makers.a_household("both", head="岩共", grid=f"{town.PALONG}002", group="二组", lon=100.115, lat=21.912)
        both = makers.a_case(household="both", at=MORNING - dt.timedelta(minutes=1)).id
        with transaction():
            case_to_change(both).person_id = None
    page = town.signed_in(app, "leader")[0].get("/rounds").text
    assert "1 件还没有交给具体的人" in page
    assert "还没派给人" in page


def test_nothing_is_planned_for_who_is_away(app: Flask, day: dict[str, UUID]) -> None:
    assert day
    with town.looking_on(app), transaction():
        on = MORNING.date()
        record_leave(town.a_person("worker"), from_on=on, to_on=on, stand_in=None, reason="事假", stamp=town.a_stamp())
    page = town.signed_in(app, "leader")[0].get("/rounds").text
    assert "今天不在" in page
    assert "岩远" not in page


def test_the_township_chooses_a_team_and_a_village_sees_only_its_own(app: Flask, day: dict[str, UUID]) -> None:
    assert day
    with town.looking_on(app):
        teams = {team.name: str(team.id) for team in db.session.query(Team).all()}
    head = town.signed_in(app, "head")[0]
    assert "岩远" in head.get(f"/rounds?team={teams['帕龙代办服务队']}").text
    assert "岩远" not in head.get(f"/rounds?team={teams['章朗代办服务队']}").text
    neighbour = town.signed_in(app, "neighbour_leader")[0]
    assert "岩远" not in neighbour.get("/rounds").text
    assert neighbour.get(f"/rounds?team={teams['帕龙代办服务队']}").status_code == 404
    assert town.signed_in(app, "worker")[0].get("/rounds").status_code == 403


def test_without_any_visit_there_is_nothing_to_draw(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MORNING)
    town.build(app)
    page = town.signed_in(app, "leader")[0].get("/rounds").text
    assert "没有可画的路线" in page
    assert "daiban.rounds(" not in page


A, B, C = (UUID(int=one) for one in (1, 2, 3))


def test_shared_is_what_stands_in_more_than_one_round() -> None:
    assert shared([[A, B], [B, C], []]) == {B}
    assert shared([[A, A], [B]]) == frozenset()


def test_the_team_s_day_is_planned_as_one_and_says_who_has_what_now(app: Flask, day: dict[str, UUID]) -> None:
    """The worker has everything; 玉应 lives where the far ones are: she is proposed for them, and nothing is changed."""
    assert day
    with town.looking_on(app):
        for number in range(12):
            makers.a_household(f"far{number}", head=f"岩{number}", lon=100.101 + 0.0015 * number, lat=21.918)
            makers.a_case(household=f"far{number}", at=MORNING - dt.timedelta(minutes=1))
    client, _ = town.signed_in(app, "leader")
    own = client.get("/rounds").text
    assert "全队一起排" in own
    assert own.count('<ol class="plain day-list">') == 1
    joint = client.get("/rounds?together=1").text
    assert joint.count('<ol class="plain day-list">') > 1
    assert "现由门二承办" in joint
    visits = [part.split('"')[0] for part in joint.split('<a class="quiet name" href="/cases/')[1:]]
    assert len(visits) == len(set(visits)) == 14, "everybody is visited by one, or fits nobody"
    with town.looking_on(app):
        assert {case.person_id for case in db.session.query(Case)} == {town.person_id("worker")}


def test_nothing_is_planned_for_who_is_away_nor_alone(app: Flask, day: dict[str, UUID]) -> None:
    with town.looking_on(app), transaction():
        for who in ("second", "leader"):
            record_leave(
                town.a_person(who),
                from_on=dt.date(2026, 9, 30),
                to_on=dt.date(2026, 9, 30),
                stand_in=None,
                reason="",
                stamp=town.a_stamp("leader", at=MORNING),
            )
    client, _ = town.signed_in(app, "leader")
    assert "全队一起排" not in client.get("/rounds").text
    joint = client.get("/rounds?together=1").text
    assert joint.count('<ol class="plain day-list">') == 1
    assert str(day["far"]) in joint
