"""Households follow the land: placed anew when it changes, but for those that a person has placed."""

import datetime as dt

import pytest
import shapely
import sqlalchemy as sa
from flask import Flask

from app.core import events
from app.core.db import db, transaction
from app.core.stamp import Stamp
from app.households import actions, queries
from app.households.models import Household, Resident, ResidentCare
from app.households.rules import GridSource, HouseholdsMoved
from app.territory import actions as land
from app.territory import queries as territory
from app.territory.rules import GridRow
from tests import town
from tests.app.households import ground

LATER = town.NOON + dt.timedelta(days=30)
EASTWARDS = [(100.10, 21.90), (100.104, 21.90), (100.104, 21.92), (100.10, 21.92)]
REST = [(100.104, 21.90), *town.RIVER, (100.104, 21.92)]


@pytest.fixture(autouse=True)
def the_town(app: Flask) -> None:
    town.build(app)


def redraw() -> None:
    """The border between the two grids of 帕龙 moves west: household H1 lies in the second now."""
    shapes = {"001": EASTWARDS, "002": REST}
    rows = [
        GridRow(town.PALONG + number, f"帕龙{number}", shape=shapely.to_wkb(shapely.Polygon(corners)))
        for number, corners in shapes.items()
    ]
    with transaction():
        land.put_grids(rows, from_on=LATER.date(), stamp=town.a_stamp(at=LATER))


def place_all() -> actions.PlacedAnew:
    with transaction():
        return actions.place_all(territory.township_to_change(town.TOWN), stamp=town.a_stamp(at=LATER))


def test_nothing_changes_while_the_land_stays(app: Flask) -> None:
    ground.a_household(app)
    with town.looking_on(app):
        place_all()  # the test town's own households were not placed by a deed
        anew = place_all()
        assert anew.changed == 0
        assert anew.placed == {"inside": 5, "on_border": 0, "several": 0, "outside": 0, "no_point": 1}


def test_a_redrawn_border_moves_households_with_their_residents_and_tells_whoever_listens(app: Flask) -> None:
    household_id = ground.a_household(app)
    heard: list[HouseholdsMoved] = []

    def hear(event: HouseholdsMoved, *, stamp: Stamp) -> None:
        heard.append(event)

    with town.looking_on(app):
        place_all()
        before = queries.household(household_id).version
        redraw()
        events.listen({HouseholdsMoved: [hear]})
        assert place_all().changed == 2
        assert {moved for event in heard for moved in event.household_ids} == {household_id, town.household_id("1")}
        household = queries.household(household_id)
        path = f"{town.TOWN}/204/002/"
        assert (household.place_path, household.grid_source, household.version) == (path, GridSource.POINT, before + 1)
        assert household.grid is not None
        assert household.grid.code == f"{town.PALONG}002"
        of_residents = db.session.scalars(sa.select(Resident.place_path).where(Resident.household_id == household_id)).all()
        assert of_residents == [path]
        assert set(db.session.scalars(sa.select(ResidentCare.place_path))) == {path}
        assert place_all().changed == 0


def test_a_grid_set_by_hand_stays_while_it_is_there(app: Flask) -> None:
    household_id = ground.a_household(app)
    with town.looking_on(app):
        place_all()
        with transaction():
            db.session.execute(sa.update(Household).where(Household.id == household_id).values(grid_source=GridSource.HAND))
        redraw()
        assert place_all().changed == 1
        assert queries.household(household_id).place_path == f"{town.TOWN}/204/001/"


def test_one_household_is_placed_by_the_deed_that_changes_it(app: Flask) -> None:
    household_id = ground.a_household(app)
    with town.looking_on(app):
        redraw()
        with transaction():
            household = queries.household_to_change(household_id)
            place = territory.township(town.TOWN)
            found = actions.place(household, on=LATER.date(), town=place, stamp=town.a_stamp(at=LATER))
        assert found.place_path == queries.household(household_id).place_path == f"{town.TOWN}/204/002/"


def test_the_grids_that_may_have_a_household_are_named(app: Flask) -> None:
    with town.looking_on(app):
        ground.enter([{"code": "B", "head": "b", "lon": "100.11", "lat": "21.91"}, {"code": "C", "head": "c"}])
        claims = {code: queries.claims(ground.by_code(code), on=ground.ON) for code in "1BC"}
        assert {code: [grid.name for grid in grids] for code, grids in claims.items()} == {
            "1": ["帕龙一组网格"],
            "B": ["帕龙一组网格", "帕龙二组网格"],
            "C": [],
        }
