"""Deeds on one household: enter it, change it, and place all of them anew when the land has changed."""

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from app.accounts.rules import Deed
from app.core import clock, events, journal
from app.core.db import db
from app.core.stamp import Stamp
from app.households import queries
from app.households.actions.values import (
    HOUSEHOLD_PHONE,
    divisions_of,
    place_of_household,
    said_of_household,
    sealed_phone,
    take_numbers,
    text_of,
)
from app.households.models import Household, Resident, ResidentCare
from app.households.queries import HouseholdEntry
from app.households.rules import GridSource, HouseholdsMoved, Placement, counted
from app.households.rules.refusals import HouseholdExists
from app.territory.models import Division
from app.territory.rules import LandRevised

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class PlacedAnew:
    """How all households stand now, and how many stand elsewhere than before."""

    placed: dict[str, int]
    changed: int


def put_household(
    entry: HouseholdEntry,
    *,
    town: Division,
    stamp: Stamp,
    household: Household | None = None,
    crs: str = "EPSG:4490",
    keep_phone: bool = False,
    left_on: dt.date | None = None,
) -> Household:
    """Enter a household, or change the one given (loaded to be changed). Raises HouseholdExists."""
    row = entry.row
    subject = household.id if household else stamp.part(1).event_id
    body = {
        "row": dataclasses.asdict(row),
        "keep_phone": keep_phone,
        "left_on": text_of(left_on),
        "place": entry.placement.place_path,
    }
    facts = {"what": "change" if household else "add", "place": entry.placement.place_path}
    if not journal.enter(Deed.MANAGE_HOUSEHOLDS, subject=subject, body=body, stamp=stamp, facts=facts):
        return queries.household(subject)
    values: dict[str, Any] = said_of_household(row, crs=crs) | {"left_on": left_on}
    if not keep_phone:
        values |= sealed_phone(row.phone, purpose=HOUSEHOLD_PHONE)
    place = place_of_household(entry.placement, divisions_of(town))
    try:
        with db.session.begin_nested():
            if household is None:
                household = Household(id=subject, town_code=town.code, number=take_numbers(1), **values, **place)
                db.session.add(household)
            else:
                _change(household, values)
                _move([household.id] if _differs(household, place) else [], place, stamp=stamp)
            db.session.flush()
    except IntegrityError:  # a household beyond one's places has the code: it can't be seen, yet the code is taken
        raise HouseholdExists(code=row.code) from None
    db.session.refresh(household)
    return household


def place(household: Household, *, on: dt.date, town: Division, stamp: Stamp) -> Placement:
    """Find the household's grid anew, unless a person has set it; part of another deed."""
    (found,) = queries.placements([queries.spot_of(household)], ground=queries.ground(town, on=on))
    if household.grid_source is not GridSource.HAND:
        _move([household.id], place_of_household(found, divisions_of(town)), stamp=stamp)
        db.session.refresh(household)
    return found


def place_all(town: Division, *, stamp: Stamp) -> PlacedAnew:
    """Find every household's grid anew, as the land is on the deed's day. A grid set by hand stays while it is there."""
    wanted = sa.select(Household).where(Household.town_code == town.code, Household.left_on.is_(None))
    households = db.session.scalars(wanted.order_by(Household.number).options(joinedload(Household.division))).all()
    if not journal.enter(Deed.MANAGE_HOUSEHOLDS, subject=town.id, body={"place": "all"}, stamp=stamp, facts={"what": "place"}):
        return PlacedAnew(counted(household.placed for household in households), 0)
    return _place(households, queries.ground(town, on=clock.on(stamp.at)), stamp=stamp)


def follow_land(news: LandRevised, *, stamp: Stamp) -> None:
    """A village's grids are others: find the grids of its households anew, and of those that had none."""
    village = db.session.get_one(Division, news.division_id)
    land = queries.ground(db.session.get_one(Division, village.parent_id), on=clock.on(stamp.at))
    _place(queries.follow_land(village), land, stamp=stamp)


def _place(households: Sequence[Household], land: queries.Ground, *, stamp: Stamp) -> PlacedAnew:
    divisions = divisions_of(land.town)
    found = queries.places_of(households, ground=land)
    moves: defaultdict[Placement, list[UUID]] = defaultdict(list)
    for household, placement in zip(households, found, strict=True):
        if _differs(household, place_of_household(placement, divisions)):
            moves[placement].append(household.id)
    for target, ids in moves.items():
        _move(ids, place_of_household(target, divisions), stamp=stamp)
    return PlacedAnew(counted(placement.placed for placement in found), sum(map(len, moves.values())))


def _change(household: Household, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(household, name, value)
    db.session.flush()


def _differs(household: Household, place: dict[str, Any]) -> bool:
    return any(getattr(household, name) != value for name, value in place.items())


def _move(household_ids: Sequence[UUID], place: dict[str, Any], *, stamp: Stamp) -> None:
    """Write a place to households and to everything of theirs that it protects, and tell whoever must know."""
    paths = {"place_path": place["place_path"], "other_path": place["other_path"]}
    if not household_ids:
        return
    for some in _parts(household_ids):
        theirs = sa.select(Resident.id).where(Resident.household_id.in_(some))
        for statement in (
            sa.update(ResidentCare).where(ResidentCare.resident_id.in_(theirs)).values(**paths),
            sa.update(Resident).where(Resident.household_id.in_(some)).values(version=Resident.version + 1, **paths),
            sa.update(Household).where(Household.id.in_(some)).values(version=Household.version + 1, **place),
        ):
            db.session.execute(statement, execution_options={"synchronize_session": False})
    db.session.expire_all()
    events.dispatch(HouseholdsMoved(tuple(household_ids)), stamp=stamp)


def _parts(ids: Iterable[UUID]) -> Iterable[list[UUID]]:
    waiting = iter(ids)
    while some := list(islice(waiting, AT_ONCE)):
        yield some
