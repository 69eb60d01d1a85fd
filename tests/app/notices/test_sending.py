"""From the inbox to the outside: copies by choice, sent between two transactions, once or again, never lost."""

import datetime as dt
import json
import threading
import time
from collections.abc import Iterator
from email import message_from_string
from email.header import decode_header, make_header
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import outbox
from app.core.db import db, transaction
from app.core.outbox import CLAIM_LASTS, Channel, Fault, Message, Outcome, Parcel, State
from app.notices import actions
from app.notices.rules import LONGEST_SMS
from app.sending import send_out
from tests import makers, town
from tests.app.core.servers import closed_door, gateway_house, mail_house
from tests.app.notices.ground import NIGHT, NOON, a_message, chose, delivered, mail_to, outside, set_up

MINUTE = dt.timedelta(minutes=1)
MORNING = dt.datetime(2026, 9, 29, 23, 30, tzinfo=dt.UTC)  # half past seven of the 30th


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    town.build(app)
    with town.looking_on(app):
        yield


class Watched:
    """A way outside that looks around while it sends."""

    def __init__(self, *outcomes: Outcome) -> None:
        self.outcomes, self.seen, self.in_transaction = list(outcomes), list[Parcel](), list[bool]()

    def send(self, parcel: Parcel) -> Outcome:
        self.seen.append(parcel)
        self.in_transaction.append(db.session().in_transaction())
        return self.outcomes.pop(0) if self.outcomes else Outcome()


def only_copy() -> Message:
    return db.session.scalars(sa.select(Message).where(Message.channel != "inbox")).one()


def test_a_mail_goes_to_whoever_chose_it_and_holds_number_class_and_link_only(app: Flask) -> None:
    case = makers.a_case()
    for person in ("leader", "worker"):
        a_message(person)
    db.session.rollback()
    with transaction():
        db.session.execute(sa.update(Message).values(facts={"number": case.number, "due_on": "2026-09-29"}))
    with mail_house() as house, set_up(app, **mail_to(house.port)):
        chose("leader")
        assert delivered() == 2
        assert send_out(Channel.EMAIL, now=NOON) == {"sent": 1}
        copy = only_copy()
    ((to, content),) = house.taken
    mail = message_from_string(content)
    text = mail.get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert (to, str(make_header(decode_header(mail["Subject"])))) == (
        "leader@example.cn",
        f"西定乡：办件{case.number}（B类）已超期，请尽快办理",
    )
    assert text.split()[1] == f"https://daiban.example.cn/inbox/{copy.id}"
    assert "岩温叫" not in content
    assert "岩温叫" not in text
    assert (copy.state, copy.tries, copy.sent_at is not None) == (State.SENT, 1, True)


def test_no_transaction_is_open_while_something_is_sent(app: Flask) -> None:
    way = Watched()
    with set_up(app, **mail_to(1)):
        chose("leader")
        a_message()
        delivered()
        send_out(Channel.EMAIL, now=NOON, transport=way)
    assert way.in_transaction == [False]


def test_a_hanging_mail_server_blocks_neither_writers_nor_sms_nor_the_sweep(app: Flask) -> None:
    with mail_house("hang") as house, gateway_house() as gate, set_up(app, **both(house.port, gate.port)):
        chose("leader", sms=True)
        a_message()
        delivered()
        sender = threading.Thread(target=in_context, args=[app, Channel.EMAIL])
        sender.start()
        time.sleep(0.1)
        began = time.monotonic()
        a_message("worker")
        assert (delivered(), send_out(Channel.SMS, now=NOON)) == (1, {"sent": 1})
        took_s = time.monotonic() - began
        sender.join()
    db.session.rollback()
    assert took_s < 5
    assert outside() == [("email", "failed"), ("sms", "sent")]
    assert db.session.scalars(sa.select(Message.fault).where(Message.channel == "email")).one() is Fault.TOO_SLOW


def both(mail: int, gate: int) -> dict[str, object]:
    return mail_to(mail) | {"sms_url": f"http://127.0.0.1:{gate}/"}


def in_context(app: Flask, channel: Channel) -> None:
    with town.looking_on(app):
        send_out(channel, now=NOON)


def test_one_rejected_recipient_keeps_nobody_else_from_the_mail(app: Flask) -> None:
    with mail_house(**{"RCPT second@example.cn": "550 unknown"}) as house, set_up(app, **mail_to(house.port)):
        for person in ("leader", "second", "worker"):
            chose(person)
            a_message(person)
        delivered()
        assert send_out(Channel.EMAIL, now=NOON) == {"sent": 2, "failed": 1}
    assert sorted(to for to, _ in house.taken) == ["leader@example.cn", "worker@example.cn"]
    assert outside() == [("email", "given_up"), ("email", "sent"), ("email", "sent")]
    assert len(outbox.inbox(town.person_id("second"))) == 1


def test_when_nobody_listens_the_rest_waits_without_a_try_and_goes_when_somebody_does(app: Flask) -> None:
    for person in ("leader", "worker"):
        chose(person)
        a_message(person)
    with set_up(app, **mail_to(closed_door())):
        delivered()
        assert send_out(Channel.EMAIL, now=NOON) == {"failed": 1, "blocked": "no_connection"}
    assert outside() == [("email", "failed"), ("email", "waiting")]
    with mail_house() as house, set_up(app, **mail_to(house.port)):
        assert send_out(Channel.EMAIL, now=NOON + 2 * MINUTE) == {"sent": 2}


def test_what_is_turned_away_is_tried_again_later_and_given_up_in_the_end(app: Flask) -> None:
    chose("leader")
    a_message()
    with set_up(app, **mail_to(1)):
        delivered()
        came = []
        for now in (NOON, NOON + MINUTE / 2, NOON + 2 * MINUTE, NOON + 5 * MINUTE, NOON + 60 * MINUTE):
            way = Watched(Outcome(Fault.LATER, 450))
            send_out(Channel.EMAIL, now=now, transport=way)
            came.append((len(way.seen), only_copy().state.value))
    assert came == [(1, "failed"), (0, "failed"), (1, "failed"), (1, "given_up"), (0, "given_up")]
    assert (only_copy().code, outbox.count_by_state()[State.GIVEN_UP]) == (450, 1)


def test_whoever_is_killed_between_claim_and_record_loses_nothing(app: Flask) -> None:
    chose("leader")
    a_message()

    class Killed(Watched):
        def send(self, parcel: Parcel) -> Outcome:
            super().send(parcel)
            raise KeyboardInterrupt

    killed, after = Killed(), Watched()
    with set_up(app, **mail_to(1)):
        delivered()
        with pytest.raises(KeyboardInterrupt):
            send_out(Channel.EMAIL, now=NOON, transport=killed)
        assert outside() == [("email", "sending")]
        assert send_out(Channel.EMAIL, now=NOON + CLAIM_LASTS - MINUTE, transport=after) == {"sent": 0}
        assert send_out(Channel.EMAIL, now=NOON + CLAIM_LASTS + MINUTE, transport=after) == {"sent": 1}
    assert after.seen == killed.seen  # the same id: the other side can tell
    assert outside() == [("email", "sent")]


def test_a_claim_that_lapsed_records_nothing(app: Flask) -> None:
    chose("leader")
    a_message()
    first, second = uuid4(), uuid4()
    with set_up(app, **mail_to(1)):
        delivered()
        with transaction():
            (one,) = actions.claim(Channel.EMAIL, claim_id=first, now=NOON)
            assert list(actions.claim(Channel.EMAIL, claim_id=second, now=NOON)) == []
        with transaction():
            assert len(actions.claim(Channel.EMAIL, claim_id=second, now=NOON + CLAIM_LASTS)) == 1
        with transaction():
            assert not outbox.record(one.message_id, Outcome(Fault.LATER), claim_id=first, now=NOON, most_tries=3)
            assert outbox.record(one.message_id, Outcome(), claim_id=second, now=NOON, most_tries=3)
    assert outside() == [("email", "sent")]


def test_at_night_the_inbox_has_it_at_once_and_the_outside_in_the_morning(app: Flask) -> None:
    chose("leader")
    a_message(at=NIGHT)
    way = Watched()
    with set_up(app, **mail_to(1)):
        assert delivered(NIGHT) == 1
        assert len(outbox.inbox(town.person_id("leader"))) == 1
        assert only_copy().due_at == MORNING
        assert send_out(Channel.EMAIL, now=NIGHT, transport=way) == {"quiet": True}
        assert send_out(Channel.EMAIL, now=MORNING, transport=way) == {"sent": 1}


def test_nothing_goes_outside_where_no_way_is_set_up_and_all_of_it_to_the_test_channel_where_that_is(app: Flask) -> None:
    chose("leader", sms=True)
    a_message()
    delivered()
    assert (outside(), send_out(Channel.EMAIL, now=NOON)) == ([], {"off": True})
    with set_up(app, **mail_to(1), outside_test=True):
        a_message()
        delivered()
        assert send_out(Channel.EMAIL, now=NOON) == {"off": True}
        with transaction():
            assert actions.show_test(NOON) == 1
    assert outside() == [("test", "sent")]


def test_whoever_has_left_or_lost_the_address_is_sent_nothing(app: Flask) -> None:
    way = Watched()
    with set_up(app, **mail_to(1)):
        chose("leader")
        a_message()
        delivered()
        with transaction():
            town.a_person("leader").email = None
        assert send_out(Channel.EMAIL, now=NOON, transport=way) == {"failed": 1}
    assert (way.seen, only_copy().fault) == ([], Fault.NO_ADDRESS)


def test_an_sms_has_seventy_characters_at_most_and_names_nobody(app: Flask) -> None:
    chose("leader", email=False, sms=True)
    case = makers.a_case()
    with gateway_house() as house, set_up(app, sms_url=f"http://127.0.0.1:{house.port}/", public_url="https://xd.example.cn"):
        for says in ("Case %(number)s was promised for %(due_on)s and is overdue.", "Something nobody has heard of"):
            a_message(says=says)
        with transaction():
            db.session.execute(sa.update(Message).values(facts={"number": case.number, "head": "岩温叫"}))
        delivered()
        send_out(Channel.SMS, now=NOON)
    texts = [content for _, content in house.taken]
    assert len(texts) == 2
    assert not [text for text in texts if "岩温叫" in text or "13800001234" not in text]
    assert [len(json.loads(text)["text"]) <= LONGEST_SMS for text in texts] == [True, True]


def test_digest_or_single_messages_by_choice(app: Flask) -> None:
    chose("leader", digest=True)
    chose("worker")
    with set_up(app, **mail_to(1)):
        for person in ("leader", "worker"):
            a_message(person)
            a_message(person, says="Good morning. Due today: %(due)s, overdue: %(late)s.", link="/")
        delivered()
    copies = db.session.execute(sa.select(Message.recipient, Message.says).where(Message.channel == "email")).all()
    assert {(str(row.recipient == town.person_id("leader")), row.says[:4]) for row in copies} == {
        ("True", "Good"),
        ("False", "Case"),
    }
