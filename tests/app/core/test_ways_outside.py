"""Mail servers and SMS gateways, good and bad, over real sockets: what each is answered with, and how soon."""

import json
import time
from urllib.parse import parse_qs
from uuid import UUID

import pytest

from app.core.outbox import Fault, Gateway, MailServer, Outcome, Parcel, Tls, pause_after
from tests.app.core.servers import closed_door, gateway_house, mail_house

PARCEL = Parcel(UUID(int=7), to="leader@example.cn", subject="西定乡：办件已超期", text="办件“B”已超期\n{id}\n")
QUICK_S = 0.4


def mail(port: int, *, tls: Tls = Tls.NONE, user: str = "") -> MailServer:
    return MailServer("127.0.0.1", port, "代办 <daiban@example.cn>", tls=tls, user=user, password="p", timeout_s=QUICK_S)


def gateway(port: int, **more: object) -> Gateway:
    body = '{"to": "{to}", "text": "{text}", "id": "{id}"}'
    return Gateway(**{"url": f"http://127.0.0.1:{port}/send?key=1", "body": body, "timeout_s": QUICK_S} | more)  # type: ignore[arg-type]


def test_a_mail_arrives_with_an_id_by_which_a_second_copy_can_be_known() -> None:
    with mail_house() as house:
        assert [mail(house.port).send(PARCEL), mail(house.port).send(PARCEL)] == [Outcome(), Outcome()]
    assert [recipient for recipient, _ in house.taken] == ["leader@example.cn"] * 2
    assert [f"Message-ID: <{PARCEL.id}@example.cn>" in content for _, content in house.taken] == [True, True]


@pytest.mark.parametrize(
    ("replies", "outcome"),
    [
        ({"RCPT": "550 no such mailbox leader@example.cn"}, Outcome(Fault.REJECTED, 550)),
        ({"RCPT": "450 try later"}, Outcome(Fault.LATER, 450)),
        ({"DATA": "451 not now"}, Outcome(Fault.LATER, 451)),
        ({"MAIL": "530 sign in first"}, Outcome(Fault.LATER, 530)),
        ({"DATA": "554 spam"}, Outcome(Fault.REJECTED, 554)),
        ({"MAIL": "421 closing"}, Outcome(Fault.LATER, 421)),
    ],
)
def test_what_a_mail_server_says_is_told_apart(replies: dict[str, str], outcome: Outcome) -> None:
    with mail_house(**replies) as house:
        assert mail(house.port).send(PARCEL) == outcome


@pytest.mark.parametrize("manner", ["hang", "drip"])
@pytest.mark.parametrize("tls", Tls)
def test_a_mail_server_that_hangs_or_drips_is_left_within_the_time(manner: str, tls: Tls) -> None:
    with mail_house(manner) as house:
        began = time.monotonic()
        outcome = mail(house.port, tls=tls).send(PARCEL)
    assert outcome.fault in {Fault.TOO_SLOW, Fault.NOT_SECURE}
    assert time.monotonic() - began < 10 * QUICK_S


def test_nobody_there_no_tls_and_a_server_that_dies_are_faults_and_no_exceptions() -> None:
    assert mail(closed_door()).send(PARCEL) == Outcome(Fault.NO_CONNECTION)
    with mail_house() as house:
        assert mail(house.port, tls=Tls.STARTTLS).send(PARCEL) == Outcome(Fault.NOT_SECURE)
        assert mail(house.port, user="x").send(PARCEL).fault in {Fault.NOT_SECURE, Fault.SIGN_IN}
        assert house.taken == []
    with mail_house("die") as house:
        assert mail(house.port).send(PARCEL) == Outcome(Fault.NO_CONNECTION)


def test_no_text_breaks_out_of_its_place_in_the_gateway_s_template() -> None:
    with gateway_house() as house:
        assert gateway(house.port).send(PARCEL) == Outcome()
        form = "to={to}&text={text}&id={id}"
        assert gateway(house.port, body=form, is_form=True, headers="Authorization: Bearer x").send(PARCEL) == Outcome()
    (path, as_json), (_, as_form) = house.taken
    said = {"to": PARCEL.to, "text": PARCEL.text, "id": str(PARCEL.id)}
    assert (path, json.loads(as_json)) == ("/send?key=1", said)
    assert {name: values[0] for name, values in parse_qs(as_form).items()} == said
    assert [headers["Idempotency-Key"] for headers in house.headers] == [str(PARCEL.id)] * 2
    assert house.headers[1]["Authorization"] == "Bearer x"


@pytest.mark.parametrize(
    ("status", "fault"),
    [(500, Fault.LATER), (503, Fault.LATER), (429, Fault.LATER), (401, Fault.SIGN_IN), (422, Fault.REJECTED), (404, Fault.LATER)],
)
def test_what_a_gateway_answers_is_told_apart(status: int, fault: Fault) -> None:
    with gateway_house(status=status) as house:
        assert gateway(house.port).send(PARCEL) == Outcome(fault, status)


def test_a_gateway_s_redirect_leads_nowhere() -> None:
    with gateway_house() as other, gateway_house(status=307, elsewhere=f"http://127.0.0.1:{other.port}/") as house:
        assert gateway(house.port).send(PARCEL) == Outcome(Fault.STRANGE, 307)
    assert other.taken == []


def test_a_good_status_with_another_answer_than_expected_is_no_success() -> None:
    with gateway_house(answer='{"code": 17}') as house:
        assert gateway(house.port, expects='"code": 0').send(PARCEL) == Outcome(Fault.STRANGE, 200)
        assert gateway(house.port, expects='"code": 17').send(PARCEL) == Outcome()


def test_a_gateway_that_hangs_or_is_not_there_is_left_within_the_time() -> None:
    with gateway_house("hang") as house:
        began = time.monotonic()
        assert gateway(house.port).send(PARCEL) == Outcome(Fault.TOO_SLOW)
        assert time.monotonic() - began < 10 * QUICK_S
    assert gateway(closed_door()).send(PARCEL) == Outcome(Fault.NO_CONNECTION)


def test_pauses_double_from_a_minute_to_four_hours() -> None:
    assert [pause_after(tries).total_seconds() / 60 for tries in (1, 2, 3, 8, 9, 50)] == [1, 2, 4, 128, 240, 240]
