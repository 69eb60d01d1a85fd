"""The pages: one's choice, the inbox of every role, the administrator's list; and the commands beside them."""

import json
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

import app.cases.actions as cases
from app.cases.queries import case_to_change
from app.core.db import db, transaction
from app.core.outbox import Channel, Fault, Message, Outcome
from app.sending import send_out
from tests import makers, town
from tests.app.notices.ground import NOON, a_message, chose, delivered, mail_to, set_up
from tests.app.notices.test_sending import Watched


def a_told_case(app: Flask, recipient: str) -> tuple[UUID, UUID, str]:
    """(message, case, number): somebody was told of a case."""
    with town.looking_on(app):
        case = makers.a_case()
        case_id, number = case.id, case.number
        event_id = a_message(recipient, link=f"/cases/{number}")
        delivered()
        message_id = db.session.scalars(sa.select(Message.id).where(Message.event_id == event_id)).one()
    return message_id, case_id, number


def test_one_chooses_how_to_be_told_and_a_wrong_address_is_named_and_kept(app: Flask) -> None:
    town.build(app)
    client, headers = town.signed_in(app, "leader")
    wrong = client.post("/account/notices", data={"by": "email", "email": "nowhere"}, headers=headers)
    assert (wrong.status_code, "不是电子邮件地址" in wrong.text, 'value="nowhere"' in wrong.text) == (400, True, True)
    assert client.post("/account/notices", data={"by": "email", "email": ""}, headers=headers).status_code == 400
    assert client.post("/account/notices", data={"by": "sms", "email": ""}, headers=headers).status_code == 400
    form = {"by": "email", "email": "l@example.cn", "digest": "1"}
    assert client.post("/account/notices", data=form, headers=headers).status_code == 303
    page = client.get("/account/notices").text
    assert 'value="l@example.cn"' in page
    assert page.count(" checked") == 2


@pytest.mark.parametrize("who", town.PEOPLE)
def test_every_role_has_an_inbox_and_reads_it(app: Flask, who: str) -> None:
    town.build(app)
    with town.looking_on(app):
        a_message(who)
        delivered()
    client, headers = town.signed_in(app, who)
    page = client.get("/inbox", follow_redirects=True).text
    assert "已超期" in page
    assert "未读" in page
    client.post("/inbox/read", headers=headers)
    assert "未读" not in client.get("/inbox", follow_redirects=True).text


def test_a_message_opens_its_case_by_one_s_own_door_and_is_read_then(app: Flask) -> None:
    town.build(app)
    message_id, case_id, number = a_told_case(app, "leader")
    client, headers = town.signed_in(app, "leader")
    assert client.get(f"/inbox/{message_id}").status_code == 200
    answer = client.post(f"/inbox/{message_id}/open", headers=headers)
    assert answer.location == f"/cases/{case_id}"
    assert client.get(answer.location).status_code == 200
    assert "未读" not in client.get("/inbox").text
    with town.looking_on(app), transaction():
        db.session.execute(sa.update(Message).values(recipient=town.person_id("worker")))
    worker, headers = town.signed_in(app, "worker")
    answer = worker.post(f"/inbox/{message_id}/open", headers=headers)
    assert answer.location == f"/field/cases/{number}"
    assert worker.get(answer.location).status_code == 200


def test_a_case_that_left_one_s_places_leads_to_a_sentence_and_somebody_else_s_message_to_nothing(app: Flask) -> None:
    town.build(app)
    message_id, case_id, _ = a_told_case(app, "worker")
    with town.looking_on(app), transaction():
        team_id = town.a_team(town.ZHANGLANG).id
        cases.pass_on(case_to_change(case_id), team_id=team_id, reason="近", stamp=town.a_stamp("clerk"))
        db.session.execute(sa.update(Message).values(recipient=town.person_id("neighbour")))
    gone, headers = town.signed_in(app, "neighbour")
    with town.looking_on(app), transaction():  # out of the neighbour's places
        table = "UPDATE cases SET place_path = '532822205000/204/001/', other_path = NULL"
        db.session.execute(sa.text(table))
    answer = gone.post(f"/inbox/{message_id}/open", headers=headers, follow_redirects=True)
    assert (answer.status_code, "已不在您的管辖范围" in answer.text) == (200, True)
    other, headers = town.signed_in(app, "leader")
    assert other.post(f"/inbox/{message_id}/open", headers=headers).status_code == 404
    assert other.get(f"/inbox/{message_id}").status_code == 404


def given_up(app: Flask) -> UUID:
    with town.looking_on(app), set_up(app, **mail_to(1)):
        chose("leader")
        a_message()
        delivered()
        send_out(Channel.EMAIL, now=NOON, transport=Watched(Outcome(Fault.REJECTED, 550)))
        return db.session.scalars(sa.select(Message.id).where(Message.channel == "email")).one()


def test_the_administrator_sees_what_was_given_up_without_names_and_sends_it_again(app: Flask) -> None:
    town.build(app)
    message_id = given_up(app)
    assert app.test_client().get("/healthz/scheduler").get_json()["given_up"] == 1
    admin, headers = town.signed_in(app, "system_admin")
    page = admin.get("/admin/outbox?state=given_up").text
    assert "对方拒收" in page
    assert "550" in page
    assert "leader@example.cn" not in page
    assert "飘优" not in page
    form = {"event_id": str(uuid4()), "at": NOON.isoformat()}
    for _ in range(2):  # pressed twice
        assert admin.post(f"/admin/outbox/{message_id}/retry", data=form, headers=headers).status_code == 303
    assert "待发送" in admin.get("/admin/outbox?state=waiting").text
    with town.looking_on(app), set_up(app, **mail_to(1)):
        assert send_out(Channel.EMAIL, now=NOON, transport=Watched()) == {"sent": 1}
    form["event_id"] = str(uuid4())
    assert admin.post(f"/admin/outbox/{message_id}/retry", data=form, headers=headers).status_code == 409


def test_the_commands_list_and_retry(app: Flask) -> None:
    town.build(app)
    message_id, runner = given_up(app), app.test_cli_runner()
    (row,) = json.loads(runner.invoke(args=["outbox", "list", "--state", "given_up", "--json"]).stdout)
    assert (row["id"], row["fault"], row["code"], row["tries"]) == (str(message_id), "rejected", 550, 1)
    answer = runner.invoke(args=["outbox", "retry", str(message_id), "--json"])
    assert json.loads(answer.stdout)["state"] == "waiting"
    unknown = runner.invoke(args=["outbox", "retry", str(uuid4())])
    assert (unknown.exit_code, unknown.stderr.count("\n")) == (2, 1)


def test_the_test_channel_shows_what_would_have_been_sent(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app), set_up(app, outside_test=True):
        chose("leader")
        a_message()
        delivered()
    admin, _ = town.signed_in(app, "system_admin")
    assert "已超期，请尽快办理" in admin.get("/admin/outbox").text
