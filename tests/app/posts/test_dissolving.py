"""撤销: a team ends from a day on, with a reason, when it holds nothing any more; what it did keeps its name."""

import datetime as dt
from collections.abc import Mapping, Sequence
from html import unescape

import pytest
from flask import Flask

from app.cases import actions as cases
from app.cases.models import Case
from app.cases.queries import case_by_number, case_to_change
from app.cases.rules import Stage, TeamHasOpenCases
from app.core.db import db, transaction
from app.core.errors import ReasonMissing, TooLong
from app.core.journal import Entry
from app.posts import actions, queries
from app.posts.models import Membership, Team
from app.posts.rules import Dissolving, PostKind, hindrance
from app.posts.rules.refusals import DissolvedInPast, MembersHoldPosts, TeamDissolved, TeamEndsBefore
from app.territory.queries import township
from tests import makers, town

TODAY = town.NOON.date()
DAY = dt.timedelta(days=1)
GRID = f"{town.PALONG}001"
HELD = {"门二": ["一组网格", "二组网格", "三组网格", "四组网格"]}


def a_question(
    *,
    from_on: dt.date = TODAY,
    reason: str = "并入乡队",
    ended_on: dt.date | None = None,
    held: Mapping[str, Sequence[str]] | None = None,
) -> Dissolving:
    return Dissolving("帕龙队", from_on, TODAY, reason, town.SINCE, ended_on, held or {})


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        (a_question(), None),
        (a_question(from_on=TODAY + 90 * DAY), None),
        (a_question(from_on=TODAY - DAY), DissolvedInPast),
        (a_question(reason=" \n"), ReasonMissing),
        (a_question(reason="因" * 257), TooLong),
        (a_question(held=HELD), MembersHoldPosts),
        (a_question(ended_on=TODAY), TeamDissolved),
    ],
)
def test_what_stands_in_the_way(asked: Dissolving, refusal: type | None) -> None:
    assert type(hindrance(asked)) is (refusal or type(None))


def test_who_holds_which_grids_is_named() -> None:
    refusal = hindrance(a_question(held=HELD))
    assert refusal is not None
    assert refusal.facts["held"] == "门二 一组网格、二组网格、三组网格 …"


def free(code: str = town.PALONG, *, on: dt.date = TODAY) -> Team:
    """The team of a village without a post of its people."""
    team = town.a_team(code)
    for member in queries.memberships_from(team.id, on):
        for post in queries.posts_from(member.person_id, on):
            actions.end_post(post, on=on - DAY, stamp=town.a_stamp("system_admin"))
    return team


def dissolve(team: Team, *, on: dt.date = TODAY) -> None:
    actions.dissolve_team(team, from_on=on, reason="并入乡队", stamp=town.a_stamp("system_admin"))


def test_a_team_whose_people_hold_grids_stays_and_nothing_is_changed(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        before = db.session.query(Entry).count()
        with pytest.raises(MembersHoldPosts) as refused, transaction():
            dissolve(town.a_team(town.PALONG))
        assert "门二 帕龙一组网格、帕龙二组网格" in str(refused.value.facts["held"])
        assert (town.a_team(town.PALONG).to_on, db.session.query(Entry).count()) == (None, before)


def test_a_team_with_an_open_case_stays_and_the_case_is_named(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        number = makers.a_case().number
        with pytest.raises(TeamHasOpenCases) as refused, transaction():
            dissolve(free())
        assert refused.value.facts["numbers"] == number
        with transaction():
            case = case_to_change(case_by_number(number).id)
            other = town.a_team(town.ZHANGLANG).id
            cases.pass_on(case, team_id=other, person_id=None, reason="撤队", stamp=town.a_stamp("leader"))
        with transaction():
            dissolve(free())
        assert town.a_team(town.PALONG).to_on == TODAY - DAY


def test_a_dissolved_team_has_no_members_and_is_offered_to_nobody_from_its_day_on(app: Flask) -> None:
    town.build(app)
    last, first = TODAY + 9 * DAY, TODAY + 10 * DAY
    with town.looking_on(app):
        with transaction():
            dissolve(free(on=first), on=first)
        team = town.a_team(town.PALONG)
        assert [queries.team_of(town.person_id("worker"), on=on) is None for on in (last, first)] == [False, True]
        assert [team in queries.teams_on(on) for on in (last, first)] == [True, False]
        assert [team.id in {one.id for one in queries.roster(on).teams} for on in (last, first)] == [True, False]
        with pytest.raises(TeamDissolved), transaction():
            actions.join_team(town.a_person("clerk"), team, from_on=first, stamp=town.a_stamp("system_admin"))
        with pytest.raises(TeamDissolved), transaction():
            dissolve(team, on=first + DAY)


def test_the_same_deed_arriving_twice_dissolves_once(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        stamp = town.a_stamp("system_admin")
        for _ in range(2):
            with transaction():
                actions.dissolve_team(free(), from_on=TODAY, reason="并入乡队", stamp=stamp)
        assert town.a_team(town.PALONG).ended_because == "并入乡队"


def test_the_administrator_dissolves_a_team_on_its_page(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.core.clock.now", lambda: town.NOON)
    town.build(app)
    with town.looking_on(app):
        team_id = town.a_team(town.PALONG).id
    client, headers = town.signed_in(app, "system_admin")
    page = unescape(client.get(f"/posts/teams/{team_id}/edit").text)
    assert "帕龙一组网格" in page
    said = {"event_id": "3b2f5c1e-0000-4000-8000-000000000001", "at": town.NOON.isoformat(), "from_on": TODAY.isoformat()}
    path = f"/posts/teams/{team_id}/dissolve"
    refused = client.post(path, data={**said, "reason": "并入乡队"}, headers=headers)
    assert (refused.status_code, "门二 帕龙一组网格" in unescape(refused.text)) == (409, True)
    assert client.post(path, data={**said, "from_on": "soon", "reason": "并入"}, headers=headers).status_code == 400
    empty = client.post(path, data={**said, "from_on": "", "reason": "并入"}, headers=headers)
    assert (empty.status_code, "请填写日期。" in empty.text) == (400, True)
    assert f'value="{TODAY}"' in page
    assert f'value="{TODAY}"' not in empty.text, "what was left empty is not filled in"
    with town.looking_on(app), transaction():
        free()
    assert client.post(path, data={**said, "reason": "并入乡队"}, headers=headers).status_code == 303
    home = unescape(client.get("/posts").text)
    assert "已撤销的队伍" in home
    assert "并入乡队" in home
    worker, headers = town.signed_in(app, "leader")
    assert worker.post(path, data=said, headers=headers).status_code == 403


def test_totals_maps_and_lists_answer_a_filter_for_a_dissolved_team_by_its_name(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.core.clock.now", lambda: town.NOON)
    town.build(app)
    with town.looking_on(app):
        number = makers.a_case(at_stage=Stage.COMPLETED).number
        with transaction():
            dissolve(free())
        team = town.a_team(town.PALONG)
        assert db.session.query(Case).filter_by(team_id=team.id).count() == 1
        team_id, code, name = team.id, team.code, team.name
    client, _ = town.signed_in(app, "head")
    gone = f"{name}（至"
    pages = {
        path: unescape(client.get(path).text)
        for path in (
            f"/cases?team={team_id}&stage=completed",
            f"/maps/township?team={team_id}",
            f"/maps/township?team={team_id}&as=table",
            f"/maps/township?team={team_id}&as=paper",
            f"/reports/totals?team={code}",
            "/reports/totals?by=team",
            f"/ratings/rows?team={team_id}",
            f"/maps/team/{team_id}",
            "/",
        )
    }
    assert [path for path, page in pages.items() if name not in page] == []
    assert number in pages[f"/cases?team={team_id}&stage=completed"]
    assert gone in pages[f"/cases?team={team_id}&stage=completed"]
    assert gone in pages[f"/maps/township?team={team_id}"]
    assert name not in unescape(client.get("/cases").text)
    assert gone not in unescape(client.get("/maps/township").text)


def rename(team: Team, name: str, *, at: dt.datetime) -> None:
    branch, stamp = team.party_branch, town.a_stamp("system_admin", at=at)
    actions.put_team(team.code, name, division=team.division, party_branch=branch, from_on=team.from_on, stamp=stamp)


def lead(who: str, *, to_on: dt.date | None) -> None:
    with transaction():
        grid, stamp = town.a_grid(GRID), town.a_stamp("system_admin")
        actions.put_post(grid, town.a_person(who), kind=PostKind.LEADER, from_on=TODAY, to_on=to_on, stamp=stamp)


def test_a_team_that_ends_later_may_hold_open_cases_and_change_until_its_last_day(app: Flask) -> None:
    town.build(app)
    first = TODAY + 10 * DAY
    with town.looking_on(app):
        makers.a_case()
        with transaction():
            dissolve(free(on=first), on=first)
        with transaction():
            rename(town.a_team(town.PALONG), "新名", at=town.NOON + 9 * DAY)
        assert town.a_team(town.PALONG).name == "新名"
        with pytest.raises(TeamDissolved), transaction():
            rename(town.a_team(town.PALONG), "帕龙队", at=town.NOON + 10 * DAY)


def test_who_joins_a_team_that_ends_stays_until_its_last_day_and_who_leaves_it_before_is_in_one_only(app: Flask) -> None:
    town.build(app)
    last, first = TODAY + 9 * DAY, TODAY + 10 * DAY
    with town.looking_on(app):
        with transaction():
            dissolve(free(on=first), on=first)
        with transaction():
            assert actions.join_team(town.a_person("clerk"), town.a_team(town.PALONG), from_on=last, stamp=town.a_stamp())
            assert actions.join_team(town.a_person("worker"), town.a_team(town.ZHANGLANG), from_on=last, stamp=town.a_stamp())
            assert not actions.join_team(town.a_person("second"), town.a_team(town.PALONG), from_on=last, stamp=town.a_stamp())
        assert {one.person.sign_in_name for one in queries.members_of(town.a_team(town.PALONG).id, on=last)} >= {
            "clerk",
            "second",
        }
        assert queries.memberships_from(town.a_team(town.PALONG).id, first) == []
        worker = town.person_id("worker")
        assert [one.team_id for one in db.session.query(Membership).filter_by(person_id=worker) if one.to_on in {None, last}] == [
            town.a_team(town.ZHANGLANG).id
        ]


def test_its_people_get_no_grid_beyond_its_last_day_unless_another_team_has_them_then(app: Flask) -> None:
    town.build(app)
    last, first = TODAY + 9 * DAY, TODAY + 10 * DAY
    with town.looking_on(app):
        with transaction():
            dissolve(free(on=first), on=first)
        with pytest.raises(TeamEndsBefore):
            lead("second", to_on=None)
        lead("second", to_on=last)
        table = f"grid,person,role,from\n{GRID},worker,网格长,{TODAY}\n".encode()
        judged = queries.judge_posts(table, name="posts.csv", town=township(), on=TODAY)
        assert [(one.field, type(one.refusal)) for one in judged.refused] == [("person", TeamEndsBefore)]
        with transaction():
            actions.join_team(town.a_person("second"), town.a_team(town.ZHANGLANG), from_on=first, stamp=town.a_stamp())
        lead("second", to_on=None)
        assert [post.to_on for post in queries.posts_from(town.person_id("second"), first)] == [None]


def test_a_dissolved_team_is_not_renamed_through_its_address(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.core.clock.now", lambda: town.NOON)
    town.build(app)
    with town.looking_on(app):
        with transaction():
            dissolve(free())
        team_id = town.a_team(town.PALONG).id
    client, headers = town.signed_in(app, "system_admin")
    path = f"/posts/teams/{team_id}/edit"
    assert 'name="party_branch"' not in client.get(path).text
    said = {"event_id": "3b2f5c1e-0000-4000-8000-000000000003", "at": town.NOON.isoformat()}
    refused = client.post(path, data={**said, "name": "新名", "party_branch": ""}, headers=headers)
    assert (refused.status_code, "帕龙代办服务队已撤销，最后一天是" in unescape(refused.text)) == (409, True)
    with town.looking_on(app):
        assert town.a_team(town.PALONG).name == "帕龙代办服务队"
