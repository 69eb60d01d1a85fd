"""The first page of each role: what it says at the top, what is to be done, and what it must not show. On both databases."""

import datetime as dt
import re

import pytest
import sqlalchemy as sa
from flask import Flask

import app.cases.actions as cases
from app.accounts.models import AskedRole, Grant
from app.accounts.rules import Role
from app.cases import queries as case_queries
from app.cases.models import Case
from app.cases.rules import PaperState, Stage
from app.core import backup, clock, runs
from app.core.db import db, transaction
from app.core.lease import acquire
from app.desk import queries
from app.ledger import queries as ledger
from app.posts import actions as posts
from tests import makers, town
from tests.app.desk.counting import statements

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def at_noon(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wednesday 30 September 2026, with the town as it is that day."""
    monkeypatch.setattr(clock, "now", lambda: town.NOON)
    town.build(app)


def home(app: Flask, who: str) -> str:
    client, _ = town.signed_in(app, who)
    return words(client.get("/").text)


def words(page: str) -> str:
    """What a reader sees: the main part without marks, white space as one space."""
    main = page.split("<main", maxsplit=1)[1].split("</main>", maxsplit=1)[0]
    text = re.sub(r"<[^>]+>", "|", re.sub(r"<(svg|script|style).*?</\1>", "", main, flags=re.DOTALL))
    return re.sub(r"[|\s]*\|[|\s]*", "|", text)


def test_the_head_s_page_says_in_one_sentence_what_was_done_and_what_is_late(app: Flask) -> None:
    with town.looking_on(app):
        makers.a_case(at_stage=Stage.COMPLETED)
        makers.a_case(at=town.NOON - 60 * DAY)
    page = home(app, "head")
    assert "今年办结 1 件，本级现有 1 件超期" in page
    assert "|今年代办办结|1|件|本月 1，上月全月 0|" in page
    assert "超期办件|最久的：岩温叫|1|" in page


def test_what_is_late_at_the_county_is_counted_apart(app: Flask) -> None:
    with town.looking_on(app):
        case = makers.a_case(at_stage=Stage.IN_PROGRESS, at=town.NOON - 60 * DAY)
        with transaction():
            cases.forward(case_queries.case_to_change(case.id), to="勐海县民政局", stamp=makers.a_stamp("clerk"))
    page = home(app, "head")
    assert "本级没有超期" in page
    assert "上级在办超期 1 件，另计" in page


def test_the_head_sees_the_change_since_the_month_began(app: Flask) -> None:
    august = dt.datetime(2026, 8, 20, 4, tzinfo=dt.UTC)
    with town.looking_on(app):
        makers.a_case(at=august)
        closed = makers.a_case(at=august)
        with transaction():
            cases.withdraw(case_queries.case_to_change(closed.id), reason="不办了", stamp=makers.a_stamp("clerk"))
        makers.a_case()
        makers.a_case()
        ago = queries.month_ago(clock.today())
    assert ago == queries.MonthAgo(open_cases=2, late_here=0)  # both were open on 1 September, one was withdrawn since
    page = home(app, "head")
    assert "|在办|3|件|比上月底多 1|" in page
    assert "本级超期|1|件|比上月底多 1" in page


def test_satisfaction_is_not_made_up_where_nobody_has_rated(app: Flask) -> None:
    assert "|满意度|–|尚无评价|" in home(app, "head")


def test_teams_stand_in_the_order_of_places_with_their_numbers(app: Flask) -> None:
    with town.looking_on(app):
        makers.a_case(at_stage=Stage.COMPLETED)
        makers.a_case(at=town.NOON - 60 * DAY)
    page = home(app, "head")
    assert "按辖区顺序，不排名" in page
    assert page.index("西定乡代办服务队") < page.index("帕龙代办服务队|1|1|1 件|") < page.index("章朗代办服务队|0|0|0|")


def test_the_year_s_line_has_its_table(app: Flask) -> None:
    with town.looking_on(app):
        for at in (dt.datetime(2026, 2, 3, 4, tzinfo=dt.UTC), town.NOON, town.NOON):
            makers.a_case(at_stage=Stage.COMPLETED, at=at)
    assert "|今年|0|1|1|1|1|1|1|1|3|–|–|–|" in home(app, "head")


def test_the_desk_pool_and_what_waits_for_review_stand_on_the_head_s_page(app: Flask) -> None:
    with town.looking_on(app):
        makers.a_case(at_stage=Stage.ACCEPTED)
        makers.a_case(at_stage=Stage.COMPLETED)
    page = home(app, "head")
    assert "乡级待派件，等待交办|还没有责任人|1|" in page
    assert "待审核的办结|由审核员处理|1|" in page


def test_the_head_is_told_when_nobody_watches_the_clocks(app: Flask) -> None:
    assert "时限没有值守" in home(app, "head")
    keep_watch(app)
    assert "时限没有值守" not in home(app, "head")


def keep_watch(app: Flask) -> None:
    """A scheduler that holds the lease and has just swept."""
    with town.looking_on(app), transaction():
        acquire("scheduler", holder="here:1", now=town.NOON, seconds=15)
        runs.begin("clocks", at=town.NOON)
        runs.end("clocks", at=town.NOON, result={"done": 0})


def test_a_leader_reads_in_whose_hands_it_is_late_and_sees_the_own_village_only(app: Flask) -> None:
    with town.looking_on(app):
        makers.a_case(at=town.NOON - 60 * DAY)
    page = home(app, "leader")
    carries = case_hands(app)
    assert f"1 件超期，都在{carries}手里" in page
    assert "这里没有在办的办件" in home(app, "neighbour_leader")


def case_hands(app: Flask) -> str:
    with town.looking_on(app):
        name: str = db.session.scalars(sa.select(Case)).one().person.name  # type: ignore[union-attr]
        return name


def test_a_leader_sees_who_is_away_and_who_stands_in(app: Flask) -> None:
    today = clock.today()
    with town.looking_on(app), transaction():
        second = town.a_person("second")
        posts.record_leave(
            town.a_person("worker"), from_on=today, to_on=today + DAY, stand_in=second, reason="", stamp=makers.a_stamp("leader")
        )
    page = home(app, "leader")
    assert "门二请假，玉应代岗。" in page
    assert "请假到 10月1日(周四)" in page


def test_a_window_has_one_search_box_which_posts_and_the_button_to_open_a_case(app: Flask) -> None:
    client, _ = town.signed_in(app, "clerk")
    page = client.get("/").text
    (form,) = re.findall(r'<form[^>]*role="search"[^>]*>', page)
    assert 'method="post"' in form
    assert 'href="/cases/new"' in page


def test_a_window_s_queue_holds_the_pool_complete_papers_and_what_came_back(app: Flask) -> None:
    with town.looking_on(app):
        makers.a_case(at_stage=Stage.ASKED)
        returned = makers.a_case(at_stage=Stage.RETURNED)
        lacking = makers.a_case(complete_papers=False)
        assert [one.case.id for one in queries.queue(town.NOON).papers_came] == []  # nothing came yet
        for case in (returned, lacking):
            give_all_papers(case)
        queue = queries.queue(town.NOON)
        assert len(queue.pool) == 1
        assert [one.case.id for one in queue.papers_came] == [returned.id]
        assert [one.case.id for one in queue.to_accept] == [lacking.id]
    assert "窗口有 3 件在排队" in home(app, "clerk")


def give_all_papers(case: Case) -> None:
    """As they would come in; which move brings them is the cases' own affair."""
    with transaction():
        for paper in case_queries.case_to_change(case.id).papers:
            paper.state = PaperState.SEEN


def test_a_department_s_clerk_has_the_queue_and_opens_nothing(app: Flask) -> None:
    page = home(app, "department_clerk")
    assert "窗口没有排队的办件" in page
    assert "登记办件" not in page


def test_a_reviewer_sees_how_many_completions_wait_and_begins_with_the_oldest(app: Flask) -> None:
    with town.looking_on(app):
        late = makers.a_case(at_stage=Stage.COMPLETED)
        early = makers.a_case(at_stage=Stage.COMPLETED, at=town.NOON - DAY)
        late_id, early_id = late.id, early.id
    client, _ = town.signed_in(app, "reviewer")
    page = client.get("/").text
    assert "2 件办结等您审核" in page
    assert page.index(f"/reports/review/{early_id}") < page.index(f"/reports/review/{late_id}")


def test_the_system_administrator_s_page_says_what_needs_looking_after_and_shows_no_case(app: Flask) -> None:
    with town.looking_on(app):
        makers.a_case(at=town.NOON - 60 * DAY)
        with transaction():
            runs.fail("backup", at=town.NOON, fault="the disk is full")
            db.session.query(Grant).filter_by(person_id=town.person_id("second")).delete()
    page = home(app, "system_admin")
    assert "有事要处理" in page
    assert "the disk is full" in page
    assert "没有角色的人员" in page
    assert "玉应" in page
    assert "岩温叫" not in page


def test_when_the_clocks_are_watched_and_the_backup_is_fresh_everything_runs(app: Flask) -> None:
    keep_watch(app)
    folder = app.config["SETTINGS"].backups
    with app.app_context():
        file = backup.make_backup(folder, now=town.NOON, figures=ledger.sums)
    assert "系统运行正常" in home(app, "system_admin")
    with app.app_context():
        backup.make_backup(folder, now=town.NOON - 2 * DAY, figures=ledger.sums)
    file.unlink()
    assert "太旧了：应当每晚备份" in home(app, "system_admin")


def test_the_security_administrator_sees_the_roles_that_are_asked_for(app: Flask) -> None:
    with town.looking_on(app), transaction():
        db.session.add(
            AskedRole(
                person_id=town.person_id("worker"),
                role=Role.LEADER,
                place_path=town.PLACES[town.PALONG],
                asked_by=town.person_id("system_admin"),
                asked_at=town.NOON,
            )
        )
    page = home(app, "security_admin")
    assert "有 1 个角色待授予" in page
    assert "门二" in page


def test_the_auditor_sees_the_week_s_deeds_and_who_looked_at_what_is_hidden(app: Flask) -> None:
    client, _ = town.signed_in(app, "auditor")
    page = client.get("/").text
    assert "七天内有" in page
    assert "deed=households.show" in page


def test_somebody_without_a_role_is_told_whom_to_ask(app: Flask) -> None:
    with town.looking_on(app), transaction():
        db.session.query(Grant).filter_by(person_id=town.person_id("head")).delete()
    assert "您现在还没有角色" in home(app, "head")


def test_a_worker_s_first_page_is_the_phone_list(app: Flask) -> None:
    client, _ = town.signed_in(app, "worker")
    assert client.get("/").location == "/field/"


@pytest.mark.parametrize("who", ["head", "leader", "clerk", "reviewer"])
def test_a_first_page_asks_the_database_as_often_with_many_cases_as_with_few(app: Flask, who: str) -> None:
    client, _ = town.signed_in(app, who)
    with town.looking_on(app):
        for stage in (Stage.ASSIGNED, Stage.COMPLETED, Stage.RETURNED, Stage.ACCEPTED):
            makers.a_case(at_stage=stage)
    with statements(app) as few:
        assert client.get("/").status_code == 200
    with town.looking_on(app):
        for household in ("2", "3", "5"):
            for stage in (Stage.ASSIGNED, Stage.COMPLETED, Stage.RETURNED):
                makers.a_case(at_stage=stage, household=household, item=town.PENSION)
        makers.a_case(at_stage=Stage.ACCEPTED)
    with statements(app) as many:
        assert client.get("/").status_code == 200
    assert len(many) <= len(few), [one for one in many if one not in few]
    assert len(many) <= 60
