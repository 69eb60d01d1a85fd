"""Nothing is left behind: by a team whose last day is over, by somebody who has left, and nobody leaves with anything in hand."""

import datetime as dt
from html import unescape

import pytest
from flask import Flask

import app.posts.actions as posts
import app.visits.actions as visits
from app import jobs
from app.accounts import actions as accounts
from app.accounts.queries import person_to_change
from app.cases import actions, queries
from app.cases.models import Case
from app.cases.rules import OPEN, PaperState, PersonElsewhere, PersonHasOpenCases, PersonHoldsOriginals, Stage
from app.core.db import db, transaction
from app.deadlines.models import Clock
from app.posts.queries import posts_from
from app.visits.queries import bringing
from app.visits.rules import PersonHasCertificates
from tests import makers, town
from tests.app.posts.test_dissolving import dissolve, free

DAY = dt.timedelta(days=1)
TODAY = town.NOON.date()
FIRST = TODAY + 10 * DAY  # the first day without the team
MIDNIGHT = dt.datetime.combine(FIRST, dt.time(), dt.timezone(dt.timedelta(hours=8)))
IN_HAND = [stage for stage in OPEN if stage not in makers.PLACELESS]


def hands(number: str) -> tuple[bool, bool]:
    """Whether a team and a person have the case."""
    case = queries.case_by_number(number)
    return case.team_id is not None, case.person_id is not None


def let_go(now: dt.datetime) -> int:
    with transaction():
        return actions.let_go(now)


def leave(who: str) -> None:
    with transaction():
        posts.leave_township(person_to_change(town.person_id(who)), stamp=town.a_stamp("system_admin"))


def gone(who: str) -> None:
    """Somebody has left without anybody asking what they had: a deed that reached us late comes to the same."""
    with transaction():
        accounts.deactivate(person_to_change(town.person_id(who)), on=TODAY, stamp=town.a_stamp("system_admin"))


def without_posts(who: str) -> None:
    with transaction():
        for post in posts_from(town.person_id(who), TODAY):
            posts.end_post(post, on=TODAY - DAY, stamp=town.a_stamp("system_admin"))


def take(number: str, who: str) -> None:
    with transaction():
        case = queries.case_to_change(queries.case_by_number(number).id)
        actions.take(case, stamp=town.a_stamp(who, at=MIDNIGHT))


@pytest.mark.parametrize("stage", IN_HAND)
def test_a_team_works_until_its_last_day_and_what_is_open_then_comes_to_the_pool(app: Flask, stage: Stage) -> None:
    town.build(app)
    with town.looking_on(app):
        before = makers.a_case(at_stage=stage).number
        with transaction():
            dissolve(free(on=FIRST), on=FIRST)
        after = makers.a_case(at_stage=stage, at=town.NOON + 9 * DAY).number
        assert [hands(number)[0] for number in (before, after)] == [True, True]
        assert (let_go(MIDNIGHT - dt.timedelta(minutes=1)), len(queries.pool())) == (0, 0)
        assert queries.in_gone_hands(FIRST - DAY, limit=9) == []
        assert jobs.run("let_go", now=MIDNIGHT) == {"done": 2}
        assert [hands(number) for number in (before, after)] == [(False, False)] * 2
        assert {case.number for case in queries.pool()} == {before, after}
        assert {case.stage for case in queries.pool()} == {stage}
        assert queries.mismatches() == (2, [])
        assert {clock.team_id for clock in db.session.query(Clock).filter(Clock.stopped_at.is_(None))} <= {None}
        assert let_go(MIDNIGHT + DAY) == 0
        with transaction():
            team_id, stamp = town.a_team(town.ZHANGLANG).id, town.a_stamp("clerk", at=MIDNIGHT + DAY)
            actions.pass_on(
                queries.case_to_change(queries.case_by_number(before).id), team_id=team_id, reason="撤队", stamp=stamp
            )
        assert hands(before)[0]


def test_the_case_s_page_says_why_it_came_to_the_pool(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    town.build(app)
    with town.looking_on(app):
        case = makers.a_case()
        with transaction():
            dissolve(free(on=FIRST), on=FIRST)
        let_go(MIDNIGHT)
        case_id = case.id
    monkeypatch.setattr("app.core.clock.now", lambda: MIDNIGHT)
    client, _ = town.signed_in(app, "clerk")
    page = unescape(client.get(f"/cases/{case_id}").text)
    assert "帕龙代办服务队已撤销。" in page
    assert "帕龙代办服务队 门二已不在，现由乡级待派件池处理" in page


def test_what_is_in_the_pool_nobody_takes_from_it_by_being_in_no_team(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        number = makers.a_case(at_stage=Stage.ASSIGNED).number
        with transaction():
            dissolve(free(on=FIRST), on=FIRST)
        let_go(MIDNIGHT)
        for who in ("worker", "clerk"):  # of the team that is no more, and of another one
            with pytest.raises(PersonElsewhere):
                take(number, who)
        assert [case.number for case in queries.pool()] == [number]
        assert hands(number) == (False, False)


@pytest.mark.parametrize(("on", "had"), [(FIRST - DAY, (True, True)), (FIRST, (False, False))])
def test_a_reopened_case_of_a_team_that_is_no_more_comes_to_the_pool(app: Flask, on: dt.date, had: tuple[bool, bool]) -> None:
    town.build(app)
    with town.looking_on(app):
        number = makers.a_case(at_stage=Stage.COMPLETED).number
        with transaction():
            dissolve(free(on=FIRST), on=FIRST)
        with transaction():
            case, stamp = queries.case_by_number(number), town.a_stamp("reviewer", at=town.NOON + (on - TODAY))
            actions.reopen(queries.case_to_change(case.id), reason="缺凭证", stamp=stamp)
        assert hands(number) == had
        assert [case.number for case in queries.pool()] == ([] if had[0] else [number])
        assert queries.mismatches() == (1, [])


def test_a_reopened_case_of_somebody_who_has_left_waits_in_the_team(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        number = makers.a_case(at_stage=Stage.COMPLETED).number
        without_posts("worker")
        leave("worker")
        with transaction():
            case = queries.case_to_change(queries.case_by_number(number).id)
            actions.reopen(case, reason="缺凭证", stamp=town.a_stamp("reviewer"))
        assert hands(number) == (True, False)
        assert [one.number for one in queries.waiting_for(town.person_id("second"), [town.a_team(town.PALONG).id])] == [number]


def test_what_reaches_us_for_somebody_after_they_left_goes_to_their_team(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        number = makers.a_case().number
        gone("worker")
        other = makers.a_case(household="3").number
        assert let_go(town.NOON) == 1
        assert [hands(one) for one in (number, other)] == [(True, False), (True, True)]
        assert queries.case_by_number(number).why[-2]["step"] == "person_left"
        assert let_go(town.NOON) == 0


def test_nobody_leaves_with_open_cases_and_they_are_counted_and_named(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        numbers = [makers.a_case(at_stage=stage).number for stage in IN_HAND]
        makers.a_case(at_stage=Stage.COMPLETED)
        without_posts("worker")
        with pytest.raises(PersonHasOpenCases) as refused:
            leave("worker")
        assert (refused.value.facts["count"], refused.value.facts["numbers"]) == (4, "、".join(sorted(numbers)[:3]) + " …")
        assert town.a_person("worker").left_on is None
        for number in numbers:
            with transaction():
                case = queries.case_to_change(queries.case_by_number(number).id)
                person, stamp = town.person_id("second"), town.a_stamp("leader")
                actions.pass_on(case, team_id=town.a_team(town.PALONG).id, person_id=person, reason="调走", stamp=stamp)
        leave("worker")
        assert town.a_person("worker").left_on == TODAY


def test_nobody_leaves_with_an_original_also_of_another_s_case(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        case_id = makers.a_case(at_stage=Stage.IN_PROGRESS, household="3").id
        without_posts("worker")
        put(case_id, PaperState.HELD)
        with pytest.raises(PersonHoldsOriginals) as refused:
            leave("worker")
        assert refused.value.facts["count"] == 1
        put(case_id, PaperState.GIVEN_BACK)
        leave("worker")


def put(case_id: object, state: PaperState) -> None:
    with transaction():
        case = db.session.get_one(Case, case_id)
        actions.collect(case, papers={1: state}, stamp=town.a_stamp("worker"))


def test_nobody_leaves_with_a_certificate_and_what_is_awaited_waits_in_the_team(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        case = makers.a_case(at_stage=Stage.COMPLETED, item=town.CERTIFICATE)
        awaited = makers.a_case(at_stage=Stage.COMPLETED, item=town.CERTIFICATE).number
        without_posts("worker")
        with transaction():
            delivery = visits.receive_certificate(queries.case_to_change(case.id), stamp=town.a_stamp("worker"))
            assert delivery is not None
        with pytest.raises(PersonHasCertificates) as refused:
            leave("worker")
        assert refused.value.facts["numbers"] == case.number
        with transaction():
            visits.set_out(db.session.merge(delivery), stamp=town.a_stamp("second"))
        leave("worker")
        waiting = bringing(town.person_id("leader"), [town.a_team(town.PALONG).id], now=town.NOON)
        assert [one.case.number for one in waiting] == [awaited]


def test_the_administrator_is_told_on_the_page_and_at_the_command_line(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.core.clock.now", lambda: town.NOON)
    town.build(app)
    with town.looking_on(app):
        number = makers.a_case().number
        without_posts("worker")
        person_id = town.person_id("worker")
    client, headers = town.signed_in(app, "system_admin")
    said = {"event_id": "3b2f5c1e-0000-4000-8000-000000000002", "at": town.NOON.isoformat()}
    refused = client.post(f"/people/{person_id}/leave", data=said, headers=headers)
    assert (refused.status_code, f"门二还有 1 件在办（{number}）" in unescape(refused.text)) == (409, True)
    runner = app.test_cli_runner()
    answer = runner.invoke(args=["people", "leave", "worker"])
    assert (answer.exit_code, number in answer.stderr) == (2, True)
    assert runner.invoke(args=["people", "leave", "nobody"]).exit_code == 2
    with town.looking_on(app), transaction():
        case = queries.case_to_change(queries.case_by_number(number).id)
        actions.withdraw(case, reason="不办了", stamp=town.a_stamp("clerk"))
    answer = runner.invoke(args=["people", "leave", "worker", "--json"])
    assert (answer.exit_code, '"left_on": "2026-09-30"' in answer.stdout) == (0, True)
    with town.looking_on(app):
        assert town.a_person("worker").left_on == TODAY
