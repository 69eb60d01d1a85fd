"""Pages of cases, as each role sees and uses them."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.cases import queries
from app.cases.queries import CaseFilter
from app.cases.rules import PaperState, Stage
from app.core import clock
from tests import makers, town
from tests.makers import a_case

NOW = town.NOON.isoformat()


@pytest.fixture
def built(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The town at noon of its day."""
    monkeypatch.setattr(clock, "now", lambda: town.NOON)
    town.build(app)
    return app


def made(app: Flask, **wanted: Any) -> UUID:
    with town.looking_on(app):
        return a_case(**wanted).id


def page(client: FlaskClient, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, answer.text
    return answer.text


def sent(
    browser: tuple[FlaskClient, dict[str, str]],
    url: str,
    *,
    event_id: UUID | None = None,
    papers: Mapping[str, str] | None = None,
    **said: Any,
) -> TestResponse:
    client, headers = browser
    form = {"event_id": str(event_id or uuid4()), "at": NOW, **(papers or {}), **said}
    return client.post(url, data=form, headers=headers)


def stage(app: Flask, case_id: UUID) -> Stage:
    with town.looking_on(app):
        return queries.case(case_id).stage


def buttons(text: str) -> set[str]:
    """The moves that the page offers."""
    return set(re.findall(r'action="/cases/[0-9a-f-]{36}/(\w+)"', text)) - {"outside"}


BUTTONS = {
    "worker": {"take", "pass_on", "pause", "withdraw", "send_back"},
    "leader": {"take", "pass_on", "pause", "withdraw", "send_back", "reject"},
    "clerk": {"pass_on", "pause", "withdraw", "send_back", "reject"},
    "department_clerk": {"pause", "reject", "send_back"},
    "reviewer": set(),
    "head": {"pass_on", "reject"},
}


@pytest.mark.parametrize("who", BUTTONS)
def test_everybody_sees_the_moves_they_may_make(built: Flask, who: str) -> None:
    case_id = made(built)
    client, _ = town.signed_in(built, who)
    text = page(client, f"/cases/{case_id}")
    assert buttons(text) == BUTTONS[who]
    assert "岩温叫" in text
    assert "高龄津贴申领" in text


@pytest.mark.parametrize("who", ["neighbour", "system_admin", "security_admin", "auditor"])
def test_who_has_no_business_with_a_case_does_not_see_it(built: Flask, who: str) -> None:
    case_id = made(built)
    client, _ = town.signed_in(built, who)
    assert client.get(f"/cases/{case_id}").status_code == (404 if who == "neighbour" else 403)


def test_a_case_in_somebody_elses_territory_is_not_there_for_any_deed(built: Flask) -> None:
    case_id = made(built, household="3")
    browser = town.signed_in(built, "worker")
    assert sent(browser, f"/cases/{case_id}/take").status_code == 404
    opened = sent(browser, "/cases/new", household=str(town.household_id("3")), item=town.PENSION, mode="proxy", intake="phone")
    assert opened.status_code == 404


def test_a_move_one_may_not_make_is_refused_though_the_case_is_seen(built: Flask) -> None:
    case_id = made(built, complete_papers=False)
    assert sent(town.signed_in(built, "worker"), f"/cases/{case_id}/accept").status_code == 403
    assert stage(built, case_id) is Stage.ASSIGNED


def test_the_page_says_when_it_is_due_and_why_and_who_has_it_and_why(built: Flask) -> None:
    client, _ = town.signed_in(built, "worker")
    text = page(client, f"/cases/{made(built)}")
    assert "10月27日" in text
    assert "ruler" in text
    assert "门二" in text
    assert "帕龙一组网格" in text
    assert "138****0041" in text
    assert "/households/" in text


@pytest.mark.parametrize("at_stage", [Stage.ASSIGNED, Stage.IN_PROGRESS, Stage.COMPLETED])
def test_no_two_things_on_the_page_have_the_same_id_and_every_label_has_its_field(built: Flask, at_stage: Stage) -> None:
    case_id = made(built, at_stage=at_stage)
    for who in ("clerk", "leader", "reviewer"):
        client, _ = town.signed_in(built, who)
        text = page(client, f"/cases/{case_id}")
        ids = re.findall(r' id="([^"]+)"', text)
        assert sorted(ids) == sorted(set(ids))
        assert set(re.findall(r' for="([^"]+)"', text)) <= set(ids)


def test_from_taking_to_completing_on_the_page(built: Flask) -> None:
    case_id = made(built)
    browser = town.signed_in(built, "worker")
    assert sent(browser, f"/cases/{case_id}/take").status_code == 302
    assert sent(browser, f"/cases/{case_id}/collect", papers={"paper-2": "held"}).status_code == 302
    assert sent(browser, f"/cases/{case_id}/forward", to="县民政局").status_code == 302
    missing = sent(browser, f"/cases/{case_id}/complete", note="已发放到卡")
    assert missing.status_code == 400
    assert "已发放到卡" in missing.text  # nothing typed is lost
    assert "data-show" in missing.text  # and the dialog stands open
    held = sent(browser, f"/cases/{case_id}/complete", outcome="granted")
    assert held.status_code == 409
    assert "居民户口簿" in held.text
    assert sent(browser, f"/cases/{case_id}/complete", outcome="granted", given_back="2").status_code == 302
    assert stage(built, case_id) is Stage.COMPLETED


def test_the_same_form_sent_twice_moves_once(built: Flask) -> None:
    case_id, event_id = made(built), uuid4()
    browser = town.signed_in(built, "worker")
    version = str(current_version(built, case_id))
    for _ in range(2):
        assert sent(browser, f"/cases/{case_id}/take", event_id=event_id, version=version).status_code == 302
    other = sent(browser, f"/cases/{case_id}/pause", event_id=event_id, reason="别的事")
    assert other.status_code == 409
    assert stage(built, case_id) is Stage.IN_PROGRESS


def current_version(app: Flask, case_id: UUID) -> int:
    with town.looking_on(app):
        return queries.case(case_id).version


def test_an_old_page_in_a_second_browser_gets_both_versions_and_loses_nothing(built: Flask) -> None:
    case_id = made(built)
    old = str(current_version(built, case_id))
    assert sent(town.signed_in(built, "worker"), f"/cases/{case_id}/take", version=old).status_code == 302
    browser = town.signed_in(built, "leader")
    url = f"/cases/{case_id}/pause"
    answer = sent(browser, url, version=old, reason="等鉴定", stage_shown="已交办", hands_shown="门二")
    assert answer.status_code == 409
    assert "等鉴定" in answer.text
    assert "已交办" in answer.text
    assert "办理中" in answer.text
    assert stage(built, case_id) is Stage.IN_PROGRESS
    again = re.search(r'name="version" value="(\d+)"', answer.text)
    assert again is not None
    assert sent(browser, url, version=again[1], reason="等鉴定").status_code == 302
    assert stage(built, case_id) is Stage.PAUSED


def test_passed_on_out_of_sight_leads_back_to_the_list(built: Flask) -> None:
    case_id = made(built)
    with town.looking_on(built):
        team_id = town.a_team(town.ZHANGLANG).id
    browser, event_id = town.signed_in(built, "worker"), uuid4()
    for _ in range(2):  # the second press is a replay of a case that is out of sight
        answer = sent(browser, f"/cases/{case_id}/pass_on", event_id=event_id, team=str(team_id), reason="搬到章朗了")
        assert answer.status_code == 302
        assert answer.location == "/cases"
    client, _ = town.signed_in(built, "neighbour")
    text = page(client, f"/cases/{case_id}")
    assert "岩温叫" in text
    assert "搬到章朗了" in text


def test_the_number_of_the_province_is_kept(built: Flask) -> None:
    case_id = made(built)
    browser = town.signed_in(built, "worker")
    wrong = sent(browser, f"/cases/{case_id}/outside", outside_system="云南政务服务网", outside_number="")
    assert wrong.status_code == 400
    right = sent(browser, f"/cases/{case_id}/outside", outside_system="云南政务服务网", outside_number="53-9")
    assert right.status_code == 302
    assert "53-9" in page(browser[0], f"/cases/{case_id}")


# --- the list


def test_the_list_answers_in_a_sentence_and_filters_by_address(built: Flask) -> None:
    made(built)
    made(built, at_stage=Stage.PAUSED, household="2", item=town.PENSION)
    made(built, household="3")
    client, _ = town.signed_in(built, "clerk")
    everything = page(client, "/cases")
    assert everything.count('class="name">岩') >= 2
    assert "3" in everything
    paused = page(client, "/cases?light=blue")
    assert "玉罕" in paused
    assert "岩温叫" not in paused
    assert "岩温叫" in page(client, f"/cases?village={town.PALONG}&item={town.OLD_AGE}")
    assert "岩坎" not in page(client, f"/cases?village={town.PALONG}")
    assert "岩坎" in page(client, "/cases?from=2026-09-30&to=2026-09-30")
    assert "岩坎" not in page(client, "/cases?to=2026-09-29")
    assert "岩坎" not in page(client, "/cases?stage=completed")
    with town.looking_on(built):
        team_id = town.a_team(town.ZHANGLANG).id
    assert "岩坎" in page(client, f"/cases?team={team_id}&person={town.person_id('neighbour')}")


def test_a_name_is_looked_for_by_post_so_that_it_stands_in_no_address(built: Flask) -> None:
    made(built)
    made(built, household="3")
    client, headers = town.signed_in(built, "clerk")
    for text, there in (("岩坎", True), ("章朗", True), ("岩三", True), ("高龄", True), ("0002", True), ("岩温", False)):
        found = client.post("/cases/found", data={"text": text}, headers=headers)
        assert ('class="name">岩坎' in found.text) is there, text
        assert "text=" not in found.text.replace('name="text"', "")
    assert "岩坎" in page(client, "/cases?text=岩温叫")  # an address with a text is not asked


def test_an_empty_list_says_how_to_begin(built: Flask) -> None:
    client, _ = town.signed_in(built, "clerk")
    assert "/cases/new" in page(client, "/cases")


def test_what_can_not_be_read_in_an_address_narrows_nothing(built: Flask) -> None:
    made(built)
    client, _ = town.signed_in(built, "clerk")
    assert "岩温叫" in page(client, "/cases?team=x&light=pink&from=yesterday&page=minus&stage=gone")


def test_a_long_list_has_pages_of_fifty(built: Flask) -> None:
    with town.looking_on(built):
        for _ in range(51):
            a_case(household="2", item=town.ADVICE)
        first, second = (queries.cases(CaseFilter(), page=number) for number in (1, 2))
        assert (len(first.cases), len(second.cases), first.total, first.pages) == (50, 1, 51, 2)
        assert queries.cases(CaseFilter(), page=9).number == 2
    client, _ = town.signed_in(built, "clerk")
    assert "page=2" in page(client, "/cases")


def test_in_the_list_of_every_stage_the_open_ones_come_first_and_a_page_may_hold_the_end_of_them(built: Flask) -> None:
    with town.looking_on(built):
        closed = [makers.a_case(at_stage=Stage.COMPLETED, at=town.NOON - dt.timedelta(days=back)).id for back in (3, 2, 1)]
        opened = {a_case(household="2", item=town.ADVICE).id for _ in range(49)}
        first, second = (queries.cases(CaseFilter(everything=True), page=number) for number in (1, 2))
        assert {case.id for case in first.cases[:49]} == opened
        assert [case.id for case in (*first.cases[49:], *second.cases)] == closed[::-1]  # the newest first
        assert (first.total, first.pages) == (52, 2)
        assert [case.id for case in queries.cases(CaseFilter(stages=(Stage.COMPLETED,))).cases] == closed[::-1]


# --- opening


def opening(**more: str | list[str]) -> dict[str, Any]:
    return {
        "household": str(town.household_id("1")),
        "item": town.OLD_AGE,
        "mode": "proxy",
        "intake": "phone",
        "here": ["1", "2", "3"],
        **more,
    }


def test_a_household_is_found_by_post_and_chosen_by_its_id(built: Flask) -> None:
    client, headers = town.signed_in(built, "clerk")
    found = client.post("/cases/new/find", data={"find": "岩温叫", "item": town.PENSION}, headers=headers)
    assert found.status_code == 200
    address = re.search(r'href="(/cases/new\?household=[^"]+)"', found.text)
    assert address is not None
    text = page(client, address[1].replace("&amp;", "&"))
    assert "138****0041" in text
    assert "业务申请表" in text  # the item chosen before is still chosen, with its papers
    nobody = client.post("/cases/new/find", data={"find": "没有的人"}, headers=headers)
    assert nobody.status_code == 200


def test_opening_with_all_papers_says_who_is_responsible(built: Flask) -> None:
    browser = town.signed_in(built, "worker")
    answer = sent(browser, "/cases/new", **opening(kept=["2"], applicant=str(town.resident_id("1", 2)), note="傍晚在家"))
    assert answer.status_code == 302, answer.text
    text = page(browser[0], answer.location)
    assert "532822205000-20260930-0001" in text
    assert "傍晚在家" in text
    assert "玉香" in text
    with town.looking_on(built):
        case = queries.case_by_number("532822205000-20260930-0001")
        assert case.accepted_at is not None
        assert [paper.state for paper in case.papers][1] is PaperState.HELD
        assert case.papers[1].held_by == town.person_id("worker")


def test_with_a_required_paper_unticked_it_is_not_accepted(built: Flask) -> None:
    browser = town.signed_in(built, "clerk")
    assert sent(browser, "/cases/new", **opening(here=["1", "3"])).status_code == 302
    with town.looking_on(built):
        case = queries.case_by_number("532822205000-20260930-0001")
        assert (case.accepted_at, queries.lacking(case)) == (None, ("居民户口簿",))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"item": ""}, "f-item"),
        ({"item": "XD-Z99"}, "XD-Z99"),
        ({"item": town.POWER}, town.POWER),
        ({"item": town.POWER}, 'id="f-item-error"'),
        ({"item": f"{town.POWER}|gone"}, 'id="f-item-error"'),
        ({"item": "bundle:B99", "step": "XD-A06"}, 'id="f-item-error"'),
        ({"mode": "by magic"}, "f-mode"),
        ({"intake": "by owl"}, "f-intake"),
        ({"household": ""}, "f-find"),
        ({"applicant": str(town.resident_id("2"))}, "errors-title"),
        ({"outside_system": "云南政务服务网"}, "f-outside_number"),
        ({"at": "yesterday"}, "errors-title"),
    ],
)
def test_a_wrong_form_names_the_field_and_keeps_what_was_typed(built: Flask, wrong: dict[str, str], says: str) -> None:
    browser = town.signed_in(built, "clerk")
    answer = sent(browser, "/cases/new", **opening(note="不要弄丢", **wrong))
    assert answer.status_code in {400, 404, 409}, answer.text
    assert says in answer.text
    assert "不要弄丢" in answer.text


def test_a_likely_duplicate_is_shown_and_opened_when_confirmed(built: Flask) -> None:
    made(built)
    browser = town.signed_in(built, "clerk")
    doubtful = sent(browser, "/cases/new", **opening())
    assert doubtful.status_code == 409
    assert "532822205000-20260930-0001" in doubtful.text
    assert 'name="another"' in doubtful.text
    event_id = uuid4()
    for _ in range(2):
        confirmed = sent(browser, "/cases/new", event_id=event_id, **opening(another="1"))
        assert confirmed.status_code == 302
    assert sent(browser, "/cases/new", event_id=event_id, **opening()).status_code == 302  # the same deed, not a third case
    with town.looking_on(built):
        assert queries.mismatches()[0] == 2


def test_the_papers_of_an_item_come_as_a_part_of_the_form(built: Flask) -> None:
    client, _ = town.signed_in(built, "clerk")
    assert "近期照片" in page(client, f"/cases/new/papers?item={town.OLD_AGE}")
    assert "营业执照" in page(client, f"/cases/new/papers?item={town.POWER}|business")
    assert "checkbox" not in page(client, "/cases/new/papers?item=")


def test_who_may_not_open_cases_gets_no_form(built: Flask) -> None:
    client, _ = town.signed_in(built, "reviewer")
    assert client.get("/cases/new").status_code == 403
