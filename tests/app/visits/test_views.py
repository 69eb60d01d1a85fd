"""The pictures of a visit go to those who see its case, and to nobody else."""

from uuid import UUID

import pytest
from flask import Flask

from tests import makers, town
from tests.app.visits.ground import record

SEES = {"worker": 200, "leader": 200, "clerk": 200, "reviewer": 200, "head": 200, "neighbour": 404}
NEVER = ("system_admin", "security_admin", "auditor")


@pytest.fixture
def picture(app: Flask) -> UUID:
    town.build(app)
    with town.looking_on(app):
        visit = record(makers.a_case())
        assert visit is not None
        return visit.evidence[0].id


def test_a_picture_goes_to_those_in_scope_and_no_browser_keeps_it(app: Flask, picture: UUID) -> None:
    for who, status in SEES.items():
        client, _ = town.signed_in(app, who)
        answer = client.get(f"/visits/evidence/{picture}")
        assert (who, answer.status_code) == (who, status)
        if status == 200:
            assert answer.mimetype == "image/jpeg"
            assert answer.headers["Cache-Control"] == "no-store"
            assert "ETag" not in answer.headers
            assert answer.data[:2] == b"\xff\xd8"
        answer.close()


def test_administrators_and_strangers_see_no_picture(app: Flask, picture: UUID) -> None:
    for who in NEVER:
        client, _ = town.signed_in(app, who)
        assert (who, client.get(f"/visits/evidence/{picture}").status_code) == (who, 403)
    assert app.test_client().get(f"/visits/evidence/{picture}").status_code == 302


def test_the_history_of_a_case_tells_its_visits(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        case_id = makers.a_case().id
        record(case_id)
    client, _ = town.signed_in(app, "worker")
    assert "上门：已收件" in client.get(f"/cases/{case_id}").text
