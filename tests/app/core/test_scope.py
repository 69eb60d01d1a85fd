"""A scoped model can't be read without a scope, by any way the ORM offers."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.accounts.models import Person
from app.core.db import db, transaction
from app.core.outbox import Message
from app.core.scope import Everywhere, Places, Unscoped, enter_scope, looking
from app.deadlines.models import Clock
from app.deadlines.rules import Body, ClockKind, Light, Unit
from app.households.models import Household, Resident
from tests.app.core import ground

OTHER = aliased(Resident)
WAYS: dict[str, Callable[[], Any]] = {
    "select": lambda: db.session.scalars(sa.select(Resident)).all(),
    "columns": lambda: db.session.execute(sa.select(Resident.id)).all(),
    "get": lambda: [
        c for c in [db.session.get(Resident, ground.HERE_RESIDENT), db.session.get(Resident, ground.THERE_RESIDENT)] if c
    ],
    "alias": lambda: db.session.scalars(sa.select(OTHER)).all(),
    "count": lambda: [None] * (db.session.scalar(sa.select(sa.func.count()).select_from(Resident)) or 0),
    "count of a column": lambda: [None] * (db.session.scalar(sa.select(sa.func.count(Resident.id))) or 0),
    "count of an ORM subquery": lambda: db.session.execute(sa.select(sa.select(Resident.id).subquery().c.id)).all(),
    "join": lambda: db.session.execute(sa.select(Household.code).join(Resident, Resident.household_id == Household.id)).all(),
    "exists alone": lambda: db.session.execute(sa.select(sa.literal(1)).where(sa.exists().where(Resident.position >= 0))).all(),
    "exists inside": lambda: [None] * (people_who_see(ground.HERE_RESIDENT) + people_who_see(ground.THERE_RESIDENT)),
    "scalar subquery": lambda: (
        [None] * (db.session.scalar(sa.select(sa.select(sa.func.count(Resident.id)).scalar_subquery())) or 0)
    ),
    "union": lambda: db.session.execute(sa.union_all(sa.select(Resident.id), sa.select(Resident.id).where(sa.false()))).all(),
    "selectinload": lambda: db.session.scalars(sa.select(Resident).options(selectinload(Resident.household))).all(),
    "joinedload": lambda: db.session.scalars(sa.select(Resident).options(joinedload(Resident.household))).all(),
    "legacy query": lambda: db.session.query(Resident).all(),
    "update": lambda: changed(sa.update(Resident).values(position=9)),
    "delete": lambda: changed(sa.delete(Resident)),
    "update from select": lambda: changed(
        sa.update(Message).where(Message.recipient.in_(sa.select(Resident.id))).values(channel="x")
    ),
    "bare table": lambda: db.session.execute(sa.select(Resident.__table__)).all(),
    "raw SQL": lambda: db.session.execute(sa.text("SELECT id FROM resident")).all(),
    "from_statement": lambda: db.session.scalars(sa.select(Resident).from_statement(sa.select(Resident.__table__))).all(),
    "bulk update by key": lambda: db.session.execute(sa.update(Resident), [{"id": ground.THERE_RESIDENT, "position": 9}]),
}
BROUGHT_ALONG: dict[str, Callable[[], list[Any]]] = {
    "lazy": lambda: homes_of(sa.select(Resident)),
    "joined": lambda: homes_of(sa.select(Resident).options(joinedload(Resident.household))),
    "selectin": lambda: homes_of(sa.select(Resident).options(selectinload(Resident.household))),
    "got": lambda: come_along([db.session.get_one(Resident, ground.HERE_RESIDENT, options=[joinedload(Resident.household)])]),
}
REFUSED_EVEN_IN_SCOPE = {"bare table", "raw SQL", "from_statement", "bulk update by key", "exists alone"}


def homes_of(statement: Any) -> list[Household]:
    """The households that come along with the residents who are in scope."""
    return come_along(db.session.scalars(statement))


def come_along(residents: Iterable[Any]) -> list[Household]:
    return [one.household for one in residents if one.household is not None]


def people_who_see(resident_id: UUID) -> int:
    """An unscoped model outside, a scoped one inside."""
    return len(db.session.scalars(sa.select(Person).where(sa.exists().where(Resident.id == resident_id))).all())


def changed(statement: Any) -> list[None]:
    with transaction():
        return [None] * db.session.execute(statement).rowcount  # type: ignore[attr-defined]


@pytest.fixture
def inside(app: Flask) -> Iterator[None]:
    ground.build(app)
    with app.app_context():
        yield


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize("way", WAYS)
def test_without_a_scope_nothing_can_be_read(way: str) -> None:
    with pytest.raises(Unscoped):
        WAYS[way]()


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize("way", sorted(WAYS.keys() - REFUSED_EVEN_IN_SCOPE - {"update from select", "delete"}))
def test_in_scope_only_the_rows_below_ones_places_are_there(way: str) -> None:
    with looking(Places((ground.HERE,))):
        assert len(WAYS[way]()) == 1  # ".../204/011/" isn't below ".../204/01/"
    with looking(Places(())):
        assert len(WAYS[way]()) == 0


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize("way", sorted(REFUSED_EVEN_IN_SCOPE))
def test_what_would_slip_past_the_criteria_is_refused_in_any_scope_but_everywhere(way: str) -> None:
    with looking(Places((ground.HERE,))), pytest.raises(Unscoped):
        WAYS[way]()


@pytest.mark.usefixtures("inside")
def test_a_lazy_load_asks_the_scope_of_now() -> None:
    with looking(Places((ground.HERE,))):
        resident = db.session.get_one(Resident, ground.HERE_RESIDENT)
        assert resident.household.code == "H1"
        db.session.expire(resident, ["household"])
        db.session.info["scope"] = None
        with pytest.raises(Unscoped):
            _ = resident.household


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize("way", BROUGHT_ALONG)
def test_what_a_load_brings_along_is_narrowed_too(way: str) -> None:
    with looking(Everywhere("test")), transaction():  # as when a case was passed on: it's here, its household isn't
        db.session.get_one(Resident, ground.HERE_RESIDENT).household_id = ground.THERE_HOUSE
    with looking(Everywhere("test")):
        assert len(BROUGHT_ALONG[way]()) > 0
    with looking(Places((ground.HERE,))):
        assert BROUGHT_ALONG[way]() == []


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize(
    "way", sorted((WAYS | BROUGHT_ALONG).keys() - REFUSED_EVEN_IN_SCOPE - {"update from select", "delete", "got"})
)
def test_a_statement_compiled_in_one_scope_is_narrowed_anew_in_the_next(way: str) -> None:
    ask = (WAYS | BROUGHT_ALONG)[way]
    nowhere, elsewhere = f"{ground.TOWN}/299/", f"{ground.TOWN}/298/"
    scopes = [(), (nowhere,), (ground.HERE,), (elsewhere, nowhere), (elsewhere, ground.HERE), (nowhere,), (ground.HERE,), ()]
    for paths in scopes:
        with looking(Places(paths)):
            assert (len(ask()) > 0) is (ground.HERE in paths), paths
    with looking(Places((ground.HERE, ground.THERE))):
        assert len(ask()) == 2


@pytest.mark.usefixtures("inside")
def test_get_finds_nothing_left_over_from_a_wider_scope() -> None:
    with looking(Everywhere("test")):
        wide = db.session.get_one(Resident, ground.THERE_RESIDENT)
    with looking(Places((ground.HERE,))):
        assert db.session.get(Resident, ground.THERE_RESIDENT) is None
    assert sa.inspect(wide).detached


@pytest.mark.usefixtures("inside")
def test_everywhere_is_said_with_a_reason_and_migrations_use_no_session() -> None:
    with looking(Everywhere("sweep of clocks")):
        assert len(WAYS["bare table"]()) == 2
    with db.engine.connect() as connection:  # what Alembic has: a connection, no session
        assert connection.scalar(sa.select(sa.func.count()).select_from(Resident.__table__)) == 2


@pytest.mark.usefixtures("inside")
def test_a_changed_place_is_still_written_and_read_back() -> None:
    with looking(Places((ground.HERE,))):
        with transaction():
            db.session.get_one(Resident, ground.HERE_RESIDENT).place_path = ground.THERE
        assert db.session.get(Resident, ground.HERE_RESIDENT) is None


@pytest.mark.usefixtures("inside")
def test_the_scope_is_a_range_of_the_index() -> None:
    enter_scope(Places((ground.HERE,)))
    plan = sa.text(
        f"EXPLAIN QUERY PLAN SELECT id FROM resident WHERE place_path >= '{ground.HERE}' AND place_path < '{ground.TOWN}/204/010'"
    )
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            assert "ix_resident_place_path (place_path>? AND place_path<?)" in str(connection.execute(plan).all())
    assert db.session.scalars(sa.select(Resident.id)).all() == [ground.HERE_RESIDENT]


@pytest.mark.usefixtures("inside")
def test_what_two_places_claim_is_seen_from_both_and_from_nowhere_else() -> None:
    with looking(Everywhere("test")), transaction():
        clock = Clock(
            subject_kind="case",
            subject_id=ground.HERE_HOUSE,
            kind=ClockKind.TAKE,
            body=Body.TEAM,
            length=1,
            unit=Unit.WORKDAY,
            started_at=ground.NOON,
            light=Light.GREEN,
            place_path=ground.HERE,
            other_path=ground.THERE,
        )
        db.session.add(clock)
    for path, seen in ((ground.HERE, 1), (ground.THERE, 1), (f"{ground.TOWN}/209/", 0)):
        with looking(Places((path,))):
            assert len(db.session.scalars(sa.select(Clock)).all()) == seen
