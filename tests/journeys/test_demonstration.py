"""The demonstration township as a whole: one command pours it in, and what stands there then is what DESIGN 9 and 10 say."""

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from app.accounts.rules import Role
from app.cases import queries as cases
from app.cases.models import Case
from app.cases.rules import OPEN, Stage
from app.cli.demonstration.loading.refusals import latest_year
from app.cli.demonstration.period import Period
from app.core import clock
from app.core.crypto import unseal
from app.core.db import db
from app.core.journal import Entry
from app.core.period import Period as Span
from app.deadlines.models import Reminder
from app.desk.queries import spoken_of
from app.desk.rules import coded_word, fact_word
from app.households.models import Household, Resident
from app.ledger import queries as ledger
from app.ratings import queries as ratings
from app.ratings.models import Invitation, Rating
from app.reports.models import Review
from app.visits.models import Delivery, Visit
from app.visits.rules import DeliveryState
from tests.conftest import an_app
from tests.journeys.figures import answer, check_open, check_rows, check_totals
from tests.town import csrf_field, looking_on

NUMBERS = {
    "township": "西定哈尼族布朗族乡",
    "villages": 11,
    "stations": 95,
    "windows": 20,
    "pioneer_windows": 9,
    "departments": 5,
    "grids": 95,
    "teams": 12,
    "cadres": 26,
    "households": 5_104 + 3,
    "items": 63,
    "walkthroughs": 22,
    "bottlenecks": 2,
    "procedures": 4,
    "cases": 229,
    "completed": 149,
    "finished": 215,
    "open": 9,
}


def run(app: Flask, *command: str) -> Result:
    return app.test_cli_runner().invoke(args=command)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, dict[str, object]]]:
    """A load on SQLite that the tests of this file share: none of them changes anything but sign-ins."""
    folder = tmp_path_factory.mktemp("demonstration")
    app = an_app(f"sqlite:///{folder}/daiban.db", folder)
    with app.app_context():
        flask_migrate.upgrade()
    yield app, answer(app, "town", "demo")
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def demo(loaded: tuple[Flask, dict[str, object]]) -> Flask:
    return loaded[0]


def check_numbers(counted: dict[str, object]) -> None:
    assert {name: counted[name] for name in NUMBERS} == NUMBERS
    assert isinstance(counted["residents"], int)
    assert 23_000 < counted["residents"] < 23_500
    assert counted["as_of"] == clock.today().isoformat()
    assert counted["year"] == latest_year(clock.today())


def check_records(app: Flask) -> None:
    """Stages, histories, ledger and land agree."""
    assert answer(app, "cases", "verify") == {"cases": NUMBERS["cases"], "mismatches": []}
    assert answer(app, "grids", "check") == {"grids": 95, "findings": []}
    with looking_on(app):
        assert ledger.mismatches() == []


def check_figures(app: Flask, counted: dict[str, object]) -> None:
    """Section 10 of the design, from 1 January to today, or to the end of the year shown."""
    year = int(str(counted["year"]))
    from_on, to_on = dt.date(year, 1, 1), min(clock.today(), dt.date(year, 12, 31))
    check_totals(app, from_on, to_on)
    check_rows(app, from_on, to_on)


@pytest.mark.slow
def test_the_numbers_are_those_of_the_design(loaded: tuple[Flask, dict[str, object]]) -> None:
    check_numbers(loaded[1])


@pytest.mark.slow
def test_every_figure_of_the_source_comes_out_of_rows_by_every_dimension(loaded: tuple[Flask, dict[str, object]]) -> None:
    check_figures(*loaded)


@pytest.mark.slow
def test_stages_histories_ledger_and_land_agree(demo: Flask) -> None:
    check_records(demo)


@pytest.mark.slow
@pytest.mark.full
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_it_is_the_same_on_postgresql(app: Flask) -> None:
    counted = answer(app, "town", "demo")
    check_numbers(counted)
    check_records(app)
    check_figures(app, counted)


@pytest.mark.slow
def test_no_second_township_beside_it(demo: Flask) -> None:
    again = run(demo, "town", "demo")
    assert again.exit_code == 2
    assert again.stderr == "已经有一个乡镇：西定哈尼族布朗族乡。演示数据只能载入空的数据库。\n"
    with looking_on(demo):
        assert db.session.scalar(sa.select(sa.func.count(Case.id))) == NUMBERS["cases"]


@pytest.mark.slow
def test_a_year_that_has_not_been_is_refused_before_anything_is_made(app: Flask) -> None:
    refused = run(app, "town", "demo", "--year", "2999")
    assert refused.exit_code == 2
    assert refused.stderr.startswith("不能演示2999年")
    assert refused.stderr.count("\n") == 1


@pytest.mark.slow
def test_every_open_case_has_its_owner_or_waits_in_the_desk_pool(demo: Flask) -> None:
    with looking_on(demo):
        waiting = {case.id for case in cases.pool()}
        for case in db.session.scalars(sa.select(Case).where(Case.stage.in_(OPEN))):
            assert (case.team_id is not None and case.person_id is not None) != (case.id in waiting), case.number
            assert case.why or case.id in waiting
    assert len(waiting) == 2


@pytest.mark.slow
def test_all_nine_stages_are_there_and_the_lights_are_those_of_today(demo: Flask) -> None:
    with looking_on(demo):
        stages = Counter(db.session.scalars(sa.select(Case.stage)))
        told = db.session.scalars(sa.select(Reminder)).all()
    assert set(stages) == set(Stage)
    check_open(demo, clock.now())
    assert len({(one.clock_id, one.recipient_role) for one in told}) == len(told)


@pytest.mark.slow
def test_people_stand_in_their_grids_with_numbers_that_nobody_can_read_in_the_database(demo: Flask) -> None:
    with looking_on(demo):
        placed = Counter(row.placed.value for row in db.session.execute(sa.select(Household.placed)))
        without = db.session.scalars(sa.select(Household.code).where(Household.grid_id.is_(None))).all()
        one = db.session.scalars(sa.select(Resident).where(Resident.id_sealed.is_not(None)).limit(1)).one()
        plain = unseal(one.id_sealed or b"", purpose="resident.id_number")
    assert placed == {"inside": 5_104, "no_point": 3}
    assert sorted(without) == ["XD000-000-0001", "XD000-000-0002", "XD000-000-0003"]
    assert one.id_mask
    assert re.fullmatch(r"532822\*{8}\w{4}", one.id_mask)
    assert one.id_mask == f"{plain[:6]}********{plain[14:]}"
    folder = Path(demo.config["SETTINGS"].instance)
    assert not any(plain.encode() in file.read_bytes() for file in folder.glob("daiban.db*"))


@pytest.mark.slow
def test_deeds_are_dated_and_signed_as_planned(demo: Flask) -> None:
    """Visits that found nobody, reviews that sent back, and every deed of a case by somebody who works there."""
    with looking_on(demo):
        visits = Counter(db.session.scalars(sa.select(Visit.outcome)))
        verdicts = Counter(one.value for one in db.session.scalars(sa.select(Review.verdict)))
        deeds = db.session.execute(sa.select(Entry.by, Entry.at, Entry.recorded_at).where(Entry.deed.startswith("cases."))).all()
        completed = db.session.scalar(sa.select(sa.func.count(Case.id)).where(Case.stage == Stage.COMPLETED)) or 0
    assert {outcome.value for outcome in visits} >= {"done_on_the_spot", "papers_taken", "nobody_home", "put_off"}
    assert verdicts["sent_back"] == 2
    assert completed - verdicts["reviewed"] == 6  # some wait for the reviewer
    assert len(deeds) > 500
    assert all(deed.by.int and deed.at == deed.recorded_at for deed in deeds)


@pytest.mark.slow
def test_somebody_of_every_role_can_sign_in_and_is_shown_home_and_that_all_is_made_up(demo: Flask) -> None:
    folder = Path(demo.config["SETTINGS"].instance)
    people = json.loads((folder / "demo-sign-ins.json").read_text(encoding="utf-8"))
    first = {one["role"]: one for one in reversed(people)}
    assert set(first) == {role.value for role in Role}
    for one in first.values():
        client = demo.test_client()
        form = {"name": one["name"], "password": one["password"], "csrf_token": csrf_field(client.get("/sign-in").text)}
        entered = client.post("/sign-in", data=form, headers={"Referer": "http://localhost/sign-in"})
        assert (entered.status_code, entered.location) == (302, "/"), one
        home = client.get("/", follow_redirects=True)
        assert home.status_code == 200, one
        assert home.request.path in {"/", "/field/"}, one  # nobody is made to change the password first
        assert "演示数据（合成）" in home.text, one


@pytest.mark.slow
@pytest.mark.full
def test_another_load_of_the_same_day_makes_the_same_deeds(demo: Flask, tmp_path: Path) -> None:
    other = an_app(f"sqlite:///{tmp_path}/daiban.db", tmp_path / "instance")
    with other.app_context():
        flask_migrate.upgrade()
    answer(other, "town", "demo")
    both = []
    for app in (demo, other):
        with looking_on(app):
            entered = sa.select(Entry.event_id).where(Entry.deed != "accounts.own")
            numbers = sa.select(Case.number, Case.who, Case.stage).order_by(Case.number)
            both.append((set(db.session.scalars(entered)), db.session.execute(numbers).all()))
    assert both[0] == both[1]


@pytest.mark.slow
def test_those_served_have_rated_and_nine_certificates_were_carried_home(loaded: tuple[Flask, dict[str, object]]) -> None:
    demo, counted = loaded
    with looking_on(demo):
        period = Period(int(str(counted["year"])), dt.date.fromisoformat(str(counted["as_of"])))
        found = ratings.satisfaction(Span(period.first_on, period.last_on))
        reached = ratings.coverage(Span(period.first_on, period.last_on))
        rated = db.session.execute(
            sa.select(Invitation.case_id, Rating.by).join(Rating, Rating.invitation_id == Invitation.id)
        ).all()
        handed = db.session.scalars(sa.select(Delivery.id).where(Delivery.state == DeliveryState.HANDED_OVER)).all()
        assert (found.good, found.valid, found.invited) == (181, 181, 215)
        assert (reached.items.can_be_rated, reached.items.all) == (63, 63)
        assert (reached.departments.can_be_rated, reached.departments.all) == (5, 5)
        for case_id, by in rated:
            case = cases.case(case_id)
            assert by not in {case.person_id, case.asked_by, cases.last_completion(case).by}  # the rated never rate
    assert len(handed) == 9


@pytest.mark.slow
def test_every_fact_of_the_year_s_journal_has_its_words(demo: Flask) -> None:
    """Whatever looks like a code and is neither somebody nor something that is known by a name."""
    with looking_on(demo):
        entries = db.session.scalars(sa.select(Entry)).all()
        spoken = spoken_of(entries)
        facts = {(key, str(value)) for entry in entries for key, value in entry.facts.items() if value is not None}
        known = {pair for pair in facts if spoken.of(*pair)}
    coded = {(key, value) for key, value in facts - known if re.fullmatch(r"[a-z_ ]+", value)}
    assert {key for key, _ in facts if fact_word(key) == key} == set()
    assert {pair for pair in coded if coded_word(*pair) is None} == set()
    assert {pair for pair in facts - known if pair[0] in {"person", "grid", "team", "place"}} == set()
