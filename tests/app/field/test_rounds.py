"""上门路线 on the phone: what is in the day's round, its order by hand and anew, wishes, and what doesn't fit."""

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.cases.rules import Stage
from app.core import clock
from app.core.db import db, transaction
from app.core.journal import Entry
from app.field import queries
from app.field.queries import DayRound
from app.field.rules import UnknownVisit, added, hours_of, moved, order_said, starts_at
from app.territory.models import Division, ServicePoint
from app.territory.rules import PointLevel
from app.visits import queries as visits
from app.visits.rules import Going, Made, TimeOfDayUnreadable, WishBackward, time_of_day, wish_said
from tests import makers, town
from tests.app.visits.ground import record

MORNING = dt.datetime(2026, 9, 30, 0, 30, tzinfo=dt.UTC)  # half past eight in Xiding
STATION = (100.104, 21.91)  # beside household 1, west of 2
FARTHER = dt.timedelta(minutes=1)
Phone = tuple[FlaskClient, dict[str, str]]


@pytest.fixture
def three(app: Flask, monkeypatch: pytest.MonkeyPatch) -> dict[str, UUID]:
    """Cases of three households from west to east, the station west of all; it is half past eight. Their ids by household."""
    monkeypatch.setattr(clock, "now", lambda: MORNING)
    town.build(app)
    with town.looking_on(app):
        with transaction():
            village = db.session.query(Division).filter_by(code=town.PALONG).one()
            centre = ServicePoint(code="p", level=PointLevel.VILLAGE_CENTRE, name="帕龙村为民服务站", division=village)
            centre.place_path, (centre.lon, centre.lat) = village.place_path, STATION
            db.session.add(centre)
        makers.a_household("far", head="岩远", grid=f"{town.PALONG}001", lon=100.118, lat=21.91)
        made = {code: makers.a_case(household=code, at=MORNING - FARTHER).id for code in ("1", "2", "far")}
        with transaction():
            db.session.execute(sa.text("UPDATE cases SET person_id = :who"), {"who": _bound(town.person_id("worker"))})
        return made


def _bound(one: UUID) -> Any:
    return one.hex if db.engine.dialect.name == "sqlite" else one


@pytest.fixture
def worker(app: Flask, three: dict[str, UUID]) -> Phone:
    assert three
    return town.signed_in(app, "worker")


def planned(app: Flask, now: dt.datetime = MORNING, **asked: Any) -> DayRound:
    with town.looking_on(app):
        return queries.day_round(town.person_id("worker"), now=now, **asked)


def send(phone: Phone, address: str, *, event_id: UUID | None = None, **said: Any) -> int:
    client, headers = phone
    form = {"event_id": str(event_id or uuid4()), "at": MORNING.isoformat(), **said}
    return client.post(address, data=form, headers=headers).status_code


def wished(begins: str, ends: str = "") -> dict[str, Any]:
    return {"from": begins, "until": ends}


def number_of(app: Flask, case_id: UUID) -> str:
    with town.looking_on(app):
        return str(db.session.scalar(sa.text("SELECT number FROM cases WHERE id = :id"), {"id": _bound(case_id)}))


def shown(page: str) -> list[str]:
    """Who is in the round, in order."""
    part = page.partition('<ol class="route round">')[2].partition("</ol>")[0]
    return re.findall(r'class="who name">([^<]+)<', part)


def test_the_day_begins_and_ends_at_the_village_s_station_in_office_hours(app: Flask, three: dict[str, UUID]) -> None:
    found = planned(app)
    assert set(found.order) == set(three.values())
    assert (found.made, found.going, found.unplanned) == (None, Going.WALKING, [])
    assert time_of_day(found.departs) == "08:30"
    assert found.base is not None
    assert (found.base.lon, found.base.lat) == STATION
    assert found.minutes == pytest.approx(sum(one.minutes_there + 20 for one in found.visits) + _way_back(found), abs=2)
    assert found.metres > 2 * (100.118 - 100.104) * 103_000, "there and back"


def _way_back(found: DayRound) -> float:
    return found.returns - found.visits[-1].leaves


def test_after_a_visit_the_round_goes_on_from_there(app: Flask, three: dict[str, UUID]) -> None:
    from_the_station = planned(app).metres
    with town.looking_on(app):
        record(three["1"], at=MORNING)
    found = planned(app)
    assert set(found.order) == set(three.values()), "papers were taken there, the case is still open"
    assert 0 < from_the_station - found.metres < 200, "a hundred metres of flight are behind"


def test_a_motorbike_is_sooner_back(app: Flask, three: dict[str, UUID]) -> None:
    assert three
    assert planned(app, going=Going.MOTORBIKE).returns < planned(app).returns


def test_from_noon_on_the_times_begin_at_noon_and_in_the_evening_it_is_tomorrow_s(app: Flask, three: dict[str, UUID]) -> None:
    assert three
    noon = planned(app, now=town.NOON)
    assert (noon.on, time_of_day(noon.departs)) == (dt.date(2026, 9, 30), "12:00")
    evening = planned(app, now=MORNING + dt.timedelta(hours=10))
    assert (evening.on, time_of_day(evening.departs)) == (dt.date(2026, 10, 1), "08:30")


def test_the_page_shows_the_round_and_the_list_leads_there(worker: Phone) -> None:
    client, _ = worker
    assert 'href="/field/round"' in client.get("/field/").text
    page = client.get("/field/round").text
    assert sorted(shown(page)) == sorted(["岩温叫", "玉罕", "岩远"])
    assert "这是建议的顺序" in page
    assert "路上" in page


def test_looking_keeps_nothing_and_an_order_made_by_hand_stays(app: Flask, worker: Phone, three: dict[str, UUID]) -> None:
    client, _ = worker
    client.get("/field/round")
    with town.looking_on(app):
        assert visits.round_plan(town.person_id("worker"), dt.date(2026, 9, 30)) is None
    order = [three["2"], three["1"], three["far"]]
    said: dict[str, Any] = {"order": " ".join(str(one) for one in order), "up": str(three["far"])}
    assert send(worker, "/field/round", **said) == 303
    assert shown(client.get("/field/round").text) == ["玉罕", "岩远", "岩温叫"]
    found = planned(app)
    assert (found.made, found.order) == (Made.HAND, (three["2"], three["far"], three["1"]))


def test_the_same_press_twice_is_one_deed(app: Flask, worker: Phone, three: dict[str, UUID]) -> None:
    event_id = uuid4()
    said: dict[str, Any] = {"order": " ".join(str(one) for one in three.values()), "down": str(three["1"])}
    assert [send(worker, "/field/round", event_id=event_id, **said) for _ in range(2)] == [303, 303]
    with town.looking_on(app):
        assert db.session.scalar(sa.select(sa.func.count(Entry.event_id)).where(Entry.deed == "visits.plan")) == 1


def test_what_comes_after_the_order_was_kept_is_told_apart_until_it_is_put_at_the_end(
    app: Flask, worker: Phone, three: dict[str, UUID]
) -> None:
    send(worker, "/field/round", order=f"{three['1']} {three['far']}")
    found = planned(app)
    assert [(one.case.id, one.why) for one in found.unplanned] == [(three["2"], "new")]
    assert "路线排定之后才来的" in worker[0].get("/field/round").text
    send(worker, "/field/round", order=f"{three['1']} {three['far']}", add=str(three["2"]))
    assert planned(app).order == (three["1"], three["far"], three["2"])


def test_planning_anew_takes_the_machine_s_order_and_how_one_goes(app: Flask, worker: Phone, three: dict[str, UUID]) -> None:
    send(worker, "/field/round", order=f"{three['2']} {three['1']} {three['far']}")
    by_hand, proposed = planned(app).minutes, planned(app, anew=True, going=Going.MOTORBIKE).order
    assert planned(app).order != proposed
    assert send(worker, "/field/round/anew", going="motorbike") == 303
    found = planned(app)
    assert (found.made, found.going) == (Made.MACHINE, Going.MOTORBIKE)
    assert found.minutes < by_hand
    assert found.order == proposed


def test_who_can_be_visited_only_after_four_is_visited_after_four(app: Flask, worker: Phone, three: dict[str, UUID]) -> None:
    number = number_of(app, three["1"])
    assert send(worker, f"/field/cases/{number}/wish", **wished("16:00", "")) == 303
    last = planned(app).visits[-1]
    assert last.case.id == three["1"]
    assert last.arrives + last.waits >= 16 * 60
    assert "16:00 后可上门" in worker[0].get("/field/round").text
    assert send(worker, f"/field/cases/{number}/wish", **wished("", "")) == 303
    assert planned(app).returns < 16 * 60


def test_a_wish_outside_the_hours_is_left_with_its_reason_and_a_broken_one_is_said(
    app: Flask, worker: Phone, three: dict[str, UUID]
) -> None:
    send(worker, f"/field/cases/{number_of(app, three['2'])}/wish", **wished("18:00", "20:00"))
    assert [(one.case.id, one.why) for one in planned(app).unplanned] == [(three["2"], "window_closed")]
    assert "不在工作时间内" in worker[0].get("/field/round").text
    send(worker, f"/field/cases/{number_of(app, three['far'])}/wish", **wished("", "09:00"))
    send(worker, "/field/round", order=f"{three['1']} {three['far']} {three['2']}")
    found = planned(app)
    assert [one.case.id for one in found.visits if one.is_missed] == [three["far"]]
    assert found.overtime == pytest.approx(30 + 20 + _way_back(found), abs=0.1), "from the end of the hours on"
    page = worker[0].get("/field/round").text
    assert page.count("赶不上群众希望的时间") == 1
    assert f"当天超出 {round(found.overtime)} 分钟" in page


@pytest.mark.parametrize(("begins", "ends"), [("17:00", "16:00"), ("17:00", "17:00"), ("noon", "")])
def test_a_wish_that_can_not_be_is_told_at_its_field(
    app: Flask, worker: Phone, three: dict[str, UUID], begins: str, ends: str
) -> None:
    assert send(worker, f"/field/cases/{number_of(app, three['1'])}/wish", **wished(begins, ends)) == 400
    with town.looking_on(app):
        assert visits.round_wishes([three["1"]]) == {}


def test_another_village_s_worker_sees_no_case_to_wish_for(app: Flask, worker: Phone, three: dict[str, UUID]) -> None:
    assert worker
    neighbour = town.signed_in(app, "neighbour")
    assert send(neighbour, f"/field/cases/{number_of(app, three['1'])}/wish", **wished("16:00")) == 404
    assert shown(neighbour[0].get("/field/round").text) == []


def test_without_a_place_it_is_in_no_round(app: Flask, worker: Phone, three: dict[str, UUID]) -> None:
    with town.looking_on(app):
        makers.a_household("lost", head="岩无", lon=None, lat=None)
        lost = makers.a_case(household="lost", at_stage=Stage.IN_PROGRESS, at=MORNING - FARTHER).id
        with transaction():
            db.session.execute(sa.text("UPDATE cases SET person_id = :who"), {"who": _bound(town.person_id("worker"))})
    found = planned(app)
    assert [(one.case.id, one.why) for one in found.unplanned] == [(lost, "no_place")]
    send(worker, "/field/round", order=" ".join(str(one) for one in (lost, *three.values())))
    assert lost not in planned(app).order
    assert "不知道在哪里" in worker[0].get("/field/round").text


def test_a_day_with_nothing_to_visit_says_so(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MORNING)
    town.build(app)
    assert "没有排定的上门" in town.signed_in(app, "worker")[0].get("/field/round").text


UP = "ncols 3\nnrows 1\nxllcorner 100.09\nyllcorner 21.9\ncellsize 0.02\n0 400 800\n"


@pytest.mark.parametrize(
    ("content", "flat", "says"),
    [
        (UP, "", ""),
        (UP.replace("100.09", "90"), "elsewhere", "up.asc 里的海拔是别处的"),
        (UP.replace("100.09", "500000"), "not_degrees", "up.asc 里的海拔不是按经纬度的"),
        ("海拔", "unreadable", "up.asc 不是"),
        (None, "missing", "找不到海拔文件 up.asc"),
    ],
)
def test_slopes_count_where_heights_are_known_and_a_file_of_no_use_is_said(
    app: Flask, worker: Phone, three: dict[str, UUID], tmp_path: Path, content: str | None, flat: str, says: str
) -> None:
    assert three
    level = planned(app).minutes
    if content is not None:
        (tmp_path / "up.asc").write_text(content, encoding="utf-8")
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], round_heights=str(tmp_path / "up.asc"))
    found = planned(app)
    assert found.flat == flat
    assert (found.minutes > level) is (flat == "")
    assert says in worker[0].get("/field/round").text


A, B, C = (UUID(int=one) for one in (1, 2, 3))


def test_moving_one_in_an_order() -> None:
    assert moved([A, B, C], B, by=-1) == (B, A, C)
    assert moved([A, B, C], B, by=1) == (A, C, B)
    assert moved([A, B, C], A, by=-1) == (A, B, C)
    assert moved([A, B, C], C, by=1) == (A, B, C)
    assert added([A], B) == (A, B)
    assert added([A, B], A) == (A, B)
    with pytest.raises(UnknownVisit):
        moved([A, B], C, by=1)


def test_what_an_order_may_say() -> None:
    assert order_said(f" {A} {B} {A}") == (A, B)
    assert order_said("") == ()
    with pytest.raises(UnknownVisit):
        order_said("A; B")


def test_from_when_to_when_one_is_out() -> None:
    hours = hours_of(dt.time(8, 30), dt.time(17, 30))
    assert hours == (510, 1050)
    assert [starts_at(now, hours) for now in (None, dt.time(7), dt.time(12, 5), dt.time(23))] == [510, 510, 725, 1050]


def test_what_a_wish_may_say() -> None:
    assert wish_said(" ", "") is None
    assert wish_said("17:00", "") == (1020, 1440)
    assert wish_said("", "9:00".zfill(5)) == (0, 540)
    with pytest.raises(WishBackward):
        wish_said("09:00", "08:59")
    with pytest.raises(TimeOfDayUnreadable):
        wish_said("25:00", "")
    assert [time_of_day(minute) for minute in (0, 539.99, 1020)] == ["00:00", "08:59", "17:00"]
