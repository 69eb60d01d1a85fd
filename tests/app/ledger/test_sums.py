"""Whatever stands in the ledger: rows add up to the whole, distinct counts equal a slow reckoning, a reversal is exact.

On both databases, with ledgers that Hypothesis makes up.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID, uuid5

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.cases.rules import CaseReopened, Intake, Mode
from app.core.db import db, transaction
from app.core.period import Period
from app.ledger import actions, queries
from app.ledger.models import Beneficiary, LedgerEntry
from app.ledger.queries import Asked
from app.ledger.rules import ADDITIVE, REGISTER, Dimension, Figures, Measure, Totals
from app.visits.rules import DeliveryTakenBack
from tests import makers, town
from tests.walls import tear_down

FIRST = dt.date(2026, 8, 25)
PERIOD = Period(dt.date(2026, 8, 28), dt.date(2026, 9, 3))
MEASURES = (Measure.CASE, Measure.ITEM, Measure.VISIT, Measure.DELIVERY)
WHERE = {"a": (town.PALONG, f"{town.PALONG}001"), "b": (town.ZHANGLANG, f"{town.ZHANGLANG}002"), "c": (None, None)}
on_this_ledger = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


@dataclass(frozen=True)
class Made:
    """An entry as Hypothesis thinks of it. `off_after`: days until its reversal, or None; a visit has none."""

    measure: Measure
    day: int
    off_after: int | None
    team: int | None
    household: int
    people: frozenset[int]
    mode: Mode
    intake: Intake
    item: str | None
    where: str

    @property
    def on(self) -> dt.date:
        return FIRST + dt.timedelta(days=self.day)

    @property
    def off_on(self) -> dt.date | None:
        return None if self.off_after is None or self.measure is Measure.VISIT else self.on + dt.timedelta(days=self.off_after)


made = st.builds(
    Made,
    measure=st.sampled_from(MEASURES),
    day=st.integers(0, 12),
    off_after=st.none() | st.integers(0, 5),
    team=st.none() | st.integers(1, 3),
    household=st.integers(1, 3),
    people=st.frozensets(st.integers(1, 4), max_size=3),
    mode=st.sampled_from(list(Mode)),
    intake=st.sampled_from([Intake.PHONE, Intake.WINDOW]),
    item=st.sampled_from([None, town.PENSION, town.OLD_AGE]),
    where=st.sampled_from(sorted(WHERE)),
)
ledgers = st.lists(made, max_size=8)


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    town.build(app)
    with town.looking_on(app):
        yield


def an_id(kind: str, number: int) -> UUID:
    return uuid5(town.NAMESPACE, f"{kind} {number}")


def write(ledger: list[Made]) -> None:
    """This ledger instead of the last one. Reversals are made by the deed that makes them."""
    with suppress(sa.exc.DatabaseError):  # torn down already
        tear_down("ledger_beneficiary_no_delete", "ledger_entry_no_delete")
    with transaction():
        db.session.execute(sa.delete(Beneficiary))
        db.session.execute(sa.delete(LedgerEntry))
        for number, one in enumerate(ledger):
            village, grid = WHERE[one.where]
            entry = LedgerEntry(
                id=an_id("entry", number),
                event_id=an_id("event", number),
                measure=one.measure,
                subject_id=an_id("subject", number),
                amount=1,
                case_id=an_id("case", number),
                household_id=an_id("household", one.household),
                team_id=an_id("team", one.team) if one.team else None,
                person_id=an_id("person", one.team) if one.team else None,
                item_code=one.item,
                class_code=one.item and one.item[3],
                mode=one.mode,
                intake=one.intake,
                village_code=village,
                grid_code=grid,
                happened_on=one.on,
                entered_on=one.on,
                place_path=town.PLACES[village or town.TOWN],
            )
            served = one.people if one.measure is Measure.VISIT else frozenset()
            entry.beneficiaries = [Beneficiary(resident_id=an_id("resident", person)) for person in served]
            db.session.add(entry)
        db.session.flush()
        actions.sum_months()
        for number, one in enumerate(ledger):
            if one.off_on is not None:
                take_off(number, one.measure, one.off_on)


def take_off(number: int, measure: Measure, on: dt.date) -> None:
    stamp = makers.a_stamp(at=dt.datetime.combine(on, dt.time(4), tzinfo=dt.UTC))
    case_id, event_id = an_id("case", number), an_id("event", number)
    if measure is Measure.DELIVERY:
        actions.reverse_delivery(DeliveryTakenBack(an_id("subject", number), case_id, event_id), stamp=stamp)
    else:
        actions.reverse(CaseReopened(case_id, event_id, "缺凭证"), stamp=stamp)


def reckoned(ledger: list[Made], *, register_only: bool) -> Figures:
    """The definition, entry by entry in plain Python."""
    counted = [one for one in ledger if not register_only or one.mode in REGISTER]
    net = dict.fromkeys(MEASURES, 0)
    for one in counted:
        net[one.measure] += (one.on in DAYS) - (one.off_on in DAYS)
    standing = [one for one in counted if one.measure is Measure.VISIT and one.on in DAYS and one.off_on not in DAYS]
    return Figures(
        cases=net[Measure.CASE],
        items=net[Measure.ITEM],
        visits=net[Measure.VISIT],
        deliveries=net[Measure.DELIVERY],
        households=len({one.household for one in standing}),
        people=len({person for one in standing for person in one.people}),
        person_times=sum(len(one.people) for one in standing),
    )


DAYS = {PERIOD.from_on + dt.timedelta(days=day) for day in range((PERIOD.to_on - PERIOD.from_on).days + 1)}


@on_this_ledger
@given(ledgers)
def test_the_whole_equals_a_slow_reckoning_of_every_count(ledger: list[Made]) -> None:
    write(ledger)
    found = queries.totals(Asked(PERIOD))
    assert found.completed == reckoned(ledger, register_only=True)
    assert found.every == reckoned(ledger, register_only=False)


@on_this_ledger
@given(ledgers, st.sampled_from(list(Dimension)))
def test_rows_by_any_dimension_add_up_to_the_whole_and_the_whole_is_asked_anew(ledger: list[Made], by: Dimension) -> None:
    write(ledger)
    told, whole = queries.totals(Asked(PERIOD), by=by), queries.totals(Asked(PERIOD))
    assert (told.completed, told.every) == (whole.completed, whole.every)
    for count in ADDITIVE:
        assert sum(line.completed.of(count) for line in told.by) == whole.completed.of(count)
        assert sum(line.every.of(count) for line in told.by) == whole.every.of(count)


@on_this_ledger
@given(ledgers, st.integers(1, 3))
def test_a_row_is_what_its_own_entries_reckon_and_the_filter_says_the_same(ledger: list[Made], team: int) -> None:
    write(ledger)
    own = [one for one in ledger if one.team == team]
    lines = {line.key: line for line in queries.totals(Asked(PERIOD), by=Dimension.TEAM).by}
    key = str(an_id("team", team))
    row = lines[key].completed if key in lines else Figures()
    assert row == reckoned(own, register_only=True)
    assert queries.totals(Asked(PERIOD, team_id=an_id("team", team))).completed == row


@on_this_ledger
@given(ledgers, st.integers(0, 7))
def test_a_reversal_takes_off_exactly_what_was_put_on_in_every_row(ledger: list[Made], number: int) -> None:
    standing = [one for one in ledger if one.off_on is None and one.measure is not Measure.VISIT]
    if not standing:
        return
    number %= len(standing)
    everything = Period(FIRST, FIRST + dt.timedelta(days=40))
    without = [one for place, one in enumerate(standing) if place != number]
    write(without)
    before = [(by, told(queries.totals(Asked(everything), by=by))) for by in SEVERAL]
    write(standing)
    with transaction():
        take_off(number, standing[number].measure, standing[number].on)
    assert [(by, told(queries.totals(Asked(everything), by=by))) for by in SEVERAL] == before


def told(totals: Totals) -> tuple[Figures, Figures, dict[str | None, tuple[Figures, Figures]]]:
    """Figures and rows, without rows of zeros only: an entry and its reversal leave one behind."""
    rows = {line.key: (line.completed, line.every) for line in totals.by if (line.completed, line.every) != NOTHING}
    return totals.completed, totals.every, rows


NOTHING = (Figures(), Figures())
SEVERAL = (Dimension.TEAM, Dimension.INTAKE, Dimension.MONTH)


def test_the_sums_by_team_are_answered_out_of_one_index(app: Flask) -> None:
    """On SQLite, whose plans can be read: the table itself is never touched."""
    if db.engine.dialect.name != "sqlite":
        return
    statements: list[str] = []
    listened = db.engine
    sa.event.listen(listened, "before_cursor_execute", lambda *said: statements.append(str(said[2])))
    queries.totals(Asked(PERIOD), by=Dimension.TEAM)
    sums = next(one for one in statements if "sum(ledger_entry.amount)" in one)
    with db.engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sums}", ("",) * sums.count("?")).all()
    assert "USING COVERING INDEX ix_ledger_entry_sums" in str(plan)
