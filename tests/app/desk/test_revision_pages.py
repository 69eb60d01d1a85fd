"""The pages on which a leader draws: from the first line to the day; what is wrong is said; nobody else may."""

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import db, transaction
from app.territory import queries
from app.territory.actions.state import mark_changed
from app.territory.models import GridVersion
from app.territory.rules import RevisionState
from tests import makers, town

HERE = f"/territory/villages/{town.PALONG}/revisions"
CUT = {"kind": "cut", "grid": f"{town.PALONG}001", "line": [[100.099, 21.912], [100.111, 21.912]], "name": "帕龙上寨"}
BESIDE = CUT | {"line": [[100.2, 21.9], [100.3, 21.9]]}


class Desk:
    """Somebody at the pages of revisions."""

    def __init__(self, app: Flask, who: str) -> None:
        self.client, self.headers = town.signed_in(app, who)

    def post(self, url: str, **said: str) -> Any:
        form = {"event_id": str(uuid4()), "at": clock.now().isoformat(), **said}
        return self.client.post(url, data=form, headers=self.headers)

    def step(self, url: str, step: object, *, after: object = 0) -> Any:
        body = {"step": step, "after": after, "event_id": str(uuid4()), "at": clock.now().isoformat()}
        return self.client.post(f"{url}/steps", json=body, headers=self.headers)

    def begun(self, title: str = "二组户数太多") -> str:
        answer = self.post(HERE, title=title)
        assert answer.status_code == 303, answer.text
        return str(answer.location)


@pytest.fixture
def land(app: Flask) -> Flask:
    town.build(app)
    return app


def revision_of(app: Flask, url: str) -> Any:
    with town.looking_on(app):
        return queries.revision(UUID(url.rsplit("/", 1)[1]))


def test_from_the_first_line_to_the_day(land: Flask) -> None:
    with town.looking_on(land):
        makers.a_household("7", lon=100.105, lat=21.915)
    leader = Desk(land, "leader")
    url = leader.begun()
    page = leader.client.get(url).text
    assert 'data-tool="cut"' in page
    assert r"\u5e15\u9f99\u4e00\u7ec4\u7f51\u683c" in page  # 帕龙一组网格, as JSON has it
    assert leader.step(url, CUT).json == {"steps": 1}
    page = leader.client.get(url).text
    assert "帕龙上寨" in page
    assert "门二" in page  # who gets the household
    assert leader.post(f"{url}/plan", from_on=clock.today().isoformat()).status_code == 303
    assert revision_of(land, url).state is RevisionState.IN_FORCE
    with town.looking_on(land):
        assert f"{town.PALONG}003" in {grid.code for grid in queries.grids_on(clock.today())}
    page = leader.client.get(url).text
    assert 'data-tool="cut"' not in page
    assert "帕龙一组网格" in leader.client.get(f"/territory/grids/{town.PALONG}003").text  # where its land comes from


def test_a_plan_is_undone_before_its_day(land: Flask) -> None:
    leader = Desk(land, "leader")
    url = leader.begun()
    leader.step(url, CUT)
    later = (clock.today() + dt.timedelta(days=3)).isoformat()
    assert leader.post(f"{url}/plan", from_on=later).status_code == 303
    assert (
        "Undo the plan" in leader.client.get(url, headers={"Accept-Language": "en"}).text
        or "撤销这次调整" in leader.client.get(url).text
    )
    assert leader.post(f"{url}/undo").status_code == 303
    assert revision_of(land, url).state is RevisionState.UNDONE
    assert leader.post(f"{url}/undo").status_code == 409


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        (BESIDE, 400, "revisions.line_misses"),
        (CUT | {"name": " "}, 400, "revisions.name_unsaid"),
        (CUT | {"grid": f"{town.ZHANGLANG}001"}, 400, "revisions.unknown_grid"),
        ("cut it", 400, "revisions.step_unreadable"),
        ({"kind": "merge", "grids": [f"{town.PALONG}001", f"{town.ZHANGLANG}002"]}, 400, "revisions.unknown_grid"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_was_added(land: Flask, said: object, status: int, code: str) -> None:
    leader = Desk(land, "leader")
    url = leader.begun()
    answer = leader.step(url, said)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert answer.json["message"]
    assert revision_of(land, url).steps == []


def test_a_form_keeps_what_was_typed(land: Flask) -> None:
    leader = Desk(land, "leader")
    answer = leader.post(HERE, title="  ")
    assert answer.status_code == 400
    assert "请写明为什么调整" in answer.text
    url = leader.begun()
    assert leader.post(f"{url}/plan", from_on=clock.today().isoformat()).status_code == 409  # nothing is drawn
    leader.step(url, CUT)
    for day in ("2020-01-01", "明天", ""):
        answer = leader.post(f"{url}/plan", from_on=day)
        assert answer.status_code == 400
        assert f'value="{day}"' in answer.text
    assert leader.post(f"{url}/take-back").status_code == 303
    assert leader.post(f"{url}/take-back").status_code == 409


def test_the_second_at_the_same_draft_is_told_who_drew_meanwhile(land: Flask) -> None:
    leader, head = Desk(land, "leader"), Desk(land, "head")
    url = leader.begun()
    assert leader.step(url, CUT).status_code == 200
    answer = head.step(url, CUT | {"name": "别的名"}, after=0)
    assert (answer.status_code, answer.json["code"]) == (409, "revisions.steps_not_seen")
    assert "飘优" in answer.json["message"]
    assert len(revision_of(land, url).steps) == 1


def asked(client: FlaskClient, headers: dict[str, str], url: str) -> list[int]:
    posts = [client.post(f"{url}/{deed}", data={}, headers=headers) for deed in ("take-back", "plan", "undo")]
    steps = client.post(f"{url}/steps", json={"step": CUT, "after": 0}, headers=headers)
    return [client.get(url).status_code, steps.status_code, *(answer.status_code for answer in posts)]


@pytest.mark.parametrize(("who", "status"), [("neighbour_leader", 404), ("worker", 403), ("clerk", 403), ("reviewer", 403)])
def test_nobody_else_draws_here(land: Flask, who: str, status: int) -> None:
    url = Desk(land, "leader").begun()
    client, headers = town.signed_in(land, who)
    found = asked(client, headers, url)
    assert set(found) <= {status, 400}  # a plan without a day is wrong before anybody looks where
    assert found[0] == found[1] == status
    assert client.get(HERE).status_code == status
    assert client.post(HERE, data={"title": "x"}, headers=headers).status_code == status
    assert revision_of(land, url).steps == []


@pytest.mark.parametrize("who", ["leader", "head", "system_admin"])
def test_who_leads_the_land_draws(land: Flask, who: str) -> None:
    assert Desk(land, who).client.get(HERE).status_code == 200


def test_a_village_without_any_shape_says_so(land: Flask) -> None:
    with town.looking_on(land), transaction():
        for version in db.session.query(GridVersion):
            version.shape = None
        mark_changed()
    leader = Desk(land, "leader")
    assert "还没有可画的底图" in leader.client.get(leader.begun()).text
