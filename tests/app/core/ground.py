"""The least that the core's own tests stand on: a person, and two households at two places with a resident each."""

import datetime as dt
from uuid import UUID, uuid4

from argon2 import PasswordHasher
from flask import Flask

from app.accounts.models import Grant, Person
from app.accounts.rules import Role
from app.core.db import db, transaction
from app.core.stamp import Door, Stamp
from app.households.models import Household, Resident
from app.households.rules import IdType, Placed

NOON = dt.datetime(2026, 9, 30, 4, tzinfo=dt.UTC)
TOWN = "532822205000"
HERE, THERE = f"{TOWN}/204/01/", f"{TOWN}/204/011/"  # a prefix of the text, no place below it
HERE_HOUSE, THERE_HOUSE, HERE_RESIDENT, THERE_RESIDENT, PERSON = (UUID(int=n) for n in range(1, 6))
PASSWORD = "long enough"
HASHED = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def build(app: Flask) -> None:
    with app.app_context(), transaction():
        for house, resident, path in ((HERE_HOUSE, HERE_RESIDENT, HERE), (THERE_HOUSE, THERE_RESIDENT, THERE)):
            db.session.add(_household(house, path))
            db.session.flush()
            db.session.add(_resident(resident, house, path))
        db.session.add(Person(id=PERSON, name="岩温", sign_in_name="岩温", password_hash=HASHED))
        db.session.flush()
        db.session.add(Grant(person_id=PERSON, role=Role.WORKER, place_path=HERE, from_on=dt.date(2020, 1, 1)))


def _household(house: UUID, path: str) -> Household:
    return Household(
        id=house,
        town_code=TOWN,
        code=f"H{house.int}",
        number=0 if house == HERE_HOUSE else 1_000_000,  # unique; tests count the first one up
        head="门二",
        placed=Placed.NO_POINT,
        place_path=path,
    )


def _resident(resident: UUID, house: UUID, path: str) -> Resident:
    return Resident(id=resident, household_id=house, position=0, name="门二", id_type=IdType.NONE, place_path=path)


def a_stamp(event_id: UUID | None = None, *, door: Door = Door.WEB) -> Stamp:
    return Stamp(by=PERSON, on_behalf_of=None, at=NOON, recorded_at=NOON, event_id=event_id or uuid4(), door=door)
