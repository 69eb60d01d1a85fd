"""The figures' page with its rows, what staff enter, and the link on a case's page: each role sees what is its own."""

import re
from uuid import UUID

import pytest
from flask import Flask

from app.cases import queries as case_queries
from app.cases.actions import complete
from app.cases.models import Case
from app.cases.rules import Outcome, Stage
from app.core.db import transaction
from app.ratings import queries
from app.ratings.rules import Channel, Level
from tests import makers, town
from tests.app.ratings.ground import PERIOD, completed, rated

ROWS = f"/ratings/rows?{PERIOD}"


def a_town(app: Flask) -> tuple[UUID, UUID]:
    """A case of 帕龙, badly rated with a word, and one that nobody has rated."""
    town.build(app)
    with town.looking_on(app):
        bad, unrated = completed("1"), completed("2")
        rated(bad, Level.DISSATISFIED, comment="门二三次都没来")
        return bad.id, unrated.id


def completed_by_the_machine() -> Case:
    """So that the clerk isn't among those who are rated."""
    case = makers.a_case(item=town.ADVICE, at_stage=Stage.IN_PROGRESS)
    with transaction():
        complete(case_queries.case_to_change(case.id), outcome=Outcome.GRANTED, stamp=makers.a_stamp())
    return case


def test_the_page_says_satisfaction_with_its_n_and_the_unrated(app: Flask) -> None:
    a_town(app)
    client, _ = town.signed_in(app, "head")
    page = client.get(f"/ratings?{PERIOD}").text
    assert "满意度 0/1（1 份评价），未评价 1 件" in page  # below five no percentage


def test_before_the_first_rating_the_page_says_how_many_could_be_rated(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        completed()
    client, _ = town.signed_in(app, "head")
    assert "还没有评价，可评 1 件" in client.get(f"/ratings?{PERIOD}").text


def test_every_number_of_the_page_opens_its_rows(app: Flask) -> None:
    a_town(app)
    client, _ = town.signed_in(app, "reviewer")
    page = client.get(f"/ratings?{PERIOD}").text
    links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/ratings/rows[^"]+)"', page)}
    assert len(links) >= 12
    for link in links:
        answer = client.get(link)
        assert answer.status_code == 200, link
        assert "/cases/" in answer.text, link


def test_the_head_and_the_reviewer_read_what_was_said_and_a_clerk_does_not(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        case = completed_by_the_machine()
        rated(case, Level.DISSATISFIED, comment="门二三次都没来")
        number = case_queries.case(case.id).number
    for who, reads in {"head": True, "reviewer": True, "clerk": False}.items():
        client, _ = town.signed_in(app, who)
        page = client.get(f"{ROWS}&which=bad").text
        assert number in page, who
        assert ("门二三次都没来" in page) is reads, who


def test_a_leader_sees_the_figures_of_the_own_team_and_not_who_rated(app: Flask) -> None:
    bad, unrated = a_town(app)
    client, _ = town.signed_in(app, "leader")
    assert "满意度 0/1（1 份评价），未评价 1 件" in client.get(f"/ratings?{PERIOD}").text
    for which in ("invited", "valid", "bad", "unrated"):
        page = client.get(f"{ROWS}&which={which}").text
        assert "对被评价人保密" in page
        assert f"/cases/{bad}" not in page
        assert f"/cases/{unrated}" not in page


def test_the_figures_end_at_one_s_places(app: Flask) -> None:
    a_town(app)
    client, _ = town.signed_in(app, "neighbour_leader")
    assert "还没有评价，可评 0 件" in client.get(f"/ratings?{PERIOD}").text


@pytest.mark.parametrize("who", ["worker", "department_clerk", "system_admin", "security_admin", "auditor"])
def test_ratings_are_for_head_reviewer_clerk_and_leader(app: Flask, who: str) -> None:
    town.build(app)
    client, _ = town.signed_in(app, who)
    assert (client.get("/ratings").status_code, client.get("/ratings/rows").status_code) == (403, 403)


@pytest.mark.parametrize(("question", "says"), [("from=2026-13-40", "不是日期"), ("from=2026-05-02&to=2026-05-01", "早于开始日")])
def test_nonsense_is_answered_by_a_sentence(app: Flask, question: str, says: str) -> None:
    town.build(app)
    client, _ = town.signed_in(app, "clerk")
    answer = client.get(f"/ratings?{question}")
    assert answer.status_code == 400
    assert says in answer.text


def test_nonsense_in_the_address_of_rows_finds_nothing(app: Flask) -> None:
    a_town(app)
    client, _ = town.signed_in(app, "reviewer")
    answer = client.get(f"{ROWS}&which=nonsense&team=nonsense&level=nonsense")
    assert answer.status_code == 200
    assert "/cases/" not in answer.text.split("<tbody>")[1]


def test_a_worker_gets_the_link_and_the_code_and_never_the_rating(app: Flask) -> None:
    bad, unrated = a_town(app)
    with town.looking_on(app):
        keys = {case_id: queries.key_of(found) for case_id in (bad, unrated) if (found := queries.invitation_of(case_id))}
    client, _ = town.signed_in(app, "worker")
    for case_id in (bad, unrated):
        page = client.get(f"/cases/{case_id}").text
        assert f"http://localhost/r/{keys[case_id]}" in page
        assert 'class="qr"' in page
        assert f"/ratings/cases/{case_id}" not in page
        assert "不满意" not in page
        assert "门二三次都没来" not in page


def test_the_link_begins_with_the_address_that_residents_reach(app: Flask) -> None:
    _, unrated = a_town(app)
    object.__setattr__(app.config["SETTINGS"], "public_url", "https://bangban.example.gov.cn/")
    client, _ = town.signed_in(app, "worker")
    assert 'value="https://bangban.example.gov.cn/r/' in client.get(f"/cases/{unrated}").text


def test_an_open_case_shows_no_link(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        case_id = makers.a_case(at_stage=Stage.IN_PROGRESS).id
    client, _ = town.signed_in(app, "worker")
    assert "/r/" not in client.get(f"/cases/{case_id}").text


def test_the_phone_shows_the_code_too(app: Flask) -> None:
    _, unrated = a_town(app)
    with town.looking_on(app):
        case_number = case_queries.case(unrated).number
    client, _ = town.signed_in(app, "worker")
    assert 'class="qr"' in client.get(f"/field/cases/{case_number}").text


def test_the_reviewer_enters_a_call_back_and_it_is_kept_once(app: Flask) -> None:
    _, unrated = a_town(app)
    client, headers = town.signed_in(app, "reviewer")
    assert f"/ratings/cases/{unrated}" in client.get(f"/cases/{unrated}").text
    page = client.get(f"/ratings/cases/{unrated}").text
    form = {name: page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("event_id", "at")}
    form |= {"channel": "call_back", "level": "very_satisfied", "comment": "都好"}
    assert client.post(f"/ratings/cases/{unrated}", data=form, headers=headers).location == f"/cases/{unrated}"
    assert client.post(f"/ratings/cases/{unrated}", data=form, headers=headers).status_code == 303  # the same again
    with town.looking_on(app):
        found = queries.invitation_of(unrated)
        assert found is not None
        assert found.rating is not None
        assert (found.rating.level, found.rating.channel) == (Level.VERY_SATISFIED, Channel.CALL_BACK)
    assert client.get(f"/ratings/cases/{unrated}").status_code == 409


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"channel": "call_back"}, "请先从五项里选一项"),
        ({"level": "satisfied"}, "请选一种"),
        ({"level": "satisfied", "channel": "qr"}, "请选一种"),
        ({"level": "satisfied", "channel": "paper", "comment": "好" * 501}, "最多写 500 个字"),
    ],
)
def test_what_is_lacking_is_said_at_its_field_and_nothing_is_kept(app: Flask, said: dict[str, str], says: str) -> None:
    _, unrated = a_town(app)
    client, headers = town.signed_in(app, "reviewer")
    answer = client.post(f"/ratings/cases/{unrated}", data=said, headers=headers)
    assert answer.status_code == 400
    assert says in answer.text
    with town.looking_on(app):
        found = queries.invitation_of(unrated)
        assert found is not None
        assert found.rating is None


def test_who_did_the_work_may_not_enter_its_rating_and_outside_one_s_places_there_is_nothing(app: Flask) -> None:
    _, unrated = a_town(app)
    path = f"/ratings/cases/{unrated}"
    for who, status in {"clerk": 403, "worker": 403, "leader": 403}.items():
        client, headers = town.signed_in(app, who)
        form = {"event_id": str(UUID(int=9)), "at": town.NOON.isoformat(), "channel": "paper", "level": "satisfied"}
        assert (who, client.get(path).status_code) == (who, status)
        assert (who, client.post(path, data=form, headers=headers).status_code) == (who, status)


def test_an_open_case_has_nothing_to_rate(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        case_id = makers.a_case().id
    client, _ = town.signed_in(app, "reviewer")
    assert client.get(f"/ratings/cases/{case_id}").status_code == 404
